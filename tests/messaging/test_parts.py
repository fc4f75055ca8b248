"""Tests of long replies: how the parts of one become one message again."""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import chain
from pathlib import Path
import tempfile

from freezegun.api import FrozenDateTimeFactory
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import Channel, InboundMessage, Part
from custom_components.sms_gateway.messaging import retention
from custom_components.sms_gateway.messaging.message import MessageReceived, ReceivedKind

from .conftest import (
    HOME,
    NUMBER,
    OTHER,
    UNLIMITED,
    Engine,
    ScriptedGateway,
    StartEngine,
    WatchedJournal,
    draft,
    read,
    reply,
)

SECOND_HOME = "+27600000002"
HOUR = 3600.0
# The loop calls what is due once its clock is past the moment, and this clock stands still.
DAY = 24 * HOUR + 1
SATELLITE = "\U0001f6f0"
FIRST_HALF, SECOND_HALF = "\ud83d", "\udef0"
# The two-way guide shows the reference 0x33 in 8.3; 16 bits are the other form (clickatell.md 6).
REFERENCE = 0x33


def in_parts(
    *texts: str,
    name: str | None = None,
    reference: int = REFERENCE,
    total: int | None = None,
    sender: str = NUMBER,
    to: str = HOME,
    sent_at: float | None = None,
    related_provider: str | None = None,
) -> list[InboundMessage]:
    """Return the parts of a long reply, with ids that begin with `name` if there is one."""
    return [
        reply(
            text,
            provider_message_id=name and f"{name}{number}",
            sender=sender,
            to=to,
            sent_at=sent_at,
            related_provider=related_provider,
            part=Part(reference, total or len(texts), number),
        )
        for number, text in enumerate(texts, 1)
    ]


def cut(text: str, size: int) -> list[str]:
    """Cut a text as phones do: after so many UTF-16 units, whatever they are."""
    units = text.encode("utf-16-le")
    pieces = [units[start : start + 2 * size] for start in range(0, len(units), 2 * size)]
    return [piece.decode("utf-16-le", "surrogatepass") for piece in pieces]


def texts(events: Sequence[MessageReceived]) -> list[str]:
    """Return what was told."""
    return [event.received.message.text for event in events]


def on_disk(path: Path) -> list[tuple[object, ...]]:
    """Return the texts of the messages that were put together, and from how much of how many."""
    return read(path, "SELECT text, parts, complete FROM inbound ORDER BY sequence")


@given(
    st.text(
        st.one_of(st.sampled_from("aé€漢" + SATELLITE), st.characters(exclude_categories=["Cs"])),
        min_size=2,
        max_size=60,
    ),
    st.one_of(st.integers(0, 0xFF), st.integers(0, 0xFFFF)),
    st.booleans(),
    st.data(),
)
@settings(deadline=None, max_examples=50)
async def test_parts_are_joined_in_order_whatever_order_they_come_in(
    text: str, reference: int, has_ids: bool, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(text) - 1))
    whole = in_parts(*cut(text, size), name="a" if has_ids else None, reference=reference)
    coming = data.draw(st.permutations(whole))
    again = data.draw(st.lists(st.sampled_from(whole), max_size=5))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        engine = Engine(await WatchedJournal.open(path), ScriptedGateway(), UNLIMITED)
        await engine.load()
        new = [await engine.inbox.receive([each]) for each in chain(coming, again)]
        await engine.kill()
        assert new == [1] * len(whole) + [0] * len(again)
        assert on_disk(path) == [(text, len(whole), 1)]


