"""The address that a gateway calls: what it takes in, and what it answers."""

from collections.abc import AsyncIterator
from datetime import timedelta
import json
from typing import Any
from urllib.parse import quote

from aiohttp import encode_basic_auth
from aiohttp.test_utils import TestClient
from homeassistant.components import webhook
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from homeassistant.util.aiohttp import MockRequest
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .conftest import (
    ANNA,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    new_entry,
    send,
    until,
    until_state,
)

PATH = f"/api/sms_gateway/{WEBHOOK_ID}"
CLOUD_PATH = f"/api/webhook/{WEBHOOK_ID}"

type Client = TestClient[Any, Any]


def basic(username: str, password: str) -> str:
    """Return an Authorization header."""
    return encode_basic_auth(username, password, "utf-8")


def inbound(text: str = "on my way", message_id: str | None = "mo-1") -> dict[str, Any]:
    """Return a callback as the gateway sends it, with a message from a phone."""
    message = {
        "channel": "sms",
        "messageId": message_id,
        "from": ANNA.removeprefix("+"),
        "to": SENDER.removeprefix("+"),
        "timestamp": 1_700_000_000_000,
        "content": text,
    }
    return {"integrationId": "i1", "integrationName": "home", "event": {"moText": [message]}}


@pytest.mark.parametrize("path", [PATH, CLOUD_PATH])
async def test_post_is_taken_in(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
    path: str,
) -> None:
    response = await callbacks.post(path, json=inbound())
    assert response.status == 200
    assert await response.text() == ""
    await until(hass, lambda: bool(received))
    assert received[0].data["text"] == "on my way"


async def test_an_unknown_address_is_not_answered_as_if_it_had_stored_something(
    callbacks: Client, entry: MockConfigEntry, received: list[Event]
) -> None:
    for unknown in ("0" * 64, "é", f"{WEBHOOK_ID}0"):
        assert (await callbacks.post(f"/api/sms_gateway/{unknown}", json=inbound())).status == 404
    assert received == []


async def test_get_and_head_are_answered(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry, received: list[Event]
) -> None:
    assert (await callbacks.get(PATH)).status == 200
    for path in (PATH, CLOUD_PATH):
        assert (await callbacks.head(path)).status == 200
    assert (await callbacks.head(f"{PATH}0")).status == 404
    assert received == []


