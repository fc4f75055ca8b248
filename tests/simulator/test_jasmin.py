"""A Jasmin box as its documentation describes it (gateways.md 7)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
import json
import re
from urllib.parse import parse_qs, unquote_to_bytes, urlencode

from aiohttp import ClientSession
import pytest
from yarl import URL

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault

from .conftest import Webhook

PHONE = "15550100001"
UUID = re.compile('Success "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')


@dataclass(frozen=True, slots=True)
class Customer:
    """A user of the HTTP API."""

    simulator: Simulator
    session: ClientSession

    @property
    def credentials(self) -> dict[str, str]:
        """The parameters that say who this is."""
        return {"username": "simulator", "password": "simulator-password"}

    async def call(self, path: str, encoded: str, method: str = "GET") -> tuple[int, str]:
        """Call the box with these parameters, byte for byte."""
        url = f"{self.simulator.url}/jasmin{path}"
        data, headers = None, {}
        if method == "GET":
            url = f"{url}?{encoded}"
        else:
            data, headers = encoded, {"Content-Type": "application/x-www-form-urlencoded"}
        async with self.session.request(
            method, URL(url, encoded=True), data=data, headers=headers
        ) as response:
            return response.status, await response.text()

    async def send(self, method: str = "POST", **parameters: str) -> tuple[int, str]:
        """Send a message; parameters are written with underscores, empty ones are left out."""
        needed = self.credentials | {"to": PHONE, "from": "15550100099", "content": "door open"}
        named = {name.strip("_").replace("_", "-"): value for name, value in parameters.items()}
        present = {name: value for name, value in (needed | named).items() if value}
        return await self.call("/send", urlencode(present), method)

    @property
    def texts(self) -> list[str]:
        """What the phones show."""
        return [message.text for message in self.simulator.network.messages]


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    simulator.account.gateway = "jasmin"
    async with ClientSession() as session:
        yield Customer(simulator, session)


@pytest.fixture
def acknowledging(webhook: Webhook) -> Webhook:
    webhook.text = "ACK/Jasmin"
    return webhook


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_send(customer: Customer, method: str) -> None:
    status, text = await customer.send(method)
    assert status == 200
    found = UUID.fullmatch(text)
    assert found is not None
    (message,) = customer.simulator.network.messages
    assert (message.to, message.sender, message.text) == (PHONE, "15550100099", "door open")
    assert message.id == found[1].replace("-", "")


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"username": "foo"}, 403, "Authentication failure for username:foo"),
        ({"password": "x"}, 403, "Authentication failure for username:simulator"),
        ({"password": ""}, 400, "Mandatory argument [password] is not found."),
        ({"to": ""}, 400, "Mandatory argument [to] is not found."),
        ({"to": "Anna"}, 400, "Argument [to] has an invalid value: [Anna]."),
        ({"to": "+123"}, 412, "No route found"),
        ({"text": "x"}, 400, "Argument [text] is unknown."),
        ({"content": ""}, 400, "content or hex-content not present."),
        ({"coding": "12"}, 400, "Argument [coding] has an invalid value: [12]."),
        (
            {"dlr": "yes", "dlr_url": "home"},
            400,
            "Argument [dlr-url] has an invalid value: [home].",
        ),
        (
            {"dlr": "yes", "dlr_url": "http://home"},
            400,
            "Mandatory argument [dlr-level] is not found.",
        ),
        (
            {"from_": "a name that is too long"},
            400,
            "Value filter failed for user [simulator] (source_address filter mismatch).",
        ),
    ],
)
async def test_refusals(customer: Customer, wrong: dict[str, str], status: int, words: str) -> None:
    assert await customer.send(**wrong) == (status, f'Error "{words}"')
    assert customer.texts == []


async def test_nothing_at_all(customer: Customer) -> None:
    status, text = await customer.call("/send", "", "POST")
    assert (status, text.startswith('Error "Mandatory arguments not found')) == (400, True)


async def test_coding(customer: Customer) -> None:
    """Coding 0 loses what is not in GSM 03.38; UCS-2 is UTF-16BE in hexadecimal."""
    text = "ü € → 🛑"
    await customer.send(content=text)
    await customer.send(content="", hex_content=text.encode("utf-16-be").hex(), coding="8")
    # The documentation's example: content beside hex-content does not count.
    await customer.send(hex_content="0623063106460628", coding="8")
    assert customer.texts == ["ü € ? ?", text, "\u0623\u0631\u0646\u0628"]


async def test_balance(customer: Customer) -> None:
    credentials = urlencode(customer.credentials)
    for method in ("GET", "POST"):
        status, text = await customer.call("/balance", credentials, method)
        assert (status, json.loads(text)) == (200, {"balance": 100.0, "sms_count": "ND"})
    await customer.send()
    _, text = await customer.call("/balance", credentials)
    assert json.loads(text)["balance"] == 99.96
    status, text = await customer.call("/balance", "username=foo&password=bar")
    assert (status, text) == (403, 'Error "Authentication failure for username:foo"')


async def test_a_user_without_a_quota(customer: Customer) -> None:
    customer.simulator.account.jasmin_quota = False
    _, text = await customer.call("/balance", urlencode(customer.credentials))
    assert json.loads(text) == {"balance": "ND", "sms_count": "ND"}


@pytest.mark.parametrize(("length", "arrives"), [(765, 765), (766, 765), (900, 765)])
async def test_what_has_more_than_five_parts_is_cut(
    customer: Customer, length: int, arrives: int
) -> None:
    status, text = await customer.send(content="x" * length)
    assert (status, text.startswith("Success")) == (200, True)
    assert customer.texts == ["x" * arrives]


async def test_no_money(customer: Customer) -> None:
    expected = (403, 'Error "Cannot charge submit_sm, check RouterPB log file for details"')
    customer.simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert await customer.send() == expected
    customer.simulator.account.balance = Decimal(0)
    assert await customer.send() == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("1", [("ESME_ROK", "1")]),
        ("2", [("DELIVRD", "2")]),
        ("3", [("ESME_ROK", "1"), ("DELIVRD", "3")]),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_reports(
    customer: Customer,
    acknowledging: Webhook,
    level: str,
    method: str,
    expected: list[tuple[str, str]],
) -> None:
    url = acknowledging.url
    _, text = await customer.send(dlr="yes", dlr_level=level, dlr_method=method, dlr_url=url)
    await customer.simulator.settled()
    found = UUID.fullmatch(text)
    assert found is not None
    reports = [parse_qs(heard.form) for heard in acknowledging.requests]
    assert [(r["message_status"][0], r["level"][0]) for r in reports] == expected
    assert {report["id"][0] for report in reports} == {found[1]}
    assert {heard.method for heard in acknowledging.requests} == {method}
    sent = customer.simulator.callbacks.sent
    assert {callback.state for callback in sent} == {CallbackState.DONE}


async def test_report_of_a_phone_that_is_off(customer: Customer, acknowledging: Webhook) -> None:
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    url = acknowledging.url
    await customer.send(dlr="yes", dlr_level="2", dlr_method="POST", dlr_url=url)
    await customer.simulator.settled()
    (heard,) = acknowledging.requests
    assert parse_qs(heard.body)["message_status"] == ["UNDELIV"]


@pytest.mark.parametrize("more", [{}, {"dlr": "no", "dlr_url": "http://home"}, {"dlr": "yes"}])
async def test_nothing_is_reported_unasked(
    customer: Customer, acknowledging: Webhook, more: dict[str, str]
) -> None:
    assert (await customer.send(**more))[0] == 200
    await customer.simulator.settled()
    assert acknowledging.requests == []


@pytest.mark.parametrize(
    ("text", "coding", "octets"),
    [
        # Captured (counterparts.md F2): the coding is a byte, and 0 is GSM 03.38.
        ("é ß à", "%00", b"\x05 \x1e \x7f"),
        ("a@b", "%00", b"a\x00b"),
        ("5 €", "%00", b"5 \x1be"),
        ("ça", "%03", b"\xe7a"),
        ("Привет", "%08", bytes.fromhex("041f04400438043204350442")),
    ],
)
async def test_reply(
    customer: Customer, acknowledging: Webhook, text: str, coding: str, octets: bytes
) -> None:
    await customer.send()
    reply = await customer.simulator.reply(PHONE, text)
    (heard,) = acknowledging.requests
    assert (heard.method, heard.content_type) == ("POST", "application/x-www-form-urlencoded")
    fields = dict(pair.split("=") for pair in heard.body.split("&"))
    assert fields["id"].replace("-", "") == reply.id
    assert (fields["from"], fields["to"]) == (PHONE, "15550100099")
    assert (fields["coding"], fields["binary"]) == (coding, octets.hex())
    assert unquote_to_bytes(fields["content"].replace("+", " ")) == octets


@pytest.mark.parametrize(
    ("status", "text", "state"),
    [
        (200, "ACK/Jasmin", CallbackState.DONE),
        (200, "", CallbackState.GIVEN_UP),
        (200, "ack/jasmin", CallbackState.GIVEN_UP),
        (202, "ACK/Jasmin", CallbackState.GIVEN_UP),
        (503, "ACK/Jasmin", CallbackState.GIVEN_UP),
        (404, "", CallbackState.LOST),
    ],
)
async def test_a_callback_has_to_be_acknowledged(
    customer: Customer, webhook: Webhook, status: int, text: str, state: CallbackState
) -> None:
    webhook.answers = [status] * 50
    webhook.text = text
    await customer.simulator.reply(PHONE, "OK")
    await customer.simulator.settled()
    (callback,) = customer.simulator.callbacks.sent
    assert callback.state is state


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (Fault.HTTP_503, 503, "Service Unavailable"),
        (Fault.RATE_429, 429, "Too Many Requests"),
        (Fault.CODE_43, 403, 'Error "User throughput exceeded"'),
        (Fault.BAD_KEY, 403, 'Error "Authentication failure for username:simulator"'),
        (Fault.ADDRESS, 403, 'Error "Authorization failed for username:simulator"'),
        (
            Fault.HTTP_500,
            500,
            'Error "Cannot send submit_sm, check SMPPClientManagerPB log file for details"',
        ),
    ],
)
async def test_faults(customer: Customer, fault: Fault, status: int, words: str) -> None:
    customer.simulator.faults.set(fault)
    assert await customer.send() == (status, words)
    assert customer.texts == []
    assert customer.simulator.network.send_requests == 1
