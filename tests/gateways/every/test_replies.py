"""What is typed on a phone, and what of it comes in: by callback, or when it is asked for."""

from collections import defaultdict
from collections.abc import Iterable
import time

from freezegun.api import FrozenDateTimeFactory

from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.asking import ReplyReader
from custom_components.sms_gateway.gateways.base import Gateway, InboundMessage
from custom_components.sms_gateway.messaging.number import read_sender
from simulator import Simulator
from simulator.faults import Fault

from ...conftest import ANNA, BEN, SENDER
from .conftest import Home, accepted, outgoing
from .roads import Road, roads_where

with_replies = roads_where(lambda road: road.brings_replies)
TYPED = [
    "OK, on my way",
    "grün, à côté, ¿qué?",
    "5 € for {a} [b] ~c^ | \\",
    "Щ 👍🏽",
    """& < > " ' % + # ; &amp; &#65; %41 a=b&text=c \\u0041 ]]> <!-- ?""",
    "one\ntwo",
    "x" * 400,
    "x" * 66 + "👍" * 60,
    "STOP",
    "1",
]
# More than a gateway gives out at once.
MANY = 1200


def texts(replies: Iterable[InboundMessage]) -> list[str]:
    """Return the texts of replies, those in parts put together."""
    found: defaultdict[object, list[tuple[int, str]]] = defaultdict(list)
    for place, reply in enumerate(replies):
        if reply.part is None:
            found[place].append((1, reply.text))
        else:
            key = (reply.part.reference, reply.part.total)
            found[key].append((reply.part.number, reply.text))
    whole = ("".join(text for _, text in sorted(parts)) for parts in found.values())
    # Each part of a character that was cut in two has half of it.
    return [text.encode("utf-16-le", "surrogatepass").decode("utf-16-le") for text in whole]


def numbers(reply: InboundMessage) -> tuple[str, str]:
    """Return the sender and the recipient of a reply, as the engine reads them."""
    return read_sender(reply.sender, None), read_sender(reply.to, None)


@with_replies
async def test_what_was_typed_comes_in(
    road: Road, simulator: Simulator, account: Gateway, home: Home
) -> None:
    typed_at = [(await simulator.reply(ANNA, text)).sent_at for text in TYPED]
    assert texts(home.replies) == TYPED
    home.assert_understood(simulator)
    assert set(map(numbers, home.replies)) == {(ANNA, SENDER)}
    for reply in home.replies:
        is_in_time = typed_at[0] // 1000 <= (reply.sent_at or time.time()) <= time.time()
        assert is_in_time
        assert reply.verdict is None or reply.text == "STOP"


# A modem has none but what a message says, and when, by the second.
@roads_where(lambda road: road.capabilities.inbound and not road.capabilities.radio)
async def test_an_id_is_that_of_one_message(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    for number in (ANNA, ANNA, BEN):
        await simulator.reply(number, "OK")
    await simulator.reply(ANNA, "x" * 400)
    ids = [reply.provider_message_id for reply in home.replies]
    assert set(ids) == {None} or len(set(ids) - {None}) == len(ids)


@with_replies
async def test_a_callback_that_comes_again_is_the_same(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS)
    await simulator.reply(ANNA, "OK")
    first, second = home.replies
    assert first == second


@with_replies
async def test_a_reply_names_nothing_but_what_it_answers(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    message = outgoing(account)
    (taken,) = await accepted(account, message)
    await accepted(account, outgoing(account, to=BEN))
    await simulator.settled()
    await simulator.reply(ANNA, "OK")
    home.assert_understood(simulator)
    (reply,) = home.replies
    assert (*numbers(reply), reply.text) == (ANNA, SENDER, "OK")
    assert reply.related_message_id in (None, message.message_id)
    assert reply.related_provider_message_id in (None, taken.provider_message_id)


@with_replies
async def test_a_reply_to_nothing_names_nothing(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    await simulator.reply(ANNA, "OK", to=SENDER)
    (reply,) = home.replies
    assert (reply.related_message_id, reply.related_provider_message_id) == (None, None)


that_can_be_asked = roads_where(lambda road: issubclass(GATEWAYS[road.gateway], ReplyReader))


@roads_where(lambda road: road.brings_replies and issubclass(GATEWAYS[road.gateway], ReplyReader))
async def test_asking_brings_what_callbacks_brought(
    simulator: Simulator, account: Gateway, home: Home, freezer: FrozenDateTimeFactory
) -> None:
    assert isinstance(account, ReplyReader)
    await simulator.reply(ANNA, "from long ago")
    freezer.tick(3600)
    since = time.time()
    home.parsed.clear()
    freezer.tick(10)
    await accepted(account, outgoing(account))
    for text in TYPED:
        await simulator.reply(ANNA, text)
        freezer.tick(10)
    asked_for = await account.replies(since)

    def by_id(replies: Iterable[InboundMessage]) -> dict[object, tuple[object, ...]]:
        return {
            reply.provider_message_id: (reply.sender, reply.to, reply.text) for reply in replies
        }

    assert by_id(asked_for) == by_id(home.replies)
    assert len(asked_for) == len(TYPED)
    # Twilio's callbacks do not say when it was.
    told_at = {reply.provider_message_id: reply.sent_at for reply in home.replies}
    for reply in asked_for:
        assert told_at[reply.provider_message_id] in (None, reply.sent_at)
        assert (reply.sent_at or 0) >= int(since)


@that_can_be_asked
async def test_asking_brings_all_however_many(simulator: Simulator, account: Gateway) -> None:
    assert isinstance(account, ReplyReader)
    since = time.time() - 60
    for count in range(MANY):
        simulator.network.reply(ANNA, f"{count}")
    replies = await account.replies(since)
    assert sorted(reply.text for reply in replies) == sorted(map(str, range(MANY)))
    assert len({reply.provider_message_id for reply in replies}) == MANY


@that_can_be_asked
async def test_there_may_be_nothing_to_bring(simulator: Simulator, account: Gateway) -> None:
    assert isinstance(account, ReplyReader)
    assert list(await account.replies(time.time())) == []
