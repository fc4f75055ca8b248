"""What came in, when it is asked for; and whether the app still hears of it (own-sim.md 1.4)."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
import time
from urllib.parse import urlencode

from ..base import ErrorKind, GatewayError, InboundMessage
from ..reading import integer, moment, oldest_first, text, wording
from ..reasons import Reason
from .app import App, refused

_ON_A_PAGE = 200
# How far into the future is asked: the clocks of the phone and the network need not be ours.
_AHEAD = 86400.0
# How often the app is told to look in the phone for what it has not heard of, and how long that
# takes. In seconds.
_REFRESH_EVERY = 300.0
_REFRESH_TAKES = 2.0
# What was sent this long before the app was told to look for it, it had not heard of: the network
# is quicker. In seconds.
_LATE = 60.0


class Inbox:
    """The messages in one phone that came for one of its SIMs, or for any.

    `is_deaf` tells that the app does not hear any more of what comes in.
    """

    def __init__(self, app: App, sim: int | None) -> None:
        """Ask nothing yet."""
        self._app = app
        self._sim = sim
        self._refreshed_at: float | None = None
        self._trusted_at = time.time()
        self._seen: frozenset[str | None] = frozenset()
        self.is_deaf = False

    def trust(self) -> None:
        """Take the app for one that hears of messages, until it turns out that it does not."""
        self._trusted_at = time.time()
        self.is_deaf = False

    async def read(self, since: float) -> Sequence[InboundMessage]:
        """Return what came in from a moment on, oldest first; raises GatewayError."""
        messages = await self._messages(since)
        if self.is_deaf and self._seen and _ids(messages) - self._seen:
            self.trust()
        now = time.monotonic()
        if self._refreshed_at is None or now - self._refreshed_at >= _REFRESH_EVERY:
            told_at = time.time()
            await self._app.ask("POST", "/inbox/refresh", _span(since, told_at))
            self._refreshed_at = now
            await asyncio.sleep(_REFRESH_TAKES)
            heard_of, messages = _ids(messages), await self._messages(since)
            self._listen(
                (one for one in messages if one.provider_message_id not in heard_of), told_at
            )
        self._seen = _ids(messages)
        return messages

    def _listen(self, missed: Iterable[InboundMessage], told_at: float) -> None:
        """Notice that messages were in the phone, and the app had not heard of them."""
        sent = [one.sent_at for one in missed if one.sent_at is not None]
        if any(self._trusted_at < sent_at < told_at - _LATE for sent_at in sent):
            self.is_deaf = True

    async def _messages(self, since: float) -> list[InboundMessage]:
        """Return what the app knows of, page by page; it tells the newest first."""
        wanted = {"type": "SMS", "limit": str(_ON_A_PAGE), "offset": "0"}
        wanted |= {"from": _stamp(since), "to": _stamp(time.time() + _AHEAD)}
        found: list[InboundMessage] = []
        offset = 0
        seen: list[dict[str, object]] = []
        while (page := await self._page(wanted | {"offset": str(offset)})) != seen:
            seen = page  # an app that does not count on would begin anew without end
            ours = (inbound(entry) for entry in page if is_for(entry, self._sim))
            found += [message for message in ours if message is not None]
            offset += len(page)
            if len(page) < _ON_A_PAGE:
                break
        return oldest_first(list({one.provider_message_id: one for one in found}.values()))

    async def _page(self, wanted: Mapping[str, str]) -> list[dict[str, object]]:
        answer = await self._app.ask("GET", f"/inbox?{urlencode(wanted)}")
        if answer.status == HTTPStatus.NOT_FOUND:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.PHONE_OLD, code="404")
        content = answer.json()
        if answer.status != HTTPStatus.OK or not isinstance(content, list):
            raise refused(answer)
        return [entry for entry in content if isinstance(entry, dict)]


def inbound(entry: Mapping[str, object]) -> InboundMessage | None:
    """Return what an entry of the inbox tells, None where it is no message of somebody's."""
    sender, written = text(entry.get("sender")), wording(entry.get("contentPreview"))
    if sender is None or written is None:
        return None
    return InboundMessage(
        provider_message_id=text(entry.get("id")),
        sender=sender,
        to=text(entry.get("recipient")) or "",
        text=written,
        sent_at=moment(entry.get("createdAt")),
    )


def is_for(entry: Mapping[str, object], sim: int | None) -> bool:
    """Tell whether a message came for a SIM, as far as that is told."""
    return sim is None or integer(entry.get("simNumber")) in (None, sim)


def _ids(messages: Iterable[InboundMessage]) -> frozenset[str | None]:
    return frozenset(message.provider_message_id for message in messages)


def _span(since: float, until: float) -> dict[str, object]:
    """Return from when to when the app is to look, without calling anybody for what it finds."""
    return {
        "since": _stamp(since),
        "until": _stamp(until + _AHEAD),
        "messageTypes": ["SMS"],
        "triggerWebhooks": False,
    }


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
