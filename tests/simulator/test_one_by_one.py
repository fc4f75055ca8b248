"""The gateways that take one message a request, as their documents have it (providers.md)."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
import json
from typing import Any
from urllib.parse import parse_qs, urlencode

from aiohttp import ClientSession, encode_basic_auth
import pytest

from simulator import Simulator
from simulator.callbacks import CallbackState

from .conftest import Heard, Webhook

PHONE, NUMBER = "15550100001", "15550100099"
SECRET = "simulator-password"
BASIC = encode_basic_auth("simulator", SECRET, "utf-8")
PLIVO = "/v1/Account/simulator/"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: a form if its content is a text, else JSON."""

    path: str
    content: dict[str, Any] | str = ""
    authorization: str = ""
    method: str = "POST"


def form(**fields: str) -> str:
    """Return a form; names are written with two underscores for a point and one for a hyphen."""
    return urlencode(
        {name.strip("_").replace("__", ".").replace("_", "-"): v for name, v in fields.items()}
    )


def infobip(to: str, text: str) -> dict[str, Any]:
    """Return what Infobip is sent."""
    destination = {"to": to, "messageId": "ha1"}
    delivery = {"delivery": {"url": "{hook}"}}
    one = {"sender": NUMBER, "destinations": [destination], "content": {"text": text}}
    return {"messages": [one | {"webhooks": delivery}]}


