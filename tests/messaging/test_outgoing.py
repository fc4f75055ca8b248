"""Tests of what a gateway is told of each message."""

from dataclasses import replace

import pytest

from custom_components.sms_gateway.gateways.base import Channel, OutgoingMessage
from custom_components.sms_gateway.messaging.message import Draft, OutboundMessage

from .conftest import (
    HOME,
    MINUTE,
    NUMBER,
    UNLIMITED,
    Engine,
    ScriptedGateway,
    StartEngine,
    draft,
    reply,
)


async def handed_over(engine: Engine, gateway: ScriptedGateway, message: Draft) -> OutgoingMessage:
    """Submit a message and return what the gateway gets."""
    await engine.submit(message)
    await engine.turn()
    (found,) = gateway.requests[-1]
    return found


async def test_the_gateway_is_told_everything_it_may_need(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    message = await handed_over(
        engine, gateway, draft("ω" * 80, parts=2, sender=HOME, channel=Channel.WHATSAPP)
    )
    assert message == OutgoingMessage(
        message.message_id,
        NUMBER,
        "ω" * 80,
        HOME,
        Channel.WHATSAPP,
        parts=2,
        unicode=True,
        two_way=True,
        lasts=5 * MINUTE,
    )


@pytest.mark.parametrize(
    ("text", "unicode"), [("door open", False), ("5 €", False), ("Ω", False), ("-5 °C", True)]
)
async def test_what_is_not_in_gsm_goes_as_unicode(
    engine: Engine, gateway: ScriptedGateway, text: str, unicode: bool
) -> None:
    assert (await handed_over(engine, gateway, draft(text))).unicode is unicode


async def test_what_the_gateway_does_not_take_plainly_goes_as_unicode(
    engine: Engine, gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "takes_plainly", lambda text: "€" not in text)
    assert (await handed_over(engine, gateway, draft("5 €"))).unicode
    assert not (await handed_over(engine, gateway, draft("5 EUR"))).unicode


@pytest.mark.parametrize(
    ("option", "sender", "two_way"),
    [
        (None, HOME, True),
        (None, "Home", False),
        (None, "31234", True),
        (None, None, False),
        (False, HOME, False),
        (False, None, False),
        (True, HOME, True),
        (True, "31234", True),
        (True, "Home", True),
        (True, None, False),
    ],
)
async def test_answers_are_asked_for_where_they_can_find_their_way(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    option: bool | None,
    sender: str | None,
    two_way: bool,
) -> None:
    engine = await start_engine(replace(UNLIMITED, two_way=option))
    assert (await handed_over(engine, gateway, draft(sender=sender))).two_way is two_way


HALF, STORED = "a\0\ud83d", "a\ufffd"


async def test_whatever_a_template_made_is_stored_and_found_again(engine: Engine) -> None:
    made = draft(f"hello {HALF}", tag=HALF, sender=HALF)
    made = replace(made, message_id=HALF, sent_by=HALF)
    (message,) = await engine.outbox.submit([made])
    assert isinstance(message, OutboundMessage)
    assert (message.text, message.tag, message.sender) == (f"hello {STORED}", STORED, STORED)
    assert (message.message_id, message.sent_by) == (STORED, STORED)
    found = await engine.outbox.find([HALF, "\udc00"])
    assert [one.message_id for one in found] == [STORED]
    await engine.turn()


@pytest.mark.parametrize(
    "named", [{"message_id": HALF, "tag": None}, {"message_id": None, "tag": HALF}]
)
async def test_what_waits_is_cancelled_by_a_name_that_a_template_made(
    start_engine: StartEngine, named: dict[str, str | None]
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(replace(draft(tag=HALF), message_id=HALF))
    assert await engine.outbox.cancel(**named, sent_by=HALF) == 0
    assert await engine.outbox.cancel(**named) == 1


async def test_whatever_a_phone_sent_is_stored(engine: Engine) -> None:
    await engine.inbox.receive([reply(f"hello {HALF}")])
    (told,) = await engine.received(1)
    assert told.received.message.text == f"hello {STORED}"
