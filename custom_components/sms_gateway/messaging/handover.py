"""Messages that another account takes over: work in the journal of the one that hands over.

A message has one id in both journals, and one account that sees to it at a time: it is marked here
before the other account has it, so that after a power cut it is asked for there and never sent by
both.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
import json
from sqlite3 import Connection
from typing import Protocol

from ..gateways.base import ErrorKind, GatewayError
from . import outbound
from .message import Attempt, MessageState, OutboundMessage, StatusChanged

# What a gateway refuses for reasons that are the account's, and not the message's.
OWN_REASONS = frozenset({ErrorKind.AUTH, ErrorKind.ADDRESS, ErrorKind.FUNDS, ErrorKind.SENDER})

_GONE = GatewayError(
    ErrorKind.UNKNOWN, "the account that had taken the message over was removed", uncertain=True
)

_OFFERED = "state = 'queued' AND fallback IS NULL AND (NOT uncertain OR ?)"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of messages that were handed over.

    Those that the other account has, as it has them; those that it refused; those that nobody can
    tell of any more, for it was removed. It `is_open` while an account could not be asked.
    """

    known: Sequence[OutboundMessage] = ()
    refused: Collection[str] = ()
    lost: Collection[str] = ()
    is_open: bool = False


class Fallback(Protocol):
    """The other account: `name` is what the journal calls it, `after` in seconds.

    Without an `after` there is none; messages may still be at one that there was before.
    """

    name: str
    after: float | None

    @property
    def exists(self) -> bool:
        """Tell whether there is such an account, though it need not be ready."""

    @property
    def is_ready(self) -> bool:
        """Tell whether it could send what it would be given."""

    async def settle(self, messages: Sequence[OutboundMessage]) -> Settled:
        """Ask for messages that were handed over; what is not there is handed over."""

    async def cancel(self, message_ids: Collection[str]) -> int:
        """Call back what still waits there; return how many messages that were."""


def schedule(db: Connection, after: float | None) -> None:
    """Say when each waiting message may be handed over, as the options have it now."""
    db.execute(
        "UPDATE outbound SET offer_at = CASE WHEN :after IS NULL THEN NULL"
        " WHEN error_kind IN (SELECT value FROM json_each(:own_reasons)) THEN created_at"
        " ELSE created_at + :after END"
        " WHERE state IN ('queued', 'sending') AND fallback IS NULL AND origin IS NULL"
        # Without another account there is mostly nothing to write, be the queue ever so long.
        " AND NOT automatic AND (offer_at IS NOT NULL OR :after IS NOT NULL)",
        {"after": after, "own_reasons": json.dumps(sorted(OWN_REASONS))},
    )


def next_offer(db: Connection, *, may_repeat: bool) -> float | None:
    """Return when the next message is to be handed over."""
    (moment,) = db.execute(
        f"SELECT min(offer_at) FROM outbound WHERE offer_at IS NOT NULL AND {_OFFERED}",  # noqa: S608 - a constant
        (may_repeat,),
    ).fetchone()
    return None if moment is None else float(moment)


def hand_over(
    db: Connection, fallback: str, before: float, *, may_repeat: bool
) -> list[StatusChanged]:
    """Mark the messages whose time has come as those of another account.

    What may have been sent is only handed over where that may be done twice.
    """
    due = outbound.select(db, f"offer_at <= ? AND {_OFFERED} ORDER BY sequence", before, may_repeat)
    return [_mark(db, message, fallback) for message in due]


def settle(db: Connection, settled: Settled, now: float) -> list[StatusChanged]:
    """Write what became of messages that were handed over."""
    changes = [change for theirs in settled.known for change in follow(db, theirs, now)]
    for message_id in settled.refused:
        changes += _take_back(db, message_id, now)
    for message_id in settled.lost:
        if (message := outbound.find(db, message_id)) is not None and message.state.is_waiting:
            # Not what the last attempt met, which is what else a message expires with.
            message = replace(message, error_kind=None)
            changes.append(outbound.move(db, message, MessageState.EXPIRED, now, error=_GONE))
    return changes


