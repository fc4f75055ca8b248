"""The list of conversations, the messages of one, what is found by its words, and figures."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from sqlite3 import Connection
import time

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import DeliveryReport, ReportedState
from custom_components.sms_gateway.messaging import (
    conversation,
    figures,
    price,
    retention,
    text_search,
    threads,
)
from custom_components.sms_gateway.messaging.conversation import END, Line, Position
from custom_components.sms_gateway.messaging.figures import Figures
from custom_components.sms_gateway.messaging.message import ReceivedMessage
from custom_components.sms_gateway.messaging.threads import TOP

from .conftest import (
    BAD_NUMBER,
    DOWN,
    HOME,
    MINUTE,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    draft,
    fail,
    reply,
)

DAY = 86400.0


async def look[T](engine: Engine, query: Callable[[Connection], T]) -> T:
    """Read over the connection that only reads."""
    return await engine.journal.read(query)


def texts(lines: list[Line]) -> list[str]:
    """Return what the lines of a conversation say."""
    return [
        line.message.message.text
        if isinstance(line.message, ReceivedMessage)
        else line.message.text
        for line in lines
    ]


async def test_conversations_stand_by_their_last_message(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft("one"), draft("two", number=OTHER))
    freezer.tick(MINUTE)
    await engine.inbox.receive([reply("hello", sender="+27841234567")])
    freezer.tick(MINUTE)
    await engine.inbox.receive([reply("yes")])
    found = await look(engine, lambda db: threads.newest(db, TOP, 10))
    assert [place.number for place in found] == [NUMBER, "+27841234567", OTHER]
    behind = await look(engine, lambda db: threads.newest(db, found[0], 1))
    assert behind == found[1:2]
    assert await look(engine, lambda db: threads.when(db, {OTHER, HOME})) == {OTHER: found[2].at}
    assert set(await look(engine, threads.numbers)) == {NUMBER, "+27841234567", OTHER}


async def test_those_of_one_moment_are_all_listed_once(engine: Engine) -> None:
    numbers = [f"+2782123{n:04}" for n in range(25)]
    await engine.submit(*(draft(number=number) for number in numbers))
    listed: list[str] = []
    place = TOP
    while found := await look(engine, partial(threads.newest, before=place, limit=4)):
        listed += [one.number for one in found]
        place = found[-1]
    assert listed == sorted(numbers, reverse=True)


async def test_the_last_message_each_way_and_what_nobody_has_read(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft("first"))
    began = time.time()
    for text in ("one", "two", "three"):
        freezer.tick(MINUTE)
        await engine.inbox.receive([reply(text)])
    await engine.submit(draft("last"))
    read_at = {NUMBER: began + 1.5 * MINUTE, OTHER: 0.0}
    found = await look(engine, lambda db: threads.summaries(db, read_at))
    mine = found[NUMBER]
    assert mine.sent is not None
    assert mine.sent.text == "last"
    assert mine.received is not None
    assert (mine.received.message.text, mine.unread) == ("three", 2)
    nobody = found[OTHER]
    assert (nobody.sent, nobody.received, nobody.unread) == (None, None, 0)


async def test_a_conversation_of_which_all_is_forgotten_is_gone(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("long ago", sender=OTHER)])
    freezer.tick(2 * DAY)
    await engine.inbox.receive([reply("now")])
    while await engine.journal.run(lambda db: retention.purge(db, time.time() - DAY)):
        pass
    assert await look(engine, threads.numbers) == [NUMBER]


@pytest.mark.parametrize("seed", range(5))
async def test_pages_have_no_gaps_and_no_doubles(
    engine: Engine, freezer: FrozenDateTimeFactory, seed: int
) -> None:
    random, said = Random(seed), []  # noqa: S311 - chance that can be repeated
    for n in range(40):
        if random.random() < 0.5:
            freezer.tick(random.choice((0, 0, 1)))
        if random.random() < 0.5:
            await engine.submit(draft(f"out {n}"))
        else:
            await engine.inbox.receive([reply(f"in {n}")])
        said.append(n)
    await engine.inbox.receive([reply("of somebody else", sender=OTHER)])
    pages: list[Line] = []
    position, page = END, partial(conversation.before, number=NUMBER)
    while lines := await look(engine, partial(page, position=position, limit=random.randint(1, 7))):
        pages += lines
        position = lines[-1].position
    assert len(pages) == len(said)
    assert len(set(texts(pages))) == len(said)
    assert pages == sorted(pages, key=lambda line: line.position, reverse=True)
    middle = pages[20]
    newer = await look(engine, lambda db: conversation.from_on(db, NUMBER, middle.position, 100))
    # What is being sent meanwhile may be further than before.
    assert [line.position for line in newer] == [line.position for line in pages[20::-1]]


async def test_when_a_message_got_how_far(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(BAD_NUMBER))
    refused, taken = [*await engine.submit(draft("no")), *await engine.submit(draft("yes"))]
    await engine.turn()
    freezer.tick(7)
    await engine.report(taken, ReportedState.DELIVERED)
    line = await look(engine, lambda db: conversation.find(db, taken))
    assert line is not None
    assert line.delivered_at == line.position.at + 7
    assert line.accepted_at is not None
    story = await look(engine, lambda db: conversation.story(db, refused))
    assert story is not None
    assert story.line.delivered_at is None
    assert [attempt.error for attempt in story.attempts] == [str(BAD_NUMBER)]
    assert await look(engine, lambda db: conversation.story(db, "nobody's")) is None


async def test_of_many_attempts_the_first_and_the_last_ones_are_kept(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.otherwise = fail(DOWN)
    (message_id,) = await engine.submit(draft(stop_after=None))
    for _ in range(23):
        await engine.turn()
        freezer.tick(MINUTE)
    story = await look(engine, lambda db: conversation.story(db, message_id))
    assert story is not None
    began_at = story.line.position.at
    made = [round((attempt.at - began_at) / MINUTE) for attempt in story.attempts]
    assert made == [0, *range(3, 23)]


async def test_a_message_from_a_phone_has_a_story_too(engine: Engine) -> None:
    await engine.inbox.receive([reply("hello")])
    (line,) = await look(engine, lambda db: conversation.before(db, NUMBER, END, 5))
    story = await look(engine, lambda db: conversation.story(db, line.message.message_id))
    assert story is not None
    assert (story.line, story.attempts, story.resent) == (line, (), ())


async def test_what_was_sent_anew_is_known(engine: Engine) -> None:
    (first,) = await engine.submit(draft())
    (second,) = await engine.submit(replace(draft(), resend_of=first))
    story = await look(engine, lambda db: conversation.story(db, first))
    assert story is not None
    assert story.resent == [second]


@pytest.mark.parametrize(
    "words", ["KELLER", "wasser im", "straße", "STRASSE", "ﬁre", "😀", "100%", "_", "'"]
)
async def test_words_are_found_in_any_case(engine: Engine, words: str) -> None:
    text = "Wasser im Keller, Straße 5! Fire 😀 100% o_o it's"
    await engine.submit(draft(text), draft("nothing of it"))
    await engine.inbox.receive([reply(text.upper(), sender=OTHER), reply("neither")])
    found = await look(engine, lambda db: text_search.look_for(db, words, limit=10))
    assert sorted(number for number, _ in found.lines) == [NUMBER, OTHER]
    assert found.position is None
    mine = await look(engine, lambda db: text_search.look_for(db, words, number=OTHER, limit=10))
    assert [number for number, _ in mine.lines] == [OTHER]


@pytest.mark.parametrize(
    ("limit", "questions"),
    [(2, 12), (100, 60 // 7 + 1)],  # ended by the limit as well, or by the stretch alone
)
async def test_a_search_goes_on_from_where_it_ended(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    freezer: FrozenDateTimeFactory,
    limit: int,
    questions: int,
) -> None:
    monkeypatch.setattr(text_search, "_STRETCH", 7)
    for n in range(30):
        freezer.tick(n % 3 == 0)
        await engine.submit(draft(f"out {n} door" if n % 5 == 0 else f"out {n}"))
        await engine.inbox.receive([reply(f"in {n} door" if n % 2 == 0 else f"in {n}")])
    found: list[Line] = []
    position: Position | None = END
    asked = 0
    while position is not None:
        search = partial(text_search.look_for, words="DOOR", before=position, limit=limit)
        hits = await look(engine, search)
        found += [line for _, line in hits.lines]
        position, asked = hits.position, asked + 1
    assert sorted(texts(found)) == sorted(
        [f"out {n} door" for n in range(0, 30, 5)] + [f"in {n} door" for n in range(0, 30, 2)]
    )
    assert asked == questions


async def test_figures(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(BAD_NUMBER))
    await engine.submit(draft("refused"))
    await engine.turn()
    quick, slow, unknown = await engine.submit(draft(parts=2), draft(), draft())
    await engine.turn()
    freezer.tick(5)
    report = DeliveryReport(quick, None, ReportedState.DELIVERED, cost=0.5)
    await engine.outbox.report([report, report])
    freezer.tick(700)
    await engine.report(slow, ReportedState.DELIVERED)
    await engine.report(unknown, ReportedState.SENT)
    await engine.inbox.receive([reply("thanks")])
    found = await look(engine, lambda db: figures.between(db, 0, 4e9))
    total = {
        name: sum(getattr(one, name) for one in found)
        for name in Figures.__slots__
        if name != "hour"
    }
    assert (total["sent"], total["parts"]) == (4, 5)
    assert (total["delivered"], total["failed"], total["received"]) == (2, 1, 1)
    assert (total["within_10"], total["within_3600"], total["cost"]) == (1, 1, 0.5)


async def test_what_a_part_has_cost(engine: Engine) -> None:
    far, near, _ = await engine.submit(draft(parts=2), draft(number=OTHER), draft())
    assert await look(engine, lambda db: price.of_part(db, NUMBER)) is None
    await engine.turn()
    for message, cost in ((far, 0.5), (near, 0.1)):
        report = DeliveryReport(message, None, ReportedState.DELIVERED, cost=cost)
        await engine.outbox.report([report])
    assert await look(engine, lambda db: price.of_part(db, NUMBER)) == 0.25
    assert await look(engine, lambda db: price.of_part(db, "+15550100055")) == 0.1
    assert await look(engine, lambda db: price.of_part(db, None)) == 0.1


async def test_figures_are_kept_longer_than_messages(
    engine: Engine, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    await engine.submit(draft(stop_after=1.0))
    await engine.turn()
    for days, left in ((40, 1), (401, 0)):
        freezer.tick(days * DAY)
        while await engine.journal.run(lambda db: retention.purge(db, time.time() - DAY)):
            pass
        assert len(await look(engine, lambda db: figures.between(db, 0, 9e9))) == left
