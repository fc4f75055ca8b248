"""Tests of reply codes: which of several questions an answer is to."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.messaging import replies as codes

from .conftest import MINUTE, NUMBER, OTHER, Engine, StartEngine, draft, reply


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("B yes", "B", "yes"),
        ("b yes", "B", "yes"),
        ("b2", "B", "2"),
        ("B 2", "B", "2"),
        ("B", "B", ""),
        (" B. ", "B", "."),
        ("B: yes", "B", ": yes"),
        ("(b) yes", "B", ") yes"),
        ("B\nyes please", "B", "yes please"),
        ("B b", "B", "b"),
        ("yes", None, "yes"),
        ("yes B", None, "yes B"),
        ("be quick", None, "be quick"),
        ("2", None, "2"),
        ("2b", None, "2b"),
        ("été", None, "été"),
        ("é b", None, "é b"),
        ("", None, ""),
        ("?!", None, "?!"),
    ],
)
def test_a_letter_before_an_answer_is_a_code(text: str, code: str | None, rest: str) -> None:
    assert codes.reply_code(text) == code
    assert codes.without_reply_code(text) == rest


async def replies(engine: Engine, *texts: str, sender: str = NUMBER) -> list[str | None]:
    """Return which messages these texts are answers to."""
    before = len(engine.kinds_told())
    await engine.inbox.receive([reply(text, sender=sender) for text in texts])
    events = await engine.received(before + len(texts))
    return [event.received.in_reply_to for event in events[before:]]


async def test_the_code_is_looked_at_before_what_was_last(engine: Engine) -> None:
    plain, coded, last = await engine.submit(
        draft("gate?"), draft("door?", reply_code="B"), draft("just so you know")
    )
    assert await replies(engine, "b yes", "yes", "C yes", "B") == [coded, last, last, coded]
    assert plain not in (coded, last)


async def test_of_two_with_a_code_the_later_is_answered(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft("door?", reply_code="B"))
    freezer.tick(MINUTE)
    (later,) = await engine.submit(draft("gate?", reply_code="B"))
    await engine.submit(draft("just so you know"))
    assert await replies(engine, "B yes") == [later]


async def test_a_code_is_good_for_a_day(engine: Engine, freezer: FrozenDateTimeFactory) -> None:
    (coded,) = await engine.submit(draft("door?", reply_code="B"))
    freezer.tick(MINUTE)
    (last,) = await engine.submit(draft("just so you know"))
    await engine.turn()
    freezer.tick(24 * 60 * MINUTE - MINUTE)
    assert await replies(engine, "B yes") == [coded]
    freezer.tick(1)
    assert await replies(engine, "B no") == [last]


async def test_a_code_counts_from_the_number_that_was_asked(engine: Engine) -> None:
    await engine.submit(draft("door?", reply_code="B"))
    (others,) = await engine.submit(draft("hello", number=OTHER))
    assert await replies(engine, "B yes", sender=OTHER) == [others]


async def test_a_code_comes_before_what_the_gateway_names(engine: Engine) -> None:
    """Some gateways name the latest message, whatever is answered."""
    coded, named = await engine.submit(draft("door?", reply_code="B"), draft("gate?"))
    await engine.inbox.receive([reply("B yes", related=named), reply("yes", related=named)])
    events = await engine.received(2)
    assert [event.received.in_reply_to for event in events] == [coded, named]


async def test_what_has_a_code_is_answered_with_it_alone(engine: Engine) -> None:
    """Also where the gateway names it, as some do with whatever was last."""
    plain, coded = await engine.submit(draft("gate?"), draft("door?", reply_code="B"))
    await engine.inbox.receive([reply("yes"), reply("C yes"), reply("no", related=coded)])
    events = await engine.received(3)
    assert [event.received.in_reply_to for event in events] == [plain] * 3


async def test_a_code_alone_is_waited_for(engine: Engine) -> None:
    await engine.submit(draft("door?", reply_code="B"))
    assert await replies(engine, "yes") == [None]


async def test_a_code_is_known_after_a_restart(start_engine: StartEngine) -> None:
    engine = await start_engine()
    coded, _last = await engine.submit(draft("door?", reply_code="B", tag="door"), draft("so"))
    assert (await engine.message(coded)).reply_code == "B"
    await engine.kill()
    engine = await start_engine()
    assert await replies(engine, "b yes") == [coded]
    *_, event = await engine.received(1)
    assert event.received.tag == "door"
