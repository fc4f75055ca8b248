"""Tests of what is known by its id: twice the same or another message, and one with several ids."""

from collections.abc import Sequence

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    DeliveryReport,
    InboundMessage,
    OutgoingMessage,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.messaging.message import MessageState, ReceivedKind, Refusal

from .conftest import (
    HOME,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OPTED_OUT,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    answer,
    draft,
    fail,
    reply,
)

ACCEPTED, SENT = MessageState.ACCEPTED, MessageState.SENT
DELIVERED, UNDELIVERED = MessageState.DELIVERED, MessageState.UNDELIVERED
FIRST = reply("yes", provider_message_id="7")


@pytest.mark.parametrize(
    ("second", "is_new"),
    [
        (FIRST, False),
        (reply("yes", provider_message_id="7", sent_at=1_000_000_000.0), False),
        (reply("yes", provider_message_id="7", to="+27600000009"), False),
        # Some gateways count anew after a restart.
        (reply("no", provider_message_id="7"), True),
        (reply("yes", provider_message_id="7", sender=OTHER), True),
        (reply("yes", provider_message_id="8"), True),
    ],
    ids=["the same", "another time", "another way to write it", "text", "sender", "id"],
)
@pytest.mark.parametrize("together", [True, False])
async def test_under_one_id_one_content_is_one_message(
    engine: Engine, second: InboundMessage, is_new: bool, together: bool
) -> None:
    if together:
        assert await engine.inbox.receive([FIRST, second]) == 1 + is_new
    else:
        assert await engine.inbox.receive([FIRST]) == 1
        assert await engine.inbox.receive([second]) == is_new
    await engine.inbox.receive([reply("the end", provider_message_id="9")])
    texts = [event.received.message.text for event in await engine.received(2 + is_new)]
    assert texts == ["yes", *([second.text] if is_new else []), "the end"]


async def test_a_stop_under_an_id_that_was_used_before_counts(engine: Engine) -> None:
    await engine.inbox.receive([FIRST])
    await engine.inbox.receive([reply("STOP", provider_message_id="7")])
    assert engine.inbox.blocked == {NUMBER}


async def test_each_of_several_messages_under_one_id_is_known_when_it_is_brought_again(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    messages = [FIRST, reply("no", provider_message_id="7"), reply("well", provider_message_id="7")]
    assert await engine.inbox.receive(messages) == 3
    freezer.tick(60 * MINUTE)
    assert await engine.inbox.receive(messages) == 0


# A report that says late that somebody has opted out.


async def opted_out_report(engine: Engine, message_id: str) -> None:
    """Let the gateway say that the recipient of a message has opted out."""
    report = DeliveryReport(message_id, None, ReportedState.UNDELIVERED, OPTED_OUT)
    await engine.outbox.report([report])


@pytest.mark.parametrize("lifted_by", ["a message", "hand"])
async def test_a_late_report_does_not_block_who_has_come_back_since(
    engine: Engine, freezer: FrozenDateTimeFactory, lifted_by: str
) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.inbox.receive([reply("STOP")])
    freezer.tick(MINUTE)
    if lifted_by == "hand":
        await engine.inbox.set_consent(NUMBER, "all", subscribed=True)
    else:
        await engine.inbox.receive([reply("START")])
    freezer.tick(MINUTE)
    await opted_out_report(engine, message_id)
    assert (await engine.message(message_id)).state is UNDELIVERED
    assert engine.inbox.blocked == set()
    await engine.submit(draft())


@pytest.mark.parametrize("said", [[], ["hello"], ["STOP"], ["STOP", "START", "STOP"]])
async def test_a_late_report_blocks_who_has_not_come_back(
    engine: Engine, freezer: FrozenDateTimeFactory, said: Sequence[str]
) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    for text in said:
        freezer.tick(MINUTE)
        await engine.inbox.receive([reply(text)])
    freezer.tick(MINUTE)
    await opted_out_report(engine, message_id)
    assert engine.inbox.blocked == {NUMBER}
    (refused,) = await engine.outbox.submit([draft()])
    assert isinstance(refused, Refusal)


async def test_a_report_on_what_was_sent_since_somebody_came_back_blocks(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("STOP"), reply("START")])
    freezer.tick(MINUTE)
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    freezer.tick(MINUTE)
    await opted_out_report(engine, message_id)
    assert engine.inbox.blocked == {NUMBER}


async def test_a_late_report_counts_as_of_when_the_gateway_took_the_message(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    """And not as of when it was written here: it may have waited through STOP and START."""
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft(automatic=True))
    await engine.turn()
    freezer.tick(MINUTE / 2)
    await engine.inbox.receive([reply("STOP"), reply("START")])
    freezer.tick(MINUTE / 2)
    await engine.turn()
    assert (await engine.message(message_id)).state is ACCEPTED
    await opted_out_report(engine, message_id)
    assert engine.inbox.blocked == {NUMBER}


