"""What comes in: on disk here first, deleted there or acknowledged then (own-sim.md 2.4)."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..base import Arrival, Deliver, GatewayError
from ..under_way import UnderWay
from .arrivals import UnreadableError, arrival
from .at import Dialogue
from .lines import Line, Refused
from .references import References
from .start_up import Ready
from .storage import Stored

# How many are stored together, and how many failures of single ones are borne.
_AT_ONCE, _MOST_FAILURES = 100, 2
# So many that came directly are kept while they can't be stored; of more the oldest are lost.
_MOST_DIRECT = 500
# So many places that were told of are looked at one by one; of more all is listed.
_MOST_PLACES = 50
_MESSAGE, _REPORT = "+CMT:", "+CDS:"
_MESSAGE_STORED, _REPORT_STORED = "+CMTI:", "+CDSI:"
_TAKEN, _NOT_TAKEN = "AT+CNMA", "AT+CNMA=2"
_FULL = "the memory of the modem is full of what it can't tell, and takes no message any more"


class Known:
    """What is known of what a modem has, over all sessions.

    `done` is what was taken and could not be deleted yet, `unreadable` what was told of and stays.
    `direct` came directly and is stored nowhere.
    """

    def __init__(self) -> None:
        """Know of nothing."""
        self.done: set[tuple[str, int, bytes]] = set()
        self.unreadable: set[tuple[str, int, bytes]] = set()
        self.direct: deque[bytes] = deque(maxlen=_MOST_DIRECT)
        self.is_full = False

    def forget_others(self, there: Sequence[Stored]) -> None:
        """Forget all but what is there."""
        keys = {stored.key for stored in there}
        self.done &= keys
        self.unreadable &= keys


@dataclass(frozen=True, slots=True)
class _Came:
    """A PDU that came, and where it is stored, if it is."""

    pdu: bytes
    stored: Stored | None = None


class Incoming:
    """What comes in over one session."""

    def __init__(
        self, dialogue: Dialogue, known: Known, references: References, under_way: UnderWay
    ) -> None:
        """Begin with what an earlier session left."""
        self._dialogue = dialogue
        self._known = known
        self._references = references
        self._under_way = under_way
        self._told: dict[Line, None] = {}
        self._wake = asyncio.Event()
        self._list_now = True
        dialogue.listeners.append(self._hear)

    async def run(self, ready: Ready, deliver: Deliver) -> None:
        """Store what comes in, until cancelled; raises GatewayError once the modem is lost."""
        loop, timing = asyncio.get_running_loop(), self._dialogue.timing
        often = timing.retry_every if ready.is_quiet else timing.list_every
        list_at = loop.time()
        while True:
            self._wake.clear()
            is_due = self._list_now or loop.time() >= list_at
            try:
                is_all = await self._round(ready, deliver, is_due=is_due)
            except GatewayError:
                if self._dialogue.lost.done():
                    raise
                is_all = False
            if is_due or not is_all:
                list_at = loop.time() + (often if is_all else timing.retry_every)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(list_at):
                    await self._wake.wait()

    def _hear(self, line: Line) -> None:
        """Take what the modem says unasked."""
        if line.text.startswith((_MESSAGE_STORED, _REPORT_STORED)):
            if len(self._told) < _MOST_PLACES:
                self._told[line] = None
            else:
                self._list_now = True
        elif line.pdu is not None and line.text.startswith((_MESSAGE, _REPORT)):
            self._known.direct.append(line.pdu)
        else:
            return
        self._wake.set()

    def _list_soon(self) -> None:
        """Look for everything that is stored, as soon as may be."""
        self._list_now = True
        self._wake.set()

    async def _round(self, ready: Ready, deliver: Deliver, *, is_due: bool) -> bool:
        """Take what is there; tell whether nothing is left of it that can be taken."""
        stored = await self._listed(ready) if is_due else await self._at_places(ready)
        came = [_Came(pdu) for pdu in self._known.direct]
        came += [_Came(one.pdu or b"", one) for one in stored]
        known = [one for one in came if self._is_done(one)]
        taken, is_all = await self._taken([one for one in came if not self._is_done(one)], deliver)
        left = deque([*((one, True) for one in known), *taken])
        while left:
            one, is_stored = left.popleft()
            await self._settle(ready, one, is_stored=is_stored)
            # What comes meanwhile, STOP perhaps, does not wait until all of it is deleted.
            if self._told:
                told = [_Came(one.pdu or b"", one) for one in await self._at_places(ready)]
                new = [one for one in told if not self._is_done(one)]
                more, is_all_new = await self._taken(new, deliver)
                left += more
                is_all &= is_all_new
        if is_due:
            await self._tell_if_full(deliver, is_full=ready.storage.is_full and not taken)
        return is_all

    def _is_done(self, came: _Came) -> bool:
        """Tell whether something was stored here, and is only to be deleted there."""
        return came.stored is not None and came.stored.key in self._known.done

    async def _taken(
        self, came: Sequence[_Came], deliver: Deliver
    ) -> tuple[Sequence[tuple[_Came, bool]], bool]:
        """Store what came; return which of it is, and whether that is all."""
        is_all = True
        batch: list[tuple[_Came, Arrival]] = []
        for one in came:
            if (told := self._read(one)) is not None:
                if self._is_held(told):
                    is_all = False
                else:
                    batch.append((one, told))
        taken: list[tuple[_Came, bool]] = []
        for start in range(0, len(batch), _AT_ONCE):
            some = batch[start : start + _AT_ONCE]
            outcomes = await _delivered([told for _, told in some], deliver)
            for (one, _), is_stored in zip(some, outcomes, strict=True):
                stored = one.stored
                if is_stored and stored is not None and stored.key not in self._known.unreadable:
                    self._known.done.add(stored.key)
                taken.append((one, is_stored))
        return taken, is_all and all(is_stored for _, is_stored in taken)

    async def _tell_if_full(self, deliver: Deliver, *, is_full: bool) -> None:
        """Say once that nothing can come in, because of what stays where it is."""
        if is_full and not self._known.is_full:
            await deliver([Arrival(oddity=_FULL)])
        self._known.is_full = is_full

    async def _listed(self, ready: Ready) -> Sequence[Stored]:
        self._list_now = False
        there = await ready.storage.everything()
        self._known.forget_others(there)
        return there

    async def _at_places(self, ready: Ready) -> Sequence[Stored]:
        """Return what is stored where the modem has said so."""
        found = []
        told, self._told = self._told, {}
        for line in told:
            is_report = line.text.startswith(_REPORT_STORED)
            is_wrong = is_report and not ready.family.stores_reports
            index = line.number(1)
            if is_wrong or index is None:
                continue
            stored = await ready.storage.one(line.fields[0], index)
            if stored is not None and stored.pdu:
                found.append(stored)
        return found

    def _read(self, came: _Came) -> Arrival | None:
        """Read what came, None where it can't be read, and that was said before."""
        if came.stored is not None and came.stored.key in self._known.unreadable:
            return None
        try:
            return arrival(came.pdu, self._references.report)
        except UnreadableError as error:
            if came.stored is None:
                return Arrival(oddity=str(error), size=len(came.pdu))
            self._known.unreadable.add(came.stored.key)
            return Arrival(oddity=f"{error}; it stays in the modem", size=len(came.pdu))

    def _is_held(self, told: Arrival) -> bool:
        """Tell whether a report is about what is still being handed over."""
        before = self._under_way.about(told)
        for future in before:
            future.add_done_callback(lambda _: self._list_soon())
        return bool(before)

    async def _settle(self, ready: Ready, came: _Came, *, is_stored: bool) -> None:
        """Delete or acknowledge what was stored here, and leave what was not."""
        stored = came.stored
        if stored is None:
            if is_stored or ready.acknowledges:
                with suppress(ValueError):  # too many came meanwhile
                    self._known.direct.remove(came.pdu)
            if ready.acknowledges:
                with suppress(Refused):
                    await self._dialogue.command(_TAKEN if is_stored else _NOT_TAKEN)
        elif self._is_done(came) and await ready.storage.delete(stored):
            self._known.done.discard(stored.key)


async def _delivered(arrivals: Sequence[Arrival], deliver: Deliver) -> Sequence[bool]:
    """Store what came together, and where that fails each by itself: one may be to blame."""
    if await deliver(arrivals):
        return [True] * len(arrivals)
    if len(arrivals) == 1:
        return [False]
    outcomes: list[bool] = []
    for one in arrivals:
        may_try = outcomes.count(False) < _MOST_FAILURES
        outcomes.append(may_try and await deliver([one]))
    return outcomes
