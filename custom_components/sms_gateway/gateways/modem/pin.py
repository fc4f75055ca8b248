"""The PIN of a SIM: entered once, and never again once it was refused (own-sim.md 2.1)."""

from ..base import ErrorKind, GatewayError
from ..reasons import Reason
from .at import Dialogue
from .errors import error_of
from .families import Family, tries
from .lines import Refused

_READY, _WANTED = "READY", "SIM PIN"
_OF_THE_PIN = frozenset({12, 16})
# With which the SIM did not look at the PIN: there is none, it fails, it is busy.
_NOT_TRIED = frozenset({10, 13, 14})
# With so many left none was wrong lately: another SIM refused what was refused.
_ALL_TRIES = 3

# What was entered and not taken, by port: a SIM that was asked three times is blocked. Accounts and
# their sessions come and go meanwhile.
_refused: set[tuple[str, str]] = set()


async def unlock(dialogue: Dialogue, of: Family, port: str, pin: str | None) -> None:
    """Have the SIM open; raises GatewayError where a person has to see to it, and Refused."""
    state = await _state(dialogue)
    if state == _READY:
        return
    if state != _WANTED:
        raise _locked(state)
    if pin is None:
        raise GatewayError(ErrorKind.AUTH, Reason.SIM_LOCKED)
    left = await _tries_left(dialogue, of)
    if left is not None and left >= _ALL_TRIES:
        _refused.discard((port, pin))
    if (port, pin) in _refused:
        raise GatewayError(ErrorKind.AUTH, Reason.WRONG_PIN)
    if left is not None and left <= 1:
        raise GatewayError(ErrorKind.AUTH, Reason.PIN_LAST_TRY)
    # What becomes of it may never be known.
    _refused.add((port, pin))
    try:
        await dialogue.command(f'AT+CPIN="{pin}"', seconds=dialogue.timing.pin)
    except Refused as refused:
        if refused.code in _NOT_TRIED:
            _refused.discard((port, pin))
            raise
        if refused.code in _OF_THE_PIN:
            raise error_of(refused) from None
        raise GatewayError(ErrorKind.AUTH, Reason.WRONG_PIN) from None
    _refused.discard((port, pin))


async def _state(dialogue: Dialogue) -> str:
    told = await dialogue.command("AT+CPIN?", "+CPIN:")
    return told[-1].fields[0].upper() if told else ""


def _locked(state: str) -> GatewayError:
    """Return what a SIM waits for that is not its PIN: its PUK, or another SIM or network."""
    if state.endswith("PUK"):
        return GatewayError(ErrorKind.SENDER, Reason.SIM_BLOCKED, code=state, retryable=True)
    return GatewayError(ErrorKind.SENDER, Reason.SIM_FAILS, code=state or None, retryable=True)


async def _tries_left(dialogue: Dialogue, of: Family) -> int | None:
    """Return how often a PIN may still be entered, None where the modem does not say."""
    for one in tries(of):
        try:
            told = await dialogue.command(one.command, one.prefix)
        except Refused:
            continue
        if told and (left := told[0].number(one.place)) is not None:
            return left
    return None
