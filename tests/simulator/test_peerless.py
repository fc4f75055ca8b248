"""Peerless as gateways.md 3b knows it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, encode_basic_auth
import pytest

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault
from simulator.peerless import judge

from .conftest import Webhook

PHONE = "15550100001"
SENDER = "15550100099"
PASSWORD = "simulator-password"
SUBMITTED = {"responseText": "OK. Message Submitted Successfully"}


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of Peerless."""

    simulator: Simulator
    session: ClientSession

    async def send(
        self,
        *,
        account: str = "1234567",
        password: str = PASSWORD,
        **fields: object,
    ) -> tuple[int, object]:
        """Send a message; return status and JSON of the answer."""
        url = f"{self.simulator.url}/peerless/partners/messageReceiving/{account}/submitMessage"
        body = {"from": f"+{SENDER}", "recipients": [f"+{PHONE}"], "text": "door open"} | fields
        headers = {"Authorization": encode_basic_auth("simulator", password)}
        async with self.session.post(url, json=body, headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "peerless"
    async with ClientSession() as session:
        yield Customer(simulator, session)


async def test_send(customer: Customer, webhook: Webhook) -> None:
    assert await customer.send() == (200, SUBMITTED)
    await customer.simulator.settled()
    (sent,) = customer.simulator.network.messages
    assert (sent.to, sent.sender, sent.text) == (PHONE, SENDER, "door open")
    assert webhook.requests == []


async def test_fields_that_the_reference_shows(customer: Customer) -> None:
    answer = await customer.send(
        recipients=[PHONE, "15550100002"], ccRecipients=[], mediaURL=["https://example.com/1.jpg"]
    )
    assert answer == (200, SUBMITTED)
    assert [sent.to for sent in customer.simulator.network.messages] == [PHONE, "15550100002"]


@pytest.mark.parametrize(
    "fields",
    [
        {"from": SENDER},
        {"from": "+1"},
        {"from": "+Home Alarm 1"},
        {"recipients": []},
        {"recipients": PHONE},
        {"recipients": ["+12345"]},
        {"text": ""},
        {"text": None},
    ],
)
async def test_refusals(customer: Customer, fields: dict[str, Any]) -> None:
    if fields == {"from": "+1"}:
        customer.simulator.account.senders = (SENDER,)
    status, answer = await customer.send(**fields)
    assert status == 400
    assert isinstance(answer, dict)
    assert answer["responseText"]
    assert customer.simulator.network.messages == []


async def test_strangers(customer: Customer) -> None:
    assert (await customer.send(password="wrong"))[0] == 401
    assert (await customer.send(account="7654321"))[0] == 404


async def test_funds(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert await customer.send() == (400, {"responseText": "Insufficient balance"})
    assert (await customer.send())[0] == 200


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
    assert (await customer.send())[0] == status
    assert customer.simulator.network.messages == []


async def test_reply(customer: Customer, webhook: Webhook) -> None:
    await customer.simulator.reply(PHONE, "Yes, über 5 € 🔥", to=SENDER)
    assert webhook.bodies == [
        {
            "from": f"+{PHONE}",
            "recipients": [f"+{SENDER}"],
            "ccRecipients": [],
            "text": "Yes, über 5 € 🔥",
            "mediaURL": None,
            "contentId": None,
        }
    ]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, '{"receipt": "7c62"}', CallbackState.DONE),
        (200, '{"receipt": "7c62", "status": "accepted"}', CallbackState.DONE),
        (200, '{"receipt": ""}', CallbackState.PENDING),
        (200, "[]", CallbackState.PENDING),
        (200, "OK", CallbackState.PENDING),
        (200, "", CallbackState.PENDING),
        (503, '{"receipt": "7c62"}', CallbackState.PENDING),
    ],
)
def test_what_takes_a_callback(status: int, body: str, state: CallbackState) -> None:
    assert judge(status, body.encode()) is state
