"""The Platform API as clickatell.md 2 documents it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
import json
import re
from typing import Any

from aiohttp import ClientError, ClientSession
import pytest

from simulator import Simulator
from simulator.faults import Fault

from .conftest import KEY

PHONE = "15550100001"
SENDER = "15550100099"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway answered."""

    status: int
    content_type: str
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The answer as JSON."""
        body: dict[str, Any] = json.loads(self.text)
        return body

    @property
    def codes(self) -> list[int | None]:
        """The error of each recipient, None where the message was accepted."""
        assert self.body["errorCode"] is None
        return [entry["errorCode"] for entry in self.body["messages"]]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the Platform API."""

    simulator: Simulator
    session: ClientSession

    async def call(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        key: str | None = KEY,
        content_type: str = "application/json",
    ) -> Answer:
        """Call the gateway."""
        headers = {"Content-Type": content_type}
        if key is not None:
            headers["Authorization"] = key
        url = f"{self.simulator.url}/clickatell_platform{path}"
        async with self.session.request(method, url, headers=headers, data=data) as response:
            return Answer(
                response.status,
                response.content_type,
                dict(response.headers),
                await response.text(),
            )

    async def send(self, *to: str, **fields: object) -> Answer:
        """Send a message."""
        body = {"to": list(to) or [PHONE], "content": "door open"} | fields
        return await self.call("POST", "/messages", json.dumps(body).encode())


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    async with ClientSession() as session:
        yield Customer(simulator, session)


async def test_send_example(customer: Customer) -> None:
    answer = await customer.call(
        "POST",
        "/messages",
        b'{"content":"door open","to":["15550100001"],"from":"15550100099",'
        b'"clientMessageId":"ha-42"}',
    )
    assert (answer.status, answer.content_type) == (202, "application/json")
    message_id = answer.body["messages"][0]["apiMessageId"]
    assert re.fullmatch("[0-9a-f]{32}", message_id)
    # The example of 2.1.
    assert answer.body == json.loads(
        f'{{"messages":[{{"apiMessageId":"{message_id}","accepted":true,"to":"15550100001",'
        '"errorCode":null,"error":null,"errorDescription":null}],'
        '"errorCode":null,"error":null,"errorDescription":null}'
    )
    (message,) = customer.simulator.network.messages
    assert (message.to, message.sender, message.text, message.client_message_id) == (
        PHONE,
        SENDER,
        "door open",
        "ha-42",
    )
    assert message.gateway == "clickatell_platform"


@pytest.mark.parametrize("key", [None, "", f"Bearer {KEY}", KEY.upper(), KEY.rstrip("=")])
async def test_key(customer: Customer, key: str | None) -> None:
    for method, path in (("GET", "/public-client/balance"), ("POST", "/messages")):
        answer = await customer.call(method, path, key=key)
        assert answer.status == 200
        # 2.3, in the words of the answers that were seen.
        assert answer.body == json.loads(
            '{"messages":[],"errorCode":108,"error":"Invalid or missing integration API Key.",'
            '"errorDescription":"The integration API key is either incorrect or has not been '
            'included in the API call."}'
        )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"messages":[{"channel":"sms","to":"15550100001","content":"door open"}]}',
        b'{"to":["15550100001"]}',
        b'{"content":"door open"}',
        b'{"content":"","to":["15550100001"]}',
        b'{"content":null,"to":["15550100001"]}',
        b'{"text":"door open","to":["15550100001"]}',
        b'{"content":"door open","to":[]}',
        b'{"content":"door open","to":"15550100001"}',
        b'{"content":"door open","to":[15550100001]}',
        b'{"content":"door open","to":["15550100001","15550100001"]}',
        b'{"content":"door open","to":["15550100001"],"from":null}',
        b'{"content":"door open","to":["15550100001"],"from":15550100099}',
        b'{"content":"door open","to":["15550100001"],"clientMessageId":42}',
        b'{"content":"door open","to":["15550100001"],"channel":"sms"}',
        b'{"content":"door open","to":["15550100001"],"charset":"utf8"}',
        b'{"content":"door open","to":["15550100001"],"validityPeriod":"1440"}',
        b'{"content":"door open","to":["15550100001"],"binary":1}',
        b'{"content":"door open","to":["15550100001"],"userDataHeader":""}',
        b'{"content":"door open","to":["15550100001"],"scheduledDeliveryTime":"2026-01-01"}',
    ],
)
async def test_unknown_shape(customer: Customer, data: bytes) -> None:
    answer = await customer.call("POST", "/messages", data)
    assert (answer.status, answer.content_type) == (400, "text/plain")
    assert customer.simulator.network.accepted == 0


