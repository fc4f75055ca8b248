"""The One API as clickatell.md 1 documents it."""

import json
import re

import pytest

from .conftest import KEY, Customer, message


async def test_send_example(customer: Customer) -> None:
    # The bytes of 1.1 and the shape of 1.2.
    answer = await customer.call(
        "POST",
        "/v1/message",
        data=b'{"messages":[{"channel":"sms","to":"15550100001","content":"door open",'
        b'"from":"15550100099","clientMessageId":"ha-42"}]}',
        content_type="application/json",
    )
    assert answer.status == 202
    (message_id,) = answer.ids
    assert message_id is not None
    assert re.fullmatch("[0-9a-f]{32}", message_id)
    assert answer.body == json.loads(
        f'{{"messages":[{{"apiMessageId":"{message_id}","accepted":true,"to":"15550100001",'
        '"error":null}],"error":null}'
    )
    (accepted,) = customer.simulator.network.messages
    assert (accepted.to, accepted.sender, accepted.text, accepted.client_message_id) == (
        "15550100001",
        "15550100099",
        "door open",
        "ha-42",
    )


@pytest.mark.parametrize("key", [None, "", f"Bearer {KEY}", KEY.upper(), KEY.rstrip("=")])
async def test_key(customer: Customer, key: str | None) -> None:
    for method, path in (("GET", "/v1/balance"), ("POST", "/v1/message")):
        answer = await customer.call(method, path, key=key)
        assert (answer.status, answer.error) == (401, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'"messages"',
        b"{}",
        b'{"messages":null}',
        b'{"messages":[]}',
        b'{"messages":{}}',
        b'{"messages":["door open"]}',
        b"\xff",
    ],
)
async def test_malformed(customer: Customer, data: bytes) -> None:
    answer = await customer.call("POST", "/v1/message", data=data, content_type="application/json")
    assert (answer.status, answer.error) == (400, 21)


async def test_other_content_type(customer: Customer) -> None:
    data = json.dumps({"messages": [message()]}).encode()
    answer = await customer.call("POST", "/v1/message", data=data, content_type="text/plain")
    assert (answer.status, answer.error) == (400, 21)


async def test_too_many_messages(customer: Customer) -> None:
    answer = await customer.send(*[message()] * 101)
    assert (answer.status, answer.error) == (400, 22)
    answer = await customer.send(*[message()] * 100)
    assert (answer.status, answer.errors) == (202, [None] * 100)
    assert len(set(answer.ids)) == 100


async def test_largest_request(customer: Customer) -> None:
    customer.simulator.account.balance *= 2
    longest = message(content="ç" * 67 * 35)
    answer = await customer.send(*[longest] * 100)
    assert (answer.status, answer.errors) == (202, [None] * 100)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("to", None),
        ("to", ""),
        ("to", 15550100001),
        ("to", ["15550100001"]),
        ("to", "+15550100001"),
        ("to", "1555 010"),
        ("content", None),
        ("content", ""),
        ("content", 5),
        ("from", ""),
        ("from", 15550100099),
        ("clientMessageId", ""),
        ("clientMessageId", 42),
        ("channel", 1),
    ],
)
async def test_invalid_parameter(customer: Customer, name: str, value: object) -> None:
    answer = await customer.send(message() | {name: value})
    assert (answer.status, answer.errors, answer.ids) == (400, [23], [None])
    assert f": {name}" in str(answer.body)


@pytest.mark.parametrize("name", ["to", "content"])
async def test_missing_parameter(customer: Customer, name: str) -> None:
    fields = message()
    del fields[name]
    answer = await customer.send(fields)
    assert (answer.status, answer.errors) == (400, [23])
    assert f": {name}" in str(answer.body)


async def test_channels(customer: Customer) -> None:
    fields = message()
    del fields["channel"]
    assert (await customer.send(fields)).status == 202
    assert (await customer.send(fields | {"channel": "whatsapp"})).status == 202
    answer = await customer.send(fields | {"channel": "SMS"})
    assert (answer.status, answer.errors) == (400, [38])
    messages = customer.simulator.network.messages
    assert [accepted.channel for accepted in messages] == ["sms", "whatsapp"]


