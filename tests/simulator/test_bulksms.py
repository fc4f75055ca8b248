"""BulkSMS as gateways.md 1 documents it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
import json
import re
from typing import Any

from aiohttp import ClientSession, encode_basic_auth
from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault

from .conftest import Webhook

PHONE = "15550100001"
SENDER = "15550100099"
AUTHORIZATION = encode_basic_auth("simulator", "simulator-password", "utf-8")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway answered."""

    status: int
    content_type: str
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:  # noqa: ANN401 - JSON
        """The answer as JSON."""
        return json.loads(self.text)

    @property
    def error(self) -> str:
        """What the type of the error ends with."""
        assert self.content_type == "application/json"
        assert self.body["status"] == self.status
        assert {"type", "title"} <= self.body.keys()
        return str(self.body["type"]).rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of BulkSMS."""

    simulator: Simulator
    session: ClientSession

    async def call(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        authorization: str | None = AUTHORIZATION,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call the gateway."""
        headers = {"Content-Type": "application/json"}
        if authorization is not None:
            headers["Authorization"] = authorization
        url = f"{self.simulator.url}/bulksms{path}"
        async with self.session.request(
            method, url, headers=headers, data=data, params=query
        ) as response:
            return Answer(
                response.status,
                response.content_type,
                dict(response.headers),
                await response.text(),
            )

    async def send(self, query: Mapping[str, str] | None = None, **fields: object) -> Answer:
        """Send a message."""
        return await self.submit([{"to": PHONE, "body": "door open"} | fields], query)

    async def submit(self, entries: object, query: Mapping[str, str] | None = None) -> Answer:
        """Send what some entries say, or one."""
        return await self.call("POST", "/v1/messages", json.dumps(entries).encode(), query=query)

    async def received(self, clauses: str = "", **query: str) -> list[dict[str, Any]]:
        """Ask for what was received."""
        found = await self.call("GET", "/v1/messages", query={"filter": clauses, **query})
        assert found.status == 200
        messages: list[dict[str, Any]] = found.body
        return messages


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "bulksms"
    async with ClientSession() as session:
        yield Customer(simulator, session)


def calls(webhook: Webhook) -> list[dict[str, Any]]:
    """Return the messages that the webhook was called with, each in a list of its own."""
    found: list[list[dict[str, Any]]] = [json.loads(heard.body) for heard in webhook.requests]
    assert {(heard.method, heard.content_type) for heard in webhook.requests} <= {
        ("POST", "application/json")
    }
    assert {len(messages) for messages in found} <= {1}
    return [messages[0] for messages in found]


async def test_send_example(customer: Customer) -> None:
    # gateways.md 1, with numbers and an id of the tests.
    body = (
        b'[{"to":["+15550100001","+15550100002"],"body":"Gate open","from":{"type":"REPLIABLE"},'
        b'"longMessageMaxParts":4,"userSuppliedId":"ha-0192"}]'
    )
    query = {"auto-unicode": "true", "deduplication-id": "71234"}
    answer = await customer.call("POST", "/v1/messages", body, query=query)
    assert (answer.status, answer.content_type) == (201, "application/json")
    first, second = answer.body
    assert first == {
        "id": first["id"],
        "type": "SENT",
        "from": SENDER,
        "to": PHONE,
        "body": "Gate open",
        "encoding": "TEXT",
        "protocolId": 0,
        "messageClass": 2,
        "submission": first["submission"],
        "status": {"id": "ACCEPTED.null", "type": "ACCEPTED", "subtype": None},
        "numberOfParts": None,
        "creditCost": None,
        "userSuppliedId": "ha-0192",
        "relatedSentMessageId": None,
    }
    assert first["submission"] == second["submission"]
    assert first["id"] != second["id"]
    assert second["to"] == "15550100002"
    messages = customer.simulator.network.messages
    assert [(message.to, message.text) for message in messages] == [
        (PHONE, "Gate open"),
        ("15550100002", "Gate open"),
    ]
    assert customer.simulator.network.send_requests == 1


@pytest.mark.parametrize(
    "authorization", [None, "", encode_basic_auth("simulator", "x", "utf-8"), "Basic x"]
)
async def test_token(customer: Customer, authorization: str | None) -> None:
    for method, path in (("GET", "/v1/profile"), ("POST", "/v1/messages")):
        answer = await customer.call(method, path, b"[]", authorization)
        assert (answer.status, answer.error) == (401, "authentication-failed")
    assert customer.simulator.network.accepted == 0


@pytest.mark.parametrize(
    "entries",
    [
        {"to": "+15550100001", "body": "x"},
        [{"to": ["15550100001"], "body": "x"}],
        [{"to": {"type": "INTERNATIONAL", "address": "15550100001"}, "body": "x"}],
        [{"to": [{"address": "15550100001", "fields": ["a"]}], "body": "x"}],
    ],
)
async def test_every_form_of_a_recipient(customer: Customer, entries: object) -> None:
    assert (await customer.submit(entries)).status == 201
    assert [message.to for message in customer.simulator.network.messages] == [PHONE]