async def test_head_stores_nothing(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(new_entry(simulator, "clickatell_central"))
    query = {"from": ANNA, "to": SENDER, "text": "STOP", "moMsgId": "1", "timestamp": "0"}
    for path in (PATH, CLOUD_PATH):
        assert (await callbacks.head(path, params=query)).status == 200
    await hass.async_block_till_done()
    assert hass.states.is_state("binary_sensor.anna_subscribed", "on")
    assert (await callbacks.get(PATH, params=query)).status == 200
    await until_state(hass, "binary_sensor.anna_subscribed", "off")


async def test_other_methods_are_refused(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry, received: list[Event]
) -> None:
    assert (await callbacks.put(PATH, json=inbound())).status == 405
    await hass.async_block_till_done()
    assert received == []


async def test_body_of_the_greatest_size(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry
) -> None:
    assert (await callbacks.post(PATH, data=b" " * 64 * 1024)).status == 200
    assert (await callbacks.post(PATH, data=b" " * (64 * 1024 + 1))).status == 413


async def test_chunked_body(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    body = json.dumps(inbound()).encode()
    response = await callbacks.post(PATH, data=chunks(body[:50], body[50:]))
    assert response.status == 200
    await until(hass, lambda: bool(received))
    too_much = chunks(*[b" " * 1000] * 66)
    assert (await callbacks.post(PATH, data=too_much)).status == 413
    assert "A callback of 0 bytes for Clickatell was not taken: it could not be read" in caplog.text


@pytest.fixture
async def protected(hass: HomeAssistant, callbacks: Client, add_entry: AddEntry) -> Client:
    """Return a client of an account that asks for credentials."""
    await add_entry(callback_username="gateway", callback_password="pass:wörd")
    return callbacks


async def test_right_credentials(
    hass: HomeAssistant, simulator: Simulator, protected: Client, received: list[Event]
) -> None:
    simulator.account.callback_username = "gateway"
    simulator.account.callback_password = "pass:wörd"
    await simulator.reply(ANNA, "on my way")
    await until(hass, lambda: bool(received))


async def test_right_credentials_as_they_stand_in_an_address(
    protected: Client, received: list[Event], hass: HomeAssistant
) -> None:
    headers = {"Authorization": basic("gateway", quote("pass:wörd", safe=""))}
    assert (await protected.post(PATH, json=inbound(), headers=headers)).status == 200
    await until(hass, lambda: bool(received))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic é",
        "Basic Z2F0ZXdheQ==",
        basic("gateway", "pass:wörd").replace("Basic ", "Basic !"),
        "Bearer Z2F0ZXdheTpwYXNzOnfDtnJk",
        basic("gateway", "wrong"),
        basic("Gateway", "pass:wörd"),
    ],
)
async def test_wrong_credentials(
    hass: HomeAssistant, protected: Client, received: list[Event], header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = await protected.post(PATH, json=inbound(), headers=headers)
    assert response.status == 401
    assert response.headers["WWW-Authenticate"] == 'Basic realm="sms_gateway"'
    await hass.async_block_till_done()
    assert received == []


async def test_password_alone(hass: HomeAssistant, callbacks: Client, add_entry: AddEntry) -> None:
    await add_entry(callback_password="secret")
    assert (await callbacks.post(PATH, json=inbound())).status == 401
    headers = {"Authorization": basic("", "secret")}
    assert (await callbacks.post(PATH, json=inbound(), headers=headers)).status == 200


WRONG = {"Authorization": basic("gateway", "wrong")}
RIGHT = {"Authorization": basic("gateway", "pass:wörd")}
REFUSED = "Callbacks for Clickatell are refused"
WELCOME = "Callbacks for Clickatell come with the right credentials again"


def refusal_issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return the issue that tells of callbacks that are refused, if it is there."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return ir.async_get(hass).async_get_issue(DOMAIN, f"callback_refused_{entry.entry_id}")


async def test_wrong_credentials_are_told_once(
    hass: HomeAssistant, protected: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(20):
        await protected.post(PATH, json=inbound(), headers=WRONG)
    await hass.async_block_till_done()
    assert refusal_issue(hass) is not None
    assert (caplog.text.count(REFUSED), caplog.text.count(WELCOME)) == (1, 0)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.runtime_data.callbacks.refused == 20
    await protected.post(PATH, json=inbound(), headers=RIGHT)
    await hass.async_block_till_done()
    assert refusal_issue(hass) is None
    assert (caplog.text.count(REFUSED), caplog.text.count(WELCOME)) == (1, 1)
    assert "wrong" not in caplog.text


async def test_gateway_that_has_no_credentials(
    hass: HomeAssistant, protected: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await protected.post(PATH, json=inbound())
    await hass.async_block_till_done()
    # It may still come with them.
    assert refusal_issue(hass) is None
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=11))
    await hass.async_block_till_done()
    assert refusal_issue(hass) is not None
    assert caplog.text.count(REFUSED) == 1
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.runtime_data.callbacks.refused == 1
    hass.config_entries.async_update_entry(entry, options={})
    await hass.async_block_till_done()
    await until(hass, lambda: refusal_issue(hass) is None)
    assert (await protected.post(PATH, json=inbound())).status == 200


async def test_gateway_that_names_credentials_when_it_is_asked(
    hass: HomeAssistant,
    protected: Client,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    for number in range(3):
        body = inbound("on my way", f"mo-{number}")
        assert (await protected.post(PATH, json=body)).status == 401
        assert (await protected.post(PATH, json=body, headers=RIGHT)).status == 200
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=11))
    await hass.async_block_till_done()
    await until(hass, lambda: len(received) >= 3)
    assert refusal_issue(hass) is None
    assert REFUSED not in caplog.text
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.runtime_data.callbacks.refused == 0


@pytest.mark.parametrize(
    ("body", "oddity"),
    [
        (b"\xff\xfe secret", "the body is not a One API callback"),
        (b'{"event": "secret"}', "the body is not a One API callback"),
        (b"[" * 60_000, "the body is not a One API callback"),
        (b'{"event": {"secret": []}}', "the event is of a kind that is not used here"),
        (b'{"event": {"moText": [{"content": "secret"}]}}', "an entry lacks what identifies it"),
    ],
)
async def test_odd_body_is_logged_without_what_is_in_it(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    oddity: str,
) -> None:
    assert (await callbacks.post(PATH, data=body)).status == 200
    assert f"A callback of {len(body)} bytes for Clickatell was not taken: {oddity}" in caplog.text
    assert "secret" not in caplog.text


