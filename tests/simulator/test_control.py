"""The control API and the page."""

from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType
import pytest

from simulator.account import CallbackForm
from simulator.faults import Fault, Setting

from ..patience import patience, soon
from .conftest import KEY, Customer, Webhook, message

PHONE = "15550100001"


async def test_state(customer: Customer) -> None:
    await customer.send(message() | {"clientMessageId": "ha-1"}, message(content="a" * 161))
    await customer.simulator.settled()
    await customer.simulator.reply(PHONE, "STOP")
    state = (await customer.control("GET", "state")).body
    assert state["counters"] == {
        "send_requests": 1,
        "accepted": 2,
        "duplicates": 0,
        "replies": 1,
        "phones": 1,
    }
    (phone,) = state["phones"]
    assert (phone["number"], phone["unreachable"], phone["opted_out"]) == (PHONE, False, True)
    assert [entry["kind"] for entry in phone["conversation"]] == ["message", "message", "reply"]
    assert [entry["text"] for entry in phone["conversation"]] == ["door open", "a" * 161, "STOP"]
    assert state["account"]["balance"] == 99.88
    assert state["faults"] == {}
    assert state["url"] == customer.simulator.url
    assert set(state["smpp"].values()) == {0}


async def test_messages(customer: Customer) -> None:
    (message_id,) = (await customer.send(message() | {"clientMessageId": "ha-1"})).ids
    await customer.simulator.settled()
    (sent,) = customer.simulator.network.messages
    answer = await customer.control("GET", "messages")
    assert answer.body == {
        "messages": [
            {
                "kind": "message",
                "id": message_id,
                "gateway": "clickatell_one",
                "clientMessageId": "ha-1",
                "to": PHONE,
                "from": "15550100099",
                "text": "door open",
                "channel": "sms",
                "segments": 1,
                "status": "delivered",
                "request": 1,
                "accepted_at": sent.accepted_at,
            }
        ]
    }


async def test_reply(customer: Customer, webhook: Webhook) -> None:
    answer = await customer.control("POST", "reply", {"from": f"+{PHONE}", "text": "YES"})
    await customer.simulator.settled()
    (event,) = webhook.events("moText")
    assert answer.status == 202
    assert answer.body == {"id": event["messageId"]}
    assert (event["from"], event["to"]) == (PHONE, "15550100099")
    await customer.control("POST", "reply", {"from": PHONE, "text": "YES", "to": "+15550100098"})
    await customer.simulator.settled()
    assert webhook.events("moText")[1]["to"] == "15550100098"


async def test_callbacks(customer: Customer, webhook: Webhook) -> None:
    webhook.answers = [500]
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    answer = await customer.control("GET", "callbacks")
    (sent,) = customer.simulator.callbacks.sent
    assert answer.body == {
        "callbacks": [
            {
                "url": webhook.url,
                "method": "POST",
                "summary": "Reply: YES",
                "fields": webhook.bodies[0],
                "state": "done",
                "attempts": [{"at": try_.at, "answer": try_.answer} for try_ in sent.attempts],
            }
        ]
    }


@pytest.mark.parametrize(
    ("value", "setting"),
    [
        (True, Setting(Fault.SLOW, 5)),
        (0.5, Setting(Fault.SLOW, 0.5)),
        ({"amount": 2, "count": 3}, Setting(Fault.SLOW, 2, 3)),
        ({}, Setting(Fault.SLOW, 5)),
    ],
)
async def test_fault_with_an_amount(customer: Customer, value: object, setting: Setting) -> None:
    await customer.control("PUT", "faults", {"slow": value})
    assert customer.simulator.faults.settings == {Fault.SLOW: setting}


@pytest.mark.parametrize(
    ("value", "setting"),
    [
        (True, Setting(Fault.HTTP_500)),
        (3, Setting(Fault.HTTP_500, count=3)),
        ({"count": 3}, Setting(Fault.HTTP_500, count=3)),
    ],
)
async def test_fault_with_a_count(customer: Customer, value: object, setting: Setting) -> None:
    answer = await customer.control("PUT", "faults", {"http_500": value})
    assert customer.simulator.faults.settings == {Fault.HTTP_500: setting}
    assert answer.body == {"http_500": {"amount": None, "count": setting.count}}


