"""One account at work: a gateway, its journal, what goes out and what comes in."""

import asyncio
from collections.abc import Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
import logging
from pathlib import Path
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import (
    CONF_NAME,
    CONF_URL,
    CONF_VERIFY_SSL,
    CONF_WEBHOOK_ID,
    EVENT_CORE_CONFIG_UPDATE,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from .. import backup
from ..const import (
    CONF_ADVANCED,
    CONF_CHANNEL,
    CONF_GATEWAY,
    CONF_PHONE_NUMBER,
    CONF_SENDER,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from ..coordinator import BalanceCoordinator
from ..gateways import GATEWAYS
from ..gateways.base import (
    Channel,
    DeliveryReport,
    ErrorKind,
    Gateway,
    GatewayError,
    InboundMessage,
    ReplyReader,
    mask_number,
    normalise_number,
    nowhere,
)
from ..messaging import history, outbound, retention
from ..messaging.handover import Handover
from ..messaging.history import Found, Search
from ..messaging.inbound import Terms
from ..messaging.inbox import Inbox
from ..messaging.journal import Journal
from ..messaging.limits import Numbers
from ..messaging.message import (
    Draft,
    EngineEvent,
    OutboundMessage,
    Refusal,
    RefusalKind,
    StatusChanged,
)
from ..messaging.number import is_number, read_numbers
from ..messaging.outbox import Outbox, OutboxSettings
from ..messaging.polling import ReplyPoll
from ..messaging.publisher import Publisher
from ..messaging.wish import Vocabulary, Wish, wish_of
from . import accounts, automatic, issues, signals, stop_all, telling
from .callback_address import async_callback_url
from .fallback import AccountFallback
from .issues import AccountIssues
from .options import Options, poll_default
from .outage_log import OutageLog
from .signals import ACCOUNT_CHANGED

_LOGGER = logging.getLogger(__name__)

# How long to wait before an account is started anew that failed, in seconds.
_RESTART_PAUSE = 10.0
# How long others have the journal for themselves while old messages are forgotten, in seconds.
_PURGE_PAUSE = 0.02

type SmsGatewayConfigEntry = ConfigEntry[Account]


class AccountStatus(StrEnum):
    """How an account does, in one word."""

    RUNNING = "running"
    RETRYING = "retrying"
    REAUTH = "reauth"
    NO_FUNDS = "no_funds"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to send to; those from a subentry have a name and a device."""

    number: str
    name: str | None = None
    device_id: str | None = None
    sender: str | None = None
    channel: Channel | None = None

    @property
    def label(self) -> str:
        """Return what may be shown and logged."""
        return self.name or mask_number(self.number)


class Account:
    """What a config entry runs; `recipients` are those of its subentries, by number."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SmsGatewayConfigEntry,
        journal: Journal,
        own_numbers: frozenset[str],
    ) -> None:
        """Put the parts together on an open journal; `open` does all that is needed."""
        self._hass = hass
        self.entry = entry
        self.journal = journal
        self._tasks: set[asyncio.Task[None]] = set()
        self._outage_log = OutageLog(entry.title)
        self._was_well = False
        self._closed = False
        self._is_ending = False
        self._is_telling_change = False
        self._day = _midnight()
        journal.on_damage = self._start_anew
        self.gateway_key: str = entry.data[CONF_GATEWAY]
        self.gateway = make_gateway(hass, self.gateway_key, entry.data)
        self.options = options = Options.of(entry.options)
        self.sender: str | None = entry.data.get(CONF_SENDER)
        self.channel = Channel(entry.data.get(CONF_CHANNEL, Channel.SMS))
        self.device_id = _account_device(hass, entry, self.gateway)
        self.recipients = _recipients(hass, entry, self.device_id)
        self.own_numbers = own_numbers
        capabilities = self.gateway.capabilities
        self.vocabulary = Vocabulary(
            capabilities.stop_words, capabilities.start_words, options.keyword
        )
        self.ignored = 0
        self.called_back_at: float | None = None
        self.issues = AccountIssues(hass, entry)
        self._publisher = Publisher(journal, self._tell)
        self.fallback = AccountFallback(hass, self)
        self.outbox = Outbox(
            journal,
            self._publisher,
            self.gateway,
            OutboxSettings(
                options.retry_uncertain,
                options.recipient_hourly_limit,
                options.daily_limit,
                options.two_way,
            ),
            midnight=_midnight,
            changed=self._outbox_changed,
            fallback=self.fallback,
        )
        self.inbox = Inbox(
            journal,
            self._publisher,
            Terms(capabilities.block_lift, self.vocabulary, hass.config.country),
            answer=self._automatic_answer,
            own_numbers=self.own_numbers,
            people=self.recipients,
            changed=self._consent_changed,
        )
        self.handover = Handover(journal, self._publisher, self.outbox.health, self.fallback)
        self.coordinator = BalanceCoordinator(
            hass,
            entry,
            self.gateway,
            timedelta(seconds=options.balance_interval),
            heard=partial(self._heard, "balance"),
        )

    @classmethod
    async def open(cls, hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> Account:
        """Open an entry's account, with the queue as it was left.

        Raises JournalTooNewError, OSError and sqlite3.Error.
        """
        journal = await Journal.open(
            journal_path(hass, entry.entry_id), in_backup=backup.is_under_way(hass)
        )
        if journal.set_aside is not None:
            issues.create_journal_set_aside(hass, entry, journal.set_aside)
        try:
            own_numbers = await hass.async_add_executor_job(_own_numbers, hass, entry)
            account = cls(hass, entry, journal, own_numbers)
            await account._publisher.load()
            await account.outbox.load()
            await account.inbox.load()
            await stop_all.join(hass, account)
        except BaseException:
            accounts.leave(hass, entry.entry_id)
            await journal.close()
            raise
        return account

    @callback
    def start(self) -> None:
        """Begin to send and to ask for the balance; nothing here is waited for."""
        for other in accounts.all_but(self._hass, self.entry.entry_id):
            other.handover.ask_anew()
        self.issues.review(self)
        self.issues.review_fallback(self)
        self._run(self.outbox.run(), "outbox")
        self._run(self.inbox.run(), "inbox")
        self._run(self.handover.run(), "handover")
        self._run(self.fallback.follow(self), "fallback")
        self._run(self._forget_old(), "retention")
        self._run(self.journal.check(), "check")
        if isinstance(self.gateway, ReplyReader):
            self._run(self._poll(self.gateway), "replies")
        if self.gateway.capabilities.balance:
            self._run(self.coordinator.async_refresh(), "first balance")
            # Without a listener it would stop asking.
            self.entry.async_on_unload(self.coordinator.async_add_listener(self._changed))

    @callback
    def start_telling(self, _hass: HomeAssistant) -> None:
        """Begin to tell events; before Home Assistant has started, no automation would hear.

        Nor is Home Assistant Cloud sure to be there before, which gives callbacks their address.
        """
        self._run(self._publisher.run(), "events")
        self._review_callback()
        self.entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._review_callback)
        )

    async def close(self) -> None:
        """Stop everything and close the journal; once is enough, be it unloaded or stopped."""
        if self._closed:
            return
        self._closed = True
        accounts.leave(self._hass, self.entry.entry_id)
        await self.outbox.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.journal.close()

    def recipient(self, number: str) -> Recipient:
        """Return who has this number, be it somebody from a subentry or nobody known.

        The people of accounts that hand over to this one are known here, too.
        """
        if number in self.recipients:
            return self.recipients[number]
        for other in accounts.relying_on(self._hass, self):
            if number in other.recipients:
                return replace(other.recipients[number], sender=None, channel=None)
        return Recipient(number)

    def sender_for(self, chosen: str | None) -> tuple[str | None, bool]:
        """Return who a message comes from, and whether that gives way to the number written to.

        Somebody who wrote to one number of several is answered from that one, unless another sender
        was chosen, or the account sends by a name.
        """
        follows = chosen is None and (not self.sender or is_number(self.sender))
        return chosen or self.sender, follows

    async def submit(self, drafts: Sequence[Draft]) -> list[OutboundMessage | Refusal]:
        """Take messages; what a limit refuses is shown as a repair issue, too."""
        named = {normalise_number(draft.sender) for draft in drafts if draft.sender}
        numbers = Numbers(self.own_numbers | named, self.recipients.keys())
        results = await self.outbox.submit(drafts, numbers)
        for kind in {result.kind for result in results if isinstance(result, Refusal)}:
            if kind in (RefusalKind.HOURLY_LIMIT, RefusalKind.DAILY_LIMIT):
                self.issues.create_limit(kind, self.options)
        return results

    async def receive(self, events: Sequence[InboundMessage | DeliveryReport]) -> None:
        """Store what a callback brought; once this returns, it is on disk."""
        # Who it is from is decided once, before anything goes by it.
        came_in = await self.inbox.as_sent(
            [event for event in events if isinstance(event, InboundMessage)]
        )
        messages = [message for message in came_in if not self._is_ignored(message)]
        reports = [event for event in events if isinstance(event, DeliveryReport)]
        if messages:
            await self.inbox.receive(messages)
            await stop_all.tell_others(self._hass, self, messages)
        if reports:
            await self.outbox.report(reports)

    async def search(self, wanted: Search) -> list[Found]:
        """Return messages that went out and came in, the newest first."""
        return await self.journal.read(lambda db: history.search(db, wanted))

    async def latest_to(self, number: str) -> OutboundMessage | None:
        """Return the last message to a number."""
        return await self.journal.run(lambda db: outbound.latest_to(db, number))

    async def look_at_the_clock(self, _now: datetime) -> None:
        """Begin a new day, if one has begun: count anew, forget what is old.

        Asked each hour, because midnight is left out in some places and comes twice in others.
        """
        midnight = _midnight()
        if midnight == self._day:
            return
        self._day = midnight
        await self.outbox.begin_day()
        self.issues.delete_limits()
        self._review_callback()
        self._run(self._forget_old(), "retention")

    async def _forget_old(self) -> None:
        """Forget what is old, a little at a time."""
        if not self.options.keep_days:
            return
        before = time.time() - self.options.keep_days * 86400
        purge = partial(retention.purge, before=before)
        while await self.journal.persist(purge):  # noqa: ASYNC110 - a moment for everybody else
            await asyncio.sleep(_PURGE_PAUSE)

    @property
    def status(self) -> AccountStatus:
        """Return how the account does."""
        if not self.outbox.sending_on:
            return AccountStatus.OFF
        trouble = self.outbox.health.trouble
        if trouble is None:
            return AccountStatus.RUNNING
        match trouble.kind:
            case ErrorKind.AUTH:
                return AccountStatus.REAUTH
            case ErrorKind.FUNDS:
                return AccountStatus.NO_FUNDS
            case _:
                return AccountStatus.RETRYING

    @property
    def is_connected(self) -> bool | None:
        """Tell whether the gateway answers, None before it was asked."""
        if not self.outbox.health.has_contact:
            return None
        trouble = self.outbox.health.trouble
        return trouble is None or trouble.kind not in (ErrorKind.NETWORK, ErrorKind.SERVER)

    @property
    def can_have_low_balance(self) -> bool:
        """Tell whether the balance is ever known, and compared with anything."""
        return self.gateway.capabilities.balance and self.options.low_balance is not None

    @property
    def has_low_balance(self) -> bool | None:
        """Tell whether the balance is below what the options name, None where that is not known."""
        balance, threshold = self.coordinator.balance, self.options.low_balance
        if balance is None or threshold is None:
            return None
        return balance.value < threshold

    def _run(self, work: Coroutine[Any, Any, None], what: str) -> None:
        task = self.entry.async_create_background_task(
            self._hass, work, f"{DOMAIN} {self.entry.title} {what}"
        )
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    @callback
    def _ended(self, task: asyncio.Task[None]) -> None:
        """Start the account anew if one of its tasks failed: a queue must not stand still."""
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        _LOGGER.error("%s failed; the account is reloaded", task.get_name(), exc_info=error)
        self._start_anew()

    @callback
    def _start_anew(self) -> None:
        @callback
        def reload(_now: datetime) -> None:
            self._hass.config_entries.async_schedule_reload(self.entry.entry_id)

        if self._is_ending:
            return
        self._is_ending = True
        # Not at once: what failed may fail again.
        self.entry.async_on_unload(async_call_later(self._hass, _RESTART_PAUSE, reload))

    @callback
    def _tell(self, event: EngineEvent) -> None:
        if isinstance(event, StatusChanged):
            self.issues.note(event.message)
            if self._is_told_by_origin(event.message):
                return
        elif event.received.origin:
            # Who asked through another account waits for the answer there.
            signals.send_event(self._hass, event.received.origin, event)
        telling.fire(self._hass, self, event)
        signals.send_event(self._hass, self.entry.entry_id, event)

    @callback
    def _is_told_by_origin(self, message: OutboundMessage) -> bool:
        """Let the account that a message was taken over from tell what becomes of it.

        One that is not open asks for it when it is opened again.
        """
        if message.origin is None:
            return False
        if (origin := accounts.find(self._hass, message.origin)) is not None:
            origin.fallback.note(message)
        return self._hass.config_entries.async_get_entry(message.origin) is not None

    async def _poll(self, reader: ReplyReader) -> None:
        """Ask for replies: once, and again where none can be brought or the options say so.

        What came while Home Assistant was off may have been given up by the gateway.
        """
        interval = self.options.poll_replies
        if interval is None:
            webhook_id = self.entry.data[CONF_WEBHOOK_ID]
            interval = poll_default(await async_callback_url(self._hass, webhook_id)) * 60
        keep_days = self.options.keep_days
        poll = ReplyPoll(
            self.journal,
            reader,
            self.receive,
            partial(self._heard, "replies"),
            keep_days * 86400.0 if keep_days else None,
        )
        await poll.run(interval)

    @callback
    def _outbox_changed(self) -> None:
        trouble = self.outbox.health.trouble
        if trouble is not None and trouble.kind is ErrorKind.AUTH:
            self.entry.async_start_reauth(self._hass)
        has_answered = trouble is None or trouble.kind in (ErrorKind.FUNDS, ErrorKind.RATE)
        self._outage_log.note("sending", None if has_answered else trouble)
        if self.outbox.is_well != self._was_well:
            self._was_well = self.outbox.is_well
            for other in accounts.relying_on(self._hass, self):
                other.handover.look_again()
        self._changed()

    @callback
    def _automatic_answer(self, message: InboundMessage, wish: Wish) -> Draft | None:
        return automatic.answer(self._hass, self, message, wish)

    def _is_ignored(self, message: InboundMessage) -> bool:
        """Tell whether a message is from nobody known here; what it says of consent counts."""
        is_ignored = (
            self.options.recipients_only
            and self.recipient(message.sender).name is None
            and wish_of(message, self.vocabulary) is Wish.NONE
        )
        if is_ignored:
            self.ignored += 1
            self._changed()
        return is_ignored

    @callback
    def _consent_changed(self, numbers: Collection[str]) -> None:
        for number in numbers:
            signals.send_consent(self._hass, self.entry.entry_id, number)
        self._changed()

    @callback
    def _heard(self, question: str, error: GatewayError | None) -> None:
        self._outage_log.note(question, error)
        self.outbox.hear(error)

    @callback
    def _review_callback(self, _event: Event | None = None) -> None:
        self._run(self.issues.review_callback(self), "callback address")

    @callback
    def _changed(self) -> None:
        """Show what changed, in the next turn of the loop: what is to be sent goes first."""
        if not self._is_telling_change:
            self._is_telling_change = True
            self._hass.loop.call_soon(self._tell_change)

    @callback
    def _tell_change(self) -> None:
        self._is_telling_change = False
        if self._closed:
            return
        self.issues.review(self)
        async_dispatcher_send(self._hass, ACCOUNT_CHANGED.format(self.entry.entry_id))