async def test_entry_that_is_odd_does_not_stop_the_others(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry, received: list[Event]
) -> None:
    body = inbound()
    body["event"]["moText"].insert(0, {"content": "from nobody"})
    assert (await callbacks.post(PATH, json=body)).status == 200
    await until(hass, lambda: bool(received))
    assert [event.data["text"] for event in received] == ["on my way"]


async def test_duplicate_is_answered_and_told_once(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry, received: list[Event]
) -> None:
    for _ in range(2):
        assert (await callbacks.post(PATH, json=inbound())).status == 200
        assert (await callbacks.post(PATH, json=inbound("without an id", None))).status == 200
    assert (await callbacks.post(PATH, json=inbound("the last", "mo-2"))).status == 200
    await until(hass, lambda: len(received) >= 3)
    assert [event.data["text"] for event in received] == ["on my way", "without an id", "the last"]


async def test_callback_through_home_assistant_cloud(
    hass: HomeAssistant, callbacks: Client, add_entry: AddEntry, received: list[Event]
) -> None:
    await add_entry(callback_username="gateway", callback_password="secret")
    request = MockRequest(
        content=json.dumps(inbound()).encode(),
        mock_source="cloud",
        method="POST",
        headers={"authorization": basic("gateway", "secret")},
    )
    response = await webhook.async_handle_webhook(hass, WEBHOOK_ID, request)
    assert response.status == 200
    await until(hass, lambda: bool(received))
    too_much = MockRequest(
        content=b" " * 100_000, mock_source="cloud", method="POST", headers=dict(request.headers)
    )
    assert (await webhook.async_handle_webhook(hass, WEBHOOK_ID, too_much)).status == 413


async def test_reports_in_any_order_and_twice(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    statuses: list[Event],
) -> None:
    simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER)
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert message["state"] == "delivered"
    await simulator.settled()
    await hass.async_block_till_done()
    # A report may be quicker than the answer that says "accepted".
    states = [event.data["state"] for event in statuses if event.data["state"] != "accepted"]
    assert states == ["queued", "sending", "delivered"]


async def test_report_of_an_unknown_message(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry, statuses: list[Event]
) -> None:
    report = {"channel": "sms", "messageId": "m1", "statusCode": 5, "status": "DEVICE_ACK"}
    body = {"event": {"messageStatusUpdate": [report]}}
    assert (await callbacks.post(PATH, json=body)).status == 200
    await hass.async_block_till_done()
    assert statuses == []


def crowd(count: int) -> dict[str, Any]:
    """Return a callback with messages from numbers that nobody knows."""
    body = inbound()
    (message,) = body["event"]["moText"]
    body["event"]["moText"] = [
        message | {"messageId": f"crowd-{number}", "from": f"1555013{number:04}"}
        for number in range(count)
    ]
    return body


async def test_crowd_of_strangers(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert (await callbacks.post(PATH, json=crowd(300))).status == 200
    for _ in range(3):
        response = await callbacks.post(PATH, json=crowd(10))
        assert response.status == 503
        assert int(response.headers["Retry-After"]) > 0
    assert caplog.text.count("more messages from unknown numbers than are taken") == 1
    # Anna is heard all the same, even where she stands among them.
    body = crowd(10)
    body["event"]["moText"] += inbound()["event"]["moText"]
    assert (await callbacks.post(PATH, json=body)).status == 503
    assert (await callbacks.post(PATH, json=inbound("me again", "mo-2"))).status == 200
    await until(hass, lambda: len(received) >= 302)
    heard = [event.data["text"] for event in received if event.data["from"] == ANNA]
    assert heard == ["on my way", "me again"]
    assert entry.runtime_data.callbacks.times_put_off == 4


@pytest.mark.parametrize(
    ("timestamp", "is_late"),
    [
        (1_795_803_684, False),  # seconds for milliseconds
        (315_964_800_000, False),  # a clock that was never set
        (4_102_444_800_000, False),
        (0, False),
        (1_700_000_000_000, True),
    ],
)
async def test_stamp_that_can_not_be_meant_is_none(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
    timestamp: int,
    is_late: bool,
) -> None:
    body = inbound()
    body["event"]["moText"][0]["timestamp"] = timestamp
    await callbacks.post(PATH, json=body)
    await until(hass, lambda: bool(received))
    data = received[0].data
    assert (data["late"], data["sent_at"] is None) == (is_late, not is_late)
