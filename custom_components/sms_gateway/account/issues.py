"""Repair issues: what only the user can mend."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..gateways.base import ErrorKind, ReplyReader, mask_numbers
from ..messaging import told_address
from ..messaging.journal import SetAside
from ..messaging.message import MessageState, OutboundMessage, RefusalKind
from .callback_address import async_callback_url
from .options import Options

if TYPE_CHECKING:
    from .account import Account

JOURNAL_SET_ASIDE = "journal_set_aside"
CALLBACK_CHANGED = "callback_changed"
FALLBACK_GONE = "fallback_gone"
LOW_BALANCE = "low_balance"
NO_CALLBACK = "no_callback"
NO_FUNDS = "no_funds"
SENDER_REFUSED = "sender_refused"
_LIMITS = (RefusalKind.HOURLY_LIMIT, RefusalKind.DAILY_LIMIT)
# Those that hold only as long as an account is at work, and are found anew when it is again.
_OF_AN_OPEN_ACCOUNT = (
    *(CALLBACK_CHANGED, FALLBACK_GONE, LOW_BALANCE, NO_CALLBACK, NO_FUNDS, SENDER_REFUSED),
    *_LIMITS,
)
# Where Home Assistant's own address is entered.
_NETWORK_SETTINGS = "homeassistant://config/network"


class AccountIssues:
    """What stands in the way of one account, as it changes."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Begin without a sender that was refused: it may have been mended since."""
        self._hass = hass
        self._entry = entry
        self._refused: str | None = None
        self._delete(SENDER_REFUSED)

    @callback
    def review(self, account: Account) -> None:
        """Look at what an account knows; what it does not know yet stays as it is."""
        balance = account.coordinator.balance
        if account.has_low_balance and balance:
            shown = f"{balance.value:.2f} {balance.currency or 'credits'}"
            self._create(LOW_BALANCE, balance=shown, threshold=str(account.options.low_balance))
        elif account.has_low_balance is False or not account.can_have_low_balance:
            self._delete(LOW_BALANCE)
        trouble = account.outbox.health.trouble
        if trouble is not None and trouble.kind is ErrorKind.FUNDS:
            self._create(NO_FUNDS, ir.IssueSeverity.ERROR, error=str(trouble))
        elif account.outbox.health.has_contact:
            self._delete(NO_FUNDS)

    @callback
    def review_fallback(self, account: Account) -> None:
        """Look for the account that is to take over."""
        fallback = account.options.fallback
        if fallback and self._hass.config_entries.async_get_entry(fallback) is None:
            self._create(FALLBACK_GONE, is_fixable=True)
        else:
            self._delete(FALLBACK_GONE)

    async def review_callback(self, account: Account) -> None:
        """Look whether replies can come in, and whether the gateway knows where."""
        can = account.gateway.capabilities
        if not (can.inbound or can.reports):
            return
        address = await async_callback_url(self._hass, self._entry.data[CONF_WEBHOOK_ID])
        if address is None and can.inbound and not isinstance(account.gateway, ReplyReader):
            self._create(NO_CALLBACK, learn_more_url=_NETWORK_SETTINGS)
        else:
            self._delete(NO_CALLBACK)
        is_told = await account.journal.persist(lambda db: told_address.is_told(db, address))
        if address is None or is_told:
            self._delete(CALLBACK_CHANGED)
        else:
            # The address itself is shown by the flow that mends it, and kept nowhere.
            self._create(CALLBACK_CHANGED, is_fixable=True)

    @callback
    def note(self, message: OutboundMessage) -> None:
        """Hear what became of a message: its sender may have been refused, or be right again."""
        if message.fallback is not None:
            return
        # Queued it is where another account takes it over.
        is_refused = message.state in (MessageState.REJECTED, MessageState.QUEUED)
        if is_refused and message.error_kind == ErrorKind.SENDER:
            self._refused = message.sender
            self._create(
                SENDER_REFUSED,
                sender=mask_numbers(message.sender or "-"),
                error=message.error or "-",
            )
        elif message.state.is_taken and message.sender == self._refused:
            self._delete(SENDER_REFUSED)

    @callback
    def create_limit(self, kind: RefusalKind, options: Options) -> None:
        """Tell that a limit refused a message; it goes at midnight, so it shows once a day."""
        is_daily = kind is RefusalKind.DAILY_LIMIT
        self._create(
            kind, limit=str(options.daily_limit if is_daily else options.recipient_hourly_limit)
        )

    @callback
    def delete_limits(self) -> None:
        """Take back yesterday's word about limits."""
        for kind in _LIMITS:
            self._delete(kind)

    def _create(
        self,
        key: str,
        severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
        *,
        is_fixable: bool = False,
        learn_more_url: str | None = None,
        **placeholders: str,
    ) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _issue_id(key, self._entry),
            data={"key": key, "entry_id": self._entry.entry_id},
            is_fixable=is_fixable,
            learn_more_url=learn_more_url,
            severity=severity,
            translation_key=key,
            translation_placeholders={"account": self._entry.title, **placeholders},
        )

    def _delete(self, key: str) -> None:
        ir.async_delete_issue(self._hass, DOMAIN, _issue_id(key, self._entry))


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
def delete_of_open_account(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back what does not hold while an account is disabled."""
    for key in _OF_AN_OPEN_ACCOUNT:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(key, entry))


@callback
def delete_all(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back everything about an account that is removed."""
    delete_of_open_account(hass, entry)
    ir.async_delete_issue(hass, DOMAIN, _issue_id(JOURNAL_SET_ASIDE, entry))


def _issue_id(key: str, entry: ConfigEntry) -> str:
    return f"{key}_{entry.entry_id}"
