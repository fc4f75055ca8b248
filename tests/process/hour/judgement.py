"""Whether what was promised was kept: a sentence for each time it was not."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
import sqlite3

from custom_components.sms_gateway.messaging.message import MessageState, ReceivedKind
from simulator.network import Message, Network, Reply

from .records import Records, Step

# Seconds for which a request may have been under way that brought a message.
UNDER_WAY = 40.0
# What is told of a reply beside what it did to consent.
MAIN_KINDS = (ReceivedKind.MESSAGE, ReceivedKind.OPT_OUT, ReceivedKind.HELP)
LATE = [MessageState.EXPIRED, MessageState.DELIVERED]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal knows of a message in the end."""

    state: MessageState
    attempts: int
    uncertain: bool


def judge(path: Path, network: Network, records: Records) -> Iterator[str]:
    """Look at everything; the journal is closed."""
    with closing(sqlite3.connect(path)) as db:
        yield from _file(db, network)
        kept = {
            row[0].encode(): Kept(MessageState(row[1]), row[2], bool(row[3]))
            for row in db.execute("SELECT message_id, state, attempts, uncertain FROM outbound")
        }
        blocked = {number for (number,) in db.execute("SELECT number FROM block")}
    if records.told != records.heard or records.out_of_order:
        yield f"{records.told} of {records.heard} told, {records.out_of_order} out of order"
    if not records.taken <= kept.keys() or kept.keys() != records.stories.keys():
        yield "what was taken, kept and told are not the same messages"
    yield from _stories(records, kept)
    yield from _ends(records, kept)
    yield from _sent(network, kept)
    yield from _cancelled(records)
    yield from _consent(records)
    yield from _phones(network, records)
    yield from _last_word(network, blocked)
    yield from _replies(network, records)


def _file(db: sqlite3.Connection, network: Network) -> Iterator[str]:
    """Look at the file itself."""
    if (verdict := db.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
        yield f"the journal: {verdict}"
    for table in ("queue", "event"):
        (left,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        if left:
            yield f"{left} left in the table {table}"
    (stored,) = db.execute("SELECT count(*) FROM inbound").fetchone()
    if stored != len(network.replies):
        yield f"{stored} of {len(network.replies)} replies in the journal"


def _stories(records: Records, kept: dict[bytes, Kept]) -> Iterator[str]:
    """Each message has one story, it goes forwards, and it ends as the journal says."""
    for message, story in records.stories.items():
        previous = None
        for step in story:
            if step.previous != previous or not _is_forward(step):
                yield f"{message.decode()} went {_written(story)}"
            previous = step.state
        if message in kept and previous != kept[message].state:
            yield f"{message.decode()} is {kept[message].state}, told was {_written(story)}"


def _is_forward(step: Step) -> bool:
    before, after = step.previous, step.state
    if before is None:
        return after is MessageState.QUEUED
    if (before, after) == (MessageState.SENDING, MessageState.QUEUED) or [before, after] == LATE:
        return True
    return after.rank > before.rank


def _ends(records: Records, kept: dict[bytes, Kept]) -> Iterator[str]:
    """Each message has one end, unless its reports are lost; one that was reported has that."""
    for message, story in records.stories.items():
        ends = [step.state for step in story if step.state.is_final]
        reported = records.reported.get(message, set()) & {"delivered", "undelivered"}
        if len(ends) > 1 and ends != LATE:
            yield f"{message.decode()} ended more than once: {_written(story)}"
        if not ends and (reported or not kept[message].state.is_taken):
            yield f"{message.decode()} has no end: {_written(story)}, reported {reported}"
        if ends == LATE[:1] and "delivered" in reported:
            yield f"{message.decode()} was delivered: {_written(story)}"


def _sent(network: Network, kept: dict[bytes, Kept]) -> Iterator[str]:
    """Nothing is sent more often than it may have been, nothing told as sent that never was."""
    times = Counter((message.client_message_id or "").encode() for message in network.messages)
    for message, one in kept.items():
        sent = times[message]
        if sent > one.attempts or (sent > 1 and not one.uncertain):
            yield f"{message.decode()} was sent {sent} times: {one}"
        if sent and not one.state.is_taken and not one.uncertain:
            yield f"{message.decode()} was sent, and is {one}"
        if not sent and one.state.is_taken:
            yield f"{message.decode()} was never sent, and is {one}"
    if unknown := times.keys() - kept.keys():
        yield f"{len(unknown)} messages that nobody knows were sent"


def _cancelled(records: Records) -> Iterator[str]:
    """What was cancelled is not tried again."""
    for message, place in records.cancelled:
        for step in records.stories[message]:
            if step.place > place and step.state is MessageState.SENDING:
                yield f"{message.decode()} was tried after it was cancelled"


def _consent(records: Records) -> Iterator[str]:
    """No request is begun for somebody who has written STOP, and nothing taken."""
    for message in records.stories.keys() - records.automatic:
        changes = records.consent.get(records.numbers[message], [])
        for step in records.stories[message]:
            before = [is_blocked for place, is_blocked in changes if place < step.place]
            begins = step.state is MessageState.SENDING or step.previous is None
            if begins and before and before[-1]:
                yield f"{message.decode()} is {step.state} after a STOP"


def _phones(network: Network, records: Records) -> Iterator[str]:
    """No phone gets anything after its STOP but what was under way, and automatic answers."""
    for phone in network.phones.values():
        stopped: float | None = None
        for one in phone.conversation:
            if isinstance(one, Reply):
                stopped = records.stored[one.id.encode()] if _is_stop(one) else None
            elif stopped is not None and _is_after(one, stopped, records):
                yield f"{phone.number} got a message after its STOP"


def _is_after(message: Message, stopped: float, records: Records) -> bool:
    is_automatic = (message.client_message_id or "").encode() in records.automatic
    return not is_automatic and message.accepted_at / 1000 > stopped + UNDER_WAY


def _last_word(network: Network, blocked: set[str]) -> Iterator[str]:
    """Who said STOP last is blocked, and nobody else."""
    for phone in network.phones.values():
        said = [one for one in phone.conversation if isinstance(one, Reply) and one.text != "HELP"]
        is_stopped = bool(said) and _is_stop(said[-1])
        if is_stopped != (f"+{phone.number}" in blocked):
            yield f"{phone.number} said {[one.text for one in said]}, blocked: {not is_stopped}"


def _replies(network: Network, records: Records) -> Iterator[str]:
    """Each reply was told once, and as an answer to what it answered."""
    for reply in network.replies:
        told = records.replies.get(reply.id.encode(), [])
        kinds = [heard.kind for heard in told]
        if sum(kind in MAIN_KINDS for kind in kinds) != 1 or len(kinds) != len(set(kinds)):
            yield f"a reply {reply.text!r} was told as {kinds}"
        answers = reply.answers and reply.answers.client_message_id
        if answers and any(heard.answers != answers.encode() for heard in told):
            yield f"a reply {reply.text!r} counts for another message"
    if len(records.replies) != len(network.replies):
        yield f"{len(network.replies)} replies, told were {len(records.replies)}"


def _is_stop(reply: Reply) -> bool:
    return reply.text.upper().strip(".") == "STOP"


def _written(story: list[Step]) -> str:
    return " ".join(step.state.value for step in story)
