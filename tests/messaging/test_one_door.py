"""Tests of the one door out: what is told is what was written, in the order it was written in."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
import tempfile
import threading
from typing import override

from freezegun import freeze_time
from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    DeliveryReport,
    OutgoingMessage,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.messaging.message import (
    Change,
    MessageState,
    StatusChanged,
)

from .conftest import (
    BAD_KEY,
    BAD_NUMBER,
    DOWN,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OTHER,
    UNLIMITED,
    Engine,
    Script,
    ScriptedGateway,
    StartEngine,
    WatchedJournal,
    accept,
    answer,
    draft,
    fail,
    read,
    reply,
)
from .test_handover import Homes

QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED
EXPIRED, DELIVERED = MessageState.EXPIRED, MessageState.DELIVERED
# Somebody who never writes.
SILENT = "+27841234567"
WAYS_BACK = {(SENDING, QUEUED), (EXPIRED, DELIVERED)}
ANSWERS: dict[str, Script] = {
    "accepted": accept,
    "bad number": answer(BAD_NUMBER),
    "down": fail(DOWN),
    "no answer": fail(NO_ANSWER),
}


class HeldGateway(ScriptedGateway):
    """A gateway whose requests wait for their answers, one message each, until it is let go."""

    def __init__(self) -> None:
        """Hold every request."""
        super().__init__()
        self.open: list[asyncio.Future[Script]] = []
        self.is_let_go = False

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        self.requests.append(tuple(batch))
        if self.is_let_go:
            return accept(batch)
        held: asyncio.Future[Script] = asyncio.get_running_loop().create_future()
        self.open.append(held)
        try:
            script = await held
        finally:
            self.open.remove(held)
        results: list[SendResult] = []
        for message in batch:
            results += script([message])
        return results

    def let_go(self) -> None:
        """Accept what is held, and what comes."""
        self.is_let_go = True
        for held in list(self.open):
            if not held.done():
                held.set_result(accept)


class Story:
    """An engine that lives through steps which are begun, and not waited for."""

    def __init__(self, path: Path, tick: Callable[[float], object]) -> None:
        """Begin with an empty journal at `path`."""
        self._path = path
        self._tick = tick
        self._under_way: list[asyncio.Task[object]] = []
        self._ids: list[str] = []
        self._replies = 0
        self.runs: list[list[StatusChanged]] = []
        self.gateway = HeldGateway()

    async def begin(self) -> None:
        """Start an engine on the journal as it is."""
        self.engine = Engine(await WatchedJournal.open(self._path), self.gateway, UNLIMITED)
        await self.engine.load()
        self.engine.start()

    async def submit(self, number: str) -> None:
        """Submit a message; its id is known before it is on disk."""
        self._ids.append(f"{len(self._ids):032}")
        wanted = replace(draft(number=number), message_id=self._ids[-1])
        self._begin(self.engine.outbox.submit([wanted]))

    async def give_answer(self, which: int, name: str) -> None:
        """Answer one of the requests that are held."""
        if self.gateway.open:
            held = self.gateway.open[which % len(self.gateway.open)]
            if not held.done():
                held.set_result(ANSWERS[name])

    async def report(self, which: int, state: ReportedState) -> None:
        """Let the gateway report on a message, whatever it has answered."""
        if self._ids:
            report = DeliveryReport(self._ids[which % len(self._ids)], None, state)
            self._begin(self.engine.outbox.report([report]))

    async def cancel(self, which: int) -> None:
        """Call a message back."""
        if self._ids:
            message_id = self._ids[which % len(self._ids)]
            self._begin(self.engine.outbox.cancel(message_id, None))

    async def write(self, number: str, text: str) -> None:
        """Let a phone write."""
        self._replies += 1
        message = reply(text, sender=number, provider_message_id=str(self._replies))
        self._begin(self.engine.inbox.receive([message]))

    async def look_away(self, turns: int) -> None:
        """Let the loop go round a few times."""
        for _ in range(turns):
            await asyncio.sleep(0)

    async def settle(self) -> None:
        """Wait until what was begun is on disk."""
        await asyncio.gather(*self._under_way)
        self._under_way.clear()
        await self.engine.journal.run(lambda _: None)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        await self.settle()
        self._tick(seconds)
        self.engine.outbox.look_again()

    async def crash(self) -> None:
        """End the engine as the power does, and start another one."""
        await self.end()
        await self.begin()

    async def end(self) -> None:
        """End the engine as the power does; what nobody waits for any more may have been done."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()
        await self.engine.kill()
        self.runs.append([each for each in self.engine.told if isinstance(each, StatusChanged)])

    def _begin(self, doing: object) -> None:
        self._under_way.append(asyncio.ensure_future(doing))  # type: ignore[call-overload]

    def told(self) -> dict[str, list[StatusChanged]]:
        """Return what was told of each message; what was told twice, in two runs, only once."""
        events: dict[int, StatusChanged] = {}
        for run in self.runs:
            sequences = [event.sequence for event in run]
            assert sequences == sorted(set(sequences))
            for event in run:
                again = events.setdefault(event.sequence, event)
                assert again.message.message_id == event.message.message_id
                assert (again.message.state, again.previous) == (
                    event.message.state,
                    event.previous,
                )
        told = defaultdict(list)
        for sequence in sorted(events):
            told[events[sequence].message.message_id].append(events[sequence])
        return told

    def expect_one_door(self) -> None:
        """Expect of each message that what was told is its way, and ends where it is."""
        told = self.told()
        rows = read(self._path, "SELECT message_id, state FROM outbound")
        on_disk = {str(message_id): str(state) for message_id, state in rows}
        assert told.keys() == on_disk.keys()
        for message_id, events in told.items():
            states = [event.message.state for event in events]
            assert [event.previous for event in events] == [None, *states[:-1]]
            for before, after in pairwise(states):
                assert after.rank > before.rank or (before, after) in WAYS_BACK
            assert states[-1] == on_disk[message_id]


