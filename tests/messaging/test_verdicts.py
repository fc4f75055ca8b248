"""What a gateway took a message for, in the journal: of parts, of copies, of what comes late."""

from dataclasses import replace

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import InboundMessage, Media, Part, Verdict
from custom_components.sms_gateway.messaging.message import ReceivedKind
from custom_components.sms_gateway.messaging.parts import PATIENCE

from .conftest import NUMBER, Engine, reply

PICTURES = (Media("https://a.example/1", "image/jpeg"), Media("https://a.example/2"))


def part(
    text: str, number: int, verdict: Verdict | None = None, media: tuple[Media, ...] = ()
) -> InboundMessage:
    """Return one of two parts of a message."""
    return replace(reply(text, part=Part(7, 2, number)), verdict=verdict, media=media)


async def kinds(engine: Engine, count: int) -> list[ReceivedKind]:
    """Return of which kinds the events were, once there are so many."""
    return [event.kind for event in await engine.received(count)]


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("told_by", [1, 2])
async def test_a_long_message_keeps_the_verdict_and_the_pictures(
    engine: Engine, first: int, told_by: int
) -> None:
    parts = {
        number: part(
            text,
            number,
            Verdict.STOP if number == told_by else None,
            PICTURES[number - 1 : number],
        )
        for number, text in ((1, "por favor "), (2, "basta"))
    }
    await engine.inbox.receive([parts[first]])
    assert engine.inbox.blocked == set()
    await engine.inbox.receive([parts[3 - first]])
    (event,) = await engine.received(1)
    assert (event.kind, event.received.message.text) == (ReceivedKind.OPT_OUT, "por favor basta")
    assert event.received.message.verdict is Verdict.STOP
    assert event.received.message.media == PICTURES
    assert engine.inbox.blocked == {NUMBER}


async def test_what_is_left_of_a_message_keeps_it_too(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """A STOP in it may be half a sentence, but not what the gateway took it for."""
    await engine.inbox.receive([part("STOP", 1)])
    await engine.inbox.receive([replace(part("basta", 1, Verdict.STOP), sender="+27831234567")])
    freezer.tick(PATIENCE + 1)
    await engine.inbox.receive([part("wake up", 1)])
    first, second = await engine.received(2)
    assert (first.kind, first.received.complete) == (ReceivedKind.MESSAGE, False)
    assert (second.kind, second.received.complete) == (ReceivedKind.OPT_OUT, False)


async def test_a_message_is_read_again_as_it_was(engine: Engine) -> None:
    """Also what answers to a STOP of another account go by."""
    said = replace(reply("BASTA"), verdict=Verdict.STOP, media=PICTURES)
    await engine.inbox.receive([said])
    (event,) = await engine.received(1)
    assert (event.received.message.verdict, event.received.message.media) == (
        Verdict.STOP,
        PICTURES,
    )
    assert await engine.inbox.has_heard_stop(NUMBER, event.received.received_at)


@pytest.mark.parametrize("text", ["JOIN", "STOP"])
async def test_a_start_that_came_before_lifts_an_older_stop(
    engine: Engine, freezer: FrozenDateTimeFactory, text: str
) -> None:
    written = freezer().timestamp()
    freezer.tick(60)
    await engine.inbox.receive([replace(reply(text), verdict=Verdict.START)])
    await engine.inbox.receive([reply("stop", sent_at=written)])
    assert engine.inbox.blocked == set()
    assert await kinds(engine, 3) == [
        ReceivedKind.MESSAGE,
        ReceivedKind.OPT_OUT,
        ReceivedKind.OPT_IN,
    ]


async def test_a_call_for_help_lifts_nothing(engine: Engine) -> None:
    await engine.inbox.receive([replace(reply("BASTA"), verdict=Verdict.STOP)])
    await engine.inbox.receive([replace(reply("START"), verdict=Verdict.HELP)])
    assert engine.inbox.blocked == {NUMBER}
    assert await kinds(engine, 2) == [ReceivedKind.OPT_OUT, ReceivedKind.HELP]


async def test_copies_say_what_is_new_once(engine: Engine) -> None:
    plain = reply("BASTA", provider_message_id="SM1")
    judged = replace(plain, verdict=Verdict.STOP)
    counts = [await engine.inbox.receive([copy]) for copy in (plain, plain, judged, judged, plain)]
    assert counts == [1, 0, 1, 0, 0]
    assert engine.inbox.blocked == {NUMBER}
    assert await kinds(engine, 2) == [ReceivedKind.MESSAGE, ReceivedKind.OPT_OUT]


async def test_what_the_text_says_already_is_not_told_again(engine: Engine) -> None:
    plain = reply("STOP", provider_message_id="SM1")
    assert await engine.inbox.receive([plain]) == 1
    assert await engine.inbox.receive([replace(plain, verdict=Verdict.STOP)]) == 0
    assert await kinds(engine, 1) == [ReceivedKind.OPT_OUT]


async def test_pictures_without_ids_are_no_repetitions_of_each_other(engine: Engine) -> None:
    first, second = (replace(reply(""), media=(picture,)) for picture in PICTURES)
    assert await engine.inbox.receive([first, first, second, reply("")]) == 3
