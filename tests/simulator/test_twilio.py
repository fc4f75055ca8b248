"""Twilio as gateways.md 8 and its own pages document it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from aiohttp import ClientSession, encode_basic_auth
from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault
from simulator.twilio import judge

from .conftest import Webhook

PHONE = "+15550100001"
SENDER = "+15550100099"
ACCOUNT, PASSWORD = "simulator", "simulator-password"
SERVICE = "MG" + "2c" * 16
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of Twilio."""

    simulator: Simulator
    session: ClientSession

    async def call(
        self,
        method: str,
        path: str,
        password: str = PASSWORD,
        **more: Any,  # noqa: ANN401 - a body or a query
    ) -> tuple[int, Any]:
        """Call the gateway; return status and JSON of the answer."""
        url = f"{self.simulator.url}/twilio{path}"
        headers = {"Authorization": encode_basic_auth(ACCOUNT, password)}
        async with self.session.request(method, url, headers=headers, **more) as response:
            return response.status, await response.json()

    async def send(self, **fields: str | None) -> tuple[int, Any]:
        """Send a message; what is None is left out."""
        form = {"To": PHONE, "From": SENDER, "Body": "door open"} | fields
        given = {name: value for name, value in form.items() if value is not None}
        return await self.call("POST", MESSAGES, data=given)

    async def list(self, **filters: str) -> Any:  # noqa: ANN401 - JSON
        """List messages."""
        status, answer = await self.call("GET", MESSAGES, params=filters)
        assert status == 200
        return answer

    @property
    def sid(self) -> str:
        """The id of the message that was sent last."""
        return f"SM{self.simulator.network.messages[-1].id}"


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "twilio"
    async with ClientSession() as session:
        yield Customer(simulator, session)


async def test_send(customer: Customer) -> None:
    status, answer = await customer.send(Body="grün & 👍")
    (sent,) = customer.simulator.network.messages
    assert (sent.to, sent.sender, sent.text) == (PHONE[1:], SENDER[1:], "grün & 👍")
    assert status == 201
    assert answer["sid"] == customer.sid
    assert (answer["status"], answer["error_code"]) == ("queued", None)
    assert (answer["from"], answer["to"], answer["body"]) == (SENDER, PHONE, "grün & 👍")
    assert (answer["num_segments"], answer["price"]) == ("1", None)


async def test_a_messaging_service_chooses_the_sender_later(customer: Customer) -> None:
    status, answer = await customer.send(From=None, MessagingServiceSid=SERVICE)
    assert status == 201
    assert (answer["status"], answer["num_segments"], answer["from"]) == ("accepted", "0", None)
    assert answer["messaging_service_sid"] == SERVICE
    assert customer.simulator.network.messages[0].sender == SENDER[1:]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "+12345"}, 21211),
        ({"From": None}, 21603),
        ({"From": "No sender!"}, 21212),
        ({"From": "+15550100098"}, 21660),
        ({"From": None, "MessagingServiceSid": "MG1"}, 21705),
        ({"Body": None}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "home"}, 21609),
        ({"StatusCallback": "http://my_home.example/"}, 21609),
        ({"StatusCallback": "http://["}, 21609),
    ],
)
async def test_refusals(customer: Customer, fields: dict[str, str | None], code: int) -> None:
    customer.simulator.account.senders = (SENDER[1:],)
    status, answer = await customer.send(**fields)
    assert (status, answer["code"], answer["status"]) == (400, code, 400)
    assert answer["message"]
    assert customer.simulator.network.messages == []


async def test_who_has_opted_out_is_not_written_to(customer: Customer) -> None:
    customer.simulator.network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    status, answer = await customer.send()
    assert (status, answer["code"]) == (400, 21610)


async def test_no_funds(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.NO_FUNDS)
    status, answer = await customer.send()
    assert (status, answer["code"]) == (403, 20005)


@pytest.mark.parametrize(("account", "password"), [(ACCOUNT, "wrong"), ("somebody", PASSWORD)])
async def test_only_the_customer_is_let_in(customer: Customer, account: str, password: str) -> None:
    path = f"/2010-04-01/Accounts/{account}/Balance.json"
    status, answer = await customer.call("GET", path, password)
    assert (status, answer["code"]) == (401, 20003)


async def test_balance(customer: Customer) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Balance.json"
    assert await customer.call("GET", path) == (
        200,
        {"account_sid": ACCOUNT, "balance": "100.00", "currency": "EUR"},
    )


async def test_reports_go_where_the_message_says(customer: Customer, webhook: Webhook) -> None:
    await customer.send(StatusCallback=f"{webhook.url}?message_id=1")
    await customer.simulator.settled()
    assert [heard.query for heard in webhook.requests] == ["message_id=1"] * 2
    first, last = (parse_qs(heard.body) for heard in webhook.requests)
    assert (first["MessageStatus"], last["MessageStatus"]) == (["sent"], ["delivered"])
    assert last["MessageSid"] == [customer.sid]
    assert (last["From"], last["To"]) == ([SENDER], [PHONE])
    assert "ErrorCode" not in last
    assert "Body" not in last


