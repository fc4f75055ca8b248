"""Replies from a file that a gateway wrote, for a home that no callback can reach."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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

# Lines that are read at once, and whose messages share a transaction: a long log must not hold up
# what comes in meanwhile.
_AT_ONCE = 500
# A line is longer in no log: a part of a message, with all of it percent-encoded. In bytes.
_LONGEST_LINE = 64 * 1024
_BAD_LINES_KEPT = 1000
_BAD_LINES_SHOWN = 10

FIELDS = ActionSchema(
    {vol.Optional(ATTR_CONFIG_ENTRY_ID): short_text, vol.Required(ATTR_PATH): absolute_path}
)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read, counted from 1, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class ImportedLog:
    """What came of a file.

    What is too old to be kept is left out: forgotten at once, it would come in anew each time. Of
    very many bad lines only the first ones are named.
    """

    imported: int = 0
    duplicates: int = 0
    too_old: int = 0
    bad: int = 0
    bad_lines: list[BadLine] = field(default_factory=list)

    def note_bad(self, lines: Sequence[BadLine]) -> None:
        """Count bad lines."""
        self.bad += len(lines)
        self.bad_lines += lines[: _BAD_LINES_KEPT - len(self.bad_lines)]

    @property
    def response(self) -> JsonObjectType:
        """Return what the action's response says."""
        told: JsonObjectType = {
            "imported": self.imported,
            "duplicates": self.duplicates,
            "too_old": self.too_old,
            "bad_lines": [{"line": one.number, "error": one.reason} for one in self.bad_lines],
        }
        if more := self.bad - len(self.bad_lines):
            told["more_bad_lines"] = more
        return told

    @property
    def error(self) -> HomeAssistantError:
        """Return the error that names the bad lines."""
        shown = [f"{bad.number} ({bad.reason})" for bad in self.bad_lines[:_BAD_LINES_SHOWN]]
        more = "" if self.bad <= _BAD_LINES_SHOWN else ", ..."
        return errors.failure(
            "bad_lines",
            bad=str(self.bad),
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
    keep_days = account.options.keep_days
    oldest = time.time() - keep_days * 86400 if keep_days else 0.0
    result = ImportedLog()
    with _reading(path):
        log = await hass.async_add_executor_job(_Log, Path(path), gateway)
    try:
        while not log.is_over:
            with _reading(path):
                messages, bad_lines = await hass.async_add_executor_job(log.read)
            recent = [message for message in messages if (message.sent_at or oldest) >= oldest]
            with errors.journal_in_use():
                imported = await account.inbox.receive(recent)
            result.imported += imported
            result.duplicates += len(recent) - imported
            result.too_old += len(messages) - len(recent)
            result.note_bad(bad_lines)
    finally:
        await hass.async_add_executor_job(log.close)
    return result


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """Say that a file can't be read, and why."""
    try:
        yield
    except OSError as error:
        raise errors.invalid("file_unreadable", path=path, error=error.strerror or "") from error


class _Log:
    """A file that is read a piece at a time, however long it and its lines are."""

    def __init__(self, path: Path, reader: LogReader) -> None:
        """Open the file; raises OSError."""
        self._file = path.open("rb")
        self._reader = reader
        self._number = 0
        self.is_over = False

    def read(self) -> tuple[list[InboundMessage], list[BadLine]]:
        """Return the messages of the next lines, and the lines that are none.

        Empty lines are neither. Raises OSError.
        """
        messages: list[InboundMessage] = []
        bad_lines: list[BadLine] = []
        for _ in range(_AT_ONCE):
            line = self._file.readline(_LONGEST_LINE)
            if not line:
                self.is_over = True
                break
            self._number += 1
            if self._is_cut(line):
                bad_lines.append(BadLine(self._number, "it is too long"))
            elif line.strip():
                try:
                    messages.append(self._reader.parse_log_line(line))
                except ValueError as error:
                    bad_lines.append(BadLine(self._number, str(error)))
        return messages, bad_lines

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _is_cut(self, line: bytes) -> bool:
        """Tell whether a line goes on, and leave out what is left of it."""
        if len(line) < _LONGEST_LINE or line.endswith(b"\n"):
            return False
        while line and not line.endswith(b"\n"):
            line = self._file.readline(_LONGEST_LINE)
        return True
