"""gammu's codec of PDUs beside the modem gateway's own: each reads what the other one makes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
import json
from typing import Any

from custom_components.sms_gateway.gateways.base import Part
from custom_components.sms_gateway.gateways.modem.pdu import (
    Deliver,
    StatusReport,
    decode,
    submit,
)
from custom_components.sms_gateway.gateways.segments import is_gsm
from tests.gateways.modem.vectors import CAME, REPORTED

from .checks import Checks
from .library import ANNA, ask
from .stage import Stage
from .texts import REPLIES, TEXTS

type Told = Mapping[str, Any]

NAME = "gammu's codec"
_ALL = {**TEXTS, **{f"reply: {name}": text for name, text in REPLIES.items()}}
_SENDERS = ("Megafon", "Megafon1", "InternetSMS", "FONIC", "A", "12220", ANNA)
_FOUR_DAYS = 4 * 86_400
_REFERENCE = 0xC8
_EXTENDED = frozenset("^{}\\[~]|€\f")
# gammu takes the year 99 for 2099, less ten; and of digits that are none it has its own idea.
_OTHERWISE = frozenset({"12 DF", "ZTE PGM"})


async def run(checks: Checks, _stage: Stage) -> None:
    """Have gammu read and make everything at once, and compare."""
    ours = [_ours(text, _REFERENCE, wants_report=True) for text in _ALL.values()]
    published = {name: came.pdu for name, came in CAME.items()}
    published |= {name: report.pdu for name, report in REPORTED.items()}
    wanted = {
        "read": [*ours, *([pdu] for pdu in published.values())],
        "make": [
            *([ANNA, text, not is_gsm(text)] for text in _ALL.values()),
            *([sender, "hi", False] for sender in _SENDERS),
        ],
    }
    told = await ask("gammu", "codec_gammu", json.dumps(wanted))
    checks.title("gammu reads what we make")
    for (name, text), parts in zip(_ALL.items(), told["read"], strict=False):
        checks.same(_seen(parts), _expected(text, len(parts)), name)
    checks.title("We make the same octets as gammu, and read what it makes")
    for (name, text), (sent, came) in zip(_ALL.items(), told["made"], strict=False):
        reference = _reference(sent[0])
        same = [_ours(text, reference, wants_report=False), text]
        checks.same([_without_smsc(sent), _read(came, reference)], same, name)
    checks.title("Numbers and names of senders that gammu writes")
    for sender, (_, came) in zip(_SENDERS, told["made"][len(_ALL) :], strict=True):
        found = decode(bytes.fromhex(came[0]))
        checks.same(isinstance(found, Deliver) and found.sender, sender, sender)
    checks.title("Published PDUs, read by both")
    by_gammu = zip(published.items(), told["read"][len(_ALL) :], strict=True)
    for (name, pdu), (theirs,) in by_gammu:
        if name not in _OTHERWISE:
            checks.same(_as_we_say(theirs), decode(bytes.fromhex(pdu)), name)


def _ours(text: str, reference: int, *, wants_report: bool) -> list[str]:
    pdus = submit(ANNA, text, reference=reference, lasts=_FOUR_DAYS, wants_report=wants_report)
    return [pdu.hex() for pdu in pdus]


def _seen(parts: Sequence[Told]) -> list[object]:
    """Return what gammu reads in the parts of a message."""
    alike = {(one["type"], one["number"], one["coding"], one["validity"]) for one in parts}
    return ["".join(map(_text, parts)), alike, [one["part"] for one in parts]]


def _expected(text: str, total: int) -> list[object]:
    """Return what the parts of a message are to say, in gammu's words."""
    coding = "Default_No_Compression" if is_gsm(text) else "Unicode_No_Compression"
    numbered = [[_REFERENCE, total, number] for number in range(1, total + 1)]
    places = numbered if total > 1 else [[0, 0, -1]]
    return [text, {("Submit", ANNA, coding, "4D")}, places]


def _text(part: Told) -> str:
    """Return a text as gammu reads it.

    It takes the septets of a text for its characters: behind one with signs of the extension table
    comes as much garbage as there are such signs (own-sim.md 2.10).
    """
    text: str = part["text"]
    if part["coding"].startswith("Unicode"):
        return text
    septets = accumulate(2 if sign in _EXTENDED else 1 for sign in text)
    return text[: sum(used <= len(text) for used in septets)]


def _reference(pdu: str) -> int:
    """Return the reference that gammu has given to the parts of a message, 0 for one alone."""
    _, is_there, rest = pdu.partition("050003")
    return int(rest[:2], 16) if is_there else 0


def _without_smsc(pdus: Sequence[str]) -> list[str]:
    """Return PDUs with the SIM's own SMSC: gammu writes one without digits."""
    return ["00" + pdu.removeprefix("0181") for pdu in pdus]


def _read(pdus: Sequence[str], reference: int) -> str:
    """Return the text of a message, nothing where its parts are not in order."""
    found = [decode(bytes.fromhex(pdu)) for pdu in pdus]
    total = len(found)
    numbered = [Part(reference, total, number) for number in range(1, total + 1)]
    delivers = [one for one in found if isinstance(one, Deliver) and one.sender == ANNA]
    are_right = [one.part for one in delivers] == (numbered if total > 1 else [None])
    return "".join(one.text for one in delivers) if are_right else ""


def _as_we_say(told: Told) -> Deliver | StatusReport:
    """Return what gammu reads in our words."""
    first, second = (_seconds(written) for written in told["times"])
    number, smsc = told["number"], told["smsc"]
    if told["type"] == "Status_Report":
        return StatusReport(told["reference"], number, told["status"], first, second, smsc)
    reference, total, place = told["part"]
    part = Part(reference, total, place) if total else None
    return Deliver(number, _text(told), first, part, smsc)


def _seconds(written: str | None) -> float | None:
    return datetime.fromisoformat(written).timestamp() if written else None
