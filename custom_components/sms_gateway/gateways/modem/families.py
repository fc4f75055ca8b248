"""What modems of a make have of their own (own-sim.md 2.1, 2.7)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tries:
    """Which command tells how often a PIN may still be entered, and where in its answer."""

    command: str
    prefix: str
    place: int


@dataclass(frozen=True, slots=True)
class Family:
    """The modems whose make, or model, has one of these words in it.

    `set_up` is what they need to be told and may refuse; with `set_up_ussd` they take codes and
    give texts plainly, and else packed. With `stores_reports` False what they say of reports that
    they have stored is wrong.
    """

    words: tuple[str, ...] = ()
    tries: tuple[Tries, ...] = ()
    set_up: tuple[str, ...] = ()
    set_up_ussd: str | None = None
    stores_reports: bool = True


# Of 27.007, which not all know.
_ANY_TRIES = (Tries('AT+CPINR="SIM PIN"', "+CPINR:", 1),)
_OTHER = Family()
_FAMILIES = (
    Family(
        ("quectel",),
        (Tries("AT+QPINC?", "+QPINC:", 1),),
        # All of them say at one port only what they say unasked.
        set_up=('AT+QURCCFG="urcport","all"',),
        stores_reports=False,
    ),
    Family(("huawei",), (Tries("AT^CPIN?", "^CPIN:", 3),), set_up_ussd="AT^USSDMODE=0"),
    Family(("simcom", "sim800", "sim900"), (Tries("AT+SPIC", "+SPIC:", 0),)),
    Family(("telit",), (Tries("AT#PCT", "#PCT:", 0),)),
    Family(("sierra",), (Tries("AT+CPINC?", "+CPINC:", 0),)),
    Family(("zte",), (Tries("AT+ZPINPUK=?", "+ZPINPUK:", 0),)),
)

# What is indicated how, where a modem does not say what it can do: messages as stored, reports as
# they come, then as stored, then not at all.
INDICATIONS = ("2,1,0,1,0", "2,1,0,2,0", "2,1,0,0,0", "1,1,0,1,0", "1,1,0,0,0", "2,2,0,1,0")
# Where messages are stored, the best first.
MEMORIES = ("SM", "ME", "MT")


def family(make: Sequence[str]) -> Family:
    """Return the family of a modem by the words in which it names its make and model."""
    told = " ".join(make).casefold()
    return next((one for one in _FAMILIES if any(word in told for word in one.words)), _OTHER)


def tries(of: Family) -> Sequence[Tries]:
    """Return which commands may tell how often a PIN may still be entered."""
    return (*of.tries, *_ANY_TRIES)