async def test_every_documented_field(customer: Customer) -> None:
    answer = await customer.send(
        **{"from": SENDER},
        clientMessageId="ha-42",
        binary=False,
        charset="UTF-8",
        scheduledDeliveryTime="2026-01-01T00:00:00+0200",
        userDataHeader="0",
        validityPeriod=1440,
    )
    assert (answer.status, answer.codes) == (202, [None])


async def test_other_content_type(customer: Customer) -> None:
    data = b'{"content":"door open","to":["15550100001"]}'
    answer = await customer.call("POST", "/messages", data, content_type="text/plain")
    assert answer.status == 400


async def test_too_many_recipients(customer: Customer) -> None:
    numbers = [str(15550100000 + number) for number in range(201)]
    assert (await customer.send(*numbers)).status == 400
    answer = await customer.send(*numbers[1:])
    assert (answer.status, answer.codes) == (202, [None] * 200)
    assert [entry["to"] for entry in answer.body["messages"]] == numbers[1:]


@pytest.mark.parametrize(
    "to", ["", "+15550100001", "0015550100001", "1555 010", "123456", "1234567890123456", "Anna"]
)
async def test_bad_number(customer: Customer, to: str) -> None:
    answer = await customer.send(to)
    assert (answer.status, answer.codes) == (200, [105])
    assert answer.body["messages"] == [
        {
            "apiMessageId": None,
            "accepted": False,
            "to": to,
            "errorCode": 105,
            "error": "Invalid destination address.",
            "errorDescription": "The number is not an international one.",
        }
    ]


async def test_one_of_several_refused(customer: Customer) -> None:
    answer = await customer.send("123", PHONE)
    assert (answer.status, answer.codes) == (202, [105, None])
    assert [message.to for message in customer.simulator.network.messages] == [PHONE]


async def test_sender(customer: Customer) -> None:
    account = customer.simulator.account
    assert (await customer.send(**{"from": "HOME"})).codes == [None]
    account.senders = (SENDER, "15550100098")
    answer = await customer.send(**{"from": "HOME"})
    assert answer.status == 200
    # 2.3, in the words of the answer that was seen.
    invalid = json.loads(
        '{"messages":[],"errorCode":106,"error":"Invalid FROM number.",'
        '"errorDescription":"You should specify correct FROM number."}'
    )
    assert answer.body == invalid
    assert (await customer.send(**{"from": "15550100098"})).codes == [None]
    assert (await customer.send()).codes == [None]
    account.senders = ()
    assert (await customer.send(**{"from": "+15550100098"})).body == invalid
    senders = [message.sender for message in customer.simulator.network.messages]
    assert senders == ["HOME", "15550100098", SENDER]


async def test_sender_of_a_two_way_integration(customer: Customer) -> None:
    customer.simulator.account.two_way = True
    customer.simulator.account.senders = (SENDER,)
    answer = await customer.send(**{"from": "15550100098"})
    assert answer.status == 200
    # The text-only form of 2.3.
    assert answer.body == json.loads(
        '{"messages":[],'
        '"error":"Two-Way integration error - From number is not related to integration"}'
    )
    assert (await customer.send(**{"from": SENDER})).codes == [None]


