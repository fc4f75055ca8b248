"""What a page is told as it happens, at most ten times a second."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Callable, Collection
from functools import partial
import sqlite3
from typing import override

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import voluptuous as vol

from ..account import signals
from ..account.account import Account
from ..actions.permission import Deed, may
from ..actions.question import QUESTIONS_CHANGED
from ..const import DOMAIN
from ..messaging import conversation
from ..messaging.conversation import END, Line
from ..messaging.message import EngineEvent, StatusChanged
from ..messaging.threads import TOP
from . import access, conversations, questions
from .command import ROWS, SHORT, Commands, Request
from .conversations import Wanted
from .reading import async_messages, async_reader, written_place
from .shapes import AccountShape, QuestionShape, ThreadShape, account_shape, written_position

COMMANDS = Commands()

# In seconds.
_PAUSE = 0.1
# Of more that changed at once a page reads the newest anew.
_MOST_AT_ONCE = 100


class Live(ABC):
    """Collects what happens at all accounts, and tells a page of it.

    The right to read is looked at each time; without it nothing more is told.
    """

    def __init__(self, hass: HomeAssistant, connection: ActiveConnection, message_id: int) -> None:
        """Hear what happens from now on; the page is told first how things are."""
        self.hass = hass
        self.connection = connection
        self._id = message_id
        self._happened = asyncio.Event()
        connect = partial(async_dispatcher_connect, hass)
        self._unsubscribe: list[Callable[[], None]] = [
            connect(signals.ANY_EVENT, self._heard_event),
            # Right after it an account tells that it has changed.
            connect(signals.ANY_CONSENT, self.note_consent),
            connect(signals.ANY_ACCOUNT, self._wake),
            connect(QUESTIONS_CHANGED, self._wake),
            connect(SIGNAL_CONFIG_ENTRY_CHANGED, self._wake),
        ]
        # Not at once: the answer to the command comes first.
        self._task = hass.async_create_background_task(
            self._run(), f"{DOMAIN} page", eager_start=False
        )
        connection.subscriptions[message_id] = self.close

    @callback
    def close(self) -> None:
        """Tell nothing more."""
        while self._unsubscribe:
            self._unsubscribe.pop()()
        self._task.cancel()

    @callback
    def send(self, kind: str, **what: object) -> None:
        """Tell the page something."""
        self.connection.send_event(self._id, {"type": kind, **what})

    @abstractmethod
    async def tell_all(self) -> None:
        """Tell how things are; raises Unauthorized."""

    @abstractmethod
    async def tell_news(self) -> None:
        """Tell what was noted; raises Unauthorized."""

    @abstractmethod
    def note(self, number: str, message_id: str) -> None:
        """Note that a message is not what it was."""

    @abstractmethod
    def note_consent(self, numbers: Collection[str]) -> None:
        """Note that some may be written to no more, or again."""

    async def _run(self) -> None:
        tell = self.tell_all
        while True:
            try:
                await tell()
                tell = self.tell_news
            except Unauthorized:
                self.send("closed")
                self.connection.subscriptions.pop(self._id, None)
                self.close()
            except sqlite3.Error:
                # A journal is just being closed or in trouble, which the account tells by itself:
                # once it is there again, so is all that is missing here.
                tell = self.tell_all
            await self._happened.wait()
            self._happened.clear()
            await asyncio.sleep(_PAUSE)

    @callback
    def _heard_event(self, _entry_id: str, event: EngineEvent) -> None:
        if isinstance(event, StatusChanged):
            self.note(event.message.number, event.message.message_id)
        else:
            self.note(event.received.message.sender, event.received.message_id)
        self._wake()

    @callback
    def _wake(self, *_what: object) -> None:
        """Look what is to be told: only what is not as it was told last."""
        self._happened.set()


class Overview(Live):
    """The list of conversations, and the accounts."""

    def __init__(
        self, hass: HomeAssistant, connection: ActiveConnection, message_id: int, limit: int
    ) -> None:
        """Show so many conversations at first."""
        self._limit = limit
        self._numbers: set[str] = set()
        self._accounts: list[AccountShape] = []
        self._questions: list[QuestionShape] = []
        super().__init__(hass, connection, message_id)

    @override
    async def tell_all(self) -> None:
        reader = await async_reader(self.hass, self.connection)
        self._accounts = self._shown(reader.accounts)
        self._questions = questions.shown(self.hass, reader)
        rows, end = await conversations.async_list(reader, Wanted(), TOP, self._limit)
        self.send(
            "snapshot",
            accounts=self._accounts,
            is_admin=self.connection.user.is_admin,
            questions=self._questions,
            threads=rows,
            next=written_place(reader, end) if end else None,
        )

    @override
    async def tell_news(self) -> None:
        reader = await async_reader(self.hass, self.connection)
        numbers, self._numbers = self._numbers, set()
        accounts = self._shown(reader.accounts)
        known = {account["entry_id"] for account in self._accounts}
        if known != {account["entry_id"] for account in accounts}:
            await self.tell_all()
            return
        if accounts != self._accounts:
            self._accounts = accounts
            self.send("accounts", accounts=accounts)
        asked = questions.shown(self.hass, reader)
        if asked != self._questions:
            self._questions = asked
            self.send("questions", questions=asked)
        if len(numbers) > _MOST_AT_ONCE:
            await self.tell_all()
        elif numbers:
            rows = await conversations.async_rows(reader, sorted(numbers))
            self.send("threads", threads=[row for row in rows if row is not None])

    @override
    @callback
    def note(self, number: str, message_id: str) -> None:
        self._numbers.add(number)

    @override
    @callback
    def note_consent(self, numbers: Collection[str]) -> None:
        self._numbers.update(numbers)

    def _shown(self, accounts: Collection[Account]) -> list[AccountShape]:
        user = self.connection.user
        return [
            account_shape(one, can_write=may(self.hass, user, Deed.WRITE, one)) for one in accounts
        ]


class Thread(Live):
    """The messages of one conversation."""

    def __init__(
        self,
        hass: HomeAssistant,
        connection: ActiveConnection,
        message_id: int,
        number: str,
        limit: int,
    ) -> None:
        """Show so many messages at first."""
        self._number = number
        self._limit = limit
        self._messages: set[str] = set()
        self._row: ThreadShape | None = None
        super().__init__(hass, connection, message_id)

    @override
    async def tell_all(self) -> None:
        reader = await async_reader(self.hass, self.connection)
        page = await conversations.async_page(reader.accounts, self._number, END, self._limit)
        (self._row,) = await conversations.async_rows(reader, [self._number])
        self.send(
            "snapshot",
            thread=self._row,
            messages=await async_messages(self.hass, page),
            next=written_position(page[-1][1].position) if len(page) == self._limit else None,
        )

    @override
    async def tell_news(self) -> None:
        reader = await async_reader(self.hass, self.connection)
        changed, self._messages = self._messages, set()
        if len(changed) > _MOST_AT_ONCE:
            await self.tell_all()
            return
        lines: list[tuple[Account, Line]] = []
        for account in reader.accounts:
            find = partial(conversation.find_all, message_ids=sorted(changed))
            lines += [(account, line) for line in await account.journal.read(find)]
        (row,) = await conversations.async_rows(reader, [self._number])
        # Accounts change all the time, mostly in what is none of this conversation's.
        if lines or row != self._row:
            self._row = row
            self.send("messages", thread=row, messages=await async_messages(self.hass, lines))

    @override
    @callback
    def note(self, number: str, message_id: str) -> None:
        if number == self._number:
            self._messages.add(message_id)

    @override
    @callback
    def note_consent(self, numbers: Collection[str]) -> None:
        """What the list says of the conversation is read anew each time."""


@COMMANDS.add("overview/subscribe", {vol.Optional("limit", default=50): ROWS})
async def overview_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> None:
    """Tell of all conversations and accounts, from now on."""
    access.readable(hass, connection.user)
    Overview(hass, connection, msg["id"], msg["limit"])


@COMMANDS.add(
    "thread/subscribe",
    {vol.Required("thread_id"): SHORT, vol.Optional("limit", default=50): ROWS},
)
async def thread_subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: Request) -> None:
    """Tell of one conversation, from now on."""
    reader = await async_reader(hass, connection)
    number = await reader.ids.number(msg["thread_id"], list(reader.accounts))
    Thread(hass, connection, msg["id"], number, msg["limit"])