def follow(db: Connection, theirs: OutboundMessage, now: float) -> list[StatusChanged]:
    """Write how far the other account has come with a message."""
    mine = outbound.find(db, theirs.message_id)
    if mine is None or mine.fallback is None or not _is_further(mine, theirs):
        return []
    if theirs.state is MessageState.REJECTED and theirs.error_kind in OWN_REASONS:
        # It may not send it either, for reasons of its own.
        return _take_back(db, theirs.message_id, now)
    known = replace(mine, provider_message_id=theirs.provider_message_id, cost=theirs.cost)
    if theirs.state.is_taken:
        # As long as it waits it may come back, and go out as it was meant to.
        known = replace(known, sender=theirs.sender)
        db.execute(
            "UPDATE outbound SET sender = ? WHERE message_id = ?", (known.sender, known.message_id)
        )
    return [outbound.move(db, known, theirs.state, now, error=_error(theirs))]


def handed_over(db: Connection) -> list[OutboundMessage]:
    """Return the messages that another account sees to."""
    return outbound.select(
        db,
        "fallback IS NOT NULL AND state NOT IN"
        " ('delivered', 'undelivered', 'rejected', 'cancelled') ORDER BY sequence",
    )


def waiting_there(db: Connection, message_id: str | None, tag: str | None) -> list[str]:
    """Return which messages with an id or a tag wait at the other account."""
    rows = db.execute(
        "SELECT message_id FROM outbound WHERE state IN ('queued', 'sending')"
        " AND fallback IS NOT NULL AND (message_id = ? OR tag = ?)",
        (message_id, tag),
    )
    return [message_id for (message_id,) in rows]


def opted_out(db: Connection) -> list[str]:
    """Return which messages that wait at the other account are to people who have written STOP."""
    rows = db.execute(
        "SELECT message_id FROM outbound WHERE state = 'queued' AND fallback IS NOT NULL"
        " AND number IN (SELECT number FROM block)"
    )
    return [message_id for (message_id,) in rows]


def _take_back(db: Connection, message_id: str, now: float) -> list[StatusChanged]:
    """See to a message again that the other account did not take; it is not offered once more.

    What the gateway here has refused for good, which of its own reasons is the sender, is over.
    """
    message = outbound.find(db, message_id)
    if message is None or message.fallback is None or not message.state.is_waiting:
        return []
    back = _mark(db, message, None)
    last = next(reversed(outbound.attempts(db, message_id)), None)
    if last is not None and last.error_kind == ErrorKind.SENDER:
        error = _error(last)
        return [back, outbound.move(db, back.message, MessageState.REJECTED, now, error=error)]
    return [
        back,
        outbound.move(
            db, back.message, MessageState.QUEUED, now, due_at=now, error=_error(message)
        ),
    ]


def _mark(db: Connection, message: OutboundMessage, fallback: str | None) -> StatusChanged:
    db.execute(
        "UPDATE outbound SET fallback = ?, offer_at = NULL WHERE message_id = ?",
        (fallback, message.message_id),
    )
    return outbound.note(db, replace(message, fallback=fallback), message.state)


def _is_further(mine: OutboundMessage, theirs: OutboundMessage) -> bool:
    """Tell whether the other account knows more than was heard of it."""
    if mine.state.is_taken and not theirs.state.is_taken:
        return False  # it had arrived after all, and was called back there
    if mine.state is MessageState.EXPIRED:
        return theirs.state is MessageState.DELIVERED
    if mine.state.is_waiting and theirs.state.is_waiting:
        return mine.state is not theirs.state
    return theirs.state.rank > mine.state.rank


def _error(kept: OutboundMessage | Attempt) -> GatewayError | None:
    """Return what went wrong with a message or an attempt, as it was kept."""
    if kept.error_kind is None:
        return None
    return GatewayError(ErrorKind(kept.error_kind), kept.error_text or "", code=kept.error_code)