async def test_a_long_reply_is_told_once_and_as_one(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    now = freezer().timestamp()
    first, second = in_parts("the door ", "is open", name="a", sent_at=now - 5)
    await engine.inbox.receive([second])
    freezer.tick(3)
    await engine.inbox.receive([first, reply("next")])
    long, _ = await engine.received(2)
    assert texts([long]) == ["the door is open"]
    assert (long.kind, long.received.parts, long.received.complete) == (
        ReceivedKind.MESSAGE, 2, True
    )  # fmt: skip
    assert (long.received.message.sender, long.received.message.to) == (NUMBER, HOME)
    assert (long.received.message.sent_at, long.received.received_at) == (now - 5, now + 3)
    assert long.received.message.part is None


async def test_a_long_reply_is_told_the_same_after_a_crash(start_engine: StartEngine) -> None:
    engine = await start_engine(running=False)
    await engine.inbox.receive(in_parts("the door ", "is open", name="a"))
    await engine.kill()
    engine = await start_engine()
    (event,) = await engine.received(1)
    assert texts([event]) == ["the door is open"]
    assert (event.received.parts, event.received.complete) == (2, True)


async def test_a_long_reply_has_the_id_of_its_first_part_and_answers_what_it_answers(
    engine: Engine, path: Path
) -> None:
    (answered,) = await engine.submit(draft("open?", tag="door"))
    await engine.turn()
    await engine.submit(draft("and the window?", tag="window"))
    first, second = in_parts("yes, ", "open", name="a", related_provider=f"their-{answered}")
    await engine.inbox.receive([second, first])
    await engine.inbox.receive(in_parts("no, ", "closed", name="b"))
    named, latest = await engine.received(2)
    assert (named.received.in_reply_to, named.received.tag) == (answered, "door")
    assert named.received.message.provider_message_id == "a1"
    assert latest.received.tag == "window"
    assert read(path, "SELECT provider_message_id FROM inbound") == [("a1",), ("b1",)]


async def test_receiving_tells_how_many_were_new(engine: Engine) -> None:
    first, second = in_parts("the door ", "is open", name="a")
    plain = reply("hello", provider_message_id="b")
    assert await engine.inbox.receive([first, first, plain]) == 2
    assert await engine.inbox.receive([first, second, plain]) == 1
    assert await engine.inbox.receive([first, second, plain]) == 0


async def test_the_gateways_id_tells_a_repeated_part(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    whole = in_parts("the door ", "is open", name="a")
    await engine.inbox.receive(whole)
    # The same words under other ids were said again.
    assert await engine.inbox.receive(in_parts("the door ", "is open", name="b")) == 2
    freezer.tick(5 * HOUR)
    assert await engine.inbox.receive(whole) == 0
    assert texts(await engine.received(2)) == ["the door is open"] * 2


async def test_without_an_id_the_content_tells_a_repeated_part_for_a_minute(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    whole = in_parts("the door ", "is open")
    await engine.inbox.receive(whole)
    freezer.tick(59)
    assert await engine.inbox.receive(whole) == 0
    freezer.tick(1)
    assert await engine.inbox.receive(whole) == 2
    assert texts(await engine.received(2)) == ["the door is open"] * 2


async def test_while_a_message_is_incomplete_the_content_tells_a_repeated_part(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    first, second = in_parts("the door ", "is open")
    await engine.inbox.receive([first])
    freezer.tick(23 * HOUR)
    assert await engine.inbox.receive([first]) == 0
    await engine.inbox.receive([second])
    assert texts(await engine.received(1)) == ["the door is open"]


@pytest.mark.parametrize("power", range(12))
async def test_a_crash_between_any_two_steps_loses_no_part(
    start_engine: StartEngine, path: Path, power: int
) -> None:
    """What was not answered by the time of the crash comes once more."""
    first = await start_engine()
    first.journal.power = power
    outstanding = in_parts("the door ", "is ", "open", name="a")

    async def life() -> None:
        while outstanding:
            await first.inbox.receive(outstanding[:1])
            del outstanding[0]

    living = asyncio.create_task(life())
    dying = asyncio.create_task(first.journal.dead.wait())
    await asyncio.wait({living, dying}, return_when=asyncio.FIRST_COMPLETED)
    for task in (living, dying):
        task.cancel()
    await asyncio.gather(living, dying, return_exceptions=True)
    await first.kill()

    second = await start_engine()
    await second.inbox.receive(outstanding)
    both = first.told + second.told
    while not both:
        await second.received(1)
        both = first.told + second.told
    events = {event.sequence: event for event in both if isinstance(event, MessageReceived)}
    assert texts(list(events.values())) == ["the door is open"]
    assert on_disk(path) == [("the door is open", 3, 1)]


async def test_halves_of_a_character_are_one_again(engine: Engine) -> None:
    await engine.inbox.receive(in_parts(f"up{FIRST_HALF}", f"{SECOND_HALF}down"))
    assert texts(await engine.received(1)) == [f"up{SATELLITE}down"]


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("a", f"b{FIRST_HALF}"), "ab\ufffd"),
        ((f"{SECOND_HALF}a", "b"), "\ufffdab"),
        ((f"a{FIRST_HALF}", "b"), "a\ufffdb"),
        ((f"a{SECOND_HALF}", f"{FIRST_HALF}b"), "a\ufffd\ufffdb"),
    ],
)
async def test_half_a_character_that_stays_alone_is_replaced(
    engine: Engine, parts: tuple[str, str], joined: str
) -> None:
    await engine.inbox.receive(in_parts(*parts))
    assert texts(await engine.received(1)) == [joined]


async def test_half_a_character_whose_other_half_never_comes_is_replaced(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive(in_parts(f"up{FIRST_HALF}", f"{SECOND_HALF}down")[:1])
    freezer.tick(DAY)
    assert texts(await engine.received(1)) == ["up\ufffd"]


async def test_messages_with_the_same_reference_at_the_same_time_are_told_apart(
    engine: Engine,
) -> None:
    """By their phone, by our number they came in to, by their total."""
    messages = [
        in_parts("one ", "phone", name="a"),
        in_parts("another ", "phone", name="b", sender=OTHER),
        in_parts("our other ", "number", name="c", to=SECOND_HOME),
        in_parts("three ", "parts ", "long", name="d"),
    ]
    ends = [message.pop() for message in messages]
    await engine.inbox.receive([*chain.from_iterable(messages), *ends])
    events = await engine.received(4)
    assert texts(events) == ["one phone", "another phone", "our other number", "three parts long"]
    assert {event.received.complete for event in events} == {True}


@pytest.mark.parametrize("names", [("a", "b"), (None, None)])
async def test_a_reference_that_comes_again_ends_what_waited_under_it(
    engine: Engine, names: tuple[str | None, str | None]
) -> None:
    old = in_parts("an old one ", "that got lost", name=names[0])
    new = in_parts("a new one ", "that did not", name=names[1])
    await engine.inbox.receive([*old[:1], *new])
    events = await engine.received(2)
    assert texts(events) == ["an old one ", "a new one that did not"]
    assert [(event.received.parts, event.received.complete) for event in events] == [
        (2, False),
        (2, True),
    ]


async def test_a_reference_that_comes_again_hours_later_is_another_message(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    old = in_parts("an old one ", "that got lost", name="a", sent_at=began)
    await engine.inbox.receive(old[:1])
    freezer.tick(3 * HOUR)
    first, second = in_parts("a new one ", "that did not", name="b", sent_at=began + 3 * HOUR)
    await engine.inbox.receive([second, first])
    freezer.tick(DAY - 3 * HOUR)
    events = await engine.received(2)
    assert texts(events) == ["a new one that did not", "an old one "]
    assert [event.received.complete for event in events] == [True, False]


async def test_what_is_incomplete_after_a_day_is_told_as_it_is(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    first, _, third = in_parts("the ", "door ", "is open", name="a", sent_at=began - 1)
    await engine.inbox.receive([third])
    for pause in (12 * HOUR, 11 * HOUR, HOUR - 1):
        freezer.tick(pause)
        await engine.turn()
        assert engine.told == []
        await engine.inbox.receive([first])
    freezer.tick(2)
    (event,) = await engine.received(1)
    assert texts([event]) == ["the is open"]
    assert (event.received.parts, event.received.complete) == (3, False)
    assert event.received.message.provider_message_id == "a1"
    assert event.received.received_at == began + DAY
    assert event.received.is_late(event.received.received_at)


async def test_what_is_incomplete_is_told_once(
    start_engine: StartEngine, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    engine = await start_engine()
    whole = in_parts("the door ", "is open", name="a")
    await engine.inbox.receive(whole[:1])
    freezer.tick(DAY)
    await engine.received(1)
    for _ in range(2):
        freezer.tick(DAY)
        assert await engine.inbox.receive(whole[:1]) == 0
        await engine.turn()
    await engine.stop()
    engine = await start_engine()
    await engine.turn()
    assert engine.told == []
    assert on_disk(path) == [("the door ", 2, 0)]


async def test_what_comes_after_a_day_is_not_lost(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    first, second = in_parts("the door ", "is open", name="a")
    await engine.inbox.receive([first])
    freezer.tick(DAY)
    await engine.received(1)
    await engine.inbox.receive([second])
    freezer.tick(DAY)
    events = await engine.received(2)
    assert texts(events) == ["the door ", "is open"]
    assert [event.received.complete for event in events] == [False, False]


async def test_the_day_also_passes_while_the_account_is_stopped(
    start_engine: StartEngine, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine()
    await engine.inbox.receive(in_parts("the door ", "is open", name="a")[1:])
    await engine.stop()
    assert engine.told == []
    freezer.tick(DAY)
    engine = await start_engine()
    (event,) = await engine.received(1)
    assert texts([event]) == ["is open"]
    assert not event.received.complete


async def test_each_message_has_a_day_of_its_own(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive(in_parts("one", "lost", name="a")[:1])
    freezer.tick(HOUR)
    await engine.inbox.receive(in_parts("two", "lost", name="b", reference=1)[:1])
    freezer.tick(DAY - HOUR)
    assert texts(await engine.received(1)) == ["one"]
    freezer.tick(HOUR)
    assert texts(await engine.received(2)) == ["one", "two"]


async def test_a_part_whose_caller_gives_up_is_waited_for_all_the_same(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """A gateway that hangs up ends the request that brought the part."""
    await engine.turn()
    receiving = asyncio.create_task(engine.inbox.receive(in_parts("the door ", "is open")[:1]))
    await asyncio.sleep(0)
    receiving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await receiving
    await engine.turn()
    freezer.tick(DAY)
    for _ in range(3):
        await engine.turn()
    assert engine.kinds_told() == [ReceivedKind.MESSAGE]


async def test_what_has_no_time_was_said_when_its_first_part_came(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """A rest that never came must not make an answer to a later message, nor lift a later STOP."""
    (before,) = await engine.submit(draft("open?", tag="door"))
    await engine.turn()
    freezer.tick(HOUR)
    await engine.inbox.receive(in_parts("the door ", "is open")[:1])
    freezer.tick(HOUR)
    await engine.submit(draft("and the window?", tag="window"))
    await engine.inbox.receive([reply("STOP")])
    freezer.tick(DAY)
    _, event = await engine.received(2)
    assert (event.received.in_reply_to, event.received.tag) == (before, "door")
    assert event.received.is_late(event.received.received_at)
    assert engine.inbox.blocked == {NUMBER}


async def test_forgetting_what_is_old_leaves_the_parts_that_wait(
    engine: Engine, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    await engine.inbox.receive(in_parts("one", "whole", name="a"))
    await engine.inbox.receive(in_parts("two", "waiting", name="b", reference=1)[:1])
    freezer.tick(10)
    await engine.inbox.receive(in_parts("three", "new", name="c", reference=2))
    await engine.journal.run(partial(retention.purge, before=freezer().timestamp()))
    assert read(path, "SELECT provider_message_id FROM part ORDER BY sequence") == [
        ("b1",), ("c1",), ("c2",)
    ]  # fmt: skip
    await engine.inbox.receive(in_parts("two", " came", name="b", reference=1)[1:])
    assert on_disk(path) == [("threenew", 2, 1), ("two came", 2, 1)]


@pytest.mark.parametrize("stop", [0, 1])
async def test_a_stop_in_one_part_is_no_stop(engine: Engine, stop: int) -> None:
    words = ["please ", "please "]
    words[stop] = "STOP"
    await engine.inbox.receive(in_parts(*words))
    await engine.received(1)
    assert engine.kinds_told() == [ReceivedKind.MESSAGE]
    assert engine.inbox.blocked == frozenset()


@pytest.mark.parametrize("word", ["STOP", "HELP"])
async def test_a_word_in_the_only_part_that_came_says_nothing(
    engine: Engine, freezer: FrozenDateTimeFactory, word: str
) -> None:
    await engine.inbox.receive(in_parts("please leave the heating on until the clocks ", word)[1:])
    freezer.tick(DAY)
    await engine.received(1)
    assert engine.kinds_told() == [ReceivedKind.MESSAGE]
    assert engine.inbox.blocked == frozenset()


async def test_a_stop_that_was_cut_in_two_is_a_stop(engine: Engine) -> None:
    await engine.inbox.receive(in_parts("ST", "OP"))
    await engine.received(1)
    assert engine.kinds_told() == [ReceivedKind.OPT_OUT]
    assert engine.inbox.blocked == {NUMBER}


async def test_a_stop_is_honoured_when_its_message_is_put_together_in_the_background(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("STOP")])
    freezer.tick(1)
    await engine.inbox.receive(in_parts("I am ", "back")[:1])
    before = engine.changes
    freezer.tick(DAY)
    await engine.received(3)
    assert engine.kinds_told() == [ReceivedKind.OPT_OUT, ReceivedKind.OPT_IN, ReceivedKind.MESSAGE]
    assert engine.inbox.blocked == frozenset()
    assert engine.changes == before + 1


async def test_the_channel_of_the_parts_is_that_of_the_message(
    start_engine: StartEngine,
) -> None:
    engine = await start_engine()
    whole = [
        reply(text, channel=Channel.WHATSAPP, part=Part(REFERENCE, 2, number))
        for number, text in enumerate(("a", "b"), 1)
    ]
    await engine.inbox.receive(whole)
    (event,) = await engine.received(1)
    assert event.received.message.channel is Channel.WHATSAPP


@pytest.mark.parametrize("waits", [False, True])
async def test_the_inbox_ends_when_it_is_cancelled(start_engine: StartEngine, waits: bool) -> None:
    engine = await start_engine(running=False)
    if waits:
        await engine.inbox.receive(in_parts("the door ", "is open")[:1])
    running = asyncio.create_task(engine.inbox.run())
    await asyncio.sleep(0)
    await engine.journal.run(lambda _: None)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
