"""Nothing that can be entered anywhere does more than to be refused: a table of nasty values."""

from collections.abc import Awaitable, Callable, Iterator
from copy import deepcopy
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, SubentryFlowContext
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.sms_gateway.account.options import Options
from custom_components.sms_gateway.const import DOMAIN, SUBENTRY_RECIPIENT
from custom_components.sms_gateway.gateways import GATEWAYS
from simulator import Simulator

from ..conftest import ANNA, CARLA, AddEntry, new_entry
from .test_account import _tidy_up, account, begin, shown_in  # noqa: F401 - a fixture
from .test_http_template import filled, go, pick, ready

NASTY = {
    "empty": "",
    "blanks": " \t ",
    "not seen": "\u200b\u2066\u2069",
    "1 MB": "x" * 1_000_000,
    "NUL": "a\0b",
    "half a pair": "a\ud83d",
    "lines": "a\r\nb: c",
    "template": "{{ 1/0 }}",
    "nan": "nan",
    "inf": "inf",
    "a real nan": float("nan"),
    "a real inf": float("inf"),
    "negative": -1,
    "huge": 10**400,
    "whole": 5,
    "true": True,
    "nothing": None,
    "list": ["a"],
    "empty list": [],
    "mapping": {"a": "b"},
    "xn--": "http://xn--/",
}

type Result = dict[str, Any]
type Enter = Callable[[dict[str, Any]], Awaitable[Result | None]]

pytestmark = [pytest.mark.usefixtures("_tidy_up"), pytest.mark.timeout(240)]


def nasty_forms(schema: vol.Schema, good: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a form that is filled in rightly but for one field, or one section, again and again."""
    for field, control in schema.schema.items():
        for name, value in NASTY.items():
            yield f"{field}: {name}", {**good, str(field): value}
        if not isinstance(control, section):
            continue
        for inner in control.schema.schema:
            for name, value in NASTY.items():
                form = deepcopy(good)
                form.setdefault(str(field), {})[str(inner)] = value
                yield f"{field}/{inner}: {name}", form
    yield "no such field", {**good, "colour": "red"}


async def refused(result: Awaitable[Any], what: str) -> Any:  # noqa: ANN401 - of three kinds
    """Return what a form answers; None where Home Assistant itself has refused the values."""
    try:
        return await result
    except InvalidData:
        return None
    except Exception as error:
        if "DNS resolution disabled in tests" in str(error):
            return None
        raise AssertionError(f"{what} raises {type(error).__name__}") from error


@pytest.mark.parametrize("gateway", sorted(GATEWAYS.keys() - {"http"}))
async def test_the_form_of_an_account(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    # Nobody looks for a server by its name.
    ftp_host = f"127.0.0.1:{simulator.ftp.port}"
    good = account(simulator, gateway, ftp_host=ftp_host)
    shown = await begin(hass, gateway)
    schema = shown["data_schema"]
    assert schema is not None
    flow = hass.config_entries.flow
    for what, form in nasty_forms(schema, good):
        result = await refused(flow.async_configure(shown["flow_id"], form), what)
        if result is None or result.get("errors"):
            continue
        # What can be meant goes on; begin again.
        if result["type"] is FlowResultType.CREATE_ENTRY:
            await hass.config_entries.async_remove(result["result"].entry_id)
        else:
            assert result["step_id"].startswith("no_callback"), what
            flow.async_abort(shown["flow_id"])
        shown = await begin(hass, gateway)
    result = await flow.async_configure(shown["flow_id"], good)
    if result["type"] is FlowResultType.FORM:
        result = await flow.async_configure(shown["flow_id"], {})
    await hass.async_block_till_done()
    assert result["result"].state is ConfigEntryState.LOADED


async def test_the_forms_of_a_gateway_by_template(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.gateway = "jasmin"
    flow = hass.config_entries.flow
    shown = await pick(hass, "jasmin")
    schema, good = shown["data_schema"], filled(shown, simulator, "jasmin")
    assert schema is not None
    for what, form in nasty_forms(schema, good):
        result = await refused(flow.async_configure(shown["flow_id"], form), what)
        if result is not None and not result.get("errors"):
            assert result["step_id"] == "http_ready", what
            shown = await go(hass, result, "http_settings")
    shown = await go(hass, await flow.async_configure(shown["flow_id"], good), "http_test")
    schema = shown["data_schema"]
    assert schema is not None
    for what, form in nasty_forms(schema, {"phone_number": ANNA, "message": "door open"}):
        result = await refused(flow.async_configure(shown["flow_id"], form), what)
        if result is not None and not result.get("errors"):
            assert result["step_id"] in ("http_taken", "http_refused"), what
            shown = await go(hass, result, "http_test")


@pytest.mark.parametrize("step", ["user", "http", "http_ready"])
async def test_choices(hass: HomeAssistant, simulator: Simulator, step: str) -> None:
    flow = hass.config_entries.flow
    match step:
        case "user":
            shown = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        case "http":
            shown = await begin(hass, "http")
        case _:
            shown = await ready(hass, simulator)
    assert shown["step_id"] == step
    schema = shown["data_schema"]
    assert schema is not None
    for what, form in nasty_forms(schema, {}):
        assert await refused(flow.async_configure(shown["flow_id"], form), what) is None, what


async def test_the_form_of_a_recipient(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    flow, good = hass.config_entries.subentries, {"name": "Carla", "phone_number": CARLA}
    key, context = (entry.entry_id, SUBENTRY_RECIPIENT), SubentryFlowContext(source=SOURCE_USER)
    shown = await flow.async_init(key, context=context)
    schema = shown["data_schema"]
    assert schema is not None
    added = 0
    for what, form in nasty_forms(schema, good):
        result = await refused(flow.async_configure(shown["flow_id"], form), what)
        if result is None or result.get("errors"):
            continue
        assert result["type"] is FlowResultType.CREATE_ENTRY, what
        await hass.async_block_till_done()
        for subentry in [each for each in entry.subentries.values() if each.unique_id == CARLA]:
            hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
            added += 1
        shown = await flow.async_init(key, context=context)
    assert added
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED


async def test_the_options(hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry) -> None:
    MockUser(id="wanda", name="Wanda").add_to_hass(hass)
    entry = await add_entry(new_entry(simulator, "bulksms"))
    flow = hass.config_entries.options
    shown = await flow.async_init(entry.entry_id)
    schema = shown["data_schema"]
    assert schema is not None
    good: dict[str, Any] = {str(name): {} for name in schema.schema}
    kept = 0
    for what, form in nasty_forms(schema, good):
        result = await refused(flow.async_configure(shown["flow_id"], form), what)
        if result is None or result.get("errors"):
            continue
        assert result["type"] is FlowResultType.CREATE_ENTRY, what
        Options.of(entry.options)
        kept += 1
        shown = await flow.async_init(entry.entry_id)
    assert kept
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED


async def test_reauthentication(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    flow = hass.config_entries.flow
    shown = await entry.start_reauth_flow(hass)
    schema = shown["data_schema"]
    assert schema is not None
    for what, form in nasty_forms(schema, {}):
        result = await refused(flow.async_configure(shown["flow_id"], form), what)
        assert result is None or result["errors"], what
    assert shown_in(shown) == {}
    assert entry.state is ConfigEntryState.LOADED
