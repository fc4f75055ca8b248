"""Asking the gateway what became of messages, where it may not report it."""

from functools import partial
from typing import override

from homeassistant.core import callback

from ..gateways.asking import StateReader
from ..messaging.message import EngineEvent, StatusChanged
from ..messaging.state_poll import StatePoll
from .account import Account
from .follower import Follower


class AccountStatePoll(Follower):
    """Asks for the messages of one account, if its gateway can be asked."""

    def __init__(self, account: Account) -> None:
        """Ask nothing yet."""
        self._account = account
        self._poll: StatePoll | None = None

    @override
    @callback
    def began(self) -> None:
        account = self._account
        if isinstance(account.gateway, StateReader):
            heard = partial(account.hear, "states")
            self._poll = StatePoll(account.journal, account.gateway, account.receive, heard)
            account.run(self._poll.run(), "states")

    @override
    @callback
    def told(self, event: EngineEvent) -> None:
        if self._poll is not None and isinstance(event, StatusChanged):
            self._poll.note(event.message)
