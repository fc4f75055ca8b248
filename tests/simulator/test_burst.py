"""Burst SMS as gateways.md 2 documents it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import ClientSession, encode_basic_auth
from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import Simulator
from simulator.faults import Fault

from .conftest import KEY, Heard, Webhook

PHONE = "15550100001"
OTHER = "15550100002"
SENDER = "15550100099"
AUTHORIZATION = encode_basic_auth(KEY, "simulator-password", "utf-8")
SUCCESS = {"code": "SUCCESS", "description": "OK"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The answer as JSON."""
        body: dict[str, Any] = json.loads(self.text)
        return body

    @property
    def code(self) -> str:
        """Whether it is a success, or what is wrong."""
        return str(self.body["error"]["code"])


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of Burst."""

    simulator: Simulator
    session: ClientSession

    async def call(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        authorization: str | None = AUTHORIZATION,
        content_type: str = "application/x-www-form-urlencoded",
    ) -> Answer:
        """Call the gateway."""
        headers = {"Content-Type": content_type}
        if authorization is not None:
            headers["Authorization"] = authorization
        url = f"{self.simulator.url}/burst{path}"
        async with self.session.request(method, url, headers=headers, data=data) as response:
            return Answer(response.status, dict(response.headers), await response.text())

    async def send(self, **fields: str) -> Answer:
        """Send a message."""
        form = {"to": PHONE, "message": "door open"} | fields
        return await self.call("POST", "/send-sms.json", urlencode(form).encode())

    async def responses(self, **query: str) -> Answer:
        """Ask for what came in."""
        return await self.call("GET", f"/get-user-sms-responses.json?{urlencode(query)}")


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "burst"
    async with ClientSession() as session:
        yield Customer(simulator, session)


def said(heard: Heard) -> dict[str, str]:
    """Return what a callback says."""
    assert (heard.method, heard.body) == ("GET", "")
    return dict(parse_qsl(heard.query, keep_blank_values=True, strict_parsing=True))


async def test_send_example(customer: Customer) -> None:
    # gateways.md 2, with numbers of the tests.
    form = (
        b"message=Gate+open&to=15550100001,15550100002&from=HomeAlarm"
        b"&reply_callback=https%3A%2F%2Fhome.invalid&dlr_callback=https%3A%2F%2Fhome.invalid"
    )
    answer = await customer.call("POST", "/send-sms.json", form)
    assert answer.status == 200
    assert answer.body == {
        "message_id": answer.body["message_id"],
        "send_at": answer.body["send_at"],
        "recipients": 2,
        "cost": 0.08,
        "sms": 2,
        "delivery_stats": {
            "delivered": 0,
            "pending": 0,
            "bounced": 0,
            "responses": 0,
            "optouts": 0,
        },
        "error": SUCCESS,
    }
    assert isinstance(answer.body["message_id"], int)
    messages = customer.simulator.network.messages
    assert [(message.to, message.sender, message.text) for message in messages] == [
        (PHONE, "HomeAlarm", "Gate open"),
        (OTHER, "HomeAlarm", "Gate open"),
    ]


async def test_every_request_has_an_id_of_its_own(customer: Customer) -> None:
    ids = {(await customer.send()).body["message_id"] for _ in range(5)}
    assert len(ids) == 5


@pytest.mark.parametrize(
    "authorization", [None, "", encode_basic_auth(KEY, "x", "utf-8"), "Basic x", KEY]
)
async def test_key_and_secret(customer: Customer, authorization: str | None) -> None:
    for method, path in (("GET", "/get-balance.json"), ("POST", "/send-sms.json")):
        answer = await customer.call(method, path, b"to=1", authorization=authorization)
        assert (answer.status, answer.code) == (401, "AUTH_FAILED")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"message": ""}, "FIELD_EMPTY"),
        ({"to": ""}, "FIELD_EMPTY"),
        ({"message": "a" * 613}, "FIELD_INVALID"),
        ({"to": ",".join([PHONE] * 501)}, "FIELD_INVALID"),
        ({"from": "No sender"}, "BAD_CALLER_ID"),
        ({"from": "a" * 12}, "BAD_CALLER_ID"),
        ({"to": "123"}, "RECIPIENTS_ERROR"),
        ({"to": "+15550100001"}, "RECIPIENTS_ERROR"),
    ],
)
async def test_refusals(customer: Customer, fields: dict[str, str], code: str) -> None:
    answer = await customer.send(**fields)
    assert (answer.status, answer.code) == (400, code)
    assert answer.body["error"]["description"]
    assert customer.simulator.network.accepted == 0


async def test_json_is_no_form(customer: Customer) -> None:
    answer = await customer.call(
        "POST", "/send-sms.json", b'{"to":"1"}', content_type="application/json"
    )
    assert answer.code == "FIELD_EMPTY"


async def test_the_longest_text_and_the_most_recipients(customer: Customer) -> None:
    numbers = ",".join(str(15550100000 + i) for i in range(500))
    answer = await customer.send(to=numbers, message="a" * 612)
    assert (answer.body["recipients"], answer.body["sms"]) == (500, 2000)


async def test_senders(customer: Customer) -> None:
    await customer.send()
    customer.simulator.account.senders = ("15550100098",)
    assert (await customer.send(**{"from": "HOME"})).code == "BAD_CALLER_ID"
    assert (await customer.send(**{"from": "15550100098"})).code == "SUCCESS"
    assert [message.sender for message in customer.simulator.network.messages] == [
        SENDER,
        "15550100098",
    ]


async def test_who_is_not_written_to_is_named(customer: Customer) -> None:
    network = customer.simulator.network
    network.opt_out(OTHER, SENDER, every_sender=False, confirmed=True)
    answer = await customer.send(to=f"{PHONE},123,{OTHER}")
    assert (answer.status, answer.code, answer.body["recipients"]) == (200, "SUCCESS", 1)
    assert (answer.body["fails"], answer.body["optouts"]) == (["123"], [OTHER])
    assert [message.to for message in network.messages] == [PHONE]
    answer = await customer.send(to=f"123,{OTHER}")
    assert (answer.status, answer.code) == (400, "RECIPIENTS_ERROR")
    assert answer.body["error"]["description"] == {"fails": ["123"], "optouts": [OTHER]}


async def test_balance(customer: Customer) -> None:
    await customer.send(message="a" * 161)
    answer = await customer.call("GET", "/get-balance.json")
    assert answer.body == {"balance": 99.92, "currency": "EUR", "error": SUCCESS}
    customer.simulator.account.balance = customer.simulator.account.price
    answer = await customer.send(to=f"{PHONE},{OTHER}")
    assert (answer.status, answer.code) == (400, "LEDGER_ERROR")
    assert (await customer.send()).code == "SUCCESS"


async def test_delivery_reports(customer: Customer, webhook: Webhook) -> None:
    answer = await customer.send(to=f"{PHONE},{OTHER}")
    await customer.simulator.settled()
    reports = [said(heard) for heard in webhook.requests]
    delivered = next(r for r in reports if (r["mobile"], r["status"]) == (PHONE, "delivered"))
    assert delivered == {
        "message_id": str(answer.body["message_id"]),
        "mobile": PHONE,
        "datetime": delivered["datetime"],
        "status": "delivered",
        "user_id": "1234567",
        "rate": "4",
    }
    assert sorted((report["mobile"], report["status"]) for report in reports) == [
        (PHONE, "delivered"),
        (PHONE, "pending"),
        (OTHER, "delivered"),
        (OTHER, "pending"),
    ]


async def test_phone_that_is_switched_off(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    await customer.send()
    await customer.simulator.settled()
    assert [said(heard)["status"] for heard in webhook.requests] == ["pending", "hard-bounce"]


async def test_callbacks_go_where_the_message_says(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.account.callback_url = None
    await customer.send()
    await customer.simulator.settled()
    assert webhook.requests == []
    await customer.send(dlr_callback=f"{webhook.url}?home=1")
    await customer.simulator.settled()
    assert [said(heard)["home"] for heard in webhook.requests] == ["1", "1"]
    # What is in the address already comes first.
    assert webhook.requests[0].query.startswith("home=1&message_id=")
    await customer.simulator.reply(PHONE, "no address for this")
    await customer.send(reply_callback=f"{webhook.url}?reply=1")
    await customer.simulator.settled()
    assert len(webhook.requests) == 2
    await customer.simulator.reply(PHONE, "OK")
    assert said(webhook.requests[-1])["reply"] == "1"


async def test_reply(customer: Customer, webhook: Webhook, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2020-05-16T12:10:00Z")
    message_id = (await customer.send()).body["message_id"]
    await customer.simulator.settled()
    await customer.simulator.reply(PHONE, "Yes, über 5 € 🔥\n" * 20)
    reply = said(webhook.requests[-1])
    assert reply == {
        "user_id": "1234567",
        "message_id": str(message_id),
        "mobile": PHONE,
        "longcode": SENDER,
        "datetime_entry": "2020-05-16 12:10:00",
        "response": "Yes, über 5 € 🔥\n" * 20,
        "response_id": reply["response_id"],
        "is_optout": "no",
    }
    await customer.simulator.reply(PHONE, " stop ")
    assert said(webhook.requests[-1])["is_optout"] == "yes"


async def test_reply_to_nothing(customer: Customer, webhook: Webhook) -> None:
    await customer.simulator.reply(PHONE, "OK")
    assert "message_id" not in said(webhook.requests[-1])


async def test_callbacks_are_signed(customer: Customer) -> None:
    await customer.send(dlr_callback="http://127.0.0.1:1/hook?home=a%2Fb")
    await customer.simulator.settled()
    sent = customer.simulator.callbacks.sent[-1].request
    pairs = parse_qsl("home=a%2Fb&" + sent.query)
    # As PHP writes it: in the order of arrival, all of them strings, slashes escaped.
    written = "{" + ",".join(f'"{name}":"{value}"' for name, value in pairs) + "}"
    written = written.replace("/", "\\/")
    expected = hmac.new(b"simulator-password", written.encode(), sha256).hexdigest()
    assert sent.headers == {"x-transmitsms-signature": expected}


async def test_replies_can_be_asked_for(
    customer: Customer, webhook: Webhook, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2020-06-23T10:00:00Z")
    message_id = (await customer.send()).body["message_id"]
    await customer.simulator.settled()
    for text in ("one", "two", "three"):
        await customer.simulator.reply(PHONE, text)
        freezer.tick(60)
    pushed = [said(heard) for heard in webhook.requests[-3:]]
    answer = await customer.responses(start="2020-06-23 10:01:00", page="2", max="1")
    assert answer.body == {
        "page": {"count": 2, "number": 2},
        "total": 2,
        "responses": [
            {
                "id": int(pushed[1]["response_id"]),
                "message_id": message_id,
                "list_id": 0,
                "received_at": "2020-06-23 10:01:00",
                "first_name": None,
                "last_name": None,
                "msisdn": int(PHONE),
                "response": "two",
                "longcode": int(SENDER),
            }
        ],
        "error": SUCCESS,
    }
    everything = (await customer.responses()).body["responses"]
    assert [response["response"] for response in everything] == ["three", "two", "one"]


async def test_a_page_has_ten_if_nothing_is_said(customer: Customer) -> None:
    for number in range(11):
        customer.simulator.network.reply(PHONE, str(number))
    answer = await customer.responses()
    assert (len(answer.body["responses"]), answer.body["page"]["count"]) == (10, 2)
    assert len((await customer.responses(page="2")).body["responses"]) == 1
    assert (await customer.responses(page="3")).body["responses"] == []


@pytest.mark.parametrize(
    "query", [{"start": "2020-06-23T10:00:00Z"}, {"page": "0"}, {"max": "x"}, {"start": "x"}]
)
async def test_questions_that_are_none(customer: Customer, query: dict[str, str]) -> None:
    answer = await customer.responses(**query)
    assert (answer.status, answer.code) == (400, "FIELD_INVALID")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.BAD_KEY, 401, "AUTH_FAILED"),
        (Fault.ADDRESS, 400, "NO_ACCESS"),
        (Fault.RATE_429, 429, "OVER_LIMIT"),
        (Fault.CODE_43, 429, "OVER_LIMIT"),
        (Fault.HTTP_500, 500, None),
        (Fault.HTTP_503, 503, None),
        (Fault.HTML, 200, None),
    ],
)
async def test_faults(customer: Customer, fault: Fault, status: int, code: str | None) -> None:
    customer.simulator.faults.set(fault, 30, count=2)
    for answer in (await customer.call("GET", "/get-balance.json"), await customer.send()):
        assert answer.status == status
        if code:
            assert answer.code == code
        assert answer.headers.get("Retry-After") == ("30" if fault is Fault.RATE_429 else None)
    network = customer.simulator.network
    assert (network.accepted, network.send_requests) == (0, 1)
    assert (await customer.send()).code == "SUCCESS"


async def test_no_funds(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert (await customer.send()).code == "LEDGER_ERROR"
    assert (await customer.send()).code == "SUCCESS"
