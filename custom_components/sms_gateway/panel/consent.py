"""Who may be written to, on the page: why not, what lifts that, and what was said by hand."""

from functools import partial

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..account.account import Account
from ..account.telling import iso
from ..messaging import consent_notes, conversation
from ..messaging.consent import Block
from ..messaging.consent_notes import Note
from ..messaging.message import ReceivedMessage
from ..messaging.wish import Wish, lifting_words, wish_of
from . import access
from .command import SHORT, Commands, Request
from .conversations import Reader
from .reading import async_reader
from .shapes import BlockShape, NoteShape, SaidShape

COMMANDS = Commands()

_MOST_NOTES = 20


@COMMANDS.add("consent/get", {vol.Required("thread_id"): SHORT})
async def consent_get(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, list[BlockShape]]:
    """Return how each account stands to somebody: those that are blocked, or that have notes."""
    reader = await async_reader(hass, connection)
    number = await reader.ids.number(msg["thread_id"], list(reader.accounts))
    shapes = [await _block(hass, reader, account, number) for account in reader.accounts]
    return {"accounts": [one for one in shapes if one["since"] is not None or one["notes"]]}


@COMMANDS.add(
    "consent/set",
    {
        vol.Required("thread_id"): SHORT,
        vol.Required("subscribed"): bool,
        vol.Required("scope"): vol.In(["sender", "all"]),
        vol.Optional("entry_id"): SHORT,
        vol.Required("note"): vol.All(SHORT, vol.Length(1, 200)),
    },
)
async def consent_set(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, object]:
    """Say by hand who may be written to, with a note of why, which is kept."""
    access.require_admin(connection.user)
    reader = await async_reader(hass, connection)
    number = await reader.ids.number(msg["thread_id"], list(reader.accounts))
    chosen = [
        account
        for account in reader.accounts
        if msg["scope"] == "all" or msg.get("entry_id") in (None, account.entry.entry_id)
    ]
    for account in chosen:
        await account.inbox.set_consent(
            number,
            msg["scope"],
            subscribed=msg["subscribed"],
            note=Note(connection.user.id, msg["note"]),
        )
    return {"subscribed": msg["subscribed"], "scope": msg["scope"]}


async def _block(hass: HomeAssistant, reader: Reader, account: Account, number: str) -> BlockShape:
    block = await account.inbox.block_of(number)
    vocabulary = account.vocabulary
    return {
        "account": account.entry.entry_id,
        "since": iso(block.since) if block else None,
        "scope": block.scope if block else None,
        "said": await _said(reader, block) if block else None,
        "lift_words": list(lifting_words(account.gateway.capabilities.block_lift, vocabulary)),
        "keyword": vocabulary.keyword,
        "notes": await _notes(hass, account, number),
    }


async def _said(reader: Reader, block: Block) -> SaidShape | None:
    """Return the message that blocked a number, at whichever account it came in."""
    find = partial(conversation.said_at, number=block.number, moment=block.since)
    for account in reader.accounts:
        for line in await account.journal.read(find):
            received = line.message
            if isinstance(received, ReceivedMessage) and _says_stop(account, received):
                return {"message_id": received.message_id, "text": received.message.text}
    return None


def _says_stop(account: Account, received: ReceivedMessage) -> bool:
    wish = wish_of(received.message, account.vocabulary)
    return wish in (Wish.STOP, Wish.STOP_ALL)


async def _notes(hass: HomeAssistant, account: Account, number: str) -> list[NoteShape]:
    read = partial(consent_notes.read, number=number, limit=_MOST_NOTES)
    shapes: list[NoteShape] = []
    for note in await account.journal.read(read):
        user = await hass.auth.async_get_user(note.user)
        shapes.append(
            {
                "at": iso(note.at),
                "by": user.name if user else None,
                "subscribed": note.subscribed,
                "scope": note.scope,
                "text": note.text,
            }
        )
    return shapes
