"""The callbacks of clickatell.md 3.1."""

from collections import Counter
import json
import time

from aiohttp import ClientError
import pytest

from simulator.callbacks import CallbackState
from simulator.faults import Fault
from simulator.network import Status

from .conftest import Customer, Webhook, message

PHONE = "15550100001"


def states(customer: Customer) -> list[CallbackState]:
    """What became of each callback."""
    return [callback.state for callback in customer.simulator.callbacks.sent]


async def test_status_example(customer: Customer, webhook: Webhook) -> None:
    (message_id,) = (await customer.send(message() | {"clientMessageId": "ha-42"})).ids
    await customer.simulator.settled()
    sent, delivered = webhook.bodies
    # The example of 3.1; ids, names and times are the simulator's.
    expected = json.loads(
        '{"integrationId":"i1","integrationName":"home","event":{"messageStatusUpdate":'
        '[{"channel":"sms","messageId":"m1","clientMessageId":"ha-42",'
        '"timestamp":1700000000000,"statusCode":5,"status":"DEVICE_ACK"}]}}'
    )
    (event,) = webhook.events("messageStatusUpdate")[1:]
    assert abs(event["timestamp"] - time.time() * 1000) < 60_000
    expected["integrationId"] = expected["integrationName"] = "simulator"
    expected["integrationName"] = "Simulator"
    expected["event"]["messageStatusUpdate"][0] |= {
        "messageId": message_id,
        "timestamp": event["timestamp"],
    }
    assert delivered == expected
    (event,) = webhook.events("messageStatusUpdate")[:1]
    assert (event["statusCode"], event["status"]) == (4, "SENT_TO_SUPPLIER")
    assert sent.keys() == delivered.keys()


async def test_phone_that_is_switched_off(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.network.set_unreachable(f"+{PHONE}", unreachable=True)
    await customer.send(message())
    await customer.simulator.settled()
    codes = [event["statusCode"] for event in webhook.events("messageStatusUpdate")]
    assert codes == [4, 23]
    assert webhook.events("messageStatusUpdate")[1]["status"] == "DELIVERY_FAILURE"
    assert customer.simulator.network.messages[0].status is Status.FAILED


async def test_mo_example(customer: Customer, webhook: Webhook) -> None:
    reply = await customer.simulator.reply(f"+{PHONE}", "STATUS")
    # The example of 3.1; ids, names and times are the simulator's.
    expected = json.loads(
        '{"integrationId":"i1","integrationName":"home","event":{"moText":[{"channel":"sms",'
        '"messageId":"a1","relatedMessageId":null,"relatedClientMessageId":null,'
        '"from":"15550100001","to":"15550100099","timestamp":1700000000000,"content":"STATUS",'
        '"charset":"UTF-8","sms":{"network":"65501"}}]}}'
    )
    expected |= {"integrationId": "simulator", "integrationName": "Simulator"}
    expected["event"]["moText"][0] |= {"messageId": reply.id, "timestamp": reply.sent_at}
    assert webhook.bodies == [expected]


async def test_reply_names_the_message_it_answers(customer: Customer, webhook: Webhook) -> None:
    await customer.send(message() | {"from": "15550100098", "clientMessageId": "ha-1"})
    answer = await customer.send(message() | {"from": "15550100098", "clientMessageId": "ha-2"})
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.reply(PHONE, "NO", to="+15550100097")
    await customer.simulator.reply("+15550100002", "HELLO")
    related = [
        (event["to"], event["relatedMessageId"], event["relatedClientMessageId"])
        for event in webhook.events("moText")
    ]
    assert related == [
        ("15550100098", answer.ids[0], "ha-2"),
        ("15550100097", None, None),
        ("15550100099", None, None),
    ]


async def test_an_alphanumeric_sender_cannot_be_answered(
    customer: Customer, webhook: Webhook
) -> None:
    await customer.send(message() | {"from": "HOME"})
    await customer.simulator.reply(PHONE, "YES")
    (event,) = webhook.events("moText")
    assert (event["to"], event["relatedMessageId"]) == ("15550100099", None)


async def test_whatsapp_reply(customer: Customer, webhook: Webhook) -> None:
    await customer.send(message() | {"channel": "whatsapp"})
    await customer.simulator.reply(PHONE, "YES")
    (event,) = webhook.events("moText")
    assert event["channel"] == "whatsapp"
    assert "profileName" in event["whatsapp"]
    assert "sms" not in event


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_success_is_not_repeated(customer: Customer, webhook: Webhook, status: int) -> None:
    webhook.answers = [status]
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    assert len(webhook.bodies) == 1
    assert states(customer) == [CallbackState.DONE]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirect_loses_the_callback(
    customer: Customer, webhook: Webhook, status: int
) -> None:
    webhook.answers = [status]
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    assert len(webhook.bodies) == 1
    assert states(customer) == [CallbackState.LOST]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 500, 503])
async def test_failure_is_repeated_until_it_works(
    customer: Customer, webhook: Webhook, status: int
) -> None:
    webhook.answers = [status, status]
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    first, second, third = webhook.bodies
    assert first == second == third
    assert states(customer) == [CallbackState.DONE]
    (callback,) = customer.simulator.callbacks.sent
    assert [attempt.answer for attempt in callback.attempts] == [status, status, 200]


