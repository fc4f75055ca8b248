"""What a modem is told before it can be used, and what it tells of itself (own-sim.md 2.1)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
import re

from .at import Dialogue
from .errors import error_of, is_too_early
from .families import INDICATIONS, Family, family
from .lines import Refused
from .pin import unlock
from .settings import Settings
from .storage import Storage

_GROUP = re.compile(r"\(([^()]*)\)")
# Each by itself is taken or not.
_MANNERS = ("ATE0", "AT+CMEE=1")
_CHARSETS = ('"IRA"', '"GSM"')
# What becomes of indications while the line is busy: they are kept, thrown away, pass it by.
_MODES = (2, 1, 3)
_DIRECT = "2"
_MOST = 255
_INTERNATIONAL, _UNKNOWN = 145, 129


@dataclass(frozen=True, slots=True)
class Ready:
    """A modem that can be used.

    With `acknowledges` the network waits until we have taken what comes directly. With `is_quiet`
    the modem does not say when something has come in, with `is_direct` it stores nothing, and
    `indications` is what it says of that where it is asked. `packs_ussd` is how codes and texts go.
    """

    family: Family
    storage: Storage
    acknowledges: bool
    is_quiet: bool
    is_direct: bool
    indications: str | None
    packs_ussd: bool


async def start_up(dialogue: Dialogue, settings: Settings) -> Ready:
    """Make a modem ready; raises GatewayError."""
    try:
        await dialogue.wake()
        for manner in _MANNERS:
            await _if_it_likes(dialogue, manner)
        make = family([*await _plain(dialogue, "AT+CGMI"), *await _plain(dialogue, "AT+CGMM")])
        await _once_ready(dialogue, lambda: unlock(dialogue, make, settings.port, settings.pin))
        for wish in (*make.set_up, "AT+COPS=3,0"):
            await _if_it_likes(dialogue, wish)
        await _first_taken(dialogue, "AT+CSCS=", _CHARSETS)
        return await _messages(dialogue, settings, make)
    except Refused as refused:
        raise error_of(refused) from None


async def _messages(dialogue: Dialogue, settings: Settings, make: Family) -> Ready:
    """Make ready what has to do with messages; raises Refused and GatewayError."""
    await _once_ready(dialogue, lambda: dialogue.command("AT+CMGF=0"))
    if settings.smsc is not None:
        smsc = settings.smsc
        await _once_ready(dialogue, lambda: _set_smsc(dialogue, smsc))
    storage = Storage(dialogue)
    await _once_ready(dialogue, storage.choose)
    acknowledges = await _acknowledges(dialogue)
    way = await _first_taken(dialogue, "AT+CNMI=", await _ways(dialogue, make))
    is_direct = way is not None and way.split(",")[1] == _DIRECT
    told = await _once_ready(dialogue, lambda: indications(dialogue))
    wish = make.set_up_ussd
    packs_ussd = wish is not None and not await _if_it_likes(dialogue, wish)
    return Ready(make, storage, acknowledges, way is None, is_direct, told, packs_ussd)


async def indications(dialogue: Dialogue) -> str | None:
    """Return how it is told that something came in, which is forgotten in a modem without power.

    None where it does not say. Raises Refused where it is too early, and GatewayError.
    """
    try:
        told = await dialogue.command("AT+CNMI?", "+CNMI:")
    except Refused as refused:
        if is_too_early(refused):
            raise
        return None
    return told[0].text if told else None


async def _once_ready[T](dialogue: Dialogue, ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again while the SIM is not ready; raises Refused where it does not become so in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + dialogue.timing.sim
    while True:
        try:
            return await ask()
        except Refused as refused:
            if not is_too_early(refused) or loop.time() >= until:
                raise
        await asyncio.sleep(dialogue.timing.again)


async def _if_it_likes(dialogue: Dialogue, wish: str) -> bool:
    """Tell a modem something that it may refuse; tell whether it took it."""
    try:
        await dialogue.command(wish)
    except Refused:
        return False
    return True


async def _first_taken(dialogue: Dialogue, wish: str, ways: Sequence[str]) -> str | None:
    """Tell a modem to do something in the first way that it takes; return that."""
    for way in ways:
        if await _if_it_likes(dialogue, wish + way):
            return way
    return None


async def _plain(dialogue: Dialogue, question: str) -> Sequence[str]:
    try:
        told = await dialogue.command(question, None)
    except Refused:
        return ()
    return [line.text for line in told]


async def _set_smsc(dialogue: Dialogue, smsc: str) -> None:
    """Have the SIM know the number of its SMSC: it can be written to so many times only."""
    try:
        told = await dialogue.command("AT+CSCA?", "+CSCA:")
    except Refused:
        told = ()
    if told and told[0].fields[0] == smsc:
        return
    kind = _INTERNATIONAL if smsc.startswith("+") else _UNKNOWN
    await dialogue.command(f'AT+CSCA="{smsc}",{kind}')


async def _acknowledges(dialogue: Dialogue) -> bool:
    try:
        told = await dialogue.command("AT+CSMS?", "+CSMS:")
    except Refused:
        return False
    return bool(told) and told[0].number(0) == 1


async def _ways(dialogue: Dialogue, make: Family) -> Sequence[str]:
    """Return how it could be indicated that something came in, the best first.

    That is messages as stored, for what is stored is not lost while we are away; and reports as
    they come, or as stored where a modem tells rightly where.
    """
    try:
        told = await dialogue.command("AT+CNMI=?", "+CNMI:")
    except Refused:
        told = ()
    offered = [_numbers(group) for group in _GROUP.findall(told[0].text)] if told else []
    if len(offered) != 5:  # noqa: PLR2004 - its parameters
        return INDICATIONS
    modes, messages, cells, reports, buffers = offered
    mode = next((one for one in _MODES if one in modes), 0)
    stored = (1, 2, 0) if make.stores_reports else (1, 0)
    wished = product(
        [one for one in (1, 2) if one in messages], [one for one in stored if one in reports]
    )
    cell, buffer = min(cells, default=0), min(buffers, default=0)
    return [*(f"{mode},{mt},{cell},{ds},{buffer}" for mt, ds in wished), *INDICATIONS]


def _numbers(group: str) -> set[int]:
    """Return the numbers of a group: `0-2`, `0,2`, or both."""
    return {number for one in group.split(",") for number in _range(one)}


def _range(written: str) -> Iterator[int]:
    first, _, last = (one.strip() for one in written.partition("-"))
    if first.isdecimal() and (not last or last.isdecimal()):
        yield from range(int(first), min(int(last or first), _MOST) + 1)
