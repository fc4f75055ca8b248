"""The Platform API's callbacks as clickatell.md 3.2 documents them."""

import time
from urllib.parse import parse_qs, unquote_to_bytes

import pytest

from simulator import Simulator
from simulator.account import CallbackForm
from simulator.faults import Fault

from .conftest import KEY, Customer, Webhook

PHONE = "15550100001"
SENDER = "15550100099"


@pytest.fixture(autouse=True)
def gateway(simulator: Simulator) -> None:
    simulator.account.gateway = "clickatell_platform"


async def send(customer: Customer, **fields: object) -> str:
    """Send a message; return its id."""
    async with customer.session.post(
        f"{customer.simulator.url}/clickatell_platform/messages",
        headers={"Authorization": KEY},
        json={"to": [PHONE], "content": "door open", "from": SENDER} | fields,
    ) as response:
        message_id: str = (await response.json())["messages"][0]["apiMessageId"]
    return message_id


async def test_delivery_reports(customer: Customer, webhook: Webhook) -> None:
    message_id = await send(customer, clientMessageId="ha-42")
    await customer.simulator.settled()
    sent, delivered = webhook.bodies
    assert abs(delivered["timestamp"] - time.time() * 1000) < 60_000
    # The fields of 3.2.
    assert delivered == {
        "integrationName": "Simulator",
        "messageId": message_id,
        "requestId": "00000000000000000000000000000001",
        "clientMessageId": "ha-42",
        "to": PHONE,
        "from": SENDER,
        "statusCode": 4,
        "status": "RECEIVED_BY_RECIPIENT",
        "statusDescription": "Received by recipient",
        "timestamp": delivered["timestamp"],
    }
    assert (sent["statusCode"], sent["status"]) == (3, "DELIVERED_TO_GATEWAY")
    assert sent.keys() == delivered.keys()


async def test_phone_that_is_switched_off(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.network.set_unreachable(PHONE, unreachable=True)
    await send(customer)
    await customer.simulator.settled()
    assert [body["statusCode"] for body in webhook.bodies] == [3, 7]
    assert webhook.bodies[1]["clientMessageId"] is None


async def test_reply(customer: Customer, webhook: Webhook) -> None:
    message_id = await send(customer)
    await customer.simulator.settled()
    reply = await customer.simulator.reply(PHONE, "Yes, über 5 € 🔥")
    # The fields of 3.2.
    assert webhook.bodies[-1] == {
        "integrationName": "Simulator",
        "messageId": message_id,
        "replyMessageId": reply.id,
        "fromNumber": PHONE,
        "toNumber": SENDER,
        "timestamp": reply.sent_at,
        "text": "Yes, über 5 € 🔥",
        "charset": "UTF-8",
        "udh": "",
        "network": "65501",
        "keyword": None,
    }


async def test_reply_to_nothing(customer: Customer, webhook: Webhook) -> None:
    await customer.simulator.reply(PHONE, "STATUS")
    assert webhook.bodies[0]["messageId"] is None


@pytest.mark.parametrize(
    ("text", "charset", "encoded"),
    [
        # The examples of 3.2.
        ("hello!", "ISO-8859-1", "hello%21"),
        ("tenía", "UTF-16BE", "%00t%00e%00n%00%ED%00a"),
        # In GSM-7, but not in ISO-8859-1; a byte 0x20 is a plus sign here too.
        ("5 €", "UTF-16BE", "%005%00++%AC"),
        # In ISO-8859-1, but not in GSM-7.
        ("ç", "UTF-16BE", "%00%E7"),
        ("ü +%", "ISO-8859-1", "%FC+%2B%25"),
    ],
)
async def test_text_is_percent_encoded_in_its_charset(
    customer: Customer, webhook: Webhook, text: str, charset: str, encoded: str
) -> None:
    customer.simulator.account.callback_utf8 = False
    await customer.simulator.reply(PHONE, text)
    assert (webhook.bodies[0]["charset"], webhook.bodies[0]["text"]) == (charset, encoded)
    assert unquote_to_bytes(encoded.replace("+", " ")).decode(charset) == text


async def test_timestamps_as_text(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.account.callback_time_as_text = True
    await send(customer)
    await customer.simulator.settled()
    reply = await customer.simulator.reply(PHONE, "YES")
    assert webhook.bodies[-1]["timestamp"] == str(reply.sent_at)
    assert webhook.bodies[0]["timestamp"].isdigit()


async def test_get(customer: Customer, webhook: Webhook) -> None:
    account = customer.simulator.account
    account.callback_form = CallbackForm.HTTP_GET
    message_id = await send(customer)
    await customer.simulator.settled()
    reply = await customer.simulator.reply(PHONE, "ja, ü")
    assert {heard.method for heard in webhook.requests} == {"GET"}
    assert {heard.body for heard in webhook.requests} == {""}
    report, answer = (parse_qs(webhook.requests[place].query) for place in (1, 2))
    assert (report["messageId"], report["statusCode"]) == ([message_id], ["4"])
    assert "clientMessageId" not in report
    assert (answer["replyMessageId"], answer["text"]) == ([reply.id], ["ja, ü"])
    assert "text=ja%2C+%C3%BC&charset=UTF-8&" in webhook.requests[2].query
    account.callback_utf8 = False
    await customer.simulator.reply(PHONE, "ja, ü")
    assert "text=ja%2C+%FC&charset=ISO-8859-1&" in webhook.requests[3].query


async def test_long_reply_comes_in_parts(customer: Customer, webhook: Webhook) -> None:
    reply = await customer.simulator.reply(PHONE, "a" * 153 + "b" * 153 + "c")
    assert [body["text"] for body in webhook.bodies] == ["a" * 153, "b" * 153, "c"]
    headers = [body["udh"] for body in webhook.bodies]
    assert headers == ["050003010301", "050003010302", "050003010303"]
    ids = [body["replyMessageId"] for body in webhook.bodies]
    assert len(set(ids)) == 3
    assert ids[0] == reply.id


async def test_parts_out_of_order(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER, count=1)
    await customer.simulator.reply(PHONE, "short")
    for _ in range(2):
        await customer.simulator.reply(PHONE, "a" * 161)
    headers = [body["udh"] for body in webhook.bodies]
    assert headers == ["", "050003020202", "050003020201", "050003030201", "050003030202"]
