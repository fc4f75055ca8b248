"""Adding a bridge to chat, and changing one: it is tried at a real server before it is kept."""

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_schema_suggested_value

from counterparts.prosody_box import COMPONENT, PASSWORD, SECRET, Prosody
from custom_components.sms_gateway.bridge import trial
from custom_components.sms_gateway.const import SUBENTRY_XMPP_BRIDGE
from custom_components.sms_gateway.errors import failure
from simulator import Simulator

from ..conftest import CARLA, until
from ..ports import reserved_port
from ..translations import english
from .chat import logged_in
from .conftest import ANNA_AT_CHAT


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Ask for a new bridge."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_XMPP_BRIDGE), context={"source": SOURCE_USER}
    )


async def enter(
    hass: HomeAssistant, result: SubentryFlowResult, entered: dict[str, object]
) -> SubentryFlowResult:
    """Fill in the form that a flow shows."""
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], entered)
    await hass.async_block_till_done()
    return result


async def test_a_bridge_is_tried_added_and_changed(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    server: Prosody,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right: dict[str, object] = {
        "host": " 127.0.0.1",
        "port": server.component_port,
        "component": "SMS.localhost",
        "secret": SECRET,
        "contacts": ["Anna@LOCALHOST ", ANNA_AT_CHAT],
        "message_prefix": "[Via XMPP] ",
        "strangers": "contact",
    }
    result = await begin(hass, entry)
    assert result["type"] is FlowResultType.FORM
    errors = english()["config_subentries"]["xmpp_bridge"]["error"]
    with reserved_port() as nobody:
        for wrong, field, error in (
            ({"secret": ""}, "secret", "empty"),
            ({"host": " "}, "host", "empty"),
            ({"component": "x@sms.localhost"}, "component", "invalid_component"),
            ({"contacts": ["anna"]}, "contacts", "invalid_address"),
            ({"contacts": ["anna@localhost/phone"]}, "contacts", "invalid_address"),
            ({"contacts": [ANNA_AT_CHAT], "readers": ["a b@c"]}, "readers", "invalid_address"),
            ({"contacts": []}, "contacts", "nobody"),
            ({"message_prefix": "\ud800"}, "message_prefix", "not_text"),
            ({"port": nobody}, "host", "cannot_connect"),
            ({"secret": "wrong"}, "secret", "invalid_auth"),
            ({"component": "other.localhost"}, "component", "unknown_component"),
        ):
            result = await enter(hass, result, {**right, **wrong})
            assert result["errors"] == {field: error}, wrong
            assert error in errors
    # The library, which a fresh Home Assistant does not have.
    with monkeypatch.context() as patch:

        async def refuse(_hass: HomeAssistant) -> None:
            raise failure("xmpp_library_missing", library="slixmpp")

        patch.setattr(trial, "async_library", refuse)
        result = await enter(hass, result, right)
        assert result["errors"] == {"base": "xmpp_library_missing"}
    result = await enter(hass, result, right)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (added,) = entry.get_subentries_of_type(SUBENTRY_XMPP_BRIDGE)
    assert added.title == COMPONENT
    assert added.data == {
        "host": "127.0.0.1",
        "port": server.component_port,
        "component": COMPONENT,
        "secret": SECRET,
        "contacts": [ANNA_AT_CHAT],
        "readers": [],
        "message_prefix": "[Via XMPP] ",
        "strangers": "contact",
    }
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as anna:
        await anna.finds(COMPONENT)
        contact = f"{CARLA}@{COMPONENT}"
        anna.say(contact, "hello", receipt=False)
        # What is on its way to a bridge that steps aside may come too late for it.
        await until(hass, lambda: simulator.network.accepted == 1)
        # Once more is one too many.
        result = await enter(hass, await begin(hass, entry), right)
        assert result["errors"] == {"component": "already_configured"}

        # While it is tried anew, the one that works steps aside.
        result = await entry.start_subentry_reconfigure_flow(hass, added.subentry_id)
        schema = result["data_schema"]
        assert schema is not None
        assert get_schema_suggested_value(schema.schema, "component") == COMPONENT
        assert get_schema_suggested_value(schema.schema, "secret") is None
        result = await enter(hass, result, {**right, "secret": "wrong"})
        assert result["errors"] == {"secret": "invalid_auth"}
        await anna.finds(COMPONENT)
        changed = {**right, "message_prefix": "", "strangers": "drop"}
        del changed["secret"]
        result = await enter(hass, result, changed)
        assert result["type"] is FlowResultType.ABORT
        (changed_to,) = entry.get_subentries_of_type(SUBENTRY_XMPP_BRIDGE)
        assert changed_to.data["secret"] == SECRET
        assert "message_prefix" not in changed_to.data
        await anna.finds(COMPONENT)
        anna.say(contact, "again")
        await until(hass, lambda: simulator.network.accepted == 2)
        texts = [one.text for one in simulator.network.messages]
        assert texts == ["[Via XMPP] hello", "again"]
        # Without the bridge there is nobody.
        hass.config_entries.async_remove_subentry(entry, added.subentry_id)
        await anna.misses(COMPONENT)
        kind, condition, _ = await anna.is_refused(anna.say(contact, "nobody"))
        assert (kind, condition) == ("wait", "remote-server-timeout")