async def test_nothing_is_reported_unasked(customer: Customer, webhook: Webhook) -> None:
    await customer.send()
    await customer.simulator.settled()
    assert webhook.requests == []


async def test_a_phone_that_is_not_there(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    await customer.send(StatusCallback=webhook.url)
    await customer.simulator.settled()
    last = parse_qs(webhook.requests[-1].body)
    assert (last["MessageStatus"], last["ErrorCode"]) == (["undelivered"], ["30003"])


async def test_a_reply(customer: Customer, webhook: Webhook) -> None:
    reply = await customer.simulator.reply(PHONE, "OK & <ok> ü", to=SENDER)
    (heard,) = webhook.requests
    assert (heard.method, heard.content_type) == ("POST", "application/x-www-form-urlencoded")
    assert parse_qs(heard.body) == {
        "MessageSid": [f"SM{reply.id}"],
        "SmsSid": [f"SM{reply.id}"],
        "SmsMessageSid": [f"SM{reply.id}"],
        "AccountSid": [ACCOUNT],
        "From": [PHONE],
        "To": [SENDER],
        "Body": ["OK & <ok> ü"],
        "NumMedia": ["0"],
        "NumSegments": ["1"],
    }


async def test_a_callback_that_is_refused_does_not_come_again(
    customer: Customer, webhook: Webhook
) -> None:
    webhook.answers = [503]
    await customer.simulator.reply(PHONE, "OK", to=SENDER)
    await customer.simulator.settled()
    assert len(webhook.requests) == 1
    assert customer.simulator.callbacks.sent[0].state is CallbackState.LOST


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b"", CallbackState.DONE),
        (204, b"", CallbackState.DONE),
        (200, b"<Response/>", CallbackState.DONE),
        (200, b"OK", CallbackState.LOST),
        (302, b"", CallbackState.LOST),
        (404, b"", CallbackState.LOST),
        (500, b"<Response/>", CallbackState.LOST),
    ],
)
def test_what_takes_a_callback(status: int, body: bytes, state: CallbackState) -> None:
    assert judge(status, body) is state


async def test_the_list_has_both_directions_newest_first(
    customer: Customer, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-01-02 10:00:00")
    await customer.send()
    freezer.tick(1)
    reply = customer.simulator.network.reply(PHONE, "OK")
    await customer.simulator.settled()
    answer = await customer.list()
    received, sent = answer["messages"]
    assert answer["next_page_uri"] is None
    assert received["sid"] == f"SM{reply.id}"
    assert (received["direction"], received["status"]) == ("inbound", "received")
    assert (received["from"], received["to"], received["body"]) == (PHONE, SENDER, "OK")
    assert received["date_sent"] == "Fri, 02 Jan 2026 10:00:01 +0000"
    assert (sent["sid"], sent["direction"]) == (customer.sid, "outbound-api")
    assert sent["price"] == "-0.04"


async def test_filters(customer: Customer, freezer: FrozenDateTimeFactory) -> None:
    for day, text in (("01-01", "one"), ("01-02", "two"), ("01-03", "three")):
        freezer.move_to(f"2026-{day} 23:59:59")
        customer.simulator.network.reply(PHONE, text, to=SENDER)

    async def found(**filters: str) -> list[str]:
        return [message["body"] for message in (await customer.list(**filters))["messages"]]

    assert await found(**{"DateSent>": "2026-01-02"}) == ["three", "two"]
    assert await found(**{"DateSent<": "2026-01-02"}) == ["two", "one"]
    assert await found(DateSent="2026-01-02") == ["two"]
    assert await found(To=SENDER) == ["three", "two", "one"]
    assert await found(To=PHONE) == []
    assert await found(From="+15550100002") == []


@pytest.mark.parametrize(
    "filters", [{"DateSent>": "2026-13-01"}, {"DateSent>": "today"}, {"PageSize": "many"}]
)
async def test_filters_that_are_not_valid(customer: Customer, filters: dict[str, str]) -> None:
    status, _ = await customer.call("GET", MESSAGES, params=filters)
    assert status == 400


async def test_pages(customer: Customer) -> None:
    for count in range(5):
        customer.simulator.network.reply(PHONE, str(count), to=SENDER)
    pages: list[list[str]] = []
    following: str | None = f"{MESSAGES}?PageSize=2"
    while following:
        _, answer = await customer.call("GET", following)
        pages.append([message["body"] for message in answer["messages"]])
        following = answer["next_page_uri"]
        # What comes in meanwhile moves nothing from one page to the next.
        customer.simulator.network.reply(PHONE, "late", to=SENDER)
    assert [len(found) for found in pages] == [2, 2, 1]
    assert sorted(text for found in pages for text in found) == list("01234")