# {to} is the phone, {hook} where reports go, {text} the message.
SENDS = {
    "elks46": Ask(
        "/a1/sms", form(to="{to}", from_=NUMBER, message="{text}", whendelivered="{hook}"), BASIC
    ),
    "free_mobile": Ask(
        f"/sendmsg?{form(user='simulator', msg='{text}')}&pass={SECRET}", "", "", "GET"
    ),
    "gatewayapi": Ask(
        f"/rest/mtsms?token={SECRET}",
        form(recipients__0__msisdn="{to}", sender=NUMBER, message="{text}", userref="ha1")
        + "&callback_url={hook}",
    ),
    "infobip": Ask("/sms/3/messages", infobip("{to}", "{text}"), f"App {SECRET}"),
    "messagebird": Ask(
        "/messages",
        form(recipients="{to}", originator=NUMBER, body="{text}", reportUrl="{hook}"),
        f"AccessKey {SECRET}",
    ),
    "plivo": Ask(
        f"{PLIVO}Message/", {"dst": "{to}", "src": NUMBER, "text": "{text}", "url": "{hook}"}, BASIC
    ),
    "smsapi": Ask(
        "/sms.do",
        form(to="{to}", from_=NUMBER, message="{text}", idx="ha1") + "&notify_url={hook}",
        f"Bearer {SECRET}",
    ),
    "smsplanet": Ask("/sms", form(to="{to}", from_=NUMBER, msg="{text}"), f"Bearer {SECRET}"),
    "vonage": Ask(
        "/sms/json",
        form(to="{to}", from_=NUMBER, text="{text}", client_ref="ha1")
        + f"&api_key=simulator&api_secret={SECRET}",
    ),
}
BALANCES = {
    "elks46": (Ask("/a1/me", "", BASIC, "GET"), "balance", 1000000),
    "gatewayapi": (Ask(f"/rest/me?token={SECRET}", "", "", "GET"), "credit", 100.0),
    "infobip": (Ask("/account/1/balance", "", f"App {SECRET}", "GET"), "balance", 100.0),
    "messagebird": (Ask("/balance", "", f"AccessKey {SECRET}", "GET"), "amount", 100.0),
    "plivo": (Ask(PLIVO, "", BASIC, "GET"), "cash_credits", "100.00"),
    "smsapi": (Ask("/profile", "", f"Bearer {SECRET}", "GET"), "points", 100.0),
    "smsplanet": (Ask("/getBalance", "", f"Bearer {SECRET}"), "balance", 100.0),
    "vonage": (
        Ask(f"/account/get-balance?api_key=simulator&api_secret={SECRET}", "", "", "GET"),
        "value",
        100.0,
    ),
}
# Where the id is in the answer, and the fields of the last report and of a reply.
REPORTS = {
    "elks46": {"status": "delivered"},
    "gatewayapi": {"status": "DELIVERED", "userref": "ha1"},
    "infobip": {"messageId": "ha1"},
    "messagebird": {"status": "delivered"},
    "plivo": {"Status": "delivered"},
    "smsapi": {"status_name": "DELIVERED", "idx": "ha1"},
    "smsplanet": {"delivered": "true"},
    "vonage": {"status": "delivered", "client-ref": "ha1"},
}
REPLIES: Mapping[str, dict[str, object]] = {
    "elks46": {"from": f"+{PHONE}", "to": f"+{NUMBER}", "message": "OK", "direction": "incoming"},
    "gatewayapi": {"msisdn": int(PHONE), "receiver": int(NUMBER), "message": "OK"},
    "infobip": {"from": PHONE, "to": NUMBER, "text": "OK"},
    "messagebird": {"originator": PHONE, "recipient": NUMBER, "body": "OK"},
    "plivo": {"From": PHONE, "To": NUMBER, "Text": "OK"},
    "smsapi": {"sms_from": PHONE, "sms_to": NUMBER, "sms_text": "OK"},
    "vonage": {"msisdn": PHONE, "to": NUMBER, "text": "OK"},
}
# What a wrong secret, a number that is none, and no money are told with.
REFUSED = {
    "elks46": ("401", "400", "403"),
    "gatewayapi": ("0x0210", "0x0310", "0x0216"),
    "infobip": ("E401", "REJECTED_DESTINATION", "REJECTED_NOT_ENOUGH_CREDITS"),
    "messagebird": ('"code": 2', '"code": 10', '"code": 25'),
    "plivo": ("401", "400", "402"),
    "smsapi": ('"error": 101', '"error": 13', '"error": 103'),
    "smsplanet": ('"errorCode": 101', '"errorCode": 106', '"errorCode": 109'),
    "vonage": ('"status": "4"', '"status": "6"', '"status": "9"'),
}


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with an account at each of them."""

    simulator: Simulator
    session: ClientSession
    hook: str

    async def ask(self, gateway: str, ask: Ask, **filled: str) -> str:
        """Ask; return the status and the body of the answer."""
        values = {"{hook}": self.hook, "{to}": PHONE, "{text}": "door open"} | {
            f"{{{name}}}": value for name, value in filled.items()
        }
        is_json = isinstance(ask.content, dict)
        body = json.dumps(ask.content) if is_json else str(ask.content)
        path = ask.path
        for name, value in values.items():
            written = json.dumps(value)[1:-1] if is_json else urlencode({"": value})[1:]
            encoded = urlencode({"": name})[1:]
            body = body.replace(name, written).replace(encoded, written)
            path = path.replace(encoded, written)
        kind = "application/json" if is_json else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind} if body else {}
        if ask.authorization:
            headers["Authorization"] = ask.authorization
        async with self.session.request(
            ask.method,
            f"{self.simulator.gateway_urls[gateway]}{path}",
            data=body or None,
            headers=headers,
        ) as response:
            return f"{response.status} {await response.text()}"


@pytest.fixture
async def customer(simulator: Simulator, webhook: Webhook) -> AsyncIterator[Customer]:
    async with ClientSession() as session:
        yield Customer(simulator, session, webhook.url)


def said(heard: Heard) -> dict[str, Any]:
    """Return the fields of a callback, in whatever form it came."""
    if heard.content_type != "application/json":
        return {name: values[0] for name, values in parse_qs(heard.form).items()}
    content = json.loads(heard.body)
    found: dict[str, Any] = content.get("notification") or content.get("results", [content])[0]
    return found


@pytest.mark.parametrize("name", SENDS)
async def test_send(customer: Customer, webhook: Webhook, name: str) -> None:
    webhook.text = "OK" if name == "smsapi" else ""
    answer = await customer.ask(name, SENDS[name])
    assert answer[:2] == "20"
    (message,) = customer.simulator.network.messages
    assert (message.to, message.sender, message.text) == (PHONE, NUMBER, "door open")
    await customer.simulator.settled()
    reports = list(map(said, webhook.requests))
    assert bool(reports) is (name in REPORTS)
    if reports:
        assert reports[-1].items() >= REPORTS[name].items()
    assert {each.state for each in customer.simulator.callbacks.sent} <= {CallbackState.DONE}


@pytest.mark.parametrize("name", SENDS)
async def test_reply(customer: Customer, webhook: Webhook, name: str) -> None:
    webhook.text = "OK" if name == "smsapi" else ""
    customer.simulator.account.gateway = name
    await customer.simulator.reply(PHONE, "OK")
    replies = list(map(said, webhook.requests))
    assert len(replies) == (name in REPLIES)
    for reply in replies:
        assert reply.items() >= REPLIES[name].items()


@pytest.mark.parametrize("name", REFUSED)
async def test_refusals(customer: Customer, name: str) -> None:
    auth, recipient, funds = REFUSED[name]
    customer.simulator.account.password = "another"
    assert auth in await customer.ask(name, SENDS[name])
    customer.simulator.account.password = SECRET
    assert recipient in await customer.ask(name, SENDS[name], to="123")
    customer.simulator.account.balance = Decimal(0)
    assert funds in await customer.ask(name, SENDS[name])
    assert customer.simulator.network.messages == []


@pytest.mark.parametrize("name", BALANCES)
async def test_balance(customer: Customer, name: str) -> None:
    ask, field, expected = BALANCES[name]
    status, _, body = (await customer.ask(name, ask)).partition(" ")
    assert (status, json.loads(body)[field]) == ("200", expected)


@pytest.mark.parametrize("name", ["gatewayapi", "smsapi"])
async def test_who_has_opted_out(customer: Customer, name: str) -> None:
    customer.simulator.network.opt_out(PHONE, NUMBER, every_sender=False, confirmed=True)
    code = {"gatewayapi": "0x0214", "smsapi": '"error": 59'}[name]
    assert code in await customer.ask(name, SENDS[name])


@pytest.mark.parametrize("name", ["gatewayapi", "vonage"])
async def test_unicode_has_to_be_asked_for(customer: Customer, name: str) -> None:
    await customer.ask(name, SENDS[name], text="ü €→")
    more = {"gatewayapi": "&encoding=UCS2", "vonage": "&type=unicode"}[name]
    ask = SENDS[name]
    await customer.ask(name, Ask(ask.path, f"{ask.content}{more}"), text="ü €→")
    texts = [message.text for message in customer.simulator.network.messages]
    assert texts == ["ü €?", "ü €→"]


async def test_vonage_tells_each_part(customer: Customer, webhook: Webhook) -> None:
    answer = await customer.ask("vonage", SENDS["vonage"], text="x" * 161)
    content = json.loads(answer.partition(" ")[2])
    ids = [part["message-id"] for part in content["messages"]]
    assert (content["message-count"], len(set(ids))) == ("2", 2)
    await customer.simulator.settled()
    told = [said(heard) for heard in webhook.requests]
    assert [each["messageId"] for each in told] == [*ids, *ids]
    await customer.simulator.reply(PHONE, "x" * 200)
    first, second = map(said, webhook.requests[-2:])
    assert first["concat-ref"] == second["concat-ref"]
    assert (first["concat-part"], second["concat-part"], second["concat-total"]) == ("1", "2", "2")


async def test_vonage_takes_no_long_callback(customer: Customer) -> None:
    ask = SENDS["vonage"]
    with_callback = Ask(ask.path, f"{ask.content}&callback={'x' * 101}")
    assert '"status": "3"' in await customer.ask("vonage", with_callback)


@pytest.mark.parametrize(("name", "text"), [("messagebird", "x" * 1378), ("smsplanet", "x" * 919)])
async def test_what_is_too_long(customer: Customer, name: str, text: str) -> None:
    await customer.ask(name, SENDS[name], text=text)
    assert customer.simulator.network.messages == []
    await customer.ask(name, SENDS[name], text=text[:-1])
    assert len(customer.simulator.network.messages) == 1


@pytest.mark.parametrize(
    ("name", "text", "state"),
    [
        ("smsapi", "", CallbackState.GIVEN_UP),
        ("smsapi", "OK", CallbackState.DONE),
        ("elks46", "", CallbackState.DONE),
        # It would go to the phone.
        ("elks46", "OK", CallbackState.LOST),
    ],
)
async def test_what_a_callback_wants_to_be_answered(
    customer: Customer, webhook: Webhook, name: str, text: str, state: CallbackState
) -> None:
    webhook.text = text
    customer.simulator.account.gateway = name
    await customer.simulator.reply(PHONE, "OK")
    await customer.simulator.settled()
    assert [each.state for each in customer.simulator.callbacks.sent] == [state]