PHONES = st.sampled_from([NUMBER, OTHER])
PLACES = st.integers(0, 5)
type Step = tuple[Callable[..., object], *tuple[object, ...]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(Story.submit), PHONES),
        st.tuples(st.just(Story.give_answer), PLACES, st.sampled_from(sorted(ANSWERS))),
        st.tuples(st.just(Story.report), PLACES, st.sampled_from(ReportedState)),
        st.tuples(st.just(Story.cancel), PLACES),
        st.tuples(st.just(Story.write), PHONES, st.sampled_from(["STOP", "START"])),
        st.tuples(st.just(Story.look_away), st.integers(1, 12)),
        st.tuples(st.just(Story.settle)),
        st.tuples(st.just(Story.pass_time), st.sampled_from([1.0, MINUTE, 6 * MINUTE])),
        st.tuples(st.just(Story.crash)),
    ),
    max_size=20,
)
SENT_TO_ONE: list[Step] = [(Story.submit, NUMBER), (Story.settle,), (Story.look_away, 12)]


@given(STEPS)
@example(
    [
        *SENT_TO_ONE,
        (Story.give_answer, 0, "accepted"),
        (Story.look_away, 2),
        (Story.report, 0, ReportedState.DELIVERED),
    ]
)
@example(
    [
        *SENT_TO_ONE,
        (Story.report, 0, ReportedState.SENT),
        (Story.give_answer, 0, "no answer"),
        (Story.crash,),
        (Story.report, 0, ReportedState.ACCEPTED),
    ]
)
@example(
    [
        *SENT_TO_ONE,
        (Story.give_answer, 0, "down"),
        (Story.settle,),
        (Story.pass_time, 6 * MINUTE),
        (Story.settle,),
        (Story.report, 0, ReportedState.DELIVERED),
    ]
)
@example(
    [
        *SENT_TO_ONE,
        (Story.give_answer, 0, "accepted"),
        (Story.settle,),
        (Story.report, 0, ReportedState.DELIVERED),
        (Story.report, 0, ReportedState.SENT),
        (Story.report, 0, ReportedState.UNDELIVERED),
        (Story.cancel, 0),
    ]
)
@settings(deadline=None, max_examples=30)
async def test_whatever_happens_what_is_told_is_what_was_written_in_its_order(
    steps: list[Step],
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        freeze_time("2026-11-20 12:00:00+00:00") as freezer,
    ):
        story = Story(Path(folder) / "journal.db", freezer.tick)
        await story.begin()
        try:
            for do, *details in steps:
                await do(story, *details)  # type: ignore[misc]
            await story.settle()
        finally:
            await story.end()
        # What the power kept from being told is told now.
        story.gateway.let_go()
        await story.begin()
        await story.engine.turn()
        (last,) = await story.engine.submit(draft("the end", number=SILENT))
        await story.engine.until(lambda: story.engine.states_told(last)[-1:] == [ACCEPTED])
        await story.end()
        story.expect_one_door()


@asynccontextmanager
async def one_transaction(engine: Engine) -> AsyncIterator[list[Sequence[Change]]]:
    """Hold the journal's thread: what is given meanwhile is one transaction, of what comes after.

    Yields the changes of each.
    """
    commits: list[Sequence[Change]] = []
    held = threading.Event()
    holding = engine.journal.run(lambda _: held.wait())
    await asyncio.sleep(0)  # or what comes next would share its transaction
    engine.publisher.listen(commits.append)
    try:
        yield commits
    finally:
        await asyncio.sleep(0)
        held.set()
        await holding


async def a_while() -> None:
    """Let what can be done be done, up to the journal."""
    for _ in range(10):
        await asyncio.sleep(0)


