"""How a modem does: its signal, its network, its operator (own-sim.md 2.1)."""

from collections.abc import Iterable, Mapping, Sequence

from .at import Dialogue
from .lines import Line, Refused

# What is not told is no field.
type Condition = Mapping[str, int | bool | str]

_REGISTRATIONS = (("AT+CREG?", "+CREG:"), ("AT+CEREG?", "+CEREG:"))
# What each state of registration is (27.007, 7.2); the first of these that any of the networks is.
_NETWORKS = {1: "home", 9: "home", 5: "roaming", 10: "roaming", 6: "sms_only", 7: "sms_only"}
_NETWORKS |= {2: "searching", 3: "denied", 8: "denied", 0: "off"}
BEST = tuple(dict.fromkeys(_NETWORKS.values()))
# Signal in steps of 2 dBm; above is "unknown".
_WEAKEST, _MOST_STEPS = -113, 31


async def condition(dialogue: Dialogue) -> Condition:
    """Ask how a modem does; raises GatewayError where it does not answer."""
    found: dict[str, int | bool | str] = {}
    steps = _first(line.number(0) for line in await _asked(dialogue, "AT+CSQ", "+CSQ:"))
    if steps is not None and steps <= _MOST_STEPS:
        found["signal"] = _WEAKEST + 2 * steps
    networks = {
        _NETWORKS.get(state)
        for question, prefix in _REGISTRATIONS
        # What comes unasked has one number; this has what is indicated before it.
        for line in await _asked(dialogue, question, prefix)
        if (state := line.number(1)) is not None
    }
    if (network := _first(one for one in BEST if one in networks)) is not None:
        found["network"] = network
    operators = await _asked(dialogue, "AT+COPS?", "+COPS:")
    if operators and len(fields := operators[0].fields) > 2 and fields[2]:  # noqa: PLR2004 - name
        found["operator"] = fields[2]
    return found


async def _asked(dialogue: Dialogue, question: str, prefix: str) -> Sequence[Line]:
    try:
        return await dialogue.command(question, prefix)
    except Refused:
        return ()


def _first[T](found: Iterable[T]) -> T | None:
    return next(iter(found), None)