async def test_a_stop_from_before_somebody_came_back_does_not_tell_them_back_who_are_blocked_anew(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """They came back, and were blocked by hand; now a STOP comes in that is older than both."""
    written = freezer().timestamp()
    for scope in ("sender", None, "sender"):
        freezer.tick(MINUTE)
        await engine.inbox.set_consent(NUMBER, scope or "all", subscribed=scope is None)
    await engine.inbox.receive([reply("STOP", sent_at=written)])
    await engine.inbox.receive([reply("HELP")])
    kinds = [event.kind for event in await engine.received(2)]
    assert kinds == [ReceivedKind.OPT_OUT, ReceivedKind.HELP]
    assert engine.inbox.blocked == {NUMBER}


# A message of three parts, each of which the gateway gives an id.

IDS = ("one", "two", "three")
THREE_PARTS = Accepted("one", further_ids=("two", "three"))


async def long_message(engine: Engine, gateway: ScriptedGateway, tag: str | None = None) -> str:
    """Return a message of three parts that was taken, with an id for each."""
    gateway.script.append(answer(THREE_PARTS))
    (message_id,) = await engine.submit(draft("long", parts=3, tag=tag))
    await engine.turn()
    return message_id


async def receipt(
    engine: Engine, theirs: str, state: ReportedState = ReportedState.DELIVERED, to: str = NUMBER
) -> None:
    """Let the gateway report on one of the parts."""
    await engine.outbox.report([DeliveryReport(None, theirs, state, to=to)])


async def state(engine: Engine, message_id: str) -> MessageState:
    """Return the state of a message in the journal."""
    return (await engine.message(message_id)).state


@pytest.mark.parametrize(
    "order", [IDS, IDS[::-1], ("two", "two", "one", "one", "three")], ids=["first", "last", "twice"]
)
@pytest.mark.parametrize("restarts", [False, True])
async def test_it_is_delivered_once_all_its_parts_are(
    start_engine: StartEngine, gateway: ScriptedGateway, order: Sequence[str], restarts: bool
) -> None:
    engine = await start_engine()
    message_id = await long_message(engine, gateway)
    for place, theirs in enumerate(order, 1):
        if restarts:
            await engine.kill()
            engine = await start_engine()
        await receipt(engine, theirs)
        is_last = place == len(order)
        assert await state(engine, message_id) is (DELIVERED if is_last else SENT)
    await engine.until(lambda: engine.states_told(message_id)[-1] is DELIVERED)
    assert engine.states_told(message_id).count(DELIVERED) == 1


@pytest.mark.parametrize("lost", IDS)
@pytest.mark.parametrize("delivered_before", [0, 1, 2])
async def test_it_is_undelivered_as_soon_as_one_of_its_parts_is(
    engine: Engine, gateway: ScriptedGateway, lost: str, delivered_before: int
) -> None:
    message_id = await long_message(engine, gateway)
    others = [theirs for theirs in IDS if theirs != lost]
    for theirs in others[:delivered_before]:
        await receipt(engine, theirs)
    await receipt(engine, lost, ReportedState.UNDELIVERED)
    assert await state(engine, message_id) is UNDELIVERED
    for theirs in (*others, lost):
        await receipt(engine, theirs)
    assert await state(engine, message_id) is UNDELIVERED


async def test_what_is_under_way_to_one_part_says_no_more_of_the_whole(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    message_id = await long_message(engine, gateway)
    await receipt(engine, "two", ReportedState.SENT)
    assert await state(engine, message_id) is SENT
    for theirs in ("one", "three"):
        await receipt(engine, theirs)
    assert await state(engine, message_id) is SENT
    await receipt(engine, "two")
    assert await state(engine, message_id) is DELIVERED


async def test_a_report_by_our_id_alone_is_about_the_whole(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    message_id = await long_message(engine, gateway)
    await engine.report(message_id, ReportedState.DELIVERED)
    assert await state(engine, message_id) is DELIVERED


async def test_a_report_by_our_id_and_that_of_a_part_is_about_the_part(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    message_id = await long_message(engine, gateway)
    for theirs, expected in zip(IDS, (SENT, SENT, DELIVERED), strict=True):
        report = DeliveryReport(message_id, theirs, ReportedState.DELIVERED, to=NUMBER)
        await engine.outbox.report([report])
        assert await state(engine, message_id) is expected


async def test_the_parts_of_a_try_that_got_no_answer_are_not_waited_for(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft("long", parts=3))
    await engine.turn()
    gateway.script.append(answer(THREE_PARTS))
    freezer.tick(MINUTE)
    await engine.turn()
    for theirs in IDS:
        assert await state(engine, message_id) is not DELIVERED
        await receipt(engine, theirs)
    assert await state(engine, message_id) is DELIVERED


async def test_two_long_messages_are_told_apart(engine: Engine, gateway: ScriptedGateway) -> None:
    first = await long_message(engine, gateway)
    gateway.script.append(answer(Accepted("four", further_ids=("five", "six"))))
    (second,) = await engine.submit(draft("long", parts=3, number=OTHER))
    await engine.turn()
    for theirs in ("four", "two", "five", "three", "six"):
        await receipt(engine, theirs)
    assert await state(engine, first) is SENT
    assert await state(engine, second) is DELIVERED


@pytest.mark.parametrize("theirs", IDS)
@pytest.mark.parametrize("restarts", [False, True])
async def test_a_reply_that_names_any_part_answers_the_whole(
    start_engine: StartEngine, gateway: ScriptedGateway, theirs: str, restarts: bool
) -> None:
    engine = await start_engine()
    message_id = await long_message(engine, gateway, tag="long")
    await engine.submit(draft("later", tag="later"))
    await engine.turn()
    if restarts:
        await engine.kill()
        engine = await start_engine()
    await engine.inbox.receive([reply("yes", related_provider=theirs, to=HOME)])
    (event,) = await engine.received(1)
    assert (event.received.in_reply_to, event.received.tag) == (message_id, "long")


def unknown_ids(batch: Sequence[OutgoingMessage]) -> list[SendResult]:
    """Take messages under no id."""
    return [Accepted(None) for _ in batch]


async def test_a_message_without_an_id_is_found_by_ours(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(unknown_ids)
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    report = DeliveryReport(message_id, "late", ReportedState.SENT)
    await engine.outbox.report([report])
    await receipt(engine, "late")
    assert await state(engine, message_id) is DELIVERED
