"""Diagnostics help whoever looks into a fault, and give nothing away."""

from collections.abc import Awaitable, Callable, Sequence
import json
from typing import Any
from unittest.mock import patch

from aiohttp import encode_basic_auth
from aiohttp.test_utils import TestClient
from homeassistant.components.diagnostics import REDACTED
from homeassistant.const import CONF_URL
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.sms_gateway.const import CONF_ADVANCED, CONF_GATEWAY, DOMAIN
from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import (
    ErrorKind,
    FieldKind,
    GatewayError,
    OutgoingMessage,
    SendResult,
)
from custom_components.sms_gateway.messaging.schema import MIGRATIONS
from simulator import Simulator
from simulator.faults import Fault

from .conftest import (
    ANNA,
    BEN,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    new_entry,
    recipient,
    send,
    until,
    until_state,
)
from .roads import Road, every_road
from .test_entities import attributes_of
from .test_main_road import end_of
from .test_webhook import PATH, inbound

TEXT = "the secret text of a message"
ANSWER = "the secret text of an answer"
TAG = "secret-tag"
NAME = "Secretanna"
OPTIONS: dict[str, Any] = {
    "message_prefix": "secret-prefix ",
    "stop_reply": "secret-stop-reply",
    "help_reply": "secret-help-reply",
    "keyword": "secretkeyword",
    "callback_username": "secret-username",
    "callback_password": "secret-password",
}

type Clients = Callable[[], Awaitable[TestClient[Any, Any]]]


@pytest.fixture
async def page(hass: HomeAssistant, hass_client: Clients) -> TestClient[Any, Any]:
    """Return a client of somebody who may download diagnostics."""
    # Everything that has pages of its own must be there before the test's server starts.
    for domain in ("diagnostics", "notify", DOMAIN):
        assert await async_setup_component(hass, domain, {})
    return await hass_client()


async def download(
    hass: HomeAssistant, page: TestClient[Any, Any], entry: MockConfigEntry, device: str = ""
) -> tuple[str, dict[str, Any]]:
    """Return the file that is downloaded of an account or of a device, and our part of it."""
    await hass.async_block_till_done()
    path = f"/api/diagnostics/config_entry/{entry.entry_id}"
    response = await page.get(f"{path}/device/{device}" if device else path)
    assert response.status == 200
    return await response.text(), (await response.json())["data"]


def device_of(hass: HomeAssistant, identifier: str) -> str:
    """Return the device of an account or of a recipient."""
    return next(
        one.id for one in dr.async_get(hass).devices if (DOMAIN, identifier) in one.identifiers
    )


def leaks(text: str, *more: str) -> list[str]:
    """Return what should not be in a file and is."""
    private = {TEXT, ANSWER, TAG, NAME, WEBHOOK_ID, *more, *map(str.strip, OPTIONS.values())}
    numbers = {number.removeprefix("+") for number in (ANNA, BEN, SENDER)}
    return [one for one in private | numbers if one in text]


def private_entry(entry: MockConfigEntry, url: str = "") -> MockConfigEntry:
    """Return an account as it is, whose first recipient has a name that is to stay private."""
    advanced = {**entry.data[CONF_ADVANCED]}
    advanced[CONF_URL] += url
    return MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        entry_id=entry.entry_id,
        data={**entry.data, CONF_ADVANCED: advanced},
        options=entry.options,
        subentries_data=[recipient(NAME, ANNA, sender="Secretname"), recipient("Ben", BEN)],
    )


@every_road
async def test_nothing_private_on_any_road(
    road: Road,
    hass: HomeAssistant,
    simulator: Simulator,
    page: TestClient[Any, Any],
    callbacks: TestClient[Any, Any],
    add_entry: AddEntry,
) -> None:
    options = {"poll_replies": 0, **OPTIONS}
    del options["callback_username"], options["callback_password"], options["keyword"]
    entry = await add_entry(private_entry(road.entry(simulator, **options)))
    await send(hass, to=BEN, message=TEXT, tag=TAG, wait_for=end_of(road))
    received = async_capture_events(hass, "sms_gateway_message_received")
    if road.brings_replies:
        await simulator.reply(BEN, ANSWER)
        await until(hass, lambda: bool(received))
    expected = ["incoming", "outgoing"] if road.brings_replies else ["outgoing"]
    secrets = road.secrets.values()
    for device in ("", device_of(hass, entry.entry_id), device_of(hass, "recipient-ben")):
        text, data = await download(hass, page, entry, device)
        assert leaks(text, "Secretname", *secrets) == []
        latest = data["latest"]
        assert [one["direction"] for one in latest] == expected
        assert latest[-1]["attempts"][0]["state"] == "accepted"
    _, data = await download(hass, page, entry)
    assert data["gateway"] == road.gateway
    assert (data["callback"]["last"] is not None) is road.brings_replies
    assert data["callback"]["has_address"] is True


