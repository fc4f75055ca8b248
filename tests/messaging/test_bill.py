"""Tests of what counts: against the daily limit, as waiting, and when something is called back."""

from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from pathlib import Path
import tempfile
from typing import override

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    DeliveryReport,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.messaging import outbound, waiting
from custom_components.sms_gateway.messaging.message import (
    MessageState,
    Refusal,
    RefusalKind,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.outbox import OutboxSettings

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
    reply,
)
from .test_handover import Homes, Neighbour

LIMIT = 100
# So many parts has each message whose bill is looked at.
PARTS = 3
LIMITED = OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=LIMIT)
LIMITED_AND_CAREFUL = OutboxSettings(retry_uncertain=False, hourly_messages=0, daily_parts=LIMIT)
CANCELLED, REJECTED = MessageState.CANCELLED, MessageState.REJECTED
BAD_SENDER = GatewayError(ErrorKind.SENDER, "not your number", code="2")


@dataclass(frozen=True, slots=True)
class House:
    """An engine that may send LIMIT parts a day."""

    engine: Engine
    gateway: ScriptedGateway
    clock: FrozenDateTimeFactory

    async def send(self, *script: Script) -> str:
        """Submit a message that meets such answers, one after the other."""
        self.gateway.script.extend(script)
        (message_id,) = await self.engine.submit(draft(parts=PARTS))
        await self.engine.turn()
        return message_id

    async def pass_time(self, minutes: int) -> None:
        """Let time pass, and what is due in each minute be done."""
        for _ in range(minutes):
            self.clock.tick(MINUTE)
            await self.engine.turn()

    async def takes(self, parts: int) -> bool:
        """Tell whether a message of so many parts is taken."""
        (result,) = await self.engine.outbox.submit([draft("the rest", parts=parts)])
        if isinstance(result, Refusal):
            assert result.kind is RefusalKind.DAILY_LIMIT
        return not isinstance(result, Refusal)

    async def expect_used(self, parts: int) -> None:
        """Expect that so many parts of today's are used up."""
        assert not await self.takes(LIMIT - parts + 1)
        assert await self.takes(LIMIT - parts)


async def it_is_accepted(house: House) -> None:
    await house.send(accept)


async def it_is_rejected(house: House) -> None:
    await house.send(answer(BAD_NUMBER))


async def it_is_rejected_after_tries_that_certainly_failed(house: House) -> None:
    await house.send(fail(DOWN), fail(DOWN), answer(BAD_NUMBER))
    await house.pass_time(2)


async def it_expires(house: House) -> None:
    await house.send(*[fail(DOWN)] * 5)
    await house.pass_time(6)


async def it_is_cancelled(house: House) -> None:
    message_id = await house.send(fail(DOWN))
    assert await house.engine.outbox.cancel(message_id, None) == 1


async def its_recipient_writes_stop(house: House) -> None:
    await house.send(fail(DOWN))
    await house.engine.inbox.receive([reply("STOP"), reply("START")])


async def it_is_cancelled_under_way_and_fails(house: House) -> None:
    house.gateway.script.append(fail(DOWN))
    house.gateway.answers.clear()
    (message_id,) = await house.engine.submit(draft(parts=PARTS))
    await house.gateway.asked.wait()
    await house.engine.outbox.cancel(message_id, None)
    house.gateway.answers.set()
    await house.engine.turn()


async def it_is_accepted_after_an_answer_was_lost(house: House) -> None:
    await house.send(fail(NO_ANSWER), accept)
    await house.pass_time(1)


async def every_answer_is_lost(house: House) -> None:
    await house.send(*[fail(NO_ANSWER)] * 5)
    await house.pass_time(6)


async def it_is_rejected_after_an_answer_was_lost(house: House) -> None:
    await house.send(fail(NO_ANSWER), answer(BAD_NUMBER))
    await house.pass_time(1)


async def it_is_cancelled_after_an_answer_was_lost(house: House) -> None:
    message_id = await house.send(fail(NO_ANSWER))
    assert await house.engine.outbox.cancel(message_id, None) == 1