@pytest.mark.parametrize("to", ["0155501000", "123456", "1234567890123456"])
async def test_bad_number(customer: Customer, to: str) -> None:
    answer = await customer.send(message(to))
    assert (answer.status, answer.errors) == (400, [25])


async def test_sender(customer: Customer) -> None:
    assert (await customer.send(message() | {"from": "HOME"})).status == 202
    customer.simulator.account.senders = ("15550100099", "15550100098")
    answer = await customer.send(message() | {"from": "HOME"})
    assert (answer.status, answer.errors) == (400, [45])
    answer = await customer.send(message() | {"from": "+15550100098"})
    assert (answer.status, answer.errors) == (400, [45])
    assert (await customer.send(message() | {"from": "15550100098"})).status == 202
    assert (await customer.send(message())).status == 202
    messages = customer.simulator.network.messages
    assert [accepted.sender for accepted in messages] == ["HOME", "15550100098", "15550100099"]


async def test_too_many_parts(customer: Customer) -> None:
    assert (await customer.send(message(content="a" * 153 * 35))).status == 202
    answer = await customer.send(message(content="a" * (153 * 35 + 1)))
    assert (answer.status, answer.errors) == (400, [100])
    customer.simulator.account.max_parts = 1
    answer = await customer.send(message(content="a" * 161))
    assert (answer.status, answer.errors) == (400, [100])


async def test_balance_falls_by_segment_until_it_is_used_up(customer: Customer) -> None:
    account = customer.simulator.account
    answer = await customer.call("GET", "/v1/balance")
    assert (answer.status, answer.body) == (200, {"balance": 100.0, "currency": "EUR"})
    await customer.send(message(content="a" * 161))
    answer = await customer.call("GET", "/v1/balance")
    assert answer.body == {"balance": 99.92, "currency": "EUR"}

    account.balance = account.price
    await customer.send(message(to="123"))
    answer = await customer.send(message(content="a" * 161))
    assert (answer.status, answer.errors) == (402, [20])
    answer = await customer.send(message(), message())
    assert (answer.status, answer.errors) == (207, [None, 20])
    assert account.balance == 0


async def test_several_messages_with_one_rejected(customer: Customer) -> None:
    answer = await customer.send(message(), message(to="123"), message(content=""))
    assert (answer.status, answer.errors) == (207, [None, 25, 23])
    assert answer.body["messages"][1] == {
        "apiMessageId": None,
        "accepted": False,
        "to": "123",
        "error": {"code": 25, "description": "The recipient address is invalid."},
    }
    answer = await customer.send(message(to="123"), message(to="123"))
    assert (answer.status, answer.errors) == (207, [25, 25])


async def test_unknown_resource_and_wrong_method(customer: Customer) -> None:
    for path in ("/", "/v1/messages", "/messages", "/public-client/balance"):
        answer = await customer.call("GET", path)
        assert (answer.status, answer.error) == (404, 41)
    for method, path in (("GET", "/v1/message"), ("PUT", "/v1/message"), ("POST", "/v1/balance")):
        answer = await customer.call(method, path)
        assert (answer.status, answer.error) == (400, 42)


async def test_message_status(customer: Customer) -> None:
    (message_id,) = (await customer.send(message())).ids
    await customer.simulator.settled()
    answer = await customer.call("GET", f"/v1/message/{message_id}")
    (sent,) = customer.simulator.network.messages
    assert answer.status == 200
    assert answer.body == {"sms": {"status": "DEVICE_ACK", "timestamp": sent.status_at}}
    answer = await customer.call("GET", "/v1/message/00000000000000000000000000000000")
    assert (answer.status, answer.body["status"]) == (200, "UNKNOWN")


async def test_duplicates_are_counted_not_refused(customer: Customer) -> None:
    await customer.send(message() | {"clientMessageId": "ha-1"}, message(), message())
    assert customer.simulator.network.duplicates == 0
    answer = await customer.send(message() | {"clientMessageId": "ha-1"})
    assert answer.status == 202
    network = customer.simulator.network
    assert (network.accepted, network.duplicates, network.send_requests) == (4, 1, 2)
    assert [accepted.request for accepted in network.messages] == [1, 1, 1, 2]
