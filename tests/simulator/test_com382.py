"""382 Communications as gateways.md 3c knows it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from aiohttp import ClientSession
import pytest

from simulator import Simulator
from simulator.account import CallbackForm
from simulator.faults import Fault

from .conftest import Webhook

PHONE = "15550100001"
SENDER = "15550100099"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of 382."""

    simulator: Simulator
    session: ClientSession

    async def send(self, **fields: str) -> tuple[int, str]:
        """Send a message; return status and text of the answer."""
        needed = {
            "user": "simulator",
            "pass": "simulator-password",
            "source": "5550100099",
            "destination": "5550100001",
            "message": "door open",
        }
        url = f"{self.simulator.url}/com382/sendsms.cgi"
        async with self.session.get(url, params=needed | fields) as response:
            return response.status, await response.text()


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "com382"
    async with ClientSession() as session:
        yield Customer(simulator, session)


async def test_send(customer: Customer, webhook: Webhook) -> None:
    text = "a&b=c #1 + 2 % 3, 5 € 🔥\nnow"
    assert await customer.send(message=text) == (200, "OK")
    await customer.simulator.settled()
    (sent,) = customer.simulator.network.messages
    assert (sent.to, sent.sender, sent.text) == (PHONE, SENDER, text)
    assert webhook.requests == []


async def test_numbers_with_a_country_code(customer: Customer) -> None:
    assert await customer.send(destination="447700900123", source=SENDER) == (200, "OK")
    (sent,) = customer.simulator.network.messages
    assert (sent.to, sent.sender) == ("447700900123", SENDER)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"destination": "12345"}, (200, "ERROR: invalid destination")),
        ({"destination": "+15550100001"}, (200, "ERROR: invalid destination")),
        ({"source": ""}, (200, "ERROR: invalid source")),
        ({"message": ""}, (200, "ERROR: no message")),
        ({"pass": "wrong"}, (401, "Unauthorized")),
        ({"user": "wrong"}, (401, "Unauthorized")),
    ],
)
async def test_refusals(
    customer: Customer, fields: dict[str, str], answer: tuple[int, str]
) -> None:
    assert await customer.send(**fields) == answer
    assert customer.simulator.network.messages == []


async def test_funds(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert await customer.send() == (200, "ERROR: insufficient balance")
    assert await customer.send() == (200, "OK")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.HTTP_500, 500),
        (Fault.HTTP_503, 503),
        (Fault.RATE_429, 429),
        (Fault.CODE_43, 429),
        (Fault.BAD_KEY, 401),
        (Fault.ADDRESS, 403),
    ],
)
async def test_faults(customer: Customer, fault: Fault, status: int) -> None:
    customer.simulator.faults.set(fault, count=1)
    assert (await customer.send())[0] == status
    assert customer.simulator.network.messages == []


async def test_reply(customer: Customer, webhook: Webhook) -> None:
    await customer.simulator.reply(PHONE, "Yes, über 5 € 🔥", to=SENDER)
    assert webhook.bodies == [
        {
            "source": "5550100001",
            "destination": "5550100099",
            "type": "sms",
            "message": "Yes, über 5 € 🔥",
        }
    ]


async def test_reply_as_a_form(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.account.callback_form = CallbackForm.HTTP_POST
    await customer.simulator.reply("447700900123", "Yes, ü", to=SENDER)
    (heard,) = webhook.requests
    assert heard.content_type == "application/x-www-form-urlencoded"
    assert parse_qs(heard.body) == {
        "source": ["447700900123"],
        "destination": ["5550100099"],
        "type": ["sms"],
        "message": ["Yes, ü"],
    }
