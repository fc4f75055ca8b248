"""Every field of every action with what a template, a hand or a wicked caller may put into it."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
import time
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.sms_gateway.actions.fields import OPTIONS_FIELDS
from custom_components.sms_gateway.actions.legacy_notify import FIELDS as LEGACY_FIELDS
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.services import ACTIONS
from simulator import Simulator

from ..conftest import ANNA, AddEntry, send

MEGABYTES = 10_000_000
NASTY: dict[str, Any] = {
    "nothing": None,
    "empty": "",
    "blanks": " \t\n ",
    "endless": "x" * MEGABYTES,
    "endless digits": "9" * MEGABYTES,
    "endless emoji": "\U0001f44d" * (MEGABYTES // 4),
    "invisible": "\u200b" * 300,
    "NUL": "a\0b",
    "half a pair": "a\ud83db",
    "only half a pair": "\udc4d",
    "nan": float("nan"),
    "inf": float("inf"),
    "minus inf": float("-inf"),
    "nan as a text": "nan",
    "inf as a text": "inf",
    "minus one": -1,
    "half": 0.5,
    "huge": 10**5000,
    "huge float": 1e308,
    "true": True,
    "list": [],
    "list of lists": [[]],
    "list of nothing": [None],
    "long list": ["x"] * 1000,
    "mapping": {},
    "mapping of nothing": {None: None},
    "bytes": b"\xff\xfe",
    "object": object(),
    "day": date(1, 1, 1),
    "first moment": datetime(1, 1, 1),  # noqa: DTZ001 - as YAML gives it
    "last moment": datetime(9999, 12, 31, 23, 59, 59),  # noqa: DTZ001
    "first moment as a text": "0001-01-01T00:00:00+14:00",
    "last moment as a text": "9999-12-31T23:59:59-12:00",
    "longest": timedelta.max,
    "minus a day": timedelta(days=-1),
    "template": "{{ states('x') }}",
    "path": "/\0/../etc/passwd",
    "entity": "notify.\ud83d",
}

# What is given besides the field that is looked at.
AROUND: dict[str, dict[str, object]] = {
    "send_message": {"to": ANNA, "message": "door open"},
    "ask": {"to": ANNA, "message": "door open?", "timeout": 0},
    "cancel_message": {"tag": "door"},
    "get_messages": {"limit": 1},
    "set_consent": {"number": ANNA, "subscribed": True},
    "import_log": {"path": "/some.log"},
}
# A call may take longer where a machine is busy; what is read whole takes much longer.
AT_ONCE = 3.0


@pytest.fixture
async def account(add_entry: AddEntry) -> MockConfigEntry:
    """Return an account that may send a lot."""
    return await add_entry(recipient_hourly_limit=0, daily_limit=0)


async def try_call(
    hass: HomeAssistant, domain: str, action: str, data: dict[str, Any], what: str
) -> None:
    """Call an action; whatever is raised is meant for people, and soon."""
    error: HomeAssistantError | None = None
    began_at = time.monotonic()
    supports = hass.services.supports_response(domain, action)
    try:
        async with asyncio.timeout(10):
            await hass.services.async_call(
                domain,
                action,
                data,
                blocking=True,
                return_response=supports is not SupportsResponse.NONE,
            )
    except HomeAssistantError as raised:
        error = raised
    if error is not None:
        said = str(error)
        assert said.encode(), what
        assert len(said) < 1000, what
        assert error.translation_domain != DOMAIN or said != error.translation_key, what
    assert time.monotonic() - began_at < AT_ONCE, what


def fields_of(schema: vol.Schema) -> Iterator[str]:
    """Yield the names of an action's fields, and one that it does not have."""
    yield from map(str, schema.schema)
    yield from ("colour", "\ud83d", "x" * 1000)


async def is_well(hass: HomeAssistant, account: MockConfigEntry) -> bool:
    """Tell whether the account works as before."""
    (message,) = await send(hass, to=ANNA, wait_for="accepted", timeout=30)
    return account.state is ConfigEntryState.LOADED and message["state"] == "accepted"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("action", ACTIONS)
async def test_every_field_of_an_action(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, action: str
) -> None:
    for field in fields_of(ACTIONS[action][0]):
        for name, value in NASTY.items():
            data = {**AROUND[action], field: value}
            await try_call(hass, DOMAIN, action, data, f"{field}: {name}")
    assert await is_well(hass, account)


@pytest.mark.timeout(240)
async def test_every_field_of_the_old_action_and_of_its_data(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    around = {"message": "door open", "target": ANNA}
    for name, value in NASTY.items():
        for field in fields_of(LEGACY_FIELDS):
            data = {**around, field: value}
            await try_call(hass, "notify", "clickatell", data, f"{field}: {name}")
        for field in map(str, OPTIONS_FIELDS):
            data = {**around, "data": {field: value}}
            await try_call(hass, "notify", "clickatell", data, f"data.{field}: {name}")
    assert await is_well(hass, account)


async def test_entity(hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry) -> None:
    for field in ("message", "title"):
        for name, value in NASTY.items():
            if isinstance(value, str):
                data = {"message": "x", field: value, "entity_id": "notify.anna"}
                await try_call(hass, "notify", "send_message", data, f"{field}: {name}")
    assert await is_well(hass, account)


@pytest.mark.parametrize(
    "template", ["{{ 5 }}", "{{ 5.5 }}", "{{ [1, none] }}", "{{ none }}", "{{ {} }}", "{{ '' }}"]
)
async def test_templates(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    template: str,
) -> None:
    sequence = [
        {
            "action": f"{DOMAIN}.send_message",
            "data": {"to": ANNA, "message": "x", field: template},
            "continue_on_error": True,
        }
        for field in map(str, ACTIONS["send_message"][0].schema)
        if field not in ("entity_id", "device_id", "area_id", "floor_id", "label_id")
    ]
    script = {"script": {"nasty": {"sequence": sequence}}}
    assert await async_setup_component(hass, "script", script)
    await hass.services.async_call("script", "nasty", blocking=True)
    assert "Unexpected error" not in caplog.text
    assert await is_well(hass, account)


async def test_moment_that_would_end_the_process(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """What Home Assistant reads a moment with crashes on half a surrogate pair."""
    for since in ("\ud83d", "2026-11-20\ud83d", "2026-11-20T00:00:00\0", "２０２６-11-20"):  # noqa: RUF001
        with pytest.raises(HomeAssistantError) as raised:
            await hass.services.async_call(
                DOMAIN, "get_messages", {"since": since}, blocking=True, return_response=True
            )
        assert raised.value.translation_key == "invalid_since"
