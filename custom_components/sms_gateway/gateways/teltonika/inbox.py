"""What came in, which lies in the router until it is deleted (own-sim.md 3.2)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
import logging
import time

from ..base import InboundMessage
from ..reading import YEAR_10000, flag, text, wording
from .router import Router, certain, entries, refused
from .zone import RouterZone, Zone

# The furthest that a local time can be behind UTC, in seconds.
_FURTHEST_BEHIND = 12 * 3600.0
# By how much the clock of the network may be ahead of ours, in seconds.
_AHEAD = 120.0
_ID_LENGTH = 32

_LOGGER = logging.getLogger(__name__)

type Entry = Mapping[str, object]


class Inbox:
    """The messages in one router."""

    def __init__(self, router: Router) -> None:
        """Ask nothing yet."""
        self._router = router
        self._zone = RouterZone(router)
        self._unreadable = 0

    async def read(self, modem: str, since: float) -> Sequence[InboundMessage]:
        """Return what came in at a modem from a moment on, oldest first; raises GatewayError."""
        received = [one for one in await self._entries(modem) if _is_received(one)]
        zone = await self._zone.ask() if received else None
        now = time.time()
        found = [inbound(entry, zone, now) for entry in received]
        self._note_unreadable(found.count(None))
        recent = (
            message
            for entry, message in zip(received, found, strict=True)
            if message is not None and not _is_before(entry, message, since)
        )
        # Twice in one second the same words of the same person are one message.
        return list({one.provider_message_id: one for one in recent}.values())

    async def clear(self, modem: str, stored: Collection[str | None]) -> None:
        """Delete messages that are on disk, the newest excepted; raises GatewayError.

        A router that is asked to delete all that it holds empties its storage, with what has come
        in at that moment. An index is given to another message later, so that what lies there is
        looked at once more.
        """
        done = [one for one in (await self._entries(modem))[:-1] if message_id(one) in stored]
        ids = [own for own in (text(one.get("id")) for one in done) if own is not None]
        if not ids:
            return
        wanted = {"data": {"modem_id": modem, "sms_id": ids}}
        answer = await self._router.ask("POST", "/messages/actions/remove_messages", wanted)
        content = answer.json()
        is_done = isinstance(content, dict) and flag(content.get("success")) is True
        # Somebody else may have been quicker.
        if not is_done and answer.status != HTTPStatus.NOT_FOUND:
            raise certain(refused(answer))

    async def _entries(self, modem: str) -> list[Entry]:
        """Return what lies in the router for a modem, oldest first."""
        found = entries(await self._router.ask("GET", "/messages/status"))
        own = [one for one in found if text(one.get("modem_id")) in (modem, None)]
        # The newest comes first.
        own.reverse()
        return sorted(own, key=lambda one: text(one.get("date")) or "")

    def _note_unreadable(self, count: int) -> None:
        if count > self._unreadable:
            _LOGGER.warning(
                "%d of the messages in the router can't be read: they lack the sender, the date or"
                " the text, and stay there",
                count,
            )
        self._unreadable = count


def inbound(entry: Entry, zone: Zone | None, now: float) -> InboundMessage | None:
    """Return what an entry tells, None where it is no message that can be told from others."""
    sender, written = text(entry.get("sender")), wording(entry.get("message"))
    date = text(entry.get("date"))
    if sender is None or written is None or date is None:
        return None
    return InboundMessage(
        provider_message_id=message_id(entry),
        sender=sender,
        to="",
        text=written,
        sent_at=sent_at(date, zone, now),
    )


def message_id(entry: Entry) -> str:
    """Return what a message is known by, whatever index it has."""
    parts = (text(entry.get("date")), text(entry.get("sender")), wording(entry.get("message")))
    return sha256("\n".join(part or "" for part in parts).encode()).hexdigest()[:_ID_LENGTH]


def sent_at(date: str, zone: Zone | None, now: float) -> float | None:
    """Return a local time of the router's in seconds since the epoch, None where it is not known.

    In the hour that comes twice when summer time ends, it is the later one that can have been.
    """
    try:
        local = datetime.fromisoformat(date)
        if local.tzinfo is None:
            if zone is None:
                return None
            local = local.replace(tzinfo=zone)
        both = [local.replace(fold=fold).timestamp() for fold in (0, 1)]
    except ValueError, OverflowError:
        return None
    stamp = max((at for at in both if at <= now + _AHEAD), default=min(both))
    return stamp if 0 < stamp < YEAR_10000 else None


def _is_received(entry: Entry) -> bool:
    """Tell whether an entry came in: a SIM also holds what was written, sent or not yet."""
    return "sent" not in (text(entry.get("status")) or "").lower()


def _is_before(entry: Entry, message: InboundMessage, since: float) -> bool:
    """Tell whether a message was sent before a moment, wherever the router may be."""
    if message.sent_at is not None:
        return message.sent_at < since
    stamp = sent_at(text(entry.get("date")) or "", UTC, 0.0)
    return stamp is not None and stamp + _FURTHEST_BEHIND < since