async def it_is_cancelled_under_way_and_the_answer_is_lost(house: House) -> None:
    house.gateway.script.append(fail(NO_ANSWER))
    house.gateway.answers.clear()
    (message_id,) = await house.engine.submit(draft(parts=PARTS))
    await house.gateway.asked.wait()
    await house.engine.outbox.cancel(message_id, None)
    house.gateway.answers.set()
    await house.engine.turn()


async def it_arrives_after_an_answer_was_lost(house: House) -> None:
    """The second turn never comes."""
    message_id = await house.send(fail(NO_ANSWER))
    await house.engine.report(message_id, ReportedState.DELIVERED)
    await house.pass_time(6)
    assert len(house.gateway.requests) == 1


async def it_is_said_to_have_arrived_while_it_is_sent_again(house: House) -> None:
    message_id = await house.send(fail(NO_ANSWER))
    house.gateway.answers.clear()
    house.gateway.asked.clear()
    house.clock.tick(MINUTE)
    house.engine.outbox.look_again()
    await house.gateway.asked.wait()
    await house.engine.report(message_id, ReportedState.DELIVERED)
    house.gateway.answers.set()
    await house.engine.turn()


async def it_is_given_up_and_had_arrived(house: House) -> None:
    message_id = await house.send(fail(NO_ANSWER), *[fail(DOWN)] * 4)
    await house.pass_time(6)
    await house.engine.report(message_id, ReportedState.DELIVERED)


async def it_is_given_up_for_certain_and_had_arrived(house: House) -> None:
    """What a gateway says is not always so: the phone has it, and it is paid for."""
    message_id = await house.send(*[fail(DOWN)] * 5)
    await house.pass_time(6)
    report = DeliveryReport(message_id, None, ReportedState.DELIVERED)
    await house.engine.outbox.report([report, report])


async def it_is_not_delivered(house: House) -> None:
    message_id = await house.send(accept)
    await house.engine.report(message_id, ReportedState.UNDELIVERED)


type Become = Callable[[House], Coroutine[None, None, None]]


@pytest.mark.parametrize(
    ("become", "times"),
    [
        (it_is_accepted, 1),
        (it_is_not_delivered, 1),
        # Given back:
        (it_is_rejected, 0),
        (it_is_rejected_after_tries_that_certainly_failed, 0),
        (it_expires, 0),
        (it_is_cancelled, 0),
        (its_recipient_writes_stop, 0),
        (it_is_cancelled_under_way_and_fails, 0),
        # What may have been sent counts, however it ended, and each time:
        (it_is_accepted_after_an_answer_was_lost, 2),
        (every_answer_is_lost, 5),
        (it_is_rejected_after_an_answer_was_lost, 1),
        (it_is_cancelled_after_an_answer_was_lost, 1),
        (it_is_cancelled_under_way_and_the_answer_is_lost, 1),
        # A late report:
        (it_arrives_after_an_answer_was_lost, 1),
        (it_is_said_to_have_arrived_while_it_is_sent_again, 2),
        (it_is_given_up_and_had_arrived, 1),
        (it_is_given_up_for_certain_and_had_arrived, 1),
    ],
)
async def test_what_a_message_takes_of_the_daily_limit(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    become: Become,
    times: int,
) -> None:
    house = House(await start_engine(LIMITED), gateway, freezer)
    await become(house)
    await house.expect_used(times * PARTS)


