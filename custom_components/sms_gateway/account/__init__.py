"""One account at work: what it consists of, and who follows it."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR

from ..const import DOMAIN
from ..messaging.journal import Journal
from . import accounts, issues, stop_all
from .account import Account, SmsGatewayConfigEntry
from .automatic import AutomaticAnswers
from .callback_issues import CallbackIssues
from .day import NewDay
from .fallback import AccountFallback, HandingOver
from .issues import AccountIssues
from .outage_log import OutageLog
from .reply_poll import AccountReplyPoll
from .second_account import SecondAccount
from .session import AccountSession
from .session_issues import SessionIssues
from .state_poll import AccountStatePoll
from .stop_all import StopAll
from .telling import Telling


async def async_open(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> Account:
    """Open an entry's account, with the queue as it was left.

    Raises JournalTooNewError, OSError and sqlite3.Error.
    """
    path = journal_path(hass, entry.entry_id)
    journal = await Journal.open(path, in_backup=accounts.is_in_backup(hass))
    if journal.set_aside is not None:
        issues.create_journal_set_aside(hass, entry, journal.set_aside)
    fallback = AccountFallback(hass, entry)
    account = Account(hass, entry, journal, fallback)
    account.followers.add(
        OutageLog(entry.title, account.outbox.health),
        AccountIssues(hass, account),
        CallbackIssues(hass, account),
        Telling(hass, account),
        AutomaticAnswers(hass, account),
        StopAll(hass, account),
        HandingOver(hass, account, fallback),
        AccountReplyPoll(hass, account),
        AccountStatePoll(account),
        AccountSession(account),
        SessionIssues(hass, account),
        NewDay(hass, account),
        SecondAccount(hass, account),
    )
    try:
        await account.open()
        entry.runtime_data = account
        await stop_all.join(hass, account)
    except BaseException:
        await account.close()
        raise
    return account


def journal_path(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where an account keeps its messages."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.db"))
