"""What a reply answers, and the codes by which that can be told."""

from collections.abc import Mapping
import re
from sqlite3 import Connection, Row
import unicodedata

from ..gateways.base import InboundMessage
from .message import LATE

# An answer to a message that is older than a day is an answer to nothing.
ANSWER_WITHIN = 24 * 3600.0
# How far apart two clocks are that are set by the network, and somebody's haste, in seconds.
_CLOCKS_DIFFER = 30.0

# A letter by itself, or before the number of an option: "B yes", "b2", "B: no".
_REPLY_CODE = re.compile(r"\A\W*([A-Za-z])(?=[\W\d]|$)")

_ANSWERED = "SELECT message_id, tag, origin FROM outbound"
# What nobody can have seen is answered by nobody; and who answers our automatic answer means what
# was said before it.
_MAY_HAVE_ARRIVED = "NOT automatic AND (accepted_at IS NOT NULL OR uncertain OR state = 'sending')"
# A question with a code is answered by what begins with it, and by nothing else: another open
# question takes what does not.
_NO_OTHER_CODE = "(reply_code IS NULL OR reply_code = :code)"
# A code is free again once its question is over: the next one may never have left.
_BY_CODE = (
    f"{_ANSWERED} INDEXED BY outbound_reply_code WHERE number = :sender AND reply_code = :code"
    f" AND created_at BETWEEN :from AND :to AND {_MAY_HAVE_ARRIVED}"
    " ORDER BY created_at DESC, sequence DESC LIMIT 1"
)
_BY_OUR_ID = f"{_ANSWERED} WHERE message_id = :ours AND {_NO_OTHER_CODE}"
_BY_THEIR_ID_AND_NUMBER = (
    f"{_ANSWERED} INDEXED BY outbound_provider WHERE provider_message_id = :theirs"
    f" AND number = :sender AND {_NO_OTHER_CODE} ORDER BY sequence DESC LIMIT 1"
)
_BY_THEIR_ID = (
    f"{_ANSWERED} INDEXED BY outbound_provider WHERE provider_message_id = :theirs"
    f" AND {_NO_OTHER_CODE} LIMIT 1"
)
_BY_PART = (
    f"{_ANSWERED} WHERE sequence = (SELECT message FROM part_id"
    " WHERE provider_message_id = :theirs ORDER BY message DESC LIMIT 1)"
    f" AND {_NO_OTHER_CODE}"
)
# What waits to be sent once more is answered only where nothing else is: it may be that nobody has
# seen it yet, and an alarm must not fall silent for an answer to another one.
_LATEST = (
    f"{_ANSWERED} INDEXED BY outbound_number WHERE number = :sender"
    f" AND created_at BETWEEN :from AND :to AND {_MAY_HAVE_ARRIVED} AND state <> 'queued'"
    f" AND {_NO_OTHER_CODE}"
    " ORDER BY created_at DESC, sequence DESC LIMIT 1"
)
_LATEST_THAT_WAITS = (
    f"{_ANSWERED} INDEXED BY outbound_number WHERE number = :sender"
    f" AND created_at BETWEEN :from AND :to AND {_MAY_HAVE_ARRIVED} AND state = 'queued'"
    f" AND {_NO_OTHER_CODE}"
    " ORDER BY created_at DESC, sequence DESC LIMIT 1"
)
# The gateway's clock may be behind: what went out a moment after it was answered.
_SOON_AFTER = (
    f"{_ANSWERED} INDEXED BY outbound_number WHERE number = :sender"
    f" AND created_at BETWEEN :from AND :to AND {_MAY_HAVE_ARRIVED}"
    f" AND {_NO_OTHER_CODE} ORDER BY created_at, sequence LIMIT 1"
)


def answered(db: Connection, message: InboundMessage, said_at: float, now: float) -> Row | None:
    """Return the id, the tag and the origin of the message that a reply answers, if it does.

    The code of a question counts first, then what the gateway names, then the latest message to
    that number within a day that may have arrived. What waits for a code is answered with it only.
    """
    code = reply_code(message.text)
    window = {
        "sender": message.sender,
        "code": code,
        "from": said_at - ANSWER_WITHIN,
        "to": said_at + _CLOCKS_DIFFER,
    }
    if code is not None and (found := _one(db, _BY_CODE, window)) is not None:
        return found
    if (named := _named(db, message, code)) is not None:
        return named
    soon = {**window, "from": said_at, "to": min(said_at + LATE, now)}
    return (
        _one(db, _LATEST, window)
        or _one(db, _LATEST_THAT_WAITS, window)
        or _one(db, _SOON_AFTER, soon)
    )


def reply_code(text: str) -> str | None:
    """Return the code that an answer begins with, if it does."""
    found = _REPLY_CODE.match(unicodedata.normalize("NFKC", text))
    return found[1].upper() if found else None


def without_reply_code(text: str) -> str:
    """Return an answer without the code that it begins with."""
    return _REPLY_CODE.sub("", unicodedata.normalize("NFKC", text)).strip()


def _named(db: Connection, message: InboundMessage, code: str | None) -> Row | None:
    """Return what the gateway says that a message answers."""
    told = {
        "ours": message.related_message_id,
        "theirs": message.related_provider_message_id,
        "sender": message.sender,
        "code": code,
    }
    if told["ours"] is not None and (found := _one(db, _BY_OUR_ID, told)) is not None:
        return found
    if told["theirs"] is None:
        return None
    return (
        _one(db, _BY_THEIR_ID_AND_NUMBER, told)
        or _one(db, _BY_THEIR_ID, told)
        or _one(db, _BY_PART, told)
    )


def _one(db: Connection, statement: str, values: Mapping[str, object]) -> Row | None:
    found: Row | None = db.execute(statement, values).fetchone()
    return found
