"""One account at work: its gateway and journal, what goes out and what comes in."""

from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import CONF_CHANNEL, CONF_GATEWAY, CONF_SENDER
from ..coordinator import BalanceCoordinator
from ..gateways.base import (
    Channel,
    DeliveryReport,
    GatewayError,
    InboundMessage,
    normalise_number,
)
from ..messaging import history
from ..messaging.handover import Fallback, Handover
from ..messaging.history import Found, Search
from ..messaging.inbound import Terms
from ..messaging.inbox import Inbox
from ..messaging.journal import Journal, Unit
from ..messaging.limits import Numbers
from ..messaging.message import Draft, OutboundMessage, Refusal
from ..messaging.outbox import Outbox, OutboxSettings
from ..messaging.publisher import Publisher
from ..messaging.stamp import believable
from ..messaging.wish import Vocabulary, Wish, wish_of
from .callbacks import Callbacks
from .follower import Followers
from .gateway import make_gateway
from .options import Options
from .recipients import Recipients, account_device, own_numbers
from .tasks import Tasks

type SmsGatewayConfigEntry = ConfigEntry[Account]


class Account:
    """What a config entry runs. It says what happens; its followers do something about it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SmsGatewayConfigEntry,
        journal: Journal,
        fallback: Fallback,
    ) -> None:
        """Put the parts together on an open journal; `open` reads what they hold."""
        self.hass = hass
        self.entry = entry
        self.journal = journal
        self.gateway_key: str = entry.data[CONF_GATEWAY]
        self.gateway = make_gateway(hass, self.gateway_key, entry.data, lambda: self.options)
        self.sender: str | None = entry.data.get(CONF_SENDER)
        self.channel = Channel(entry.data.get(CONF_CHANNEL, Channel.SMS))
        self.options = Options.of(entry.options)
        self.recipients = Recipients(hass, entry)
        self.device_id = ""
        self.ignored = 0
        self.is_open = False
        self._is_closed = False
        self.own_numbers: frozenset[str] = frozenset()
        self.followers = Followers()
        self._tasks = Tasks(hass, entry)
        self._is_telling_change = False
        journal.on_damage = self._tasks.start_anew
        self.callbacks = Callbacks(hass, entry.title, journal, self.note_change)
        self._publisher = Publisher(journal, self.followers.told)
        self.outbox = Outbox(
            journal,
            self._publisher,
            self.gateway,
            self._outbox_settings,
            midnight=lambda: dt_util.start_of_local_day().timestamp(),
            changed=self.note_change,
            fallback=fallback,
        )
        self.inbox = Inbox(
            journal,
            self._publisher,
            self._terms,
            answer=self.followers.answer,
            people=self.recipients,
            changed=self._consent_changed,
        )
        self.handover = Handover(journal, self._publisher, self.outbox.health, fallback)
        self.coordinator = BalanceCoordinator(
            hass,
            entry,
            self.gateway,
            timedelta(seconds=self.options.balance_interval),
            heard=partial(self.hear, "balance"),
        )

    async def open(self) -> None:
        """Take up the queue where an earlier run left it; raises sqlite3.Error."""
        self.device_id = account_device(self.hass, self.entry, self.gateway.name)
        await self._read_people()
        await self.outbox.keep_to(self.recipients.numbers)
        await self._publisher.load()
        await self.outbox.load()
        await self.inbox.load()
        await self.callbacks.load()
        self.is_open = True

    @callback
    def begin(self) -> None:
        """Begin to send and to ask for the balance; nothing here is waited for."""
        self.run(self.outbox.run(), "outbox")
        self.run(self.inbox.run(), "inbox")
        self.run(self.handover.run(), "handover")
        self.run(self.handover.keep_up(), "handed over")
        self.run(self.journal.check(), "check")
        if self.gateway.capabilities.balance:
            self.run(self.coordinator.async_refresh(), "first balance")
            # Without a listener it would stop asking.
            self.entry.async_on_unload(self.coordinator.async_add_listener(self.note_change))
        self.followers.began()

    @callback
    def begin_telling(self, _hass: HomeAssistant) -> None:
        """Begin to tell events; before Home Assistant has started, no automation would hear."""
        self.run(self._publisher.run(), "events")
        self.followers.home_started()

    async def apply(self) -> None:
        """Go on with the options and the recipients as they are now."""
        self.options = Options.of(self.entry.options)
        await self._read_people()
        self.outbox.apply(self._outbox_settings)
        self.inbox.apply(self._terms)
        self.coordinator.update_interval = timedelta(seconds=self.options.balance_interval)
        self.callbacks.start_over()
        self.followers.applied()
        self.note_change()
        # Last, for it needs the disk: all else counts even if that is full.
        await self.outbox.keep_to(self.recipients.numbers)

    async def close(self) -> None:
        """Stop everything and close the journal; once is enough, be it unloaded or stopped."""
        if self._is_closed:
            return
        self._is_closed = True
        self.is_open = False
        await self.outbox.close()
        self.callbacks.start_over()
        await self._tasks.cancel()
        await self.journal.close()

    @callback
    def run(self, work: Coroutine[Any, Any, None], what: str) -> Callable[[], bool]:
        """Run a part of the account until it is closed; returns what ends it before."""
        return self._tasks.run(work, what).cancel

    async def submit(self, drafts: Sequence[Draft]) -> list[OutboundMessage | Refusal]:
        """Take messages, one result each."""
        named = {normalise_number(draft.sender) for draft in drafts if draft.sender}
        numbers = Numbers(self.own_numbers | named, self.recipients.keys())
        results = await self.outbox.submit(drafts, numbers)
        if kinds := {result.kind for result in results if isinstance(result, Refusal)}:
            self.followers.refused(kinds)
        return results

    async def receive(
        self,
        events: Sequence[InboundMessage | DeliveryReport],
        also: Unit[None] | None = None,
    ) -> None:
        """Store what came in; once this returns, it is on disk, and `also` is done with it."""
        # Who it is from has to be known before anything goes by it.
        told = [event for event in events if isinstance(event, InboundMessage)]
        came_in = await self.inbox.as_sent(believable(told))
        messages = [message for message in came_in if not self._is_ignored(message)]
        reports = [event for event in events if isinstance(event, DeliveryReport)]
        if messages or also:
            await self.inbox.receive(messages, also)
        if messages:
            await self.followers.came_in(messages)
        if reports:
            await self.outbox.report(reports)

    async def search(self, wanted: Search) -> list[Found]:
        """Return messages that went out and came in, the newest first."""
        return await self.journal.read(lambda db: history.search(db, wanted))

    @callback
    def hear(self, question: str, error: GatewayError | None) -> None:
        """Learn how the gateway answered a question."""
        self.followers.heard(question, error)
        self.outbox.hear(error)

    @callback
    def note_change(self) -> None:
        """Show what changed, in the next turn of the loop: what is to be sent goes first."""
        if not self._is_telling_change:
            self._is_telling_change = True
            self.hass.loop.call_soon(self._tell_change)

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words that count, besides those that count everywhere."""
        capabilities = self.gateway.capabilities
        words = capabilities.stop_words, capabilities.start_words
        return Vocabulary(*words, self.options.keyword, self.options.stop_words)

    @property
    def _outbox_settings(self) -> OutboxSettings:
        options = self.options
        limits = options.recipient_hourly_limit, options.daily_limit
        return OutboxSettings(options.retry_uncertain, *limits, options.two_way)

    @property
    def _terms(self) -> Terms:
        lift = self.gateway.capabilities.block_lift
        return Terms(lift, self.vocabulary, self.hass.config.country, self.own_numbers)

    async def _read_people(self) -> None:
        """Read who the recipients are, and which numbers are our own."""
        self.recipients.read(self.device_id)
        reading = self.hass.async_add_executor_job(own_numbers, self.hass, self.entry)
        self.own_numbers = await reading

    def _is_ignored(self, message: InboundMessage) -> bool:
        """Tell whether a message is from nobody known here; what it says of consent counts."""
        is_ignored = (
            self.options.recipients_only
            and self.recipients.known(message.sender).name is None
            and wish_of(message, self.vocabulary) is Wish.NONE
        )
        if is_ignored:
            self.ignored += 1
            self.note_change()
        return is_ignored

    @callback
    def _consent_changed(self, numbers: Collection[str]) -> None:
        self.followers.consent_changed(numbers)
        self.note_change()

    @callback
    def _tell_change(self) -> None:
        self._is_telling_change = False
        if self.is_open:
            self.followers.changed()
