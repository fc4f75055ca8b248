"""What is accepted: the phone shows it, once, as it was written."""

from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
)
from simulator import Simulator
from simulator.faults import Fault

from ...conftest import ANNA, BEN, SENDER
from .conftest import (
    NO_NUMBER,
    TEXT,
    Home,
    accepted,
    batch_of,
    outgoing,
    send,
    send_one,
    shown,
)
from .roads import Road, every_road, roads_where

TEXTS = [
    TEXT,
    "5 € for {a} [b] ~c^ | \\",
    "Ça va, garçon ? 👍🏽 Щ",
    "x" * 307,
    "Щ" * 135,
    """& < > " ' % + # ; &amp; &#65; %41 a=b&text=c %TO% {F0###} \\u0041 ]]> <!-- ?""",
    "one\ntwo",
]
FULL = 100


def needs_sender(road: Road) -> bool:
    """Say whether an account can't be added without a sender."""
    fields = GATEWAYS[road.gateway].fields
    return any(field.kind is FieldKind.SENDER and field.required for field in fields)


@every_road
async def test_an_account_is_told_from_others(road: Road) -> None:
    gateway, credentials = GATEWAYS[road.gateway], road.all_credentials
    assert gateway.account_id(credentials) == gateway.account_id(credentials | {"sender": SENDER})


@every_road
async def test_the_phone_shows_what_was_sent(
    road: Road, simulator: Simulator, account: Gateway
) -> None:
    requests = 0
    for count, text in enumerate(TEXTS, start=1):
        message = outgoing(account, text)
        # Over a session each part is a request.
        requests += message.parts if road.has_session else 1
        await accepted(account, message)
        assert shown(simulator)[count - 1 :] == [(ANNA, SENDER, text)]
        assert simulator.network.messages[-1].segments == message.parts
        assert simulator.network.send_requests == requests


@roads_where(lambda road: not needs_sender(road))
async def test_a_message_without_a_sender(simulator: Simulator, account: Gateway) -> None:
    await accepted(account, outgoing(account, sender=None))
    assert [(to, text) for to, _, text in shown(simulator)] == [(ANNA, TEXT)]


@every_road
async def test_a_home_that_can_not_be_called_back(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    home.url = ""
    await accepted(account, outgoing(account))
    assert shown(simulator) == [(ANNA, SENDER, TEXT)]


@roads_where(lambda road: road.capabilities.batch_size > 1)
async def test_a_full_batch_is_one_request(
    road: Road, simulator: Simulator, account: Gateway
) -> None:
    batch = batch_of(account, FULL)
    results = await accepted(account, *batch)
    assert simulator.network.send_requests == (len(batch) if road.has_session else 1)
    assert shown(simulator) == [(message.to, SENDER, TEXT) for message in batch]
    ids = {result.provider_message_id for result in results}
    assert len(ids) in (1, len(batch))


@roads_where(lambda road: road.capabilities.batch_size > 1 and not road.capabilities.one_text)
async def test_texts_of_a_batch_are_not_mixed_up(
    road: Road, simulator: Simulator, account: Gateway
) -> None:
    batch = [outgoing(account, text, f"+1555011{n:04}") for n, text in enumerate(TEXTS)]
    batch.append(outgoing(account, "another one to Anna", batch[0].to))
    await accepted(account, *batch)
    assert sorted(shown(simulator)) == sorted((one.to, SENDER, one.text) for one in batch)
    parts = sum(message.parts for message in batch)
    assert simulator.network.send_requests == (parts if road.has_session else 1)


@roads_where(lambda road: road.capabilities.batch_size > 1)
async def test_one_bad_number_keeps_no_other_message_back(
    simulator: Simulator, account: Gateway
) -> None:
    numbers = (ANNA, NO_NUMBER, BEN)
    first, second, third = await send(account, *(outgoing(account, to=to) for to in numbers))
    assert isinstance(first, Accepted)
    assert isinstance(third, Accepted)
    assert isinstance(second, GatewayError)
    assert (second.kind, second.retryable, second.uncertain) == (ErrorKind.RECIPIENT, False, False)
    assert sorted(shown(simulator)) == [(ANNA, SENDER, TEXT), (BEN, SENDER, TEXT)]


@roads_where(lambda road: road.capabilities.idempotent)
async def test_what_was_in_doubt_can_be_repeated(simulator: Simulator, account: Gateway) -> None:
    batch = batch_of(account, 3)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    results = await send(account, *batch)
    assert [isinstance(result, GatewayError) and result.uncertain for result in results] == [
        True
    ] * len(batch)
    await accepted(account, *batch)
    assert shown(simulator) == [(message.to, SENDER, TEXT) for message in batch]


@every_road
async def test_a_message_is_taken_after_any_trouble(simulator: Simulator, account: Gateway) -> None:
    simulator.faults.set(Fault.HTTP_503, count=1)
    message = outgoing(account)
    assert isinstance(await send_one(account, message), GatewayError)
    await accepted(account, message)
    assert shown(simulator) == [(ANNA, SENDER, TEXT)]
