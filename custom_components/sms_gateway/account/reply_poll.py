"""Asking the gateway for replies: once, and at intervals where none can be brought."""

from collections.abc import Callable
from functools import partial
from typing import override

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from ..gateways.base import ReplyReader
from ..messaging.polling import ReplyPoll
from .account import Account
from .callback_address import async_callback_url
from .follower import Follower
from .options import poll_default


class AccountReplyPoll(Follower):
    """Asks for the replies to one account, if its gateway can be asked."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Ask nothing yet."""
        self._hass = hass
        self._account = account
        self._settings: tuple[float | None, int, bool] | None = None
        self._stop: Callable[[], bool] | None = None

    @override
    @callback
    def began(self) -> None:
        self.applied()

    @override
    @callback
    def applied(self) -> None:
        account = self._account
        gateway, options = account.gateway, account.options
        settings = options.poll_replies, options.keep_days, account.callbacks.has_brought_reply
        if not isinstance(gateway, ReplyReader) or settings == self._settings:
            return
        self._settings = settings
        if self._stop is not None:
            self._stop()
        self._stop = self._account.run(self._ask(gateway), "replies")

    @override
    @callback
    def changed(self) -> None:
        if self._settings is not None:
            # The first reply may have been brought: then there is no need to ask any more.
            self.applied()

    async def _ask(self, reader: ReplyReader) -> None:
        account = self._account
        interval = account.options.poll_replies
        if interval is None:
            webhook_id = account.entry.data[CONF_WEBHOOK_ID]
            address = await async_callback_url(self._hass, webhook_id)
            has_brought_reply = account.callbacks.has_brought_reply
            interval = poll_default(address, has_brought_reply=has_brought_reply) * 60
        keep_days = account.options.keep_days
        poll = ReplyPoll(
            account.journal,
            reader,
            account.receive,
            partial(account.hear, "replies"),
            keep_days * 86400.0 if keep_days else None,
        )
        await poll.run(interval)