async def test_gives_up_after_seven_retries(customer: Customer, webhook: Webhook) -> None:
    webhook.answers = [500] * 100
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    assert len(webhook.bodies) == 8
    assert states(customer) == [CallbackState.GIVEN_UP]


async def test_retries_wait_twice_as_long_each_time(
    customer: Customer, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The one thing replaced is the waiting.
    waited: list[float] = []

    async def sleep(delay: float) -> None:
        waited.append(delay)

    monkeypatch.setattr("simulator.callbacks.asyncio.sleep", sleep)
    customer.simulator.account.callback_retry_delay = 2
    webhook.answers = [500] * 100
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    assert [delay for delay in waited if delay >= 2] == [2, 4, 8, 16, 32, 64, 128]


async def test_slow_webhook_hears_it_again(customer: Customer, webhook: Webhook) -> None:
    webhook.hold.clear()
    customer.simulator.account.callback_timeout = 0.05
    await customer.simulator.reply(PHONE, "YES")
    webhook.hold.set()
    await customer.simulator.settled()
    assert len(webhook.bodies) == 2
    (callback,) = customer.simulator.callbacks.sent
    assert [attempt.answer for attempt in callback.attempts] == ["timeout", 200]


async def test_nobody_listens(customer: Customer) -> None:
    customer.simulator.account.callback_url = "http://127.0.0.1:1/hook"
    customer.simulator.account.callback_retries = 1
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    (callback,) = customer.simulator.callbacks.sent
    assert callback.state is CallbackState.GIVEN_UP
    assert ["Cannot connect" in str(attempt.answer) for attempt in callback.attempts] == [True] * 2


async def test_no_url_no_callback(customer: Customer) -> None:
    await customer.send(message())
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.settled()
    assert customer.simulator.callbacks.sent == []


async def test_basic_authentication(customer: Customer, webhook: Webhook) -> None:
    await customer.simulator.reply(PHONE, "YES")
    # The example of RFC 7617.
    customer.simulator.account.callback_username = "Aladdin"
    customer.simulator.account.callback_password = "open sesame"
    await customer.simulator.reply(PHONE, "YES")
    assert webhook.authorizations == [None, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]


async def test_duplicate_callbacks(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.faults.set(Fault.DUPLICATE_CALLBACKS, count=1)
    await customer.simulator.reply(PHONE, "YES")
    await customer.simulator.reply(PHONE, "NO")
    assert [event["content"] for event in webhook.events("moText")] == ["YES", "YES", "NO"]


async def test_callbacks_out_of_order(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER)
    await customer.send(message())
    await customer.simulator.settled()
    first, second = webhook.events("messageStatusUpdate")
    assert (first["statusCode"], second["statusCode"]) == (5, 4)
    assert first["timestamp"] >= second["timestamp"]


async def test_no_receipts(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.faults.set(Fault.NO_RECEIPTS)
    await customer.send(message())
    await customer.simulator.settled()
    assert webhook.bodies == []
    assert customer.simulator.network.messages[0].status is Status.DELIVERED


async def test_reports_first(customer: Customer, webhook: Webhook) -> None:
    account, faults = customer.simulator.account, customer.simulator.faults
    account.delivery_delay = 0.01
    faults.set(Fault.REPORTS_FIRST, count=1)
    await customer.call("GET", "/v1/balance")  # is none of the times that it happens
    answer = await customer.send(message(), message())
    assert answer.status == 202
    reported = [event["messageId"] for event in webhook.events("messageStatusUpdate")]
    assert Counter(reported) == dict.fromkeys(answer.ids, 2)
    account.delivery_delay = 1000
    assert (await customer.send(message())).status == 202
    assert len(webhook.bodies) == 4


async def test_reports_first_and_then_no_answer(customer: Customer, webhook: Webhook) -> None:
    customer.simulator.faults.set(Fault.REPORTS_FIRST, count=1)
    customer.simulator.faults.set(Fault.DROP_ANSWER, count=1)
    with pytest.raises(ClientError):
        await customer.send(message())
    codes = [event["statusCode"] for event in webhook.events("messageStatusUpdate")]
    assert codes == [4, 5]


async def test_reports_first_although_nobody_hears_them(
    customer: Customer, webhook: Webhook
) -> None:
    customer.simulator.account.callback_retry_delay = 1000
    customer.simulator.faults.set(Fault.REPORTS_FIRST, count=1)
    webhook.answers = [503, 503]
    assert (await customer.send(message())).status == 202
    assert len(webhook.bodies) == 2


async def test_thousand_messages(customer: Customer, webhook: Webhook) -> None:
    for _ in range(10):
        await customer.send(*[message()] * 100)
    await customer.simulator.settled()
    assert len(webhook.bodies) == 2000
    reported = [event["messageId"] for event in webhook.events("messageStatusUpdate")]
    assert set(reported) == {sent.id for sent in customer.simulator.network.messages}


async def test_stop_while_callbacks_are_under_way(customer: Customer, webhook: Webhook) -> None:
    webhook.hold.clear()
    customer.simulator.account.callback_retry_delay = 1000
    customer.simulator.post_reply(PHONE, "YES")
    await customer.send(*[message()] * 100)
    await webhook.heard.wait()
    await customer.simulator.stop()
