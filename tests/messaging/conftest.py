"""The engine on a file in a folder of its own, and a gateway that answers as it is told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
import sqlite3
import time
from typing import cast, override

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackRequest,
    Capabilities,
    Channel,
    DeliveryReport,
    ErrorKind,
    Gateway,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    Part,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.messaging.handover import Fallback, Handover
from custom_components.sms_gateway.messaging.inbound import Terms
from custom_components.sms_gateway.messaging.inbox import Answerer, Inbox
from custom_components.sms_gateway.messaging.journal import Journal, Unit
from custom_components.sms_gateway.messaging.message import (
    Draft,
    EngineEvent,
    MessageReceived,
    MessageState,
    OutboundMessage,
    Priority,
    ReceivedKind,
    Refusal,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.outbox import Outbox, OutboxSettings
from custom_components.sms_gateway.messaging.publisher import Publisher
from custom_components.sms_gateway.messaging.wish import Vocabulary, Wish

from ..patience import Awaited, patience, soon, source_of

NUMBER = "+27821234567"
OTHER = "+27831234567"
HOME = "+27600000001"
MINUTE = 60.0
# The retry rate and the stop-after that the options start with.
RATE = MINUTE
STOP_AFTER = 5 * MINUTE
UNLIMITED = OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=0)
CAREFUL = OutboxSettings(retry_uncertain=False, hourly_messages=0, daily_parts=0)

type Script = Callable[[Sequence[OutgoingMessage]], list[SendResult]]

DOWN = GatewayError(ErrorKind.NETWORK, "the gateway could not be reached", retryable=True)
NO_ANSWER = GatewayError(
    ErrorKind.NETWORK, "the gateway did not answer", retryable=True, uncertain=True
)
BAD_KEY = GatewayError(ErrorKind.AUTH, "the key is wrong", code="1")
BAD_ADDRESS = GatewayError(ErrorKind.ADDRESS, "our address is not approved", retryable=True)
BAD_NUMBER = GatewayError(ErrorKind.RECIPIENT, "not a valid address", code="25")
OPTED_OUT = GatewayError(ErrorKind.OPTED_OUT, "recipient opted out", code="26")


def accept(batch: Sequence[OutgoingMessage]) -> list[SendResult]:
    """Take every message, under an id that tells which one it was."""
    return [Accepted(f"their-{message.message_id}") for message in batch]


def answer(*results: SendResult) -> Script:
    """Answer one request with these results, one a message."""
    return lambda _: list(results)


def fail(error: GatewayError) -> Script:
    """Answer one request with an error that covers all of it."""

    def script(_: Sequence[OutgoingMessage]) -> list[SendResult]:
        raise error

    return script


class ScriptedGateway(Gateway):
    """A gateway that gives the next answer of `script`, and `otherwise` when that is used up."""

    name = "Scripted"
    default_url = "http://gateway.invalid"
    capabilities = Capabilities(3, False, BlockLift.ANY_MESSAGE)
    fields = ()

    def __init__(self) -> None:
        """Take everything until told otherwise."""
        # It never asks anything over HTTP: a session would only have to be closed again.
        super().__init__(cast("ClientSession", None), self.default_url, {})
        self.requests: list[tuple[OutgoingMessage, ...]] = []
        self.script: deque[Script] = deque()
        self.otherwise: Script = accept
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked = Awaited("the gateway is asked")

    @property
    def texts(self) -> list[list[str]]:
        """Return what was in each request."""
        return [[message.text for message in request] for request in self.requests]

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        raise NotImplementedError

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        self.requests.append(tuple(batch))
        self.asked.set()
        script = self.script.popleft() if self.script else self.otherwise
        await self.answers.wait()
        return script(batch)

    @override
    async def balance(self) -> Balance:
        raise NotImplementedError

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        raise NotImplementedError


class WatchedJournal(Journal):
    """A journal that tells when the outbox has looked at the queue, and that can lose its power.

    After `power` more units of work nothing is written and nothing is answered any more.
    """

    def __init__(self, path: Path, *, in_backup: bool = False) -> None:
        """Run on mains."""
        super().__init__(path, in_backup=in_backup)
        self.turned = Awaited("the outbox looks at the queue")
        self.power: float = float("inf")
        self.dead = Awaited("the journal loses its power")

    @override
    def run[T](self, unit: Unit[T]) -> asyncio.Future[T]:
        if self.power < 1:
            self.dead.set()
            return asyncio.get_running_loop().create_future()
        self.power -= 1
        return super().run(unit)

    @override
    async def persist[T](self, unit: Unit[T]) -> T:
        result = await super().persist(unit)
        if getattr(unit, "__name__", None) == "turn":
            self.turned.set()
        return result


class Engine:
    """Everything that an account runs, between a gateway and somebody who listens."""

    def __init__(
        self,
        journal: WatchedJournal,
        gateway: Gateway,
        settings: OutboxSettings,
        keyword: str | None = None,
        fallback: Fallback | None = None,
    ) -> None:
        """Put the parts together; `start` sets them going."""
        self.journal = journal
        self.told: list[EngineEvent] = []
        self.changes = 0
        self.is_stopped = False
        self.midnight = 0.0
        self._heard = asyncio.Event()
        self.publisher = Publisher(journal, self._tell)
        self.outbox = Outbox(
            journal,
            self.publisher,
            gateway,
            settings,
            lambda: self.midnight,
            self._changed,
            fallback,
        )
        lift = gateway.capabilities.block_lift
        self.answer: Answerer = lambda _message, _wish: None
        self.inbox = Inbox(
            journal,
            self.publisher,
            Terms(lift, Vocabulary(keyword=keyword), own_numbers=(HOME,)),
            answer=self._answer,
            changed=lambda _numbers: self._changed(),
        )
        self.handover = (
            Handover(journal, self.publisher, self.outbox.health, fallback) if fallback else None
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def load(self) -> None:
        """Take up what is on disk."""
        await self.publisher.load()
        await self.inbox.load()
        await self.outbox.load()

    def start(self) -> None:
        """Begin to hand over and to tell."""
        self._begin(self.outbox.run())
        self._begin(self.inbox.run())
        self._begin(self.publisher.run())
        if self.handover is not None:
            self._begin(self.handover.run())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        """Stop as an account does."""
        await self.outbox.close()
        await self.kill()

    async def kill(self) -> None:
        """Stop as in a crash: what is under way is dropped."""
        for task in self._tasks:
            task.cancel()
        done = await asyncio.gather(*self._tasks, return_exceptions=True)
        self.is_stopped = True
        await self.journal.close()
        assert all(isinstance(result, asyncio.CancelledError) for result in done), done

    async def turn(self) -> None:
        """Wait until everything is done that can be done now."""
        for _ in range(2 if self.handover else 1):
            await self._turn_outbox()
            await self._turn_handover()

    async def _turn_outbox(self) -> None:
        looked = 0
        while looked < 2:  # the first look may have begun before
            self.journal.turned.clear()
            self.outbox.look_again()
            await self.journal.turned.wait()
            looked = looked + 1 if self.outbox.attempts.rest.is_set() else 0
            async with patience(lambda: "the requests that are under way end"):
                await self.outbox.attempts.rest.wait()

    async def _turn_handover(self) -> None:
        if self.handover is None:
            return
        for _ in range(2):
            self.handover.rest.clear()
            self.handover.look_again()
            async with patience(lambda: "the handover comes to rest"):
                await self.handover.rest.wait()

    async def until(self, is_true: Callable[[], bool]) -> None:
        """Wait until what was told makes something true."""
        async with patience(lambda: f"{source_of(is_true)}; told was {self.told}"):
            while not is_true():
                self._heard.clear()
                await self._heard.wait()

    async def submit(self, *drafts: Draft) -> list[str]:
        """Submit drafts that must be taken; return their ids."""
        ids = []
        for result in await self.outbox.submit(drafts):
            assert not isinstance(result, Refusal)
            ids.append(result.message_id)
        return ids

    async def message(self, message_id: str) -> OutboundMessage:
        """Return a message as it is now."""
        (found,) = await self.outbox.wait([message_id], MessageState.QUEUED, 1)
        return found

    async def report(self, message_id: str, state: ReportedState) -> None:
        """Let the gateway report by our id."""
        await self.outbox.report([DeliveryReport(message_id, None, state)])

    def states_told(self, message_id: str) -> list[MessageState]:
        """Return the states a message was told to be in, in order."""
        return [
            event.message.state
            for event in self.told
            if isinstance(event, StatusChanged) and event.message.message_id == message_id
        ]

    async def received(self, count: int) -> list[MessageReceived]:
        """Return what was told of inbound messages, once there are so many."""

        def found() -> list[MessageReceived]:
            return [event for event in self.told if isinstance(event, MessageReceived)]

        await self.until(lambda: len(found()) >= count)
        return found()

    def kinds_told(self) -> list[ReceivedKind]:
        """Return what was told of inbound messages, in order."""
        return [event.kind for event in self.told if isinstance(event, MessageReceived)]

    def _tell(self, event: EngineEvent) -> None:
        self.told.append(event)
        self._heard.set()

    def _changed(self) -> None:
        self.changes += 1

    def _answer(self, message: InboundMessage, wish: Wish) -> Draft | None:
        return self.answer(message, wish)


type SetClock = Callable[[float], None]
type StartEngine = Callable[..., Coroutine[None, None, Engine]]


def draft(
    text: str = "door open",
    *,
    number: str = NUMBER,
    parts: int = 1,
    priority: Priority = Priority.NORMAL,
    stop_after: float | None = STOP_AFTER,
    rate: float = RATE,
    tag: str | None = None,
    sender: str | None = None,
    sender_follows: bool = False,
    channel: Channel = Channel.SMS,
    automatic: bool = False,
    reply_code: str | None = None,
) -> Draft:
    """Return a message to be submitted."""
    return Draft(
        number,
        text,
        parts,
        rate,
        stop_after,
        sender,
        channel,
        priority,
        tag,
        sender_follows=sender_follows,
        automatic=automatic,
        reply_code=reply_code,
    )


def reply(
    text: str,
    *,
    provider_message_id: str | None = None,
    sender: str = NUMBER,
    to: str = HOME,
    sent_at: float | None = None,
    related: str | None = None,
    related_provider: str | None = None,
    channel: Channel = Channel.SMS,
    part: Part | None = None,
) -> InboundMessage:
    """Return a message from a phone, or a part of one."""
    return InboundMessage(
        provider_message_id, sender, to, text, sent_at, related, related_provider, channel, part
    )


def read(path: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the file itself, over a connection of one's own."""
    db = sqlite3.connect(path)
    try:
        return db.execute(query, values).fetchall()
    finally:
        db.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the journal is."""
    return tmp_path / "journal.db"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[Journal]:
    """Return an open journal."""
    opened = await Journal.open(path)
    yield opened
    await soon(opened.close(), "the journal is closed")


@pytest.fixture
async def gateway() -> ScriptedGateway:
    """Return a gateway that takes everything."""
    return ScriptedGateway()


@pytest.fixture
def set_clock(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Return what sets the wall clock, and leaves alone the one that nobody can set."""
    set_by = 0.0
    monotonic = time.monotonic

    def set_clock(seconds: float) -> None:
        nonlocal set_by
        set_by += seconds
        freezer.tick(seconds)

    # In frozen time both are the same clock.
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() - set_by)
    return set_clock


@pytest.fixture
async def start_engine(
    path: Path, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> AsyncIterator[StartEngine]:
    """Return what starts the engine on the journal; those that still run in the end are stopped."""
    freezer.move_to("2026-11-20 12:00:00+00:00")
    started: list[Engine] = []

    async def start(
        settings: OutboxSettings = UNLIMITED, *, running: bool = True, keyword: str | None = None
    ) -> Engine:
        engine = Engine(await WatchedJournal.open(path), gateway, settings, keyword)
        started.append(engine)
        await engine.load()
        if running:
            engine.start()
        return engine

    yield start
    gateway.answers.set()
    for engine in started:
        if not engine.is_stopped:
            await soon(engine.stop(), "the engine stops")


@pytest.fixture
async def engine(start_engine: StartEngine) -> Engine:
    """Return the engine at work, without limits."""
    return await start_engine()
