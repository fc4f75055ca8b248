"""Simwood as gateways.md 3a documents it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
import json
from typing import Any
from urllib.parse import parse_qs

from aiohttp import ClientSession, encode_basic_auth
import pytest

from simulator import Simulator
from simulator.account import CallbackForm
from simulator.callbacks import CallbackState
from simulator.faults import Fault
from simulator.simwood import judge

from .conftest import Webhook

PHONE = "15550100001"
SENDER = "15550100099"
PASSWORD = "simulator-password"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of Simwood."""

    simulator: Simulator
    session: ClientSession

    async def call(
        self,
        method: str,
        path: str,
        *,
        account: str = "1234567",
        password: str = PASSWORD,
        **more: Any,  # noqa: ANN401 - a body
    ) -> tuple[int, Any]:
        """Call the gateway; return status and JSON of the answer."""
        url = f"{self.simulator.url}/simwood/v3/{path.format(account)}"
        headers = {"Authorization": encode_basic_auth("simulator", password)}
        async with self.session.request(method, url, headers=headers, **more) as response:
            return response.status, await response.json()

    async def send(self, **fields: object) -> tuple[int, Any]:
        """Send a message."""
        body = {"to": PHONE, "from": SENDER, "message": "door open"} | fields
        return await self.call("POST", "messaging/{}/sms", json=body)


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "simwood"
    async with ClientSession() as session:
        yield Customer(simulator, session)


async def test_send(customer: Customer) -> None:
    status, answer = await customer.send()
    (sent,) = customer.simulator.network.messages
    assert (status, answer) == (200, [{"id": sent.id}])
    assert (sent.to, sent.sender, sent.text, sent.gateway) == (
        PHONE,
        SENDER,
        "door open",
        "simwood",
    )


async def test_extended_answer(customer: Customer) -> None:
    status, answer = await customer.send(extended=1, message="a" * 161, concat=2)
    (sent,) = customer.simulator.network.messages
    assert status == 200
    assert answer == {
        "success": True,
        "data": {
            "id": sent.id,
            "desc": "SMS - Simulator",
            "parts": 2,
            "charge": 0.08,
            "currency": "EUR",
        },
    }


async def test_form(customer: Customer) -> None:
    fields = {"to": PHONE, "from": "CallAlert", "message": "a" * 161, "concat": "2"}
    status, _ = await customer.call("POST", "messaging/{}/sms", data=fields)
    (sent,) = customer.simulator.network.messages
    assert (status, sent.sender, sent.text) == (200, "CallAlert", "a" * 161)


@pytest.mark.parametrize(
    ("text", "concat", "kept"),
    [
        ("a" * 161, None, "a" * 160),
        ("a" * 160, None, "a" * 160),
        ("é☃" * 36, 1, "é☃" * 35),
        ("a" * 153 + "b" * 153 + "c", 2, "a" * 153 + "b" * 153),
        ("a" * 307, 3, "a" * 307),
    ],
)
async def test_text_is_cut_off_beyond_concat(
    customer: Customer, text: str, concat: int | None, kept: str
) -> None:
    await customer.send(message=text, **({"concat": concat} if concat else {}))
    assert customer.simulator.network.messages[0].text == kept


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": "12345"}, "Invalid destination"),
        ({"to": "+15550100001"}, "Invalid destination"),
        ({"from": "A name too long"}, "Invalid originator"),
    ],
)
async def test_refusals(customer: Customer, fields: dict[str, str], words: str) -> None:
    assert await customer.send(**fields) == (400, {"success": False, "errors": [words]})
    assert customer.simulator.network.messages == []


@pytest.mark.parametrize("missing", ["to", "from", "message"])
async def test_what_is_needed(customer: Customer, missing: str) -> None:
    status, answer = await customer.send(**{missing: ""})
    assert (status, answer["success"]) == (400, False)


async def test_senders_and_funds(customer: Customer) -> None:
    customer.simulator.account.senders = ("15550100098",)
    assert (await customer.send())[1]["errors"] == ["Disallowed originator"]
    customer.simulator.account.senders = ()
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert (await customer.send())[1]["errors"] == ["Insufficient balance"]
    assert (await customer.send())[0] == 200