def states_of(changes: Sequence[Change]) -> list[MessageState]:
    """Return which states a transaction told."""
    return [change.message.state for change in changes if isinstance(change, StatusChanged)]


async def under_way(engine: Engine, gateway: ScriptedGateway) -> str:
    """Return a message of which a request is under way."""
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft())
    await gateway.asked.wait()
    return message_id


def delivered(message_id: str, theirs: str | None = None) -> list[DeliveryReport]:
    """Return a report that a message has arrived."""
    return [DeliveryReport(message_id, theirs, ReportedState.DELIVERED)]


async def test_an_answer_and_a_report_in_one_transaction_are_told_in_their_order(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    message_id = await under_way(engine, gateway)
    async with one_transaction(engine) as commits:
        gateway.answers.set()
        await a_while()
        reporting = asyncio.create_task(engine.outbox.report(delivered(message_id)))
        await a_while()
    await reporting
    assert [ACCEPTED, DELIVERED] in [states_of(changes) for changes in commits]
    await engine.until(lambda: engine.states_told(message_id)[-1] is DELIVERED)
    assert engine.states_told(message_id) == [QUEUED, SENDING, ACCEPTED, DELIVERED]
    assert (await engine.message(message_id)).state is DELIVERED


async def test_a_report_and_then_the_answer_in_one_transaction_tell_no_step_back(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    message_id = await under_way(engine, gateway)
    async with one_transaction(engine) as commits:
        reporting = asyncio.create_task(engine.outbox.report(delivered(message_id)))
        await a_while()
        gateway.answers.set()
        await a_while()
    await reporting
    await engine.turn()
    assert [DELIVERED] in [states_of(changes) for changes in commits]
    assert engine.states_told(message_id) == [QUEUED, SENDING, DELIVERED]
    message = await engine.message(message_id)
    assert (message.state, message.provider_message_id) == (DELIVERED, f"their-{message_id}")


async def test_messages_calls_and_reports_of_one_moment_are_told_in_the_order_of_the_calls(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    """Whoever submits, cancels and hears does so through the one door."""
    engine = await start_engine(running=False)
    first, second = await engine.submit(draft("1"), draft("2", number=OTHER))
    calls = [
        engine.outbox.cancel(first, None),
        engine.outbox.report(delivered(second)),
        engine.outbox.submit([draft("3")]),
    ]
    async with one_transaction(engine) as commits:
        tasks = [asyncio.ensure_future(call) for call in calls]
        await a_while()
    await asyncio.gather(*tasks)
    in_order = [MessageState.CANCELLED, DELIVERED, QUEUED]
    assert in_order in [states_of(changes) for changes in commits]
    engine.start()
    await engine.until(lambda: len(engine.told) >= 5)
    assert states_of(engine.told[2:5]) == in_order
    sequences = [event.sequence for event in engine.told]
    assert sequences == sorted(sequences)


@pytest.mark.parametrize("is_followed_at_once", [True, False])
async def test_what_the_other_account_tells_of_one_transaction_is_told_here_in_its_order(
    tmp_path: Path, is_followed_at_once: bool
) -> None:
    with freeze_time("2026-11-20 12:00:00+00:00"):
        homes = Homes(tmp_path)
        homes.gateways[0].otherwise = fail(BAD_KEY)
        homes.gateways[1].answers.clear()
        await homes.begin()
        first, second = homes.first, homes.second
        assert first.handover is not None
        (message_id,) = await first.submit(draft())
        await first.turn()
        await homes.gateways[1].asked.wait()
        async with one_transaction(second) as commits:
            homes.gateways[1].answers.set()
            await a_while()
            reporting = asyncio.create_task(second.outbox.report(delivered(message_id)))
            await a_while()
        await reporting
        assert [ACCEPTED, DELIVERED] in [states_of(changes) for changes in commits]
        await second.until(lambda: second.states_told(message_id)[-1] is DELIVERED)
        told = [event.message for event in second.told if isinstance(event, StatusChanged)]
        if is_followed_at_once:
            async with one_transaction(first):
                following = [
                    asyncio.create_task(first.handover.follow(message)) for message in told
                ]
                await a_while()
            await asyncio.gather(*following)
        else:
            for message in told:
                await first.handover.follow(message)
        await first.until(lambda: first.states_told(message_id)[-1] is DELIVERED)
        # Told once more, as after a restart of the other one, it changes nothing.
        for message in told:
            await first.handover.follow(message)
        (last,) = await first.submit(draft("the end", number=OTHER))
        await first.until(lambda: bool(first.states_told(last)))
        assert first.states_told(message_id)[-3:] == [SENDING, ACCEPTED, DELIVERED]
        changes = [
            event
            for event in first.told
            if isinstance(event, StatusChanged) and event.message.message_id == message_id
        ]
        assert [change.previous for change in changes] == [
            None,
            *[change.message.state for change in changes[:-1]],
        ]
        await homes.end()
