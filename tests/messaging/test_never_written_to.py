"""Tests that who has written STOP is left alone, whatever happens in whatever order."""

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
import tempfile
import time
from typing import override

from freezegun import freeze_time
from hypothesis import example, given, settings, strategies as st

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    DeliveryReport,
    OutgoingMessage,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.messaging.message import Priority, Refusal, RefusalKind

from .conftest import (
    BAD_NUMBER,
    DOWN,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OPTED_OUT,
    OTHER,
    UNLIMITED,
    Engine,
    Script,
    ScriptedGateway,
    WatchedJournal,
    accept,
    draft,
    fail,
    read,
    reply,
)

# Somebody who never writes: with a message to this number there is always one to hand over.
SILENT = "+27841234567"
CONFIRMATION = "you will not hear from us again"
_TAKEN_SINCE = "SELECT coalesce(accepted_at, created_at) >= ? FROM outbound WHERE message_id = ?"
_SCRIPTS: dict[str, Script] = {
    "accept": accept,
    "down": fail(DOWN),
    "no answer": fail(NO_ANSWER),
    "bad number": fail(BAD_NUMBER),
}


class WatchedGateway(ScriptedGateway):
    """A gateway that looks into the journal at the moment of each request."""

    def __init__(self, path: Path) -> None:
        """Look into the journal at `path`."""
        super().__init__()
        self._path = path
        self.violations: list[str] = []
        self.opted_out: set[str] = set()

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        blocked = {number for (number,) in read(self._path, "SELECT number FROM block")}
        self.violations += [
            message.text
            for message in batch
            if message.to in blocked and message.text != CONFIRMATION
        ]
        return await super().send(batch)

    def say_opted_out(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        """Refuse all but the one who never writes."""
        self.opted_out |= {message.to for message in batch} - {SILENT}
        return [Accepted(None) if message.to == SILENT else OPTED_OUT for message in batch]


class Story:
    """An engine that lives through steps, and who must not be written to after each of them."""

    def __init__(self, path: Path, tick: Callable[[float], object]) -> None:
        """Begin with an empty journal at `path`."""
        self._path = path
        self._tick = tick
        self.gateway = WatchedGateway(path)
        self.blocked: set[str] = set()
        self._message_ids: list[str] = []
        self._lifted_at: dict[str, float] = {}
        self._replies = 0

    async def begin(self) -> None:
        """Start an engine on the journal as it is."""
        self.engine = Engine(await WatchedJournal.open(self._path), self.gateway, UNLIMITED)
        self.engine.answer = lambda message, _wish: draft(
            CONFIRMATION, number=message.sender, automatic=True
        )
        await self.engine.load()
        self.engine.start()

    async def submit(self, number: str, priority: Priority = Priority.NORMAL) -> None:
        """Submit a message; only one to a number that is blocked is refused."""
        (result,) = await self.engine.outbox.submit(
            [draft(number=number, priority=priority, stop_after=None)]
        )
        if isinstance(result, Refusal):
            assert result.kind is RefusalKind.OPTED_OUT
        elif number != SILENT:
            # Were this one reported as opted out, there would be nobody left to write to.
            self._message_ids.append(result.message_id)
        assert isinstance(result, Refusal) is (number in self.blocked)

    async def write(self, number: str, text: str) -> None:
        """Let a phone write something."""
        self._replies += 1
        await self.engine.inbox.receive(
            [reply(text, sender=number, provider_message_id=str(self._replies))]
        )
        if text.startswith("STOP"):
            self.blocked.add(number)
        elif text != "HELP" and (number in self.blocked or text == "START"):
            self.blocked.discard(number)
            self._lifted_at[number] = time.time()

    async def set_consent(self, number: str, scope: str | None) -> None:
        """Let somebody say by hand who is written to."""
        await self.engine.inbox.set_consent(number, scope or "all", subscribed=scope is None)
        self.blocked = self.blocked - {number} if scope is None else self.blocked | {number}
        if scope is None:
            self._lifted_at[number] = time.time()

    async def report_opt_out(self, which: int) -> None:
        """Let a report say that the recipient of a message has opted out.

        What went out before somebody wanted to be written to again says nothing of later.
        """
        if not self._message_ids:
            return
        message_id = self._message_ids[which % len(self._message_ids)]
        message = await self.engine.message(message_id)
        lifted_at = self._lifted_at.get(message.number, 0)
        ((is_taken_since,),) = read(self._path, _TAKEN_SINCE, lifted_at, message_id)
        if not message.state.is_final and is_taken_since:
            self.blocked.add(message.number)
        await self.engine.outbox.report(
            [DeliveryReport(message_id, None, ReportedState.UNDELIVERED, OPTED_OUT)]
        )

    async def while_under_way(self, number: str, text: str, script: str | None) -> None:
        """Let a phone write while requests are under way that then end, or that a crash ends."""
        self.engine.outbox.hear(None)
        self.gateway.script.clear()
        self.gateway.otherwise = _SCRIPTS[script or "accept"]
        self.gateway.answers.clear()
        self.gateway.asked.clear()
        for recipient in (NUMBER, OTHER, SILENT):
            await self.submit(recipient)
        await self.gateway.asked.wait()
        await self.write(number, text)
        if script is None:
            await self.engine.kill()
            await self.begin()
        self.gateway.answers.set()
        await self.engine.turn()
        self.gateway.otherwise = accept

    async def restart(self, crash: bool) -> None:
        """End the engine and start another one."""
        await (self.engine.kill() if crash else self.engine.stop())
        await self.begin()
        assert self.engine.inbox.blocked == self.blocked

    async def script(self, name: str) -> None:
        """Tell the gateway what to answer one request with."""
        say = self.gateway.say_opted_out if name == "opted out" else _SCRIPTS[name]
        self.gateway.script.append(say)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass; what is due then goes out."""
        self._tick(seconds)

    async def settle(self) -> None:
        """Wait until all was looked at, and hold what came of it against what should have."""
        await self.engine.turn()
        self.blocked |= self.gateway.opted_out
        self.gateway.opted_out.clear()
        blocked = {number for (number,) in read(self._path, "SELECT number FROM block")}
        assert blocked == self.blocked
        assert self.gateway.violations == []


PHONES = st.sampled_from([NUMBER, OTHER])
TEXTS = st.sampled_from(["STOP", "STOP ALL", "HELP", "START", "good morning"])
type Step = tuple[Callable[..., Coroutine[None, None, None]], *tuple[object, ...]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(Story.submit), PHONES, st.sampled_from(Priority)),
        st.tuples(st.just(Story.write), PHONES, TEXTS),
        st.tuples(st.just(Story.set_consent), PHONES, st.sampled_from(["sender", "all", None])),
        st.tuples(st.just(Story.report_opt_out), st.integers(0, 20)),
        st.tuples(st.just(Story.script), st.sampled_from([*_SCRIPTS, "opted out"])),
        st.tuples(
            st.just(Story.while_under_way), PHONES, TEXTS, st.sampled_from([*_SCRIPTS, None])
        ),
        st.tuples(st.just(Story.restart), st.booleans()),
        st.tuples(st.just(Story.pass_time), st.sampled_from([1.0, MINUTE, 60 * MINUTE])),
    ),
    max_size=20,
)


@given(STEPS)
@example([(Story.while_under_way, NUMBER, "STOP", None)])
@example([(Story.while_under_way, NUMBER, "STOP", "down"), (Story.pass_time, MINUTE)])
@example([(Story.script, "down"), (Story.submit, NUMBER), (Story.write, NUMBER, "STOP")])
@example([(Story.script, "opted out"), (Story.submit, NUMBER), (Story.restart, True)])
@example([(Story.submit, NUMBER), (Story.report_opt_out, 0), (Story.submit, NUMBER)])
@example(
    [
        (Story.submit, NUMBER, Priority.NORMAL),
        (Story.submit, NUMBER, Priority.NORMAL),
        (Story.pass_time, 1.0),
        (Story.write, NUMBER, "STOP"),
        (Story.submit, OTHER, Priority.NORMAL),
        (Story.while_under_way, OTHER, "START", None),
        (Story.set_consent, NUMBER, None),
        (Story.report_opt_out, 5),
        (Story.script, "opted out"),
        (Story.set_consent, OTHER, None),
        (Story.pass_time, 1.0),
        (Story.submit, NUMBER, Priority.NORMAL),
        (Story.write, OTHER, "HELP"),
    ]
)
@settings(deadline=None, max_examples=80)
async def test_nothing_but_an_answer_goes_to_a_blocked_number(steps: list[Step]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        freeze_time("2026-11-20 12:00:00+00:00") as freezer,
    ):
        story = Story(Path(folder) / "journal.db", freezer.tick)
        await story.begin()
        try:
            for do, *details in steps:
                await do(story, *details)
                await story.settle()
        finally:
            await story.engine.kill()