@pytest.mark.parametrize("fault", Fault)
async def test_every_fault_can_be_set_and_cleared(customer: Customer, fault: Fault) -> None:
    await customer.control("PUT", "faults", {fault: True})
    assert set(customer.simulator.faults.settings) == {fault}
    await customer.control("PUT", "faults", {fault: False})
    assert customer.simulator.faults.settings == {}


async def test_refuse(customer: Customer) -> None:
    answer = await customer.control("PUT", "faults", {"refuse": 1000, "http_503": 1})
    assert answer.body.keys() == {"refuse", "http_503"}
    assert customer.simulator.refusing
    await customer.control("PUT", "faults", {"refuse": False})
    assert not customer.simulator.refusing
    await customer.control("PUT", "faults", {"refuse": True})
    answer = await customer.control("DELETE", "faults")
    assert answer.body == {}
    assert not customer.simulator.refusing
    assert (await customer.send(message())).status == 202


async def test_account(customer: Customer) -> None:
    answer = await customer.control(
        "PUT",
        "account",
        {
            "api_key": "other-key",
            "balance": 12.5,
            "currency": "ZAR",
            "price": 0.1,
            "senders": ["+15550100098"],
            "callback_url": "http://127.0.0.1:1/hook",
            "callback_retries": 3,
        },
    )
    assert answer.status == 200
    assert (await customer.call("GET", "/v1/balance")).status == 401
    balance = await customer.call("GET", "/v1/balance", key="other-key")
    assert balance.body == {"balance": 12.5, "currency": "ZAR"}
    await customer.control("PUT", "account", {"api_key": KEY, "callback_url": None})
    assert customer.simulator.account.callback_url is None
    await customer.send(message())
    assert float(customer.simulator.account.balance) == 12.4
    assert customer.simulator.network.messages[0].sender == "15550100098"


async def test_settings_of_the_older_gateways(customer: Customer) -> None:
    settings = {
        "user": "somebody",
        "password": "something",
        "api_id": "7",
        "gateway": "clickatell_platform",
        "shared_sender": "27990000001",
        "two_way": True,
        "credits_plural": True,
        "callback_form": "soap_post",
        "callback_utf8": False,
        "callback_time_as_text": True,
        "wide_references": True,
    }
    answer = await customer.control("PUT", "account", settings)
    assert answer.status == 200
    assert answer.body | settings == answer.body
    account = customer.simulator.account
    assert account.callback_form is CallbackForm.SOAP_POST
    assert {name: getattr(account, name) for name in settings} == settings
    await customer.control("PUT", "account", {"callback_form": None})
    assert account.callback_form is None
    answer = await customer.control("PUT", "account", {"callback_form": "smoke signals"})
    assert (answer.status, account.callback_form) == (400, None)


async def test_settings_of_smpp(customer: Customer) -> None:
    settings = {"system_type": "7", "ids": "uuid", "receipts": "short", "window": 3}
    answer = await customer.control("PUT", "account", {"gateway": "smpp", "smpp": settings})
    assert (answer.status, answer.body["gateway"]) == (200, "smpp")
    # What is not named stays.
    as_before = {"password": "simulat", "alphabet": "gsm", "long_replies": "udh"}
    assert answer.body["smpp"] == as_before | settings
    await customer.control("PUT", "account", {"smpp": {"window": 0}})
    assert customer.simulator.account.smpp.window == 0
    for wrong in ({"ids": "roman"}, {"window": True}, {"window": -1}, {"colour": "red"}):
        assert (await customer.control("PUT", "account", {"smpp": wrong})).status == 400


async def test_phones(customer: Customer) -> None:
    answer = await customer.control("PUT", "phones", {"number": f"+{PHONE}", "unreachable": True})
    assert answer.body == {
        "number": PHONE,
        "unreachable": True,
        "opted_out": False,
        "conversation": [],
    }
    await customer.control("PUT", "phones", {"number": PHONE, "opted_out": True})
    assert (await customer.send(message())).errors == [26]
    await customer.control("PUT", "phones", {"number": PHONE, "opted_out": False})
    assert (await customer.send(message())).errors == [None]
    assert customer.simulator.network.phones[PHONE].unreachable