@pytest.mark.parametrize(
    "fields",
    [
        {"to": ""},
        {"to": "123"},
        {"to": []},
        {"to": {"type": "GROUP", "name": "Everyone"}},
        {"body": ""},
        {"body": 5},
        {"longMessageMaxParts": 0},
        {"longMessageMaxParts": 1, "body": "a" * 161},
        {"body": "a" * (153 * 3 + 1)},
        {"userSuppliedId": "a" * 21},
        {"encoding": "LATIN"},
        {"unknown": 1},
        {"from": {"type": "SHORTCODE", "address": "1234567"}},
        {"from": {"type": "ALPHANUMERIC", "address": "a" * 12}},
        {"from": "123456"},
        {"from": "No sender!!!"},
    ],
)
async def test_bad_requests(customer: Customer, fields: dict[str, object]) -> None:
    answer = await customer.submit({"to": PHONE, "body": "door open"} | fields)
    assert (answer.status, answer.error) == (400, "bad-request")
    assert answer.body["detail"]
    assert customer.simulator.network.accepted == 0


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"5", b"null"])
async def test_unknown_shape(customer: Customer, data: bytes) -> None:
    answer = await customer.call("POST", "/v1/messages", data)
    assert (answer.status, answer.error) == (400, "bad-request")


async def test_senders(customer: Customer) -> None:
    senders = [
        "Home",
        "+15550100098",
        "15550100098",
        {"type": "SHORTCODE", "address": "12345"},
        {"type": "REPLIABLE"},
    ]
    for sender in senders:
        entry = {"to": PHONE, "body": "door open", "from": sender}
        assert (await customer.submit(entry)).status == 201
    assert [message.sender for message in customer.simulator.network.messages] == [
        "Home",
        "15550100098",
        "15550100098",
        "12345",
        SENDER,
    ]
    customer.simulator.account.senders = ("15550100097",)
    assert (await customer.submit(entry | {"from": "Home"})).error == "bad-request"
    assert (await customer.send()).body[0]["from"] == "15550100097"


async def test_what_gsm_lacks_is_lost_without_auto_unicode(customer: Customer) -> None:
    await customer.send(body="5 € `Щ`")
    await customer.send(body="5 € `Щ`", query={"auto-unicode": "true"})
    await customer.send(body="5 €", query={"auto-unicode": "true"})
    await customer.send(body="a" * 71, encoding="UNICODE")
    found = [(m.text, m.segments) for m in customer.simulator.network.messages]
    assert found == [("5 € ???", 1), ("5 € `Щ`", 1), ("5 €", 1), ("a" * 71, 2)]


async def test_a_repeated_submission_looks_like_the_first(
    customer: Customer, freezer: FrozenDateTimeFactory
) -> None:
    query = {"deduplication-id": "71234"}
    first = await customer.send(query=query)
    await customer.simulator.settled()
    # Also in what the first one asked for.
    again = await customer.send(query=query, body="something else")
    assert again == Answer(201, first.content_type, again.headers, first.text)
    assert customer.simulator.network.accepted == 1
    await customer.send(query={"deduplication-id": "71235"})
    await customer.send()
    await customer.send()
    assert customer.simulator.network.accepted == 4
    freezer.tick(12 * 3600)
    await customer.send(query=query)
    assert customer.simulator.network.accepted == 5


async def test_what_was_refused_is_not_remembered(customer: Customer) -> None:
    query = {"deduplication-id": "71234"}
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert (await customer.send(query=query)).status == 403
    assert (await customer.send(query=query)).status == 201
    assert customer.simulator.network.accepted == 1


@pytest.mark.parametrize("key", ["x", "", str(2**31), str(-(2**31) - 1), "1.0", "9" * 30])
async def test_a_deduplication_id_is_an_integer_of_32_bits(customer: Customer, key: str) -> None:
    assert (await customer.send(query={"deduplication-id": key})).error == "bad-request"


async def test_credits(customer: Customer) -> None:
    profile = await customer.call("GET", "/v1/profile")
    assert (profile.status, profile.body["credits"]["balance"]) == (200, 100.0)
    await customer.send(body="a" * 161)
    profile = await customer.call("GET", "/v1/profile")
    assert profile.body["credits"]["balance"] == 99.92
    customer.simulator.account.balance = customer.simulator.account.price
    answer = await customer.send(to=[PHONE, "15550100002"])
    assert (answer.status, answer.error) == (403, "insufficient-credits")
    # In the words of the documented example.
    assert answer.body == {
        "status": 403,
        "title": "Insufficient Credits",
        "type": "https://developer.bulksms.com/json/v1/errors#insufficient-credits",
    }
    assert (await customer.send()).status == 201


async def test_delivery_reports(customer: Customer, webhook: Webhook) -> None:
    (taken,) = (await customer.send(userSuppliedId="ha-0192", body="a" * 161)).body
    await customer.simulator.settled()
    sent, delivered = calls(webhook)
    assert sent["status"] == {"id": "SENT.null", "type": "SENT", "subtype": None}
    known = {
        "status": {"id": "DELIVERED.null", "type": "DELIVERED", "subtype": None},
        "numberOfParts": 2,
        "creditCost": 0.08,
    }
    assert delivered == taken | known


