"""Asking the gateway for replies: once, and at intervals where none can be brought."""

from collections.abc import Callable
from functools import partial
from typing import override

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from ..gateways.asking import ReplyReader
from ..gateways.reply_source import ReplyLog, asked_every, reply_source
from ..messaging.log_poll import LogPoll
from ..messaging.polling import ReplyPoll
from . import issues
from .account import Account
from .callback_address import async_callback_url
from .follower import Follower
from .issues import LOG_UNREAD
from .log_watch import AccountLogWatch
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
        # There may be no log any more that is to be fetched.
        issues.delete(self._hass, self._account.entry, LOG_UNREAD)
        self.applied()

    @override
    @callback
    def applied(self) -> None:
        account, options = self._account, self._account.options
        source = reply_source(account.gateway)
        settings = options.poll_replies, options.keep_days, account.callbacks.has_brought_reply
        if source is None or settings == self._settings:
            return
        self._settings = settings
        if self._stop is not None:
            self._stop()
        self._stop = self._account.run(self._ask(source), "replies")

    @override
    @callback
    def changed(self) -> None:
        if self._settings is not None:
            # The first reply may have been brought: then there is no need to ask any more.
            self.applied()

    async def _ask(self, source: ReplyReader | ReplyLog) -> None:
        account = self._account
        interval = account.options.poll_replies
        if interval is None:
            webhook_id = account.entry.data[CONF_WEBHOOK_ID]
            address = await async_callback_url(self._hass, webhook_id)
            default = poll_default(
                address,
                has_brought_reply=account.callbacks.has_brought_reply,
                from_log=isinstance(source, ReplyLog),
                asked_every=asked_every(account.gateway),
            )
            interval = default * 60
        await self._poll(source).run(interval)

    def _poll(self, source: ReplyReader | ReplyLog) -> ReplyPoll | LogPoll:
        account = self._account
        keep = account.options.keep_days * 86400.0 or None
        if isinstance(source, ReplyLog):
            watch = AccountLogWatch(self._hass, account.entry, source)
            return LogPoll(account.journal, source, account.receive, watch, keep)
        heard = partial(account.hear, "replies")
        return ReplyPoll(account.journal, source, account.receive, heard, keep)