@pytest.mark.usefixtures("webhook")
async def test_reset(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.DUPLICATE_CALLBACKS)
    await customer.send(message() | {"clientMessageId": "ha-1"})
    await customer.simulator.reply(PHONE, "STOP ALL")
    await customer.simulator.refuse()
    state = (await customer.control("POST", "reset")).body
    assert (state["phones"], state["callbacks"], state["faults"]) == ([], [], {})
    answer = await customer.send(message() | {"clientMessageId": "ha-1"})
    assert answer.status == 202
    network = customer.simulator.network
    assert (network.accepted, network.duplicates, network.send_requests) == (1, 0, 1)
    assert float(network.account.balance) == 99.96


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("PUT", "account", {"two_way": "yes"}, "two_way: expected bool."),
        ("PUT", "account", {"password": ""}, "password: a text is needed."),
        ("PUT", "faults", [], "a JSON object is needed."),
        ("PUT", "faults", {"http_503": -1}, "http_503: a whole number above 0 is needed."),
        ("PUT", "faults", {"http_503": "x"}, "http_503: a number is needed."),
        ("PUT", "faults", {"slow": -1}, "slow: it must not be negative."),
        ("PUT", "faults", {"slow": {"count": 0}}, "slow.count: a whole number above 0 is needed."),
        ("PUT", "faults", {"nonsense": True}, "nonsense: not a valid option."),
        ("PUT", "account", {"balance": "much"}, "balance: a number is needed."),
        ("PUT", "account", {"balance": True}, "balance: a number is needed."),
        ("PUT", "account", {"api_key": ""}, "api_key: a text is needed."),
        ("PUT", "account", {"senders": "1"}, "senders: a list of sender numbers is needed."),
        (
            "PUT",
            "account",
            {"callback_url": "example.com"},
            "callback_url: a URL is needed that begins with http:// or https://.",
        ),
        ("POST", "reply", {"text": "YES"}, "from: required key not provided."),
        ("POST", "reply", {"from": PHONE, "text": " "}, "text: a text is needed."),
        (
            "POST",
            "reply",
            {"from": "Anna", "text": "YES"},
            "from: a phone number is needed, digits with or without + before them.",
        ),
        ("PUT", "phones", {"number": PHONE, "unreachable": "no"}, "unreachable: expected bool."),
    ],
)
async def test_bad_input(
    customer: Customer, method: str, path: str, body: object, sentence: str
) -> None:
    answer = await customer.control(method, path, body)
    assert (answer.status, answer.body) == (400, {"error": sentence})
    assert customer.simulator.faults.settings == {}
    assert customer.simulator.network.phones == {}


async def test_input_that_is_not_json(customer: Customer) -> None:
    url = f"{customer.simulator.control_url}/control/reply"
    async with customer.session.post(url, data=b"from=1") as response:
        assert response.status == 400
        assert (await response.json())["error"].startswith("this is not JSON: ")


async def receive_until(live: ClientWebSocketResponse, accepted: int) -> dict[str, Any]:
    """Wait for the state with so many accepted messages."""
    async with patience(lambda: f"the page is told of {accepted} accepted messages"):
        while True:
            state: dict[str, Any] = await live.receive_json()
            if state["counters"]["accepted"] == accepted:
                return state


async def test_live(customer: Customer) -> None:
    async with customer.session.ws_connect(f"{customer.simulator.url}/control/live") as live:
        await receive_until(live, 0)
        await customer.send(message())
        await receive_until(live, 1)
        # The page stays connected while the gateways refuse.
        await customer.simulator.refuse()
        told = await soon(live.receive_json(), "the page is told that the gateways refuse")
        assert "refuse" in told["faults"]
        await customer.simulator.accept()
        await customer.send(message())
        state = await receive_until(live, 2)
        assert state == (await customer.control("GET", "state")).body | {"phones": state["phones"]}
        await customer.simulator.stop()
        async with patience(lambda: "the page is told that the simulator stops"):
            while (received := await live.receive()).type is WSMsgType.TEXT:
                pass
        assert received.type is WSMsgType.CLOSE


async def test_live_forgets_a_page_that_went_away(customer: Customer) -> None:
    async with customer.session.ws_connect(f"{customer.simulator.url}/control/live") as live:
        await receive_until(live, 0)
        assert len(customer.simulator.network.listeners) == 1
    await customer.simulator.stop()
    assert customer.simulator.network.listeners == set()


async def test_page(customer: Customer) -> None:
    async with customer.session.get(customer.simulator.url) as response:
        assert str(response.url) == f"{customer.simulator.control_url}/"
        assert response.content_type == "text/html"
        page = await response.text()
    assert "innerHTML" not in page
    for name in ("refuse", *Fault):
        assert f'["{name}", ' in page
