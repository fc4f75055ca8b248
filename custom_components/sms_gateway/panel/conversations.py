"""Conversations over all accounts that somebody may read: one for a person or number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from homeassistant.core import callback

from ..account.account import Account
from ..account.telling import iso
from ..messaging import consent, conversation, threads
from ..messaging.consent import Block
from ..messaging.conversation import Line, Position
from ..messaging.message import MessageState
from ..messaging.threads import Place, Summary
from .read_marks import ReadMarks
from .shapes import LastShape, ThreadShape, can_answer, last_shape, shown_number
from .thread_id import ThreadIds

# What a list is gone through for with a filter, before somebody has to ask for more.
_MOST_LOOKED_AT = 300
_FAILED = (MessageState.UNDELIVERED, MessageState.REJECTED, MessageState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a user, the accounts that he or she may read, and what was read already."""

    user_id: str
    accounts: Sequence[Account]
    ids: ThreadIds
    marks: ReadMarks


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations are wanted; None and False want all."""

    account: str | None = None
    failed: bool = False
    unread: bool = False
    stranger: bool = False
    opted_out: bool = False

    def matches(self, row: ThreadShape) -> bool:
        """Tell whether a conversation is wanted."""
        return (
            (not self.failed or row["failed"])
            and (not self.unread or row["unread"] > 0)
            and (not self.stranger or row["stranger"])
            and (not self.opted_out or row["consent"] is not None)
        )


async def async_list(
    reader: Reader, wanted: Wanted, before: Place, limit: int
) -> tuple[list[ThreadShape], Place | None]:
    """Return conversations behind a place, the newest first, and from where to go on."""
    found: list[ThreadShape] = []
    looked_at = 0
    chosen = [one for one in reader.accounts if wanted.account in (None, one.entry.entry_id)]
    while looked_at < _MOST_LOOKED_AT:
        places, horizon = await _places(chosen, before, limit)
        rows = await async_rows(reader, [place.number for place in places])
        for place, row in zip(places, rows, strict=True):
            if row is not None and wanted.matches(row):
                found.append(row)
            if len(found) == limit:
                return found, place
        if horizon is None:
            return found, None
        before = horizon
        looked_at += limit
    return found, before


async def async_rows(reader: Reader, numbers: Sequence[str]) -> list[ThreadShape | None]:
    """Return what the list says of some numbers, None of those that there is nothing of."""
    read_at = {
        number: reader.marks.get(reader.user_id, reader.ids.of(number)) for number in numbers
    }
    summaries: dict[str, dict[str, Summary]] = {}
    blocks: list[Mapping[str, Block]] = []
    for account in reader.accounts:
        said = await account.journal.read(partial(threads.summaries, read_at=read_at))
        summaries[account.entry.entry_id] = said
        blocks.append(await account.journal.read(partial(consent.blocks, numbers=numbers)))
    return [
        _row(
            reader,
            number,
            {entry_id: of_account[number] for entry_id, of_account in summaries.items()},
            [one[number] for one in blocks if number in one],
        )
        for number in numbers
    ]


async def async_page(
    accounts: Sequence[Account], number: str, before: Position, limit: int
) -> list[tuple[Account, Line]]:
    """Return the messages with a number that stand before a position, the newest first."""
    find = partial(conversation.before, number=number, position=before, limit=limit)
    return await _merged(accounts, find, limit, newest_first=True)


async def async_page_from(
    accounts: Sequence[Account], number: str, position: Position, limit: int
) -> list[tuple[Account, Line]]:
    """Return the messages with a number from a position on, the oldest first."""
    find = partial(conversation.from_on, number=number, position=position, limit=limit)
    return await _merged(accounts, find, limit, newest_first=False)


@callback
def name_of(accounts: Sequence[Account], number: str) -> str | None:
    """Return who has a number, if somebody is known by it."""
    names = (account.recipients.known(number).name for account in accounts)
    return next(filter(None, names), None)


async def _merged(
    accounts: Sequence[Account],
    find: partial[list[Line]],
    limit: int,
    *,
    newest_first: bool,
) -> list[tuple[Account, Line]]:
    lines = [(account, line) for account in accounts for line in await account.journal.read(find)]
    lines.sort(key=lambda pair: pair[1].position, reverse=newest_first)
    return lines[:limit]


async def _places(
    accounts: Sequence[Account], before: Place, limit: int
) -> tuple[list[Place], Place | None]:
    """Return conversations of several accounts behind a place, each where it is newest.

    Behind the second place returned there may be more, which none was asked for yet.
    """
    found: dict[str, float] = {}
    horizon: Place | None = None
    for account in accounts:
        newest = partial(threads.newest, before=before, limit=limit)
        listed = await account.journal.read(newest)
        found |= {one.number: max(one.at, found.get(one.number, one.at)) for one in listed}
        if len(listed) == limit:
            horizon = max(listed[-1], horizon) if horizon else listed[-1]
    for account in accounts:
        when = await account.journal.read(partial(threads.when, numbers=found.keys()))
        found |= {number: max(at, found[number]) for number, at in when.items()}
    # What is newer at another account has been listed before.
    places = [Place(at, number) for number, at in found.items()]
    behind = [one for one in places if one < before and (horizon is None or one >= horizon)]
    return sorted(behind, reverse=True), horizon


@callback
def _row(
    reader: Reader, number: str, summaries: Mapping[str, Summary], blocks: Sequence[Block]
) -> ThreadShape | None:
    last = _last(summaries.values())
    if last is None:
        return None
    sent = [one.sent for one in summaries.values() if one.sent is not None]
    newest_sent = max(sent, key=lambda message: message.created_at, default=None)
    name = name_of(reader.accounts, number)
    since = min(blocks, key=lambda block: block.since, default=None)
    return {
        "thread_id": reader.ids.of(number),
        "name": name,
        "number": shown_number(number),
        "can_answer": can_answer(number),
        "accounts": [
            entry_id
            for entry_id, one in summaries.items()
            if one.sent is not None or one.received is not None
        ],
        "at": last["at"],
        "last": last,
        "failed": newest_sent is not None and newest_sent.state in _FAILED,
        "unread": min(sum(one.unread for one in summaries.values()), threads.MOST_UNREAD),
        "stranger": name is None,
        "consent": None if since is None else {"since": iso(since.since), "scope": since.scope},
    }


def _last(summaries: Collection[Summary]) -> LastShape | None:
    shapes = [
        *(last_shape(one.sent, one.sent.created_at) for one in summaries if one.sent),
        *(
            last_shape(one.received, one.said_at)
            for one in summaries
            if one.received is not None and one.said_at is not None
        ),
    ]
    return max(shapes, key=lambda shape: shape["at"], default=None)
