"""A Kannel box as its user guide documents it (gateways.md 7)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from aiohttp import ClientSession
import pytest
from yarl import URL

from simulator import Simulator
from simulator.account import CallbackForm
from simulator.callbacks import CallbackState
from simulator.faults import Fault

from .conftest import Webhook

PHONE = "15550100001"
ACCEPTED = (202, "0: Accepted for delivery")


@dataclass(frozen=True, slots=True)
class Customer:
    """A user of the sendsms interface."""

    simulator: Simulator
    session: ClientSession

    async def call(self, query: str, method: str = "GET") -> tuple[int, str]:
        """Call it with these parameters, byte for byte."""
        url = URL(f"{self.simulator.url}/kannel/cgi-bin/sendsms?{query}", encoded=True)
        async with self.session.request(method, url) as response:
            return response.status, await response.text()

    async def send(self, **parameters: str | bytes) -> tuple[int, str]:
        """Send a message; parameters are written with underscores."""
        account = self.simulator.account
        needed: dict[str, str | bytes] = {
            "username": account.user, "password": account.password,
            "to": PHONE, "from": "15550100099", "text": "door open",
        }  # fmt: skip
        named = {name.strip("_").replace("_", "-"): value for name, value in parameters.items()}
        return await self.call(urlencode(needed | named))

    @property
    def texts(self) -> list[str]:
        """What the phones show."""
        return [message.text for message in self.simulator.network.messages]


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "kannel"
    async with ClientSession() as session:
        yield Customer(simulator, session)


async def test_the_example_of_the_guide(customer: Customer) -> None:
    answer = await customer.call(
        "username=simulator&password=simulator-password&to=%2B15550100001&text=Hello+world"
    )
    assert answer == ACCEPTED
    (message,) = customer.simulator.network.messages
    assert (message.to, message.text, message.gateway) == (PHONE, "Hello world", "kannel")
    assert message.sender == customer.simulator.account.sender


@pytest.mark.parametrize("wrong", [{"username": "x"}, {"password": "x"}, {"password": ""}])
async def test_wrong_credentials(customer: Customer, wrong: dict[str, str]) -> None:
    assert await customer.send(**wrong) == (403, "Authorization failed for sendsms")
    assert customer.texts == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"to": ""}, "Missing receiver number, rejected"),
        ({"to": "Anna"}, "Number(s) has/have been denied by white- and/or black-lists."),
        ({"to": "123"}, "Number(s) has/have been denied by white- and/or black-lists."),
        ({"text": ""}, "Empty text not allowed, rejected."),
        ({"charset": "klingon"}, "Invalid charset, rejected"),
        ({"dlr_mask": "x"}, "DLR-Mask field misformed, rejected"),
        ({"from_": "a name that is too long"}, "Sender missing and no global set, rejected"),
    ],
)
async def test_wrong_parameters(customer: Customer, wrong: dict[str, str], words: str) -> None:
    assert await customer.send(**wrong) == (400, words)
    assert customer.texts == []


async def test_only_get(customer: Customer) -> None:
    credentials = "username=simulator&password=simulator-password"
    status, _ = await customer.call(credentials, method="POST")
    assert status == 405


async def test_sender_of_another(customer: Customer) -> None:
    customer.simulator.account.senders = ("15550100098",)
    assert (await customer.send())[0] == 400
    assert await customer.send(from_="15550100098") == ACCEPTED


async def test_coding(customer: Customer) -> None:
    """7 bits lose what is not in GSM 03.38; UCS-2 is UTF-16BE where no charset is named."""
    text = "ü € → 🛑"
    await customer.send(text=text)
    await customer.send(text=text, coding="2", charset="UTF-8")
    await customer.send(text=text.encode("utf-16-be"), coding="2")
    assert customer.texts == ["ü € ? ?", text, text]


async def test_a_phone_that_is_denied(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert await customer.send() == (403, "Not routable. Rejected")
    assert await customer.send() == ACCEPTED


@pytest.mark.parametrize(
    ("mask", "expected"), [("31", ["8", "1"]), ("27", ["8", "1"]), ("3", ["1"]), ("16", [])]
)
async def test_reports(
    customer: Customer, webhook: Webhook, mask: str, expected: list[str]
) -> None:
    await customer.send(dlr_mask=mask, dlr_url=f"{webhook.url}?id=ha42&status=%d&to=%P&x=%z%%")
    await customer.simulator.settled()
    queries = [parse_qs(heard.query) for heard in webhook.requests]
    assert [query["status"] for query in queries] == [[status] for status in expected]
    assert all(query["id"] == ["ha42"] and query["to"] == [PHONE] for query in queries)
    assert {heard.method for heard in webhook.requests} <= {"GET"}


async def test_report_of_a_phone_that_is_off(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    await customer.send(dlr_mask="27", dlr_url=f"{webhook.url}?status=%d")
    await customer.simulator.settled()
    assert [heard.query for heard in webhook.requests] == ["status=8", "status=2"]


async def test_without_a_url_nothing_is_reported(customer: Customer, webhook: Webhook) -> None:
    assert await customer.send(dlr_mask="27") == ACCEPTED
    await customer.simulator.settled()
    assert webhook.requests == []


async def test_reply_by_get(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.account.callback_form = CallbackForm.HTTP_GET
    await customer.send()
    reply = await customer.simulator.reply(PHONE, "on  my\nway ü")
    (heard,) = webhook.requests
    assert heard.method == "GET"
    assert parse_qs(heard.query) == {
        "sender": [f"+{PHONE}"],
        "receiver": ["+15550100099"],
        "text": ["on my way ü"],
        "id": [reply.id],
        "charset": ["UTF-8"],
    }


async def test_reply_by_post(customer: Customer, webhook: Webhook) -> None:
    """The text is the body, as it was typed; the rest stands in the address and in headers."""
    await customer.send()
    text = "on  my\nway ü <script>"
    reply = await customer.simulator.reply(PHONE, text)
    (heard,) = webhook.requests
    assert (heard.method, heard.body, heard.content_type) == ("POST", text, "text/plain")
    assert parse_qs(heard.query) == {
        "sender": [f"+{PHONE}"],
        "receiver": ["+15550100099"],
        "id": [reply.id],
        "charset": ["UTF-8"],
    }
    sent = customer.simulator.callbacks.sent[0].request
    assert (sent.headers["X-Kannel-From"], sent.headers["X-Kannel-To"]) == (
        f"+{PHONE}",
        "+15550100099",
    )
    await customer.simulator.reply(PHONE, "x" * 400)
    assert len(webhook.requests) == 2


@pytest.mark.parametrize(
    ("most", "text", "expected"),
    [
        # As measured at a real one: the first SMS, and that is whole.
        (1, "x" * 200, 160),
        (1, "x" * 450, 160),
        (1, "Щ" * 190, 70),
        (1, "x" * 160, 160),
        (2, "x" * 450, 306),
        (10, "x" * 450, 450),
    ],
)
async def test_a_box_cuts_what_is_longer_than_max_messages(
    customer: Customer, webhook: Webhook, most: int, text: str, expected: int
) -> None:
    customer.simulator.account.kannel_max_messages = most
    url = f"{webhook.url}?status=%d"
    assert await customer.send(text=text, coding="2", charset="UTF-8", dlr_mask="1", dlr_url=url)
    assert customer.texts == [text[:expected]]
    await customer.simulator.settled()
    # It is told as delivered all the same.
    assert [heard.query for heard in webhook.requests] == ["status=1"]


@pytest.mark.parametrize(
    ("status", "text", "state"),
    [
        (200, "", CallbackState.DONE),
        (200, "OK", CallbackState.LOST),
        (503, "", CallbackState.GIVEN_UP),
    ],
)
async def test_the_answer_to_a_reply_would_be_sent(
    customer: Customer, webhook: Webhook, status: int, text: str, state: CallbackState
) -> None:
    webhook.answers = [status] * 50
    webhook.text = text
    await customer.simulator.reply(PHONE, "OK")
    await customer.simulator.settled()
    assert customer.simulator.callbacks.sent[0].state is state


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (Fault.HTTP_503, 503, "Temporal failure, try again later."),
        (Fault.CODE_43, 503, "Temporal failure, try again later."),
        (Fault.HTTP_500, 500, "Internal Server Error"),
        (Fault.RATE_429, 429, "Too Many Requests"),
        (Fault.BAD_KEY, 403, "Authorization failed for sendsms"),
        (Fault.ADDRESS, 403, "Authorization failed for sendsms"),
    ],
)
async def test_faults(customer: Customer, fault: Fault, status: int, words: str) -> None:
    customer.simulator.faults.set(fault)
    assert await customer.send() == (status, words)
    assert customer.texts == []
    assert customer.simulator.network.send_requests == 1
