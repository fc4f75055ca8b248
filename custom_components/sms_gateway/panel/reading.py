"""The commands that read: conversations, messages, what is found by its words, figures."""

from datetime import datetime
from functools import partial

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .. import errors
from ..account.account import Account
from ..messaging import conversation, figures, text_search
from ..messaging.conversation import END, Line, Position
from ..messaging.threads import TOP, Place
from . import access, conversations
from .command import ROWS, SHORT, Commands, Request
from .conversations import Reader, Wanted
from .read_marks import async_read_marks
from .shapes import (
    FiguresShape,
    MessageShape,
    StoryShape,
    ThreadShape,
    figures_shape,
    line_shape,
    read_position,
    shown_number,
    story_shape,
    written_position,
)
from .thread_id import async_thread_ids
from .users import async_names

COMMANDS = Commands()

_LIMIT = vol.Optional("limit", default=50)
# Longer than figures are kept.
_MOST_DAYS = 400


async def async_reader(hass: HomeAssistant, connection: ActiveConnection) -> Reader:
    """Return who asks, with all that he or she may read; raises Unauthorized."""
    accounts = access.readable(hass, connection.user)
    ids, marks = await async_thread_ids(hass), await async_read_marks(hass)
    return Reader(connection.user.id, accounts, ids, marks)


async def async_messages(
    hass: HomeAssistant, lines: list[tuple[Account, Line]]
) -> list[MessageShape]:
    """Return messages as the page has them, with the names of who sent them by hand."""
    names = await async_names(hass, [line for _, line in lines])
    return [line_shape(hass, account, line, names.of(line)) for account, line in lines]


@COMMANDS.add(
    "threads/list",
    {
        vol.Optional("account"): SHORT,
        vol.Optional("failed", default=False): bool,
        vol.Optional("unread", default=False): bool,
        vol.Optional("stranger", default=False): bool,
        vol.Optional("opted_out", default=False): bool,
        vol.Optional("before"): SHORT,
        _LIMIT: ROWS,
    },
)
async def threads_list(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, list[ThreadShape] | str | None]:
    """Return conversations, the newest first."""
    reader = await async_reader(hass, connection)
    wanted = Wanted(
        msg.get("account"), msg["failed"], msg["unread"], msg["stranger"], msg["opted_out"]
    )
    before = await _place(reader, msg["before"]) if "before" in msg else TOP
    rows, end = await conversations.async_list(reader, wanted, before, msg["limit"])
    return {"threads": rows, "next": written_place(reader, end) if end else None}


@COMMANDS.add(
    "messages/list",
    {
        vol.Required("thread_id"): SHORT,
        vol.Exclusive("before", "place"): SHORT,
        vol.Exclusive("around", "place"): SHORT,
        _LIMIT: ROWS,
    },
)
async def messages_list(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, list[MessageShape] | str | None]:
    """Return messages of a conversation, the newest first: the last ones, or those elsewhere."""
    reader = await async_reader(hass, connection)
    number = await reader.ids.number(msg["thread_id"], list(reader.accounts))
    limit = msg["limit"]
    newer: list[tuple[Account, Line]] = []
    before = _position(msg["before"]) if "before" in msg else END
    if "around" in msg:
        before = await _position_of(reader, number, msg["around"])
        newer = await conversations.async_page_from(reader.accounts, number, before, limit)
    older = await conversations.async_page(reader.accounts, number, before, limit)
    return {
        "messages": await async_messages(hass, [*reversed(newer), *older]),
        "next": written_position(older[-1][1].position) if len(older) == limit else None,
    }


