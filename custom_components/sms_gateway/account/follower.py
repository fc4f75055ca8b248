"""What may be done about what happens at an account."""

from collections.abc import Collection, Sequence
from typing import override

from homeassistant.core import callback

from ..gateways.base import GatewayError, InboundMessage
from ..messaging.message import Draft, EngineEvent, RefusalKind
from ..messaging.wish import Wish


class Follower:
    """Listens to an account; what it does not care about, it leaves as it is here."""

    @callback
    def began(self) -> None:
        """The account has begun to work."""

    @callback
    def home_started(self) -> None:
        """Home Assistant has started, and with it whoever listens to its events."""

    @callback
    def applied(self) -> None:
        """Options or recipients have changed, or an account that options name is gone."""

    @callback
    def changed(self) -> None:
        """Counts, status or balance may have changed."""

    @callback
    def told(self, event: EngineEvent) -> None:
        """Something is told that was committed before."""

    @callback
    def heard(self, question: str, error: GatewayError | None) -> None:
        """The gateway answered a question, such as the one for the balance, or did not."""

    @callback
    def refused(self, kinds: Collection[RefusalKind]) -> None:
        """Messages were not taken."""

    @callback
    def consent_changed(self, numbers: Collection[str]) -> None:
        """Numbers have written STOP, or taken it back."""

    @callback
    def answer(self, message: InboundMessage, wish: Wish) -> Draft | None:
        """Return what a STOP or a call for help is answered with, which is stored with it."""
        return None

    async def came_in(self, messages: Sequence[InboundMessage]) -> None:
        """Messages are on disk, and the gateway has not heard so yet."""

    @callback
    def day_began(self) -> None:
        """It is another day where the home is."""


class Followers(Follower):
    """All those of one account, in their order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._all: list[Follower] = []

    @callback
    def add(self, *followers: Follower) -> None:
        """Let others listen, too."""
        self._all += followers

    @override
    @callback
    def began(self) -> None:
        for one in self._all:
            one.began()

    @override
    @callback
    def home_started(self) -> None:
        for one in self._all:
            one.home_started()

    @override
    @callback
    def applied(self) -> None:
        for one in self._all:
            one.applied()

    @override
    @callback
    def changed(self) -> None:
        for one in self._all:
            one.changed()

    @override
    @callback
    def told(self, event: EngineEvent) -> None:
        for one in self._all:
            one.told(event)

    @override
    @callback
    def heard(self, question: str, error: GatewayError | None) -> None:
        for one in self._all:
            one.heard(question, error)

    @override
    @callback
    def refused(self, kinds: Collection[RefusalKind]) -> None:
        for one in self._all:
            one.refused(kinds)

    @override
    @callback
    def consent_changed(self, numbers: Collection[str]) -> None:
        for one in self._all:
            one.consent_changed(numbers)

    @override
    @callback
    def answer(self, message: InboundMessage, wish: Wish) -> Draft | None:
        answers = (one.answer(message, wish) for one in self._all)
        return next((answer for answer in answers if answer), None)

    @override
    async def came_in(self, messages: Sequence[InboundMessage]) -> None:
        for one in self._all:
            await one.came_in(messages)

    @override
    @callback
    def day_began(self) -> None:
        for one in self._all:
            one.day_began()
