"""Tests of messages that one engine hands over to another one."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    DeliveryReport,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.messaging.away import Whereabouts
from custom_components.sms_gateway.messaging.handover import Fallback, Handover
from custom_components.sms_gateway.messaging.message import (
    Draft,
    MessageState,
    OutboundMessage,
    Refusal,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.outbox import OutboxSettings

from .conftest import (
    BAD_KEY,
    BAD_NUMBER,
    CAREFUL,
    DOWN,
    MINUTE,
    NO_ANSWER,
    UNLIMITED,
    Engine,
    ScriptedGateway,
    WatchedJournal,
    accept,
    draft,
    fail,
    read,
)

AFTER = 2 * MINUTE


class Neighbour(Fallback):
    """The other engine, while it is there."""

    def __init__(self) -> None:
        """Be absent."""
        self.name = "neighbour"
        self.after: float | None = AFTER
        self.engine: Engine | None = None
        self.own: Engine | None = None
        self.asked = 0

    @property
    @override
    def exists(self) -> bool:
        return True

    @property
    @override
    def is_ready(self) -> bool:
        return self.engine is not None and self.engine.outbox.is_well

    @override
    async def ask_for(self, messages: Sequence[OutboundMessage]) -> Whereabouts:
        self.asked += 1
        if self.engine is None:
            return Whereabouts()
        known = await self.engine.outbox.find([message.message_id for message in messages])
        there = {message.message_id for message in known}
        missing = [message for message in messages if message.message_id not in there]
        drafts = [
            Draft(
                message.number,
                message.text,
                message.parts,
                message.retry_rate,
                message.expires_at and message.expires_at - message.created_at,
                message_id=message.message_id,
                origin="home",
            )
            for message in missing
        ]
        results = await self.engine.outbox.submit(drafts)
        refused = [
            message.message_id
            for message, result in zip(missing, results, strict=True)
            if isinstance(result, Refusal)
        ]
        return Whereabouts(known, refused)

    @override
    async def cancel(self, message_ids: Collection[str]) -> int:
        if self.engine is None:
            return 0
        return sum([await self.engine.outbox.cancel(one, None) for one in message_ids])


def handover_of(engine: Engine) -> Handover:
    """Return what an engine hands over with."""
    assert engine.handover is not None
    return engine.handover


class Homes:
    """Two engines, the first of which hands over to the second; both can be started anew."""

    def __init__(
        self, folder: Path, settings: OutboxSettings = UNLIMITED, after: float = AFTER
    ) -> None:
        """Begin with empty journals."""
        self._after = after
        self._paths = folder / "first.db", folder / "second.db"
        self._settings = settings
        self.gateways = ScriptedGateway(), ScriptedGateway()
        self.neighbour = Neighbour()

    async def begin(self) -> None:
        """Start both."""
        first, second = self._paths
        self.neighbour = Neighbour()
        self.neighbour.after = self._after
        self.second = Engine(await WatchedJournal.open(second), self.gateways[1], UNLIMITED)
        self.first = Engine(
            await WatchedJournal.open(first), self.gateways[0], self._settings, None, self.neighbour
        )
        for engine in (self.second, self.first):
            await engine.load()
        self.neighbour.engine = self.second
        for engine in (self.second, self.first):
            engine.start()

    async def turn(self) -> None:
        """Let both look at all there is, and the first hear of the second."""
        for engine in (self.first, self.second):
            await engine.turn()
        for event in self.second.told:
            if isinstance(event, StatusChanged):
                await handover_of(self.first).follow(event.message)

    async def end(self) -> None:
        """Stop both as in a crash."""
        await self.first.kill()
        await self.second.kill()

    def states(self) -> tuple[list[str], list[str]]:
        """Return the states that the messages have in both journals."""
        first, second = (
            [str(state) for (state,) in read(path, "SELECT state FROM outbound ORDER BY sequence")]
            for path in self._paths
        )
        return first, second

    @property
    def sent(self) -> tuple[list[str], list[str]]:
        """Return the texts that each gateway was given."""
        first, second = (
            [message.text for request in gateway.requests for message in request]
            for gateway in self.gateways
        )
        return first, second


@pytest.fixture(autouse=True)
def _frozen(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-11-20 12:00:00+00:00")


@pytest.mark.parametrize("power", range(28))
@pytest.mark.parametrize("dies", ["first", "second"])
async def test_a_crash_between_any_two_steps_neither_loses_nor_repeats(
    tmp_path: Path, freezer: FrozenDateTimeFactory, power: int, dies: str
) -> None:
    """One of the journals loses its power after so many transactions; then both begin anew."""
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(BAD_KEY)
    await homes.begin()
    dying = homes.first if dies == "first" else homes.second

    async def life() -> None:
        dying.journal.power = power
        await homes.first.submit(draft("1"), draft("2"))
        await homes.turn()

    living = asyncio.create_task(life())
    dead = asyncio.create_task(dying.journal.dead.wait())
    await asyncio.wait({living, dead}, return_when=asyncio.FIRST_COMPLETED)
    for task in (living, dead):
        task.cancel()
    await asyncio.gather(living, dead, return_exceptions=True)
    await homes.end()
    begun, _ = homes.states()
    under_way = homes.states()[1].count("sending")

    await homes.begin()
    for _ in range(3):
        await homes.turn()
        freezer.tick(MINUTE)
    assert homes.states() == (["accepted"] * len(begun), ["accepted"] * len(begun))
    # Only what the second one was just handing over to its gateway may have arrived twice.
    assert len(homes.sent[1]) <= len(begun) + under_way
    assert set(homes.sent[1]) == ({"1", "2"} if begun else set())
    await homes.end()


async def test_what_may_have_been_sent_stays_where_it_is(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    homes = Homes(tmp_path, CAREFUL)
    homes.gateways[0].script += [fail(NO_ANSWER), fail(DOWN)]
    homes.gateways[0].otherwise = fail(DOWN)
    await homes.begin()
    await homes.first.submit(draft("doubtful"))
    await homes.turn()
    await homes.first.submit(draft("certain"))
    for _ in range(4):
        await homes.turn()
        freezer.tick(MINUTE)
    assert homes.sent[1] == ["certain"]
    await homes.end()


async def test_that_it_may_have_been_sent_is_known_after_a_restart(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    homes = Homes(tmp_path, CAREFUL)
    homes.gateways[0].otherwise = fail(NO_ANSWER)
    await homes.begin()
    await homes.first.submit(draft("doubtful"))
    await homes.turn()
    await homes.end()
    homes.gateways[0].otherwise = fail(BAD_KEY)
    await homes.begin()
    for _ in range(5):
        await homes.turn()
        freezer.tick(MINUTE)
    assert homes.sent[1] == []
    await homes.end()


async def test_automatic_answers_and_what_was_taken_over_are_not_handed_over(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(DOWN)
    await homes.begin()
    taken_over = Draft("+27831234567", "from elsewhere", 1, MINUTE, None, origin="elsewhere")
    await homes.first.submit(taken_over)
    for _ in range(4):
        await homes.turn()
        freezer.tick(MINUTE)
    await homes.end()
    # Nor after a start, when the times are set anew.
    await homes.begin()
    await homes.turn()
    assert homes.sent[1] == []
    await homes.end()


async def test_messages_from_before_there_was_a_fallback_are_handed_over_too(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(BAD_KEY)
    await homes.begin()
    homes.neighbour.engine = None
    await homes.first.submit(draft("waits", stop_after=None))
    await homes.first.turn()
    assert homes.sent == (["waits"], [])
    await homes.end()
    await homes.begin()
    await homes.turn()
    assert homes.sent[1] == ["waits"]
    await homes.end()


@pytest.mark.parametrize("has_failed", [True, False])
async def test_with_no_time_to_wait_only_what_has_failed_is_handed_over_after_a_restart(
    tmp_path: Path, has_failed: bool
) -> None:
    homes = Homes(tmp_path, after=0)
    homes.gateways[0].otherwise = fail(DOWN)
    await homes.begin()
    homes.neighbour.engine = None
    if not has_failed:
        await homes.first.outbox.close()
    await homes.first.submit(draft("waits"))
    await homes.first.turn()
    assert homes.sent == (["waits"] if has_failed else [], [])
    await homes.end()
    homes.gateways[0].otherwise = accept
    await homes.begin()
    await homes.turn()
    assert homes.sent == (["waits"], ["waits"] if has_failed else [])
    assert homes.states()[0] == ["accepted"]
    await homes.end()


async def test_with_no_time_to_wait_what_was_refused_for_another_one_is_tried_by_itself(
    tmp_path: Path,
) -> None:
    homes = Homes(tmp_path, after=0)
    homes.gateways[0].script += [fail(BAD_NUMBER)]
    await homes.begin()
    await homes.first.submit(draft("one"), draft("two"))
    await homes.turn()
    assert homes.sent == (["one", "two", "one", "two"], [])
    await homes.end()


async def test_a_late_word_of_the_other_account_takes_nothing_back(tmp_path: Path) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(BAD_KEY)
    await homes.begin()
    (message_id,) = await homes.first.submit(draft("once"))
    await homes.turn()
    (early,) = await homes.second.outbox.find([message_id])
    report = DeliveryReport(message_id, None, ReportedState.DELIVERED)
    await homes.second.outbox.report([report])
    (late,) = await homes.second.outbox.find([message_id])
    for theirs in (late, early, late):
        await handover_of(homes.first).follow(theirs)
    assert (await homes.first.message(message_id)).state is MessageState.DELIVERED
    await homes.first.until(
        lambda: homes.first.states_told(message_id)[-1] is MessageState.DELIVERED
    )
    assert homes.first.states_told(message_id).count(MessageState.DELIVERED) == 1
    await homes.end()


async def test_what_is_called_back_is_counted_where_it_waits(tmp_path: Path) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(BAD_KEY)
    homes.gateways[1].otherwise = fail(DOWN)
    await homes.begin()
    (message_id,) = await homes.first.submit(draft(tag="freezer"))
    await homes.turn()
    assert (await homes.first.message(message_id)).fallback == "neighbour"
    for tag, count in {"door": 0, "freezer": 1}.items():
        assert await homes.first.outbox.cancel(None, tag) == count, tag
    await homes.end()


async def test_the_other_account_is_asked_again_only_where_it_may_know_more(
    tmp_path: Path,
) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(BAD_KEY)
    homes.gateways[1].otherwise = fail(DOWN)
    await homes.begin()
    await homes.first.submit(draft())
    asked = []
    for _ in range(2):
        await homes.turn()
        asked.append(homes.neighbour.asked)
    handover_of(homes.first).ask_anew()
    for _ in range(2):
        await homes.turn()
        asked.append(homes.neighbour.asked)
    assert asked == [1, 1, 2, 2]
    await homes.end()


async def test_what_a_gateway_does_not_take_is_handed_over_after_a_while(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(DOWN)
    await homes.begin()
    await homes.first.submit(draft("late"))
    for seconds, sent in ((0, []), (AFTER - 1, []), (1, ["late"])):
        freezer.tick(seconds)
        await homes.turn()
        assert homes.sent[1] == sent, seconds
    await homes.end()


async def test_what_the_other_account_may_not_send_waits_here_again(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    homes = Homes(tmp_path)
    homes.gateways[0].otherwise = fail(DOWN)
    homes.gateways[1].otherwise = fail(GatewayError(ErrorKind.SENDER, "not yours"))
    await homes.begin()
    (message_id,) = await homes.first.submit(draft(stop_after=None))
    await homes.turn()
    freezer.tick(AFTER)
    await homes.turn()
    assert homes.states() == (["queued"], ["rejected"])
    assert (await homes.first.message(message_id)).fallback is None
    await homes.end()
