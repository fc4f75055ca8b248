"""How an account's callbacks do: when the last one came, and who was turned away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
import logging
import time

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..gateways.base import CallbackRefusal, DeliveryReport, InboundMessage
from ..messaging import called_back
from ..messaging.called_back import CalledBack
from ..messaging.journal import Journal

_LOGGER = logging.getLogger(__name__)

# How long a caller who named no credentials has to come again with them, as many do only when they
# are asked to, in seconds.
_PATIENCE = 10.0
# How much of what the last run knew may be lost, in seconds: not each callback writes twice.
_KEEP_EVERY = 60.0
# How often it is told that strangers write too much, in seconds.
_TELL_EVERY = 3600.0

# Why callbacks are refused, and what is said when they are right again.
_REFUSED = {
    CallbackRefusal.CREDENTIALS: (
        "their user name and password are not those of the account's options",
        "come with the right credentials",
    ),
    CallbackRefusal.SIGNATURE: (
        "they are not signed with the account's secret for the address that its options show",
        "come with the right signature",
    ),
    CallbackRefusal.NO_ADDRESS: (
        "Home Assistant knows no address, such as an external URL, to check signatures by",
        "come with the right signature",
    ),
}


@dataclass(frozen=True, slots=True)
class Odd:
    """How many callbacks brought what could not be read; when, and why, the last one did."""

    count: int = 0
    last: float | None = None
    oddity: str | None = None


class Callbacks:
    """The callbacks of one account; `changed` is told that something here is another."""

    def __init__(
        self, hass: HomeAssistant, title: str, journal: Journal, changed: Callable[[], None]
    ) -> None:
        """Begin with none."""
        self._hass = hass
        self._title = title
        self._journal = journal
        self._changed = changed
        self._kept_at = 0.0
        self._unnamed = 0
        self._stop_waiting: CALLBACK_TYPE | None = None
        self.last: float | None = None
        self.has_brought_reply = False
        self._told_at = -_TELL_EVERY
        self.refused = 0
        self.times_put_off = 0
        self.odd = Odd()
        self.refusals: frozenset[CallbackRefusal] = frozenset()

    async def load(self) -> None:
        """Take up what an earlier run knew."""
        known = await self._journal.run(called_back.read)
        self.last, self.has_brought_reply = known.last, known.has_brought_reply

    @callback
    def start_over(self) -> None:
        """Forget who was turned away: the options may be right now."""
        self._wait_no_longer()
        self._note(frozenset())

    @callback
    def refuse(self, *, has_credentials: bool) -> None:
        """Learn that somebody was turned away, with wrong credentials or without any."""
        if has_credentials:
            self.disbelieve(CallbackRefusal.CREDENTIALS)
            return
        self._unnamed += 1
        if self._stop_waiting is None:
            self._stop_waiting = async_call_later(self._hass, _PATIENCE, self._nobody_came)

    @callback
    def disbelieve(self, why: CallbackRefusal, times: int = 1) -> None:
        """Learn that callbacks were not believed to come from the gateway."""
        self.refused += times
        if why not in self.refusals:
            _LOGGER.warning("Callbacks for %s are refused: %s", self._title, _REFUSED[why][0])
        self._note(self.refusals | {why})

    @callback
    def put_off(self) -> None:
        """Learn that strangers wrote more than is taken, and that the gateway has to come again."""
        self.times_put_off += 1
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            _LOGGER.warning(
                "Callbacks for %s bring more messages from unknown numbers than are taken in a"
                " minute; the gateway is to bring them again",
                self._title,
            )

    @callback
    def note_oddity(self, size: int, oddity: str) -> None:
        """Learn that something came of which not all was taken; `oddity` says why."""
        self.odd = Odd(self.odd.count + 1, time.time(), oddity)
        _LOGGER.warning(
            "A callback of %d bytes for %s was not taken: %s", size, self._title, oddity
        )

    @callback
    def let_in(self) -> None:
        """Learn that somebody came with the right credentials, or needs none."""
        self._wait_no_longer()

    @callback
    def welcome(self) -> None:
        """Learn that a callback was believed."""
        self.last = time.time()
        for again in {_REFUSED[why][1] for why in self.refusals}:
            _LOGGER.warning("Callbacks for %s %s again", self._title, again)
        self._note(frozenset())

    async def keep(self, events: Sequence[InboundMessage | DeliveryReport]) -> None:
        """Keep that a callback came, for the next run."""
        brings_reply = any(isinstance(event, InboundMessage) for event in events)
        is_first_reply = brings_reply and not self.has_brought_reply
        if not is_first_reply and time.time() - self._kept_at < _KEEP_EVERY:
            return
        known = CalledBack(self.last, self.has_brought_reply or brings_reply)
        await self._journal.run(partial(called_back.write, called_back=known))
        self._kept_at = time.time()
        if is_first_reply:
            self.has_brought_reply = True
            self._changed()

    @callback
    def _nobody_came(self, _now: datetime) -> None:
        unnamed = self._unnamed
        self._wait_no_longer()
        self.disbelieve(CallbackRefusal.CREDENTIALS, unnamed)

    def _note(self, refusals: frozenset[CallbackRefusal]) -> None:
        if self.refusals != refusals:
            self.refusals = refusals
            self._changed()

    def _wait_no_longer(self) -> None:
        self._unnamed = 0
        if self._stop_waiting is not None:
            self._stop_waiting()
            self._stop_waiting = None