async def test_opted_out(customer: Customer) -> None:
    network = customer.simulator.network
    network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    answer = await customer.send(PHONE, "15550100002")
    assert answer.codes == [122, None]


async def test_too_many_parts(customer: Customer) -> None:
    assert (await customer.send(content="a" * 153 * 35)).codes == [None]
    assert (await customer.send(content="a" * (153 * 35 + 1))).codes == [113]
    assert customer.simulator.network.messages[0].segments == 35


async def test_balance_falls_by_segment_until_it_is_used_up(customer: Customer) -> None:
    account = customer.simulator.account
    answer = await customer.call("GET", "/public-client/balance")
    assert (answer.status, answer.body) == (200, {"balance": 100.0, "currency": "EUR"})
    await customer.send(PHONE, "15550100002", content="a" * 161)
    answer = await customer.call("GET", "/public-client/balance")
    assert answer.body == {"balance": 99.84, "currency": "EUR"}
    account.balance = account.price
    answer = await customer.send(PHONE, "15550100002")
    assert (answer.status, answer.codes) == (202, [None, 301])
    answer = await customer.send()
    assert (answer.status, answer.codes) == (200, [301])


async def test_message_status(customer: Customer) -> None:
    answer = await customer.send()
    message_id = answer.body["messages"][0]["apiMessageId"]
    await customer.simulator.settled()
    path = "/public-client/message/status?messageId="
    answer = await customer.call("GET", path + message_id)
    assert (answer.status, answer.body["status"]) == (200, "RECEIVED_BY_RECIPIENT")
    answer = await customer.call("GET", path + "0" * 32)
    assert (answer.status, answer.body["errorCode"]) == (200, 103)


async def test_a_message_id_for_several_recipients_is_no_duplicate(customer: Customer) -> None:
    await customer.send(PHONE, "15550100002", clientMessageId="ha-1")
    assert customer.simulator.network.duplicates == 0
    await customer.send(PHONE, clientMessageId="ha-1")
    assert customer.simulator.network.duplicates == 1


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.HTTP_500, 500, 901),
        (Fault.CODE_43, 200, 130),
        (Fault.BAD_KEY, 200, 108),
        (Fault.ADDRESS, 200, 7),
    ],
)
async def test_faults_in_json(customer: Customer, fault: Fault, status: int, code: int) -> None:
    customer.simulator.faults.set(fault, count=2)
    for answer in (await customer.call("GET", "/public-client/balance"), await customer.send()):
        assert (answer.status, answer.body["errorCode"]) == (status, code)
        assert answer.body["messages"] == []
        assert isinstance(answer.body["error"], str)
    network = customer.simulator.network
    assert (network.accepted, network.send_requests) == (0, 1)
    assert (await customer.send()).codes == [None]


@pytest.mark.parametrize(("fault", "status"), [(Fault.HTTP_503, 503), (Fault.RATE_429, 429)])
async def test_faults_without_json(customer: Customer, fault: Fault, status: int) -> None:
    customer.simulator.faults.set(fault, 30, count=1)
    answer = await customer.send()
    assert (answer.status, answer.content_type) == (status, "text/plain")
    assert answer.headers.get("Retry-After") == ("30" if fault is Fault.RATE_429 else None)
    assert customer.simulator.network.accepted == 0


async def test_faults_of_the_connection(customer: Customer) -> None:
    faults = customer.simulator.faults
    faults.set(Fault.TRUNCATED, count=1)
    answer = await customer.send()
    assert answer.text.startswith('{"messages": [{"apiMessageId": ')
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)
    faults.set(Fault.DROP_ANSWER, count=1)
    with pytest.raises(ClientError):
        await customer.send()
    assert customer.simulator.network.accepted == 2
    faults.set(Fault.HTML, count=1)
    answer = await customer.send()
    assert (answer.status, answer.content_type) == (200, "text/html")
    faults.set(Fault.NO_FUNDS, count=1)
    assert (await customer.send(PHONE, "15550100002")).codes == [301, 301]
    assert customer.simulator.network.accepted == 2
