"""Which drafts are taken: who wrote STOP, our own numbers, and how much is sent in a time."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
import json
from sqlite3 import Connection

from . import consent, inbound, tally
from .message import Draft, Priority, Refusal, RefusalKind

HOUR = 3600.0
# Beyond that somebody's machine is answering ours (GoAlert and carriers count like this).
_ANSWERS_AN_HOUR = 3
# For the whole account: numbers can be forged, and each answer is paid for.
_ANSWERS_A_DAY = 100

# As many as the limit are enough to know; what is over without having been sent does not count.
_IN_HOUR = (
    "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM outbound INDEXED BY outbound_number"
    " WHERE number = value AND created_at > :since AND created_at <= :now"
    " AND (state NOT IN ('rejected', 'expired', 'cancelled') OR uncertain) LIMIT :enough))"
    " FROM json_each(:numbers)"
)
_ANSWERS_TO = (
    "SELECT count(*) FROM (SELECT 1 FROM outbound INDEXED BY outbound_number WHERE number = ?"
    " AND created_at > ? AND created_at <= ? AND automatic LIMIT ?)"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be submitted, 0 for no limit; `midnight` is when the account's day began."""

    hourly_messages: int
    daily_parts: int
    midnight: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which numbers are our own, and which are known to be people's.

    What is sent to one of our own would come back as a message, and might be answered again. A
    number that messages came in to is our own, too, unless it is known better.
    """

    own: Collection[str] = ()
    people: Collection[str] = ()


def admit(
    db: Connection, drafts: Sequence[Draft], limits: Limits, numbers: Numbers, now: float
) -> list[Draft | Refusal]:
    """Say of each draft, in their order, whether it is taken."""
    results = verdicts(db, drafts, limits, numbers, now)
    wanted = {
        one.number
        for one in results
        if isinstance(one, Refusal) and one.kind is RefusalKind.OPTED_OUT
    }
    consent.keep(db, wanted)
    return results


def verdicts(
    db: Connection, drafts: Sequence[Draft], limits: Limits, numbers: Numbers, now: float
) -> list[Draft | Refusal]:
    """Say of each draft, in their order, whether it would be taken; nothing is written."""
    to = {draft.number for draft in drafts}
    blocked = consent.blocks(db, to)
    own = set(numbers.own) & to | inbound.ours(db, to - set(numbers.people))
    in_hour = _in_hour(db, to, limits.hourly_messages, now)
    parts_today = tally.parts_since(db, limits.midnight) if limits.daily_parts else 0
    results: list[Draft | Refusal] = []
    for draft in drafts:
        number = draft.number
        is_limited = bool(limits.hourly_messages) and draft.priority is not Priority.CRITICAL
        if number in own:
            results.append(Refusal(number, RefusalKind.OWN_NUMBER))
        elif number in blocked:
            results.append(Refusal(number, RefusalKind.OPTED_OUT, blocked[number].since))
        elif is_limited and in_hour[number] >= limits.hourly_messages:
            results.append(Refusal(number, RefusalKind.HOURLY_LIMIT))
        elif limits.daily_parts and parts_today + draft.parts > limits.daily_parts:
            results.append(Refusal(number, RefusalKind.DAILY_LIMIT))
        else:
            in_hour[number] += 1
            parts_today += draft.parts
            results.append(draft)
    return results


def may_answer(db: Connection, number: str, own_numbers: Collection[str], now: float) -> bool:
    """Tell whether an automatic answer may go out: the other end may be a machine, too."""
    values = (number, now - HOUR, now, _ANSWERS_AN_HOUR)
    (lately,) = db.execute(_ANSWERS_TO, values).fetchone()
    today = tally.answers_between(db, now - 24 * HOUR, now)
    if lately >= _ANSWERS_AN_HOUR or today >= _ANSWERS_A_DAY:
        return False
    return number not in own_numbers and not inbound.ours(db, {number})


def _in_hour(db: Connection, numbers: Collection[str], limit: int, now: float) -> Counter[str]:
    """Return how many messages each number got in the last hour, as far as the limit matters."""
    if not limit:
        return Counter()
    values = {"numbers": json.dumps(sorted(numbers)), "since": now - HOUR, "now": now}
    return Counter(dict(db.execute(_IN_HOUR, {**values, "enough": limit}).fetchall()))
