"""What a bridge to chat keeps: contacts, whose message is whose, what is to be handed over."""

from functools import partial
from pathlib import Path
import time

import pytest

from custom_components.sms_gateway.messaging import bridged, retention
from custom_components.sms_gateway.messaging.bridged import Contact, Written
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.journal_file import mark
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import NUMBER, OTHER, Engine, StartEngine, draft, read, reply
from .test_salvage import empty_table

BRIDGE = "bridge-1"
ANNA, BEN = "anna@example.com", "ben@example.com"


def written(message_id: str, stanza_id: str | None = "s1", node: str = NUMBER) -> Written:
    """Return a message of Anna's."""
    return Written(message_id, ANNA, "phone", node, stanza_id, wants_receipt=True)


@pytest.fixture
async def engine(start_engine: StartEngine) -> Engine:
    """Return an engine with a bridge."""
    engine = await start_engine()
    await engine.journal.run(partial(bridged.keep_to, bridges=[BRIDGE]))
    return engine


async def waiting(journal: Journal) -> list[str]:
    """Return the texts that are to be handed over."""
    found = await journal.read(lambda db: bridged.waiting(db, BRIDGE, 10))
    return [received.message.text for _, received in found if received]


async def test_what_comes_in_waits_from_when_there_is_a_bridge(engine: Engine) -> None:
    await engine.journal.run(partial(bridged.keep_to, bridges=[]))
    await engine.inbox.receive([reply("before")])
    await engine.journal.run(partial(bridged.keep_to, bridges=[BRIDGE, "another"]))
    assert await waiting(engine.journal) == []
    await engine.inbox.receive([reply("one"), reply("two"), reply("one")])
    assert await waiting(engine.journal) == ["one", "two"]
    places = await engine.journal.read(lambda db: bridged.waiting(db, BRIDGE, 1))
    await engine.journal.run(lambda db: bridged.handed_over(db, BRIDGE, [places[0][0]]))
    assert await waiting(engine.journal) == ["two"]
    # Not of one that is gone, nor what is forgotten.
    await engine.journal.run(partial(bridged.keep_to, bridges=[BRIDGE]))
    left = await engine.journal.read(lambda db: bridged.waiting(db, "another", 10))
    assert left == []
    await engine.journal.run(lambda db: retention.purge(db, time.time() + 60))
    assert await waiting(engine.journal) == []


async def test_the_same_message_is_begun_once_a_day(engine: Engine) -> None:
    now = time.time()

    async def begin(one: Written, at: float = now) -> bool:
        return await engine.journal.run(lambda db: bridged.begin(db, BRIDGE, NUMBER, one, at))

    assert await begin(written("m1"))
    assert not await begin(written("m2"))
    # To somebody else, or without an id, it is another one; so it is a day later.
    assert await begin(written("m3", node=OTHER))
    assert await begin(written("m4", stanza_id=None))
    assert await begin(written("m5", stanza_id=None))
    assert await begin(written("m6"), now + 25 * 3600)
    # What failed may be tried again.
    await engine.journal.run(lambda db: bridged.note_outcomes(db, {"m6": "failed"}))
    assert await begin(written("m7"), now + 25 * 3600)
    # After a week all is forgotten.
    assert await begin(written("m8"), now + 9 * 24 * 3600)
    assert await engine.journal.read(lambda db: bridged.still_open(db, BRIDGE)) == ["m8"]


async def test_what_was_begun_and_never_taken_is_given_up(engine: Engine) -> None:
    (taken,) = await engine.submit(draft("taken"))
    now = time.time()

    def write(db: Writer) -> None:
        for number, message_id in enumerate((taken, "lost")):
            bridged.begin(db, BRIDGE, NUMBER, written(message_id, f"s{number}"), now)
        bridged.begin(db, BRIDGE, NUMBER, written("older", "s2"), now - 20 * 3600)
        bridged.give_up(db, BRIDGE, "problem", now - 12 * 3600)

    await engine.journal.run(write)
    for message_id, problem in ((taken, None), ("lost", "problem"), ("older", None)):
        found = await engine.journal.read(
            partial(bridged.find, bridge=BRIDGE, message_id=message_id)
        )
        assert found is not None
        assert found[0].problem == problem
        assert (found[1] is not None) == (message_id == taken)


async def test_contacts_by_the_form_that_each_uses(engine: Engine) -> None:
    plain = NUMBER.removeprefix("+")

    def write(db: Writer) -> None:
        bridged.note_contact(db, BRIDGE, Contact(NUMBER, ANNA, NUMBER), 1.0, is_in=True)
        bridged.note_contact(db, BRIDGE, Contact(NUMBER, ANNA, plain), 2.0, is_in=False)
        bridged.note_contact(db, BRIDGE, Contact(NUMBER, BEN, plain), 1.0, is_in=True)
        bridged.join(db, BRIDGE, BEN, 3.0)

    await engine.journal.run(write)
    nodes = await engine.journal.read(lambda db: bridged.nodes(db, BRIDGE, NUMBER))
    assert nodes == {ANNA: plain, BEN: plain}
    found = await engine.journal.read(lambda db: bridged.contacts(db, BRIDGE))
    assert set(found) == {
        Contact(NUMBER, ANNA, NUMBER),
        Contact(NUMBER, BEN, plain),
        Contact("", BEN, ""),
    }
    left = await engine.journal.run(lambda db: bridged.leave(db, BRIDGE, BEN, 4.0))
    assert len(left) == 2
    assert await engine.journal.read(lambda db: bridged.outside(db, BRIDGE)) == {BEN}
    await engine.journal.run(lambda db: bridged.join(db, BRIDGE, BEN, 5.0))
    assert await engine.journal.read(lambda db: bridged.outside(db, BRIDGE)) == set()


async def test_a_damaged_journal_still_gives_what_waits_for_chat(
    engine: Engine, start_engine: StartEngine, path: Path
) -> None:
    await engine.inbox.receive([reply("handed over"), reply("waits"), reply("waits, too")])
    now = time.time()

    def write(db: Writer) -> None:
        (first, *_) = bridged.waiting(db, BRIDGE, 1)
        bridged.handed_over(db, BRIDGE, [first[0]])
        bridged.begin(db, BRIDGE, NUMBER, written("m1"), now)

    await engine.journal.run(write)
    await engine.stop()
    empty_table(path, "tally")
    mark(path).touch()
    again = await start_engine()
    assert again.journal.set_aside is not None
    assert again.journal.set_aside.lost == ["tally"]
    assert await waiting(again.journal) == ["waits", "waits, too"]
    assert await again.journal.read(lambda db: bridged.still_open(db, BRIDGE)) == ["m1"]
    assert read(path, "SELECT bridge FROM bridge") == [(BRIDGE,)]
