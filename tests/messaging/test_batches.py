"""Tests of what leaves in one request, and in which order requests leave."""

import asyncio
from collections import Counter
from itertools import pairwise
from pathlib import Path
import tempfile

from freezegun.api import FrozenDateTimeFactory
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import BlockLift, Capabilities
from custom_components.sms_gateway.messaging.message import Draft, MessageState, Priority

from .conftest import (
    DOWN,
    HOME,
    MINUTE,
    NUMBER,
    OTHER,
    UNLIMITED,
    Engine,
    ScriptedGateway,
    StartEngine,
    WatchedJournal,
    accept,
    draft,
    fail,
    read,
)

QUEUED, ACCEPTED = MessageState.QUEUED, MessageState.ACCEPTED
NORMAL, CRITICAL = Priority.NORMAL, Priority.CRITICAL
NUMBERS = [f"+27821234{number:03}" for number in range(100)]
ONE_TEXT = Capabilities(3, False, BlockLift.ANY_MESSAGE, one_text=True)


@pytest.fixture
def batches_of_100(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the gateway take 100 messages in a request."""
    monkeypatch.setattr(
        ScriptedGateway, "capabilities", Capabilities(100, False, BlockLift.ANY_MESSAGE)
    )


@pytest.fixture
def one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the messages of a request have one text and one sender."""
    monkeypatch.setattr(ScriptedGateway, "capabilities", ONE_TEXT)


async def test_no_request_has_more_than_the_gateway_takes(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    await engine.submit(*[draft(str(number)) for number in range(25)])
    await engine.turn()
    assert [len(request) for request in gateway.requests] == [3, 3, 3, 3, 3, 3, 3, 3, 1]
    assert [text for texts in gateway.texts for text in texts] == list(map(str, range(25)))


async def test_many_calls_of_one_moment_leave_in_one_request(
    engine: Engine, gateway: ScriptedGateway, batches_of_100: None
) -> None:
    await asyncio.gather(*[engine.submit(draft(str(number))) for number in range(50)])
    await engine.turn()
    assert gateway.texts == [list(map(str, range(50)))]


async def test_critical_goes_first_then_the_oldest(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(draft("1"), draft("2"), draft("critical 1", priority=CRITICAL))
    await engine.submit(draft("3"), draft("critical 2", priority=CRITICAL))
    engine.start()
    await engine.turn()
    assert gateway.texts == [["critical 1", "critical 2", "1"], ["2", "3"]]


async def test_a_gateway_that_is_down_is_probed_with_one_batch_at_a_time(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    batches_of_100: None,
) -> None:
    gateway.otherwise = fail(DOWN)
    await engine.submit(*[draft(str(number)) for number in range(1000)])
    await engine.turn()
    # The first wave found the gateway down; from then on each look is one batch.
    assert len(gateway.requests) == 4
    made = []
    for _ in range(5 * 60):
        before = len(gateway.requests)
        freezer.tick(1)
        await engine.turn()
        made.append(len(gateway.requests) - before)
    assert max(made) == 1
    assert len(gateway.requests) <= 5 * 10
    assert engine.outbox.pending == 0


async def test_a_backlog_leaves_as_soon_as_the_gateway_is_back(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    batches_of_100: None,
) -> None:
    gateway.otherwise = fail(DOWN)
    await engine.submit(*[draft(str(number)) for number in range(1000)])
    await engine.turn()
    gateway.otherwise = accept
    freezer.tick(1)
    await engine.turn()
    # Those that were not tried yet leave at once, those that were at their turn.
    assert engine.outbox.pending == 400
    freezer.tick(59)
    await engine.turn()
    assert engine.outbox.pending == 0
    assert engine.outbox.health.trouble is None


async def test_equal_texts_of_one_sender_share_a_request(
    one_text: None, start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(
        draft("fire"),
        draft("frost"),
        draft("fire", number=OTHER),
        draft("fire", sender=HOME),
        draft("frost", number=OTHER),
    )
    engine.start()
    await engine.turn()
    assert [
        [(message.text, message.to) for message in request] for request in gateway.requests
    ] == [
        [("fire", NUMBER), ("fire", OTHER)],
        [("frost", NUMBER), ("frost", OTHER)],
        [("fire", NUMBER)],
    ]
    assert [request[0].sender for request in gateway.requests] == [None, None, HOME]


async def test_of_equal_texts_no_request_has_a_number_twice(
    one_text: None, start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    """What comes back of it, answers and reports, is told apart by the number."""
    engine = await start_engine(running=False)
    await engine.submit(draft("fire"), draft("fire"), draft("fire", number=OTHER))
    engine.start()
    await engine.turn()
    assert [[message.to for message in request] for request in gateway.requests] == [
        [NUMBER, OTHER],
        [NUMBER],
    ]


async def test_of_equal_texts_no_request_has_more_than_the_gateway_takes(
    one_text: None, engine: Engine, gateway: ScriptedGateway
) -> None:
    await engine.submit(*[draft("fire", number=number) for number in NUMBERS[:8]])
    await engine.turn()
    assert gateway.texts == [["fire"] * 3, ["fire"] * 3, ["fire"] * 2]


async def test_many_of_one_text_do_not_hold_up_a_critical_one_of_another(
    one_text: None, start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(*[draft("all is well", number=number) for number in NUMBERS[:20]])
    await engine.submit(
        draft("all is well", number=OTHER, priority=CRITICAL), draft("fire", priority=CRITICAL)
    )
    engine.start()
    await engine.turn()
    assert gateway.texts[:3] == [["all is well"] * 3, ["fire"], ["all is well"] * 3]
    assert sum(map(len, gateway.requests)) == 22


async def test_what_no_request_has_room_for_is_not_tried(
    one_text: None, engine: Engine, gateway: ScriptedGateway, path: Path
) -> None:
    gateway.answers.clear()
    await engine.submit(*[draft(str(number)) for number in range(12)])
    await gateway.asked.wait()
    assert gateway.texts == [["0"], ["1"], ["2"], ["3"]]
    assert read(path, "SELECT state, attempts FROM outbound ORDER BY sequence") == [
        *[("sending", 1)] * 4,
        *[("queued", 0)] * 8,
    ]


async def test_a_gateway_that_is_down_is_probed_with_one_text_at_a_time(
    one_text: None, engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.otherwise = fail(DOWN)
    ids = await engine.submit(*[draft(str(number)) for number in range(12)])
    await engine.turn()
    assert gateway.texts == [["0"], ["1"], ["2"], ["3"]]
    for made in range(5, 8):
        freezer.tick(1)
        await engine.turn()
        assert len(gateway.requests) == made
        attempts = [(await engine.message(message_id)).attempts for message_id in ids]
        assert attempts == [1] * made + [0] * (12 - made)
    gateway.otherwise = accept
    freezer.tick(MINUTE)
    await engine.turn()
    assert {(await engine.message(message_id)).state for message_id in ids} == {ACCEPTED}


@given(
    st.lists(
        st.builds(
            draft,
            st.sampled_from("abc"),
            number=st.sampled_from(NUMBERS[:10]),
            sender=st.sampled_from([None, HOME]),
            priority=st.sampled_from(list(Priority)),
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(deadline=None, max_examples=40)
async def test_requests_leave_in_the_order_of_what_is_most_urgent_in_them(
    drafts: list[Draft],
) -> None:
    gateway = ScriptedGateway()
    gateway.capabilities = ONE_TEXT
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(await WatchedJournal.open(Path(folder) / "journal.db"), gateway, UNLIMITED)
        await engine.load()
        ids = await engine.submit(*drafts)
        engine.start()
        await engine.turn()
        await engine.stop()
    # The sort is stable: within a priority the oldest comes first.
    by_turn = sorted(zip(ids, drafts, strict=True), key=lambda each: -each[1].priority)
    turns = {message_id: turn for turn, (message_id, _) in enumerate(by_turn)}
    for request in gateway.requests:
        assert len(request) <= ONE_TEXT.batch_size
        assert len({(message.text, message.sender) for message in request}) == 1
        assert len({message.to for message in request}) == len(request)
    sent = Counter(message.message_id for request in gateway.requests for message in request)
    assert sent == Counter(ids)
    firsts = [turns[request[0].message_id] for request in gateway.requests]
    assert all(earlier < later for earlier, later in pairwise(firsts))