@COMMANDS.add(
    "messages/search",
    {
        vol.Required("text"): vol.All(SHORT, vol.Length(2)),
        vol.Optional("account"): SHORT,
        vol.Optional("thread_id"): SHORT,
        vol.Optional("before"): {str: vol.Any(str, None)},
        _LIMIT: ROWS,
    },
)
async def messages_search(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, object]:
    """Return messages that have some words in them; `next` says where to go on at each account."""
    reader = await async_reader(hass, connection)
    number = None
    if "thread_id" in msg:
        number = await reader.ids.number(msg["thread_id"], list(reader.accounts))
    positions = msg.get("before", {})
    found: list[tuple[str, Account, Line]] = []
    more: dict[str, str | None] = {}
    for account in reader.accounts:
        entry_id = account.entry.entry_id
        if msg.get("account") not in (None, entry_id) or positions.get(entry_id, "") is None:
            continue
        before = _position(positions[entry_id]) if entry_id in positions else END
        look = partial(
            text_search.look_for,
            words=msg["text"],
            before=before,
            number=number,
            limit=msg["limit"],
        )
        hits = await account.journal.read(look)
        found += [(other_end, account, line) for other_end, line in hits.lines]
        more[entry_id] = None if hits.position is None else written_position(hits.position)
    found.sort(key=lambda hit: hit[2].position, reverse=True)
    messages = await async_messages(hass, [(account, line) for _, account, line in found])
    return {
        "hits": [
            {
                "thread_id": reader.ids.of(other_end),
                "name": conversations.name_of(reader.accounts, other_end),
                "number": shown_number(other_end),
                "message": message,
            }
            for (other_end, *_), message in zip(found, messages, strict=True)
        ],
        "next": more if any(more.values()) else None,
    }


@COMMANDS.add("message/get", {vol.Required("message_id"): SHORT})
async def message_get(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> StoryShape:
    """Return all that is known of a message."""
    reader = await async_reader(hass, connection)
    for account in reader.accounts:
        find = partial(conversation.story, message_id=msg["message_id"])
        story = await account.journal.read(find)
        if story is not None:
            names = await async_names(hass, [story.line])
            return story_shape(hass, account, story, names.of(story.line))
    raise errors.invalid("unknown_message")


@COMMANDS.add("thread/read", {vol.Required("thread_id"): SHORT, vol.Required("at"): SHORT})
async def thread_read(hass: HomeAssistant, connection: ActiveConnection, msg: Request) -> None:
    """Note until when somebody has read a conversation."""
    reader = await async_reader(hass, connection)
    reader.marks.set(connection.user.id, msg["thread_id"], _moment(msg["at"]).timestamp())


@COMMANDS.add(
    "statistics",
    {
        vol.Required("from"): SHORT,
        vol.Required("to"): SHORT,
        vol.Optional("bucket", default="day"): vol.In(["day", "hour"]),
        vol.Optional("account"): SHORT,
    },
)
async def statistics(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, list[FiguresShape]]:
    """Return what became of messages, by day as the home has it or by hour, and by account."""
    accounts = access.readable(hass, connection.user)
    begin, end = _moment(msg["from"]), _moment(msg["to"])
    if (end - begin).days > _MOST_DAYS:
        raise errors.invalid("invalid_since")
    rows: list[FiguresShape] = []
    for account in accounts:
        if msg.get("account") in (None, account.entry.entry_id):
            between = partial(figures.between, begin=begin.timestamp(), end=end.timestamp())
            hours = await account.journal.read(between)
            rows += figures_shape(account.entry.entry_id, hours, by_day=msg["bucket"] == "day")
    return {"rows": rows}


def written_place(reader: Reader, place: Place) -> str:
    """Return a place as the page gives it back: without the number."""
    return f"{place.at!r}/{reader.ids.of(place.number)}"


async def _place(reader: Reader, written: str) -> Place:
    at, _, thread_id = written.partition("/")
    try:
        moment = float(at)
    except ValueError as error:
        raise errors.invalid("unknown_thread") from error
    return Place(moment, await reader.ids.number(thread_id, list(reader.accounts)))


def _position(written: str) -> Position:
    try:
        return read_position(written)
    except ValueError as error:
        raise errors.invalid("unknown_message") from error


async def _position_of(reader: Reader, number: str, message_id: str) -> Position:
    """Return where a message stands in a conversation."""
    for account in reader.accounts:
        find = partial(conversation.find, message_id=message_id)
        line = await account.journal.read(find)
        if line is not None and conversation.other_end(line) == number:
            return line.position
    raise errors.invalid("unknown_message")


def _moment(written: str) -> datetime:
    moment = dt_util.parse_datetime(written)
    if moment is None:
        raise errors.invalid("invalid_since")
    return dt_util.as_utc(moment)
