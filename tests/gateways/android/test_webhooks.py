"""What the phone brings by itself: who registers it, what signs it, what of it counts."""

from collections.abc import Mapping
from hmac import digest
import json
import time

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.sms_gateway.gateways.android.callbacks import parse
from custom_components.sms_gateway.gateways.base import (
    CallbackRefusal,
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
    ReportedState,
)
from simulator import Simulator, android as simulated
from simulator.faults import Fault

from ...conftest import ANNA, WEBHOOK_ID, send, until
from ...test_webhook import Client
from .conftest import AddPhone

# The vendor's example (docs.sms-gate.app, webhooks).
RECEIVED = {
    "deviceId": "ffffffffceb0b1db0000018e937c815b",
    "event": "sms:received",
    "id": "Ey6ECgOkVVFjz3CL48B8C",
    "payload": {
        "messageId": "abc123",
        "message": "Android is always a sweet treat!",
        "sender": "6505551212",
        "recipient": "+1234567890",
        "simNumber": 1,
        "receivedAt": "2024-06-22T15:46:11.000+07:00",
    },
    "webhookId": "LreFUt-Z3sSq0JufY9uWB",
}
KEY = "a-key"


def call(content: object, key: str | None = None, at: float | None = None) -> CallbackRequest:
    """Return a webhook's call, signed if there is a key."""
    body = json.dumps(content).encode()
    if key is None:
        return CallbackRequest("POST", {}, b"", body)
    stamp = str(int(time.time() if at is None else at))
    signature = digest(key.encode(), body + stamp.encode(), "sha256").hex()
    headers = {"x-timestamp": stamp, "x-signature": signature}
    return CallbackRequest("POST", headers, b"", body)


def told(payload: Mapping[str, object], event: str = "sms:received") -> object:
    """Return what a call brings, of one event or none."""
    parsed = parse(call({**RECEIVED, "event": event, "payload": payload}), None, None)
    return next(iter(parsed.events), parsed.oddity)


async def test_it_registers_itself_and_is_believed_by_its_signature(
    hass: HomeAssistant,
    simulator: Simulator,
    phone: simulated.Android,
    callbacks: Client,
    add_phone: AddPhone,
    statuses: list[Event],
    received: list[Event],
) -> None:
    others = {"id": "other", "url": "https://example.org", "event": "sms:received"}
    phone.webhooks["other"] = dict(others)
    entry = await add_phone({"poll_replies": 0}, replies_by="webhook")
    url = str(callbacks.make_url(f"/api/sms_gateway/{WEBHOOK_ID}"))
    registered = [one for one in phone.webhooks.values() if one["id"] != "other"]
    assert {one["event"] for one in registered} == {
        "sms:received", "sms:sent", "sms:delivered", "sms:failed",
    }  # fmt: skip
    assert {one["url"] for one in registered} == {url}
    # In a house without the internet it calls all the same.
    assert not phone.internet_required
    simulator.account.phone_internet = False
    phone.webhooks.pop("other")
    (message,) = await send(hass, to=ANNA, message="x" * 161, wait_for="delivered")
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS)
    await simulator.reply(ANNA, "OK")
    await simulator.settled()
    await until(hass, lambda: bool(received))
    assert [event.data["in_reply_to"] for event in received] == [message["message_id"]]
    # Somebody who knows the address, and not the key.
    answer = await callbacks.post(f"/api/sms_gateway/{WEBHOOK_ID}", json=RECEIVED)
    assert answer.status == 403
    await hass.async_block_till_done()
    issue = f"callback_unsigned_{entry.entry_id}"
    assert ir.async_get(hass).async_get_issue("sms_gateway", issue) is not None
    assert len(received) == 1
    # Asked for from now on, it is called no more; what others have set up stays.
    phone.webhooks["other"] = dict(others)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "replies_by": "asking"})
    await hass.config_entries.async_reload(entry.entry_id)
    await until(hass, lambda: phone.webhooks.keys() == {"other"})


async def test_without_an_address_that_it_may_call_it_is_asked(
    hass: HomeAssistant, simulator: Simulator, phone: simulated.Android, add_phone: AddPhone
) -> None:
    hass.config.external_url = "http://home.example.org"
    await add_phone(replies_by="webhook")
    assert phone.webhooks == {}
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert message["state"] == "delivered"


def test_the_vendors_example() -> None:
    event = InboundMessage(
        provider_message_id="text:11256099",
        sender="6505551212",
        to="+1234567890",
        text="Android is always a sweet treat!",
        sent_at=1719045971.0,
    )
    assert list(parse(call(RECEIVED, KEY), KEY, 1).events) == [event]
    # It came for the other SIM, whose account has it.
    assert list(parse(call(RECEIVED, KEY), KEY, 2).events) == []


def test_what_is_not_signed_is_not_believed() -> None:
    a_day = 86400 + 60
    for wrong in (
        call(RECEIVED),
        call(RECEIVED, "another-key"),
        call(RECEIVED, KEY, time.time() - a_day),
        call(RECEIVED, KEY, time.time() + a_day),
    ):
        parsed = parse(wrong, KEY, None)
        assert (parsed.refusal, list(parsed.events)) == (CallbackRefusal.SIGNATURE, [])
    # The phone's clock may be wrong by hours.
    assert parse(call(RECEIVED, KEY, time.time() - 7200), KEY, None).events


@pytest.mark.parametrize(
    ("given", "found"),
    [("ffffffff", "text:-1"), ("7fffffff", "text:2147483647"), ("0", "text:0"), ("x", "x")],
)
def test_an_id_is_that_of_the_inbox(given: str, found: str) -> None:
    event = told({**RECEIVED["payload"], "messageId": given})  # type: ignore[dict-item]
    assert isinstance(event, InboundMessage)
    assert event.provider_message_id == found


def test_what_older_and_newer_versions_say() -> None:
    old = told({"messageId": "1", "message": "Hi", "phoneNumber": "6505551212"})
    assert isinstance(old, InboundMessage)
    assert (old.sender, old.sent_at) == ("6505551212", None)
    failed = told({"messageId": "a" * 32, "reason": "Send result: X"}, "sms:failed")
    assert isinstance(failed, DeliveryReport)
    assert (failed.message_id, failed.state) == ("a" * 32, ReportedState.UNDELIVERED)
    assert failed.error is not None
    assert failed.error.text == "Send result: X"
    # Nobody has asked for it, and nothing of it may get lost in silence.
    assert told({"health": {}}, "system:ping") == (
        "it is no event that was asked for, or lacks what it is about"
    )
