"""Repair issues: what only the user can mend."""

from collections.abc import Collection
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..gateways.base import ErrorKind
from ..gateways.masking import mask_numbers
from ..messaging.journal import SetAside
from ..messaging.message import EngineEvent, MessageState, RefusalKind, StatusChanged
from .account import Account
from .follower import Follower
from .phrases import explained, phrase
from .status import has_low_balance

JOURNAL_SET_ASIDE = "journal_set_aside"
CALLBACK_CHANGED = "callback_changed"
CALLBACK_NEW = "callback_new"
CALLBACK_REFUSED = "callback_refused"
CALLBACK_UNCHECKED = "callback_unchecked"
CALLBACK_UNSIGNED = "callback_unsigned"
FALLBACK_GONE = "fallback_gone"
LOG_GAP = "log_gap"
LOG_UNREAD = "log_unread"
LOW_BALANCE = "low_balance"
MODEM_GONE = "modem_gone"
NO_CALLBACK = "no_callback"
NO_FUNDS = "no_funds"
PHONE_GONE = "phone_gone"
SENDER_REFUSED = "sender_refused"
_LIMITS = (RefusalKind.HOURLY_LIMIT, RefusalKind.DAILY_LIMIT)
# Those that hold only as long as an account is at work, and are found anew when it is again.
_OF_AN_OPEN_ACCOUNT = (
    *(CALLBACK_CHANGED, CALLBACK_NEW, NO_CALLBACK),
    *(CALLBACK_REFUSED, CALLBACK_UNCHECKED, CALLBACK_UNSIGNED),
    *(FALLBACK_GONE, LOG_UNREAD, LOW_BALANCE, MODEM_GONE, NO_FUNDS, PHONE_GONE, SENDER_REFUSED),
    *_LIMITS,
)


class AccountIssues(Follower):
    """What stands in the way of one account, as it changes."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Follow an account."""
        self._hass = hass
        self._account = account
        self._entry = account.entry
        self._refused: str | None = None

    @override
    @callback
    def began(self) -> None:
        # The sender may have been mended since.
        self._delete(SENDER_REFUSED)
        self.applied()
        self.changed()

    @override
    @callback
    def applied(self) -> None:
        fallback = self._account.options.fallback
        if fallback and self._hass.config_entries.async_get_entry(fallback) is None:
            self._create(FALLBACK_GONE, is_fixable=True)
        else:
            self._delete(FALLBACK_GONE)

    @override
    @callback
    def changed(self) -> None:
        self._review_balance()
        trouble = self._account.outbox.health.trouble
        if trouble is not None and trouble.kind is ErrorKind.AUTH:
            self._entry.async_start_reauth(self._hass)
        if trouble is not None and trouble.kind is ErrorKind.FUNDS:
            self._create(
                NO_FUNDS, ir.IssueSeverity.ERROR, error=explained(self._hass, str(trouble))
            )
        elif self._account.outbox.health.has_contact:
            self._delete(NO_FUNDS)

    @override
    @callback
    def told(self, event: EngineEvent) -> None:
        """Hear what became of a message: its sender may have been refused, or be right again."""
        if not isinstance(event, StatusChanged) or event.message.fallback is not None:
            return
        message = event.message
        # Queued it is where another account takes it over.
        is_refused = message.state in (MessageState.REJECTED, MessageState.QUEUED)
        if is_refused and message.error_kind == ErrorKind.SENDER:
            self._refused = message.sender
            self._create(
                SENDER_REFUSED,
                sender=mask_numbers(message.sender or "-"),
                error=explained(self._hass, message.error) or "-",
            )
        elif message.state.is_taken and message.sender == self._refused:
            self._delete(SENDER_REFUSED)

    @override
    @callback
    def refused(self, kinds: Collection[RefusalKind]) -> None:
        """Tell that a limit refused a message; it goes at midnight, so it shows once a day."""
        options = self._account.options
        for kind in _LIMITS:
            if kind in kinds:
                is_daily = kind is RefusalKind.DAILY_LIMIT
                limit = options.daily_limit if is_daily else options.recipient_hourly_limit
                self._create(kind, limit=str(limit))

    @override
    @callback
    def day_began(self) -> None:
        for kind in _LIMITS:
            self._delete(kind)

    def _review_balance(self) -> None:
        """Look at the balance; while it is not known, what was said of it stays."""
        balance, threshold = self._account.coordinator.balance, self._account.options.low_balance
        is_low = has_low_balance(self._account)
        if is_low and balance:
            is_money = self._account.gateway.capabilities.money
            unit = balance.currency or ("" if is_money else phrase(self._hass, "credits"))
            shown = f"{balance.value:.2f} {unit}".strip()
            self._create(LOW_BALANCE, balance=shown, threshold=str(threshold))
        elif is_low is False or threshold is None or (balance and balance.value is None):
            self._delete(LOW_BALANCE)

    def _create(
        self,
        key: str,
        severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
        *,
        is_fixable: bool = False,
        **placeholders: str,
    ) -> None:
        create(self._hass, self._entry, key, severity, is_fixable=is_fixable, **placeholders)

    def _delete(self, key: str) -> None:
        delete(self._hass, self._entry, key)


@callback
def create(
    hass: HomeAssistant,
    entry: ConfigEntry,
    key: str,
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
    *,
    is_fixable: bool = False,
    learn_more_url: str | None = None,
    **placeholders: str,
) -> None:
    """Show an issue of an account."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(key, entry),
        data={"key": key, "entry_id": entry.entry_id},
        is_fixable=is_fixable,
        learn_more_url=learn_more_url,
        severity=severity,
        translation_key=key,
        translation_placeholders={"account": entry.title, **placeholders},
    )


@callback
def delete(hass: HomeAssistant, entry: ConfigEntry, key: str) -> None:
    """Take an issue of an account back, if it is there."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(key, entry))


@callback
def create_journal_set_aside(hass: HomeAssistant, entry: ConfigEntry, aside: SetAside) -> None:
    """Tell that an account began with a new journal, and what that lacks."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(JOURNAL_SET_ASIDE, entry),
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=JOURNAL_SET_ASIDE,
        translation_placeholders={
            "account": entry.title,
            "file": str(aside.path),
            "lost": ", ".join(aside.lost) or "-",
        },
    )


@callback
def create_log_gap(hass: HomeAssistant, entry: ConfigEntry, *, since: str, until: str) -> None:
    """Tell that replies may be lost between two moments, until somebody has seen it."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(LOG_GAP, entry),
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=LOG_GAP,
        translation_placeholders={"account": entry.title, "since": since, "until": until},
    )


@callback
def delete_of_open_account(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back what does not hold while an account is disabled."""
    for key in _OF_AN_OPEN_ACCOUNT:
        delete(hass, entry, key)


@callback
def delete_all(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back everything about an account that is removed."""
    delete_of_open_account(hass, entry)
    delete(hass, entry, JOURNAL_SET_ASIDE)
    delete(hass, entry, LOG_GAP)


def _issue_id(key: str, entry: ConfigEntry) -> str:
    return f"{key}_{entry.entry_id}"