async def test_strangers(customer: Customer) -> None:
    path = "accounts/{}/prepay/balance"
    assert (await customer.call("GET", path, password="wrong"))[0] == 401
    assert (await customer.call("GET", path, account="7654321"))[0] == 403


async def test_balance(customer: Customer) -> None:
    answer = await customer.call("GET", "accounts/{}/prepay/balance")
    assert answer == (200, [{"balance": "100.00", "currency": "EUR"}])


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.HTTP_500, 500),
        (Fault.RATE_429, 429),
        (Fault.CODE_43, 429),
        (Fault.BAD_KEY, 401),
        (Fault.ADDRESS, 403),
    ],
)
async def test_faults(customer: Customer, fault: Fault, status: int) -> None:
    customer.simulator.faults.set(fault, count=1)
    answered, answer = await customer.send()
    assert (answered, answer["success"], len(answer["errors"])) == (status, False, 1)
    assert customer.simulator.network.messages == []


async def test_delivery_reports(customer: Customer, webhook: Webhook) -> None:
    webhook.text = "OK"
    _, answer = await customer.send(report=f"{webhook.url}?mine=a%2Fb&id=%id%&status=%status%")
    await customer.simulator.settled()
    sent, delivered = webhook.requests
    assert (sent.method, sent.content_type) == ("POST", "application/x-www-form-urlencoded")
    assert [parse_qs(heard.query)["status"] for heard in (sent, delivered)] == [["2"], ["11"]]
    assert parse_qs(sent.query) == {"mine": ["a/b"], "id": [answer[0]["id"]], "status": ["2"]}
    fields = parse_qs(delivered.body)
    assert set(fields) == {"payload"}
    report = json.loads(fields["payload"][0])
    assert (report["app"], report["id"]) == ("sms_send_status", answer[0]["id"])
    assert (report["data"]["status"], len(report["data"]["dtime"])) == (11, 19)


async def test_nothing_is_reported_unasked(customer: Customer, webhook: Webhook) -> None:
    await customer.send()
    await customer.simulator.settled()
    assert webhook.requests == []


async def test_phone_that_is_switched_off(customer: Customer, webhook: Webhook) -> None:
    webhook.text = "OK"
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    await customer.send(report=f"{webhook.url}?status=%status%")
    await customer.simulator.settled()
    assert [heard.query for heard in webhook.requests] == ["status=2", "status=26"]


async def test_reply(customer: Customer, webhook: Webhook) -> None:
    reply = await customer.simulator.reply(PHONE, "Yes, über 5 € 🔥", to=SENDER)
    (content,) = webhook.bodies
    assert content == {
        "app": "sms_inbound",
        "id": f"si_{reply.id}",
        "data": {
            "originator": PHONE,
            "destination": SENDER,
            "message": "Yes, über 5 € 🔥",
            "length": 15,
            "time": content["data"]["time"],
        },
    }


async def test_reply_in_the_legacy_form(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.account.callback_form = CallbackForm.HTTP_POST
    await customer.simulator.reply(PHONE, "Yes, ü", to=SENDER)
    (heard,) = webhook.requests
    content = json.loads(parse_qs(heard.body)["payload"][0])
    assert (content["app"], content["data"]["message"]) == ("mvno_inbound_sms", "Yes, ü")


async def test_callback_is_repeated_until_its_answer_has_a_body(
    customer: Customer, webhook: Webhook
) -> None:
    customer.simulator.account.callback_retries = 2
    await customer.simulator.reply(PHONE, "YES", to=SENDER)
    await customer.simulator.settled()
    # What the webhook answers has none.
    assert len(webhook.requests) == 3
    assert customer.simulator.callbacks.sent[0].state is CallbackState.GIVEN_UP


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b"OK", CallbackState.DONE),
        (200, b"", CallbackState.PENDING),
        (204, b"", CallbackState.PENDING),
        (201, b"OK", CallbackState.PENDING),
        (500, b"OK", CallbackState.PENDING),
    ],
)
def test_what_takes_a_callback(status: int, body: bytes, state: CallbackState) -> None:
    assert judge(status, body) is state