def _own_numbers(hass: HomeAssistant, entry: ConfigEntry) -> frozenset[str]:
    """Return the numbers that messages of an account come from."""
    recipients = entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
    senders = {entry.data.get(CONF_SENDER), *(one.data.get(CONF_SENDER) for one in recipients)}
    written = {sender for sender in senders if sender}
    return frozenset(read_numbers(written, hass.config.country, ()).values())


def _midnight() -> float:
    return dt_util.start_of_local_day().timestamp()


def make_gateway(hass: HomeAssistant, key: str, data: Mapping[str, Any]) -> Gateway:
    """Return the gateway that a config entry's data describe."""
    gateway = GATEWAYS[key]
    advanced = data[CONF_ADVANCED]
    session = async_get_clientsession(hass, verify_ssl=advanced[CONF_VERIFY_SSL])
    # There is none yet while an account is being added.
    webhook_id = data.get(CONF_WEBHOOK_ID)
    address = partial(async_callback_url, hass, webhook_id) if webhook_id else nowhere
    return gateway(session, advanced[CONF_URL], data, address)


def journal_path(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an account keeps its messages."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.db"))


def _account_device(hass: HomeAssistant, entry: ConfigEntry, gateway: Gateway) -> str:
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer=gateway.name,
        name=entry.title,
    )
    return device.id


def _recipients(
    hass: HomeAssistant, entry: ConfigEntry, account_device_id: str
) -> dict[str, Recipient]:
    return {
        subentry.data[CONF_PHONE_NUMBER]: Recipient(
            number=subentry.data[CONF_PHONE_NUMBER],
            name=subentry.data[CONF_NAME],
            device_id=_recipient_device(hass, entry, subentry, account_device_id),
            sender=subentry.data.get(CONF_SENDER),
            channel=Channel(subentry.data[CONF_CHANNEL]) if CONF_CHANNEL in subentry.data else None,
        )
        for subentry in entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
    }


def _recipient_device(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry, account_device_id: str
) -> str:
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        config_subentry_id=subentry.subentry_id,
        identifiers={(DOMAIN, subentry.subentry_id)},
        entry_type=dr.DeviceEntryType.SERVICE,
        name=subentry.title,
        via_device_id=account_device_id,
    )
    return device.id
