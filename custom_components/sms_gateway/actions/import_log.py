"""Replies from a file that a gateway wrote, for a home that no callback can reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
import time

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .. import errors
from ..account import accounts
from ..account.account import Account
from ..gateways.base import InboundMessage, LogReader
from .fields import ATTR_CONFIG_ENTRY_ID, ATTR_PATH, ActionSchema, absolute_path, short_text
from .permission import Deed, async_permitted, must_be_of
from .which_account import account_named, first_account, titles

# Messages that share a transaction: a long log must not hold up what comes in meanwhile.
_AT_ONCE = 500
_BAD_LINES_SHOWN = 10

FIELDS = ActionSchema(
    {vol.Optional(ATTR_CONFIG_ENTRY_ID): short_text, vol.Required(ATTR_PATH): absolute_path}
)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read, counted from 1, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedLog:
    """What came of a file.

    What is too old to be kept is left out: forgotten at once, it would come in anew each time.
    """

    imported: int
    duplicates: int
    too_old: int
    bad_lines: Sequence[BadLine]

    @property
    def response(self) -> JsonObjectType:
        """Return what the action's response says."""
        return {
            "imported": self.imported,
            "duplicates": self.duplicates,
            "too_old": self.too_old,
            "bad_lines": [{"line": bad.number, "error": bad.reason} for bad in self.bad_lines],
        }

    @property
    def error(self) -> HomeAssistantError:
        """Return the error that names the bad lines."""
        shown = [f"{bad.number} ({bad.reason})" for bad in self.bad_lines[:_BAD_LINES_SHOWN]]
        more = "" if len(self.bad_lines) <= _BAD_LINES_SHOWN else ", ..."
        return errors.failure(
            "bad_lines",
            bad=str(len(self.bad_lines)),
            imported=str(self.imported),
            lines=", ".join(shown) + more,
        )


async def async_import_log(call: ServiceCall) -> ServiceResponse:
    """Take in what a gateway has written to a file; a bad line does not stop the others."""
    await accounts.settled(call.hass)
    account = await _account(call)
    result = await async_import(call.hass, account, call.data[ATTR_PATH])
    if call.return_response:
        return result.response
    if result.bad_lines:
        raise result.error
    return None


async def _account(call: ServiceCall) -> Account:
    """Return whose log a file is: of the account that is named, or of the only one with a log."""
    permitted = await async_permitted(call, Deed.WRITE)
    if (entry_id := call.data.get(ATTR_CONFIG_ENTRY_ID)) is not None:
        return must_be_of(permitted, account_named(call.hass, entry_id))
    with_log = [account for account in permitted if isinstance(account.gateway, LogReader)]
    if len(with_log) > 1:
        entries = [account.entry for account in with_log]
        raise errors.invalid("several_accounts", accounts=titles(entries))
    return (with_log or permitted or [first_account(call.hass)])[0]


async def async_import(hass: HomeAssistant, account: Account, path: str) -> ImportedLog:
    """Feed each line of a file through the inbox; what is known already is left out.

    Raises HomeAssistantError where the file can't be read or a message not be stored.
    """
    gateway = account.gateway
    if not isinstance(gateway, LogReader):
        raise errors.invalid("no_log", gateway=gateway.name)
    if not await hass.async_add_executor_job(hass.config.is_allowed_path, path):
        raise errors.invalid("path_not_allowed", path=path)
    try:
        messages, bad_lines = await hass.async_add_executor_job(_read, Path(path), gateway)
    except OSError as error:
        raise errors.invalid("file_unreadable", path=path, error=error.strerror or "") from error
    keep_days = account.options.keep_days
    oldest = time.time() - keep_days * 86400 if keep_days else 0.0
    recent = [message for message in messages if (message.sent_at or oldest) >= oldest]
    imported = 0
    with errors.journal_in_use():
        for batch in batched(recent, _AT_ONCE, strict=False):
            imported += await account.inbox.receive(batch)
    return ImportedLog(imported, len(recent) - imported, len(messages) - len(recent), bad_lines)


def _read(path: Path, reader: LogReader) -> tuple[list[InboundMessage], list[BadLine]]:
    """Return the messages of a file and the lines that are none; empty lines are neither."""
    messages: list[InboundMessage] = []
    bad_lines: list[BadLine] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                messages.append(reader.parse_log_line(line))
            except ValueError as error:
                bad_lines.append(BadLine(number, str(error)))
    return messages, bad_lines