async def test_phone_that_is_switched_off(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    await customer.send()
    await customer.simulator.settled()
    assert [call["status"]["id"] for call in calls(webhook)] == ["SENT.null", "FAILED.EXPIRED"]


async def test_opted_out_is_accepted_billed_and_fails(customer: Customer, webhook: Webhook) -> None:
    network = customer.simulator.network
    network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    answer = await customer.send()
    assert (answer.status, answer.body[0]["status"]["id"]) == (201, "ACCEPTED.null")
    await customer.simulator.settled()
    (report,) = calls(webhook)
    assert report["status"] == {"id": "FAILED.BLOCKED", "type": "FAILED", "subtype": "BLOCKED"}
    assert report["creditCost"] == 0.04
    assert float(network.account.balance) == 99.96


async def test_reply(customer: Customer, webhook: Webhook) -> None:
    (sent,) = (await customer.send()).body
    await customer.simulator.settled()
    webhook.requests.clear()
    await customer.simulator.reply(PHONE, "Yes, über 5 € 🔥" * 20)
    (call,) = calls(webhook)
    assert re.fullmatch(r"[0-9]+", call["id"])
    assert (call["type"], call["from"], call["to"]) == ("RECEIVED", PHONE, SENDER)
    assert call["body"] == "Yes, über 5 € 🔥" * 20
    assert call["relatedSentMessageId"] == sent["id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", call["submission"]["date"])


@pytest.mark.parametrize(
    ("status", "state", "attempts"),
    [
        (204, CallbackState.DONE, 1),
        (400, CallbackState.LOST, 1),
        (404, CallbackState.LOST, 1),
        (302, CallbackState.DONE, 2),
        (503, CallbackState.DONE, 2),
    ],
)
async def test_what_is_answered_4xx_is_thrown_away(
    customer: Customer, webhook: Webhook, status: int, state: CallbackState, attempts: int
) -> None:
    webhook.answers = [status]
    await customer.simulator.reply(PHONE, "OK")
    await customer.simulator.settled()
    (callback,) = customer.simulator.callbacks.sent
    assert (callback.state, len(callback.attempts)) == (state, attempts)


async def test_received_messages_can_be_asked_for(
    customer: Customer, webhook: Webhook, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-01-02T10:00:00Z")
    for text in ("one", "two", "three"):
        await customer.simulator.reply(PHONE, text)
        freezer.tick(60)
    pushed = calls(webhook)
    assert await customer.received() == pushed[::-1]
    assert await customer.received("type=RECEIVED", sortOrder="ASCENDING") == pushed
    assert await customer.received("type=SENT") == []
    since = "type=RECEIVED&submission.date>=2026-01-02T10:01:00Z"
    assert await customer.received(since) == pushed[:0:-1]
    assert await customer.received("submission.date>2026-01-02T12:01:00+02:00") == [pushed[2]]
    assert await customer.received("submission.date<2026-01-02T10:01:00Z") == [pushed[0]]
    assert await customer.received(f"id<{pushed[2]['id']}", limit="1") == [pushed[1]]
    assert await customer.received(f"{since}&id<{pushed[2]['id']}") == [pushed[1]]
    assert await customer.received(f"id={pushed[0]['id']}") == [pushed[0]]


async def test_ids_of_replies_grow(customer: Customer, freezer: FrozenDateTimeFactory) -> None:
    for _ in range(100):
        customer.simulator.network.reply(PHONE, "x")
    ids = [int(message["id"]) for message in await customer.received(sortOrder="ASCENDING")]
    assert ids == sorted(set(ids))
    assert len(ids) == 100


@pytest.mark.parametrize(
    "clauses",
    [
        "colour=red",
        "type",
        "id<x",
        "id~5",
        "submission.date>=yesterday",
        # An offset is needed.
        "submission.date>=2026-01-02T10:00:00",
    ],
)
async def test_filters_that_are_none(customer: Customer, clauses: str) -> None:
    await customer.simulator.reply(PHONE, "x")
    answer = await customer.call("GET", "/v1/messages", query={"filter": clauses})
    assert (answer.status, answer.error) == (400, "bad-request")


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.BAD_KEY, 401, "authentication-failed"),
        (Fault.ADDRESS, 403, "forbidden"),
        (Fault.HTTP_500, 500, None),
        (Fault.HTTP_503, 503, None),
        (Fault.RATE_429, 429, None),
        (Fault.CODE_43, 429, None),
        (Fault.HTML, 200, None),
    ],
)
async def test_faults(customer: Customer, fault: Fault, status: int, error: str | None) -> None:
    customer.simulator.faults.set(fault, 30, count=2)
    for answer in (await customer.call("GET", "/v1/profile"), await customer.send()):
        assert answer.status == status
        if error:
            assert answer.error == error
        assert answer.headers.get("Retry-After") == ("30" if fault is Fault.RATE_429 else None)
    network = customer.simulator.network
    assert (network.accepted, network.send_requests) == (0, 1)
    assert (await customer.send()).status == 201