async def test_templates_of_a_gateway_of_ones_own(
    hass: HomeAssistant,
    simulator: Simulator,
    page: TestClient[Any, Any],
    add_entry: AddEntry,
    statuses: list[Event],
) -> None:
    entry = new_entry(simulator, "http", **OPTIONS)
    templates = {
        field.name: f"/secret-{field.name}-9999"
        for field in GATEWAYS["http"].fields
        if field.kind is not FieldKind.CHOICE and not field.name.endswith("_status")
    }
    templates["headers"] = "X-Key: secret-headers-9999"
    templates |= {"most_parts": "35", "balance_divisor": "1", "only_to": ANNA}
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        entry_id=entry.entry_id,
        data={**entry.data, **templates},
        options=entry.options,
        subentries_data=[recipient(NAME, ANNA), recipient("Ben", BEN)],
    )
    await add_entry(private_entry(entry, "/secret-url-9999"))
    await send(hass, to=ANNA, message=TEXT, tag=TAG)
    await until(hass, lambda: any(event.data["error"] for event in statuses))
    text, data = await download(hass, page, entry)
    assert leaks(text, "9999", "Secretname") == []
    assert data["address"] == "own"
    assert data["credentials"]["method"] in ("get", "post")
    assert {data["credentials"][name] for name in templates} == {REDACTED}
    assert data["latest"][0]["attempts"][0]["error_kind"] is not None