async def test_what_may_have_been_sent_once_counts_once_where_it_is_not_sent_again(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    house = House(await start_engine(LIMITED_AND_CAREFUL), gateway, freezer)
    await house.send(fail(NO_ANSWER))
    await house.pass_time(6)
    assert len(gateway.requests) == 1
    await house.expect_used(PARTS)


async def test_a_gateway_whose_answers_get_lost_can_not_be_handed_more_than_the_limit(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    """It takes and bills all of it: at first 92 messages went out under a limit of 5."""
    house = House(await start_engine(LIMITED), gateway, freezer)
    gateway.otherwise = fail(NO_ANSWER)
    for _ in range(20):
        await house.engine.outbox.submit([draft(parts=PARTS)])
        await house.pass_time(1)
    sent = sum(message.parts for request in gateway.requests for message in request)
    # Those that wait when the limit is reached are still tried, each four times at the most.
    assert sent <= LIMIT + 5 * 4 * PARTS


async def test_a_crash_while_a_message_is_under_way_counts_as_an_answer_that_was_lost(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(LIMITED)
    gateway.answers.clear()
    await engine.submit(draft(parts=PARTS))
    await gateway.asked.wait()
    await engine.kill()
    gateway.answers.set()
    house = House(await start_engine(LIMITED), gateway, freezer)
    await house.pass_time(1)
    assert len(gateway.requests) == 2
    await house.expect_used(2 * PARTS)


@pytest.mark.parametrize("minutes", [0, 15, 30, 45], ids=lambda minutes: f"0:{minutes:02}")
async def test_a_day_begins_with_nothing_used(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    minutes: int,
) -> None:
    """Also where midnight is at a quarter past by the clock of the world, as in Nepal."""
    house = House(await start_engine(LIMITED), gateway, freezer)
    until_then = (60 + minutes) * MINUTE
    midnight = freezer().timestamp() + until_then
    freezer.tick(until_then - MINUTE)
    assert await house.takes(LIMIT)
    assert not await house.takes(1)
    await house.engine.turn()
    freezer.tick(MINUTE)
    house.engine.midnight = midnight
    await house.expect_used(0)


async def test_what_was_taken_yesterday_is_given_back_to_yesterday_and_counted_there(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    house = House(await start_engine(LIMITED), gateway, freezer)
    midnight = freezer().timestamp() + 60 * MINUTE
    freezer.tick(59 * MINUTE)
    ended = await house.send(fail(DOWN))
    freezer.tick(1)
    await house.send(fail(NO_ANSWER))
    gateway.otherwise = fail(NO_ANSWER)
    freezer.tick(MINUTE)
    house.engine.midnight = midnight
    assert await house.engine.outbox.cancel(ended, None) == 1
    await house.pass_time(2)
    await house.expect_used(0)
    house.engine.midnight = midnight - 24 * 60 * MINUTE
    assert not await house.takes(1)


# A message that nothing would ever happen to.


async def test_what_nothing_would_ever_happen_to_ends_at_the_next_start(tmp_path: Path) -> None:
    """Its sender is refused here; the fallback that was to take it over is there no more."""
    with freeze_time("2026-11-20 12:00:00+00:00"):
        homes = Homes(tmp_path)
        homes.gateways[0].otherwise = answer(BAD_SENDER)
        await homes.begin()
        homes.neighbour.engine = None
        (message_id,) = await homes.first.submit(draft(stop_after=None))
        await homes.first.turn()
        assert (await homes.first.message(message_id)).state is MessageState.QUEUED
        await homes.end()
        engine = Engine(
            await WatchedJournal.open(tmp_path / "first.db"), homes.gateways[0], UNLIMITED
        )
        await engine.load()
        engine.start()
        await engine.until(lambda: engine.states_told(message_id)[-1:] == [REJECTED])
        message = await engine.message(message_id)
        assert (message.state, message.error) == (REJECTED, "not your number (2)")
        assert engine.outbox.pending == 0
        await engine.stop()


@pytest.mark.parametrize(
    ("script", "stop_after"),
    [(fail(DOWN), None), (fail(BAD_KEY), None), (fail(NO_ANSWER), 5 * MINUTE)],
    ids=["down", "key", "uncertain"],
)
async def test_what_something_will_happen_to_is_left_at_a_start(
    start_engine: StartEngine, gateway: ScriptedGateway, script: Script, stop_after: float | None
) -> None:
    settings = LIMITED_AND_CAREFUL
    engine = await start_engine(settings)
    gateway.script.append(script)
    gateway.answers.clear()
    (tried,) = await engine.submit(draft(stop_after=stop_after))
    gateway.answers.set()
    await engine.turn()
    (untried,) = await engine.submit(draft(stop_after=None))
    await engine.kill()
    engine = await start_engine(settings, running=False)
    for message_id in (tried, untried):
        assert (await engine.message(message_id)).state is MessageState.QUEUED
    assert engine.outbox.pending == 2


# What is called back while it is under way.


async def under_way(engine: Engine, gateway: ScriptedGateway, script: Script) -> str:
    """Return a message that is under way to such an answer."""
    gateway.script.append(script)
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft(tag="alarm"))
    await gateway.asked.wait()
    return message_id


@pytest.mark.parametrize(
    ("script", "state"),
    [
        (accept, MessageState.ACCEPTED),
        (fail(DOWN), CANCELLED),
        (fail(NO_ANSWER), CANCELLED),
        (fail(BAD_KEY), CANCELLED),
        (answer(BAD_NUMBER), REJECTED),
    ],
    ids=["accepted", "down", "no answer", "key", "number"],
)
@pytest.mark.parametrize("by", ["id", "tag"])
async def test_what_is_called_back_under_way_is_cancelled_if_the_attempt_fails(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    script: Script,
    state: MessageState,
    by: str,
) -> None:
    message_id = await under_way(engine, gateway, script)
    called = (message_id, None) if by == "id" else (None, "alarm")
    assert await engine.outbox.cancel(*called) == 0
    gateway.answers.set()
    await engine.turn()
    await engine.until(lambda: engine.states_told(message_id)[-1] is state)
    freezer.tick(MINUTE)
    await engine.turn()
    assert (await engine.message(message_id)).state is state
    assert len(gateway.requests) == 1
    assert engine.outbox.pending == 0


async def test_what_is_called_back_under_way_is_cancelled_if_a_crash_ends_the_attempt(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine()
    message_id = await under_way(engine, gateway, accept)
    await engine.outbox.cancel(message_id, None)
    await engine.kill()
    gateway.answers.set()
    engine = await start_engine()
    await engine.turn()
    message = await engine.message(message_id)
    assert (message.state, message.uncertain) == (CANCELLED, True)
    assert len(gateway.requests) == 1


async def test_what_is_called_back_before_a_try_of_its_own_is_not_tried(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    """One error about one person, for a request to two, is no verdict: but it is a failure."""
    gateway.script.append(fail(BAD_NUMBER))
    gateway.answers.clear()
    called_back, other = await engine.submit(draft(), draft(number=OTHER))
    await gateway.asked.wait()
    await engine.outbox.cancel(called_back, None)
    gateway.answers.set()
    await engine.turn()
    states = [(await engine.message(one)).state for one in (called_back, other)]
    assert states == [CANCELLED, MessageState.ACCEPTED]
    assert [[message.to for message in request] for request in gateway.requests[1:]] == [[OTHER]]


# What is counted in memory is what the journal holds.


class CallableBack(Neighbour):
    """The other engine, from which messages can be called back."""

    @override
    async def cancel(self, message_ids: Collection[str]) -> int:
        if self.engine is None:
            return 0
        return sum([await self.engine.outbox.cancel(one, None) for one in message_ids])


SCRIPTS: dict[str, Script] = {
    "accept": accept,
    "down": fail(DOWN),
    "no answer": fail(NO_ANSWER),
    "key": fail(BAD_KEY),
    "number": fail(BAD_NUMBER),
    "sender": fail(BAD_SENDER),
}


class Street:
    """Two engines that live through steps; the first one's counts are held against its journal."""

    def __init__(self, folder: Path, tick: Callable[[float], object]) -> None:
        """Begin with empty journals."""
        self._folder = folder
        self._tick = tick
        self._ids: list[str] = []
        self._followed = 0
        self.homes = Homes(folder)

    async def begin(self, *, has_neighbour: bool = True) -> None:
        """Start both engines on the journals as they are."""
        homes = self.homes
        self._followed = 0
        homes.neighbour = CallableBack() if has_neighbour else Neighbour()
        homes.neighbour.after = 2 * MINUTE if has_neighbour else None
        homes.second = Engine(
            await WatchedJournal.open(self._folder / "second.db"), homes.gateways[1], UNLIMITED
        )
        homes.first = Engine(
            await WatchedJournal.open(self._folder / "first.db"),
            homes.gateways[0],
            UNLIMITED,
            None,
            homes.neighbour,
        )
        for engine in (homes.second, homes.first):
            await engine.load()
        homes.neighbour.engine = homes.second if has_neighbour else None
        for engine in (homes.second, homes.first):
            engine.start()

    async def submit(self, number: str, stop_after: float | None) -> None:
        """Submit a message to the first."""
        (result,) = await self.homes.first.outbox.submit(
            [draft(number=number, stop_after=stop_after)]
        )
        if not isinstance(result, Refusal):
            self._ids.append(result.message_id)

    async def script(self, which: int, name: str) -> None:
        """Say how a gateway answers from now on."""
        self.homes.gateways[which].otherwise = SCRIPTS[name]

    async def report(self, which: int, place: int, state: ReportedState) -> None:
        """Let a gateway report on a message."""
        if self._ids:
            message_id = self._ids[place % len(self._ids)]
            await (self.homes.first, self.homes.second)[which].report(message_id, state)

    async def cancel(self, place: int) -> None:
        """Call a message back."""
        if self._ids:
            await self.homes.first.outbox.cancel(self._ids[place % len(self._ids)], None)

    async def write(self, which: int, number: str, text: str) -> None:
        """Let a phone write to one of the two."""
        engine = (self.homes.first, self.homes.second)[which]
        await engine.inbox.receive([reply(text, sender=number)])

    async def hang(self, text: str, number: str) -> None:
        """Let a phone write while the first one's requests are under way."""
        self.homes.gateways[0].answers.clear()
        await self.submit(number, None)
        await self.write(0, number, text)
        await self.cancel(-1)
        self.expect_no_nonsense()
        self.homes.gateways[0].answers.set()

    async def restart(self, has_neighbour: bool) -> None:
        """Start both anew; the counts that are found on disk are those that were kept."""
        first = self.homes.first
        await first.turn()
        kept = first.outbox.pending, first.outbox.sent_today
        await self.homes.end()
        await self.begin(has_neighbour=has_neighbour)
        first = self.homes.first
        found = first.outbox.pending, first.outbox.sent_today
        # What nothing would ever happen to has ended.
        assert kept[0] >= found[0]
        assert kept == found or not has_neighbour

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self._tick(seconds)

    async def settle(self) -> None:
        """Let both do what can be done now, and hold the counts against the journal."""
        first, second = self.homes.first, self.homes.second
        assert first.handover is not None
        await first.turn()
        await second.turn()
        news, self._followed = second.told[self._followed :], len(second.told)
        for event in news:
            if isinstance(event, StatusChanged):
                await first.handover.follow(event.message)
        self.expect_no_nonsense()
        on_disk = await first.journal.run(
            lambda db: (waiting.count(db), outbound.accepted_since(db, first.midnight))
        )
        assert (first.outbox.pending, first.outbox.sent_today) == on_disk

    def expect_no_nonsense(self) -> None:
        """Expect that no count is negative."""
        assert self.homes.first.outbox.pending >= 0
        assert self.homes.first.outbox.sent_today >= 0


PHONES = st.sampled_from([NUMBER, OTHER])
WHICH = st.sampled_from([0, 1])
TEXTS = st.sampled_from(["STOP", "START"])
type Step = tuple[Callable[..., Coroutine[None, None, None]], *tuple[object, ...]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(Street.submit), PHONES, st.sampled_from([None, 5 * MINUTE])),
        st.tuples(st.just(Street.script), WHICH, st.sampled_from(sorted(SCRIPTS))),
        st.tuples(st.just(Street.report), WHICH, st.integers(0, 9), st.sampled_from(ReportedState)),
        st.tuples(st.just(Street.cancel), st.integers(0, 9)),
        st.tuples(st.just(Street.write), WHICH, PHONES, TEXTS),
        st.tuples(st.just(Street.hang), TEXTS, PHONES),
        st.tuples(st.just(Street.restart), st.booleans()),
        st.tuples(st.just(Street.pass_time), st.sampled_from([1.0, MINUTE, 3 * MINUTE, 900.0])),
    ),
    max_size=8,
)


@given(STEPS)
@example(
    [
        (Street.script, 0, "key"),
        (Street.script, 1, "down"),
        (Street.submit, NUMBER, None),
        (Street.restart, True),
        (Street.script, 1, "accept"),
        (Street.pass_time, MINUTE),
        (Street.restart, False),
    ]
)
@settings(deadline=None, max_examples=10)
async def test_what_is_counted_in_memory_is_what_the_journal_holds(steps: list[Step]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        freeze_time("2026-11-20 12:00:00+00:00") as freezer,
    ):
        street = Street(Path(folder), freezer.tick)
        await street.begin()
        try:
            for do, *details in steps:
                await do(street, *details)
                await street.settle()
            await street.restart(has_neighbour=True)
        finally:
            await street.homes.end()
