"""Twilio with signatures required: what is taken, and what is told of the rest."""

from typing import Any
from urllib.parse import urlencode

from aiohttp.test_utils import TestClient
from homeassistant.components import webhook
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util.aiohttp import MockRequest
import pytest

from custom_components.sms_gateway.account import callback_address
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.twilio import sign

from .conftest import ANNA, SENDER, WEBHOOK_ID, AddEntry, new_entry, send, until

PATH = f"/api/sms_gateway/{WEBHOOK_ID}"
TOKEN = "simulator-password"
REQUIRED = {"signature": "required"}
REPLY = {"MessageSid": "SM1", "From": ANNA, "To": SENDER, "Body": "on my way", "NumMedia": "0"}
REFUSED = "Callbacks for Clickatell are refused: they are not signed"
AGAIN = "Callbacks for Clickatell come with the right signature again"

type Client = TestClient[Any, Any]


@pytest.fixture
async def callbacks(callbacks: Client, simulator: Simulator, add_entry: AddEntry) -> Client:
    """Return a client that calls an account which takes signed callbacks only."""
    await add_entry(new_entry(simulator, "twilio", REQUIRED))
    return callbacks


def issue(hass: HomeAssistant, key: str) -> ir.IssueEntry | None:
    """Return an issue of the account, if it is there."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")


def own_address(hass: HomeAssistant) -> str:
    """Return where callbacks come in, as the page with the address shows it."""
    return f"{hass.config.external_url}".rstrip("/") + PATH


async def call(client: Client, address: str, fields: dict[str, str], **changed: str) -> int:
    """Call as Twilio does at an address, and have it come in here; `changed` was forged since."""
    headers = {"X-Twilio-Signature": sign(address, fields, TOKEN)}
    response = await client.post(PATH, data=fields | changed, headers=headers)
    return response.status


async def test_what_twilio_brings_is_taken(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, received: list[Event]
) -> None:
    (message,) = await send(hass, to=ANNA, wait_for="delivered", timeout=20)
    assert message["state"] == "delivered"
    await simulator.reply(ANNA, "Öffne & geh 👍")
    await until(hass, lambda: bool(received))
    assert received[0].data["text"] == "Öffne & geh 👍"
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.runtime_data.callbacks.refused == 0


async def test_with_user_name_and_password_as_well(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    options = {"callback_username": "gateway", "callback_password": "secret"}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()
    (message,) = await send(hass, to=ANNA, wait_for="delivered", timeout=20)
    assert message["state"] == "delivered"


async def test_what_is_forged_is_refused_and_told(
    hass: HomeAssistant,
    callbacks: Client,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = own_address(hass)
    assert await call(callbacks, address, REPLY, Body="open the door") == 403
    assert await call(callbacks, address, REPLY, From="+15550100002") == 403
    assert (await callbacks.post(PATH, data=REPLY)).status == 403
    assert (await callbacks.get(PATH, params=REPLY)).status == 403
    await hass.async_block_till_done()
    assert received == []
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.runtime_data.callbacks.refused == 4
    assert entry.runtime_data.callbacks.last is None
    assert issue(hass, "callback_unsigned") is not None
    assert issue(hass, "callback_refused") is None
    assert (caplog.text.count(REFUSED), caplog.text.count(AGAIN)) == (1, 0)
    assert "open the door" not in caplog.text
    assert await call(callbacks, address, REPLY) == 200
    await until(hass, lambda: bool(received))
    assert issue(hass, "callback_unsigned") is None
    assert caplog.text.count(AGAIN) == 1


async def test_a_proxy_that_changes_the_address(
    hass: HomeAssistant, callbacks: Client, received: list[Event]
) -> None:
    # What comes in here says nothing of it: another scheme, host and port.
    for number, address in enumerate(("https://home.example", "http://home.example:8080"), 1):
        await hass.config.async_update(external_url=address)
        reply = REPLY | {"MessageSid": f"SM{number}", "Body": f"from {address}"}
        assert await call(callbacks, address + PATH, reply) == 200
        assert await call(callbacks, "https://elsewhere.example" + PATH, reply) == 403
    await until(hass, lambda: len(received) >= 2)


async def test_through_home_assistant_cloud(
    hass: HomeAssistant,
    callbacks: Client,
    received: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hook = "https://hooks.nabu.casa/gAAAAABk_-="
    hass.config.components.add("cloud")
    monkeypatch.setattr(callback_address, "_cloudhook", lambda _hass, _webhook_id: hook)

    async def handed_on(body: str, signature: str, query: str = "") -> int:
        """Return how a callback is answered that Home Assistant Cloud hands on, as text."""
        request = MockRequest(
            content=body.encode(),
            mock_source="cloud",
            method="POST",
            query_string=query,
            headers={
                "x-twilio-signature": signature,
                "content-type": "application/x-www-form-urlencoded",
            },
        )
        return (await webhook.async_handle_webhook(hass, WEBHOOK_ID, request)).status

    reply = REPLY | {"Body": "Öffne 👍"}
    assert await handed_on(urlencode(reply), sign(hook, reply, TOKEN)) == 200
    report = {"MessageSid": "SM2", "MessageStatus": "sent"}
    query = "message_id=0123"
    assert await handed_on(urlencode(report), sign(f"{hook}?{query}", report, TOKEN), query) == 200
    assert await handed_on(urlencode(report), sign(f"{hook}?{query}", report, TOKEN)) == 403
    # Who entered the home's own address before may have left it.
    own = own_address(hass)
    assert await call(callbacks, own, REPLY | {"MessageSid": "SM3"}) == 200
    await until(hass, lambda: len(received) >= 2)
    assert received[0].data["text"] == "Öffne 👍"


async def test_an_address_that_is_not_known(
    hass: HomeAssistant, callbacks: Client, caplog: pytest.LogCaptureFixture
) -> None:
    address = own_address(hass)
    await hass.config.async_update(external_url=None, internal_url=None)
    assert await call(callbacks, address, REPLY) == 403
    await hass.async_block_till_done()
    assert issue(hass, "callback_unchecked") is not None
    assert issue(hass, "callback_unsigned") is None
    assert "Home Assistant knows no address, such as an external URL" in caplog.text
    await hass.config.async_update(external_url=address.removesuffix(PATH))
    assert await call(callbacks, address, REPLY) == 200
    await hass.async_block_till_done()
    assert issue(hass, "callback_unchecked") is None


async def test_the_choice_is_in_the_form(hass: HomeAssistant) -> None:
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    form = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": "twilio"}
    )
    assert form["data_schema"] is not None
    advanced = form["data_schema"].schema["advanced"].schema.schema
    (marker,) = (each for each in advanced if each == "signature")
    assert marker.default() == "ignored"