async def test_gateway_that_repeats_what_it_was_sent(
    hass: HomeAssistant, simulator: Simulator, page: TestClient[Any, Any], add_entry: AddEntry
) -> None:
    entry = await add_entry(private_entry(new_entry(simulator, **OPTIONS)))
    key = entry.data["api_key"]

    async def refuse(batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        words = f"'{batch[0].text}' to {NAME} {ANNA} from Secretname with {key} is wrong"
        return [GatewayError(ErrorKind.CONTENT, words, code="7")]

    with patch.object(entry.runtime_data.gateway, "send", refuse):
        await send(hass, to=ANNA, message=TEXT, wait_for="accepted")
    text, data = await download(hass, page, entry)
    assert leaks(text, key, "simulator-key", "Secretname") == []
    (attempt,) = data["latest"][0]["attempts"]
    assert attempt["error_text"].endswith(f"with {REDACTED} is wrong")
    assert (attempt["state"], attempt["error_kind"], attempt["error_code"]) == (
        *("rejected", "content"),
        "7",
    )


async def test_who_was_let_in_and_what_means_stop_is_nobody_elses(
    hass: HomeAssistant, page: TestClient[Any, Any], add_entry: AddEntry
) -> None:
    entry = await add_entry(stop_words=["secretstop"], people={"secret-user": "read"})
    text, data = await download(hass, page, entry)
    assert data["options"] == {"stop_words": REDACTED, "people": REDACTED}
    assert "secret-user" not in text
    assert "secretstop" not in text


async def test_what_an_account_shows(
    hass: HomeAssistant, simulator: Simulator, page: TestClient[Any, Any], add_entry: AddEntry
) -> None:
    entry = await add_entry(retry_rate=10, low_balance=500, too_long="refuse")
    await send(hass, to=BEN, wait_for="accepted")
    simulator.faults.set(Fault.NO_FUNDS)
    await send(hass, to=ANNA, message=TEXT)
    await until_state(hass, "sensor.clickatell_status", "no_funds")
    # The account knows at once; the message, when that is on disk.
    await until(hass, lambda: attributes_of(hass, "sensor.anna_last_message")["error"] is not None)
    _, data = await download(hass, page, entry)
    assert data["options"] == {"retry_rate": 10, "low_balance": 500, "too_long": "refuse"}
    assert data["recipients"] == 2
    assert (data["status"], data["connected"], data["sending"]) == ("no_funds", True, True)
    assert data["trouble"]["kind"] == "funds"
    assert data["balance"]["low"] is True
    assert data["callback"] == {
        "has_address": False,
        "last": None,
        "has_brought_reply": False,
        "refused": 0,
        "refusing": [],
        "put_off": 0,
        "odd": {"count": 0, "last": None, "why": None},
    }
    assert data["capabilities"]["asked_for_replies"] is False
    assert data["sender"] == "number"
    assert data["journal_size"] > 4096
    journal = data["journal"]
    assert journal["by_state"] == {"accepted": 1, "queued": 1}
    assert journal["oldest_waiting_seconds"] in range(30)
    assert journal["last_accepted"] is not None
    assert journal["last_received"] is None
    assert (journal["blocks"], journal["received"]) == (0, 0)
    assert journal["schema"] == len(MIGRATIONS)
    assert [one["state"] for one in data["latest"]] == ["queued", "accepted"]


async def test_callbacks_that_bring_nothing_are_counted(
    hass: HomeAssistant,
    page: TestClient[Any, Any],
    callbacks: TestClient[Any, Any],
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry()
    for body in ("", "hello=world", json.dumps({"mine": "secret"}), json.dumps(inbound())):
        assert (await callbacks.post(PATH, data=body)).status == 200
    await callbacks.get(f"{PATH}?hello=world")
    _, data = await download(hass, page, entry)
    odd = data["callback"]["odd"]
    assert (odd["count"], odd["why"]) == (3, "the body is not a One API callback")
    assert odd["last"] is not None
    told = [record.getMessage() for record in caplog.records if "not taken" in record.getMessage()]
    assert len(told) == 3
    assert not [line for line in told if "world" in line or "secret" in line]


async def test_callbacks_are_known_after_a_restart(
    hass: HomeAssistant,
    page: TestClient[Any, Any],
    callbacks: TestClient[Any, Any],
    add_entry: AddEntry,
) -> None:
    entry = await add_entry(callback_password="secret")
    for password in ("wrong", "wrong", "secret"):
        headers = {"Authorization": encode_basic_auth("", password)}
        await callbacks.post(PATH, json=inbound(), headers=headers)
    _, data = await download(hass, page, entry)
    before = data["callback"]
    assert before["last"] is not None
    assert (before["refused"], before["refusing"]) == (2, [])
    await hass.config_entries.async_reload(entry.entry_id)
    _, data = await download(hass, page, entry)
    assert data["callback"] == before | {"refused": 0}
    assert data["callback"]["has_brought_reply"] is True


async def test_what_a_recipient_shows(
    hass: HomeAssistant,
    simulator: Simulator,
    page: TestClient[Any, Any],
    callbacks: TestClient[Any, Any],
    entry: MockConfigEntry,
) -> None:
    await send(hass, to=[ANNA, BEN], wait_for="delivered")
    await simulator.reply(ANNA, "STOP")
    _, anna = await download(hass, page, entry, device_of(hass, "recipient-anna"))
    _, ben = await download(hass, page, entry, device_of(hass, "recipient-ben"))
    assert anna["opted_out"]["scope"] == "sender"
    assert ben["opted_out"] is None
    assert anna["journal"]["by_state"] == ben["journal"]["by_state"] == {"delivered": 1}
    assert (anna["journal"]["received"], ben["journal"]["received"]) == (1, 0)
    assert (anna["journal"]["blocks"], ben["journal"]["blocks"]) == (1, 0)
    assert [one["direction"] for one in anna["latest"]] == ["incoming", "outgoing"]


async def test_account_that_is_not_open(
    hass: HomeAssistant, page: TestClient[Any, Any], entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    for device in ("", device_of(hass, "recipient-anna")):
        text, data = await download(hass, page, entry, device)
        assert leaks(text) == []
        assert data["gateway"] == entry.data[CONF_GATEWAY]
        assert "journal" not in data
