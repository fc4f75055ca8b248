"""The phone as it is added at first: what becomes of messages, and replies, when it is asked."""

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.sms_gateway.account import session, session_issues
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways.android import inbox
from custom_components.sms_gateway.gateways.reasons import Reason
from simulator import Simulator, android as simulated
from simulator.faults import Fault
from simulator.network import Status

from ...conftest import ANNA, send, until, until_state
from ...test_retry import states
from .conftest import AddPhone

CONNECTIVITY = "binary_sensor.clickatell_connectivity"
STATUS = "sensor.clickatell_status"


async def test_alert_out_answer_in_with_nothing_to_bring_it(
    hass: HomeAssistant,
    simulator: Simulator,
    phone: simulated.Android,
    add_phone: AddPhone,
    statuses: list[Event],
    received: list[Event],
) -> None:
    await add_phone()
    # Without the internet the app answers with an error how it does.
    simulator.account.phone_internet = False
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="delivered")
    assert states(statuses)[:2] == ["queued", "sending"]
    assert message["state"] == "delivered"
    assert message["provider_message_id"] == message["message_id"]
    await simulator.reply(ANNA, "OK, on my way")
    await until(hass, lambda: bool(received))
    assert received[0].data["in_reply_to"] == message["message_id"]
    assert received[0].data["text"] == "OK, on my way"
    assert phone.webhooks == {}
    assert simulator.callbacks.sent == []
    assert hass.states.is_state(CONNECTIVITY, "on")


async def test_what_became_of_messages_of_an_earlier_run(
    hass: HomeAssistant, simulator: Simulator, add_phone: AddPhone, statuses: list[Event]
) -> None:
    entry = await add_phone()
    simulator.account.delivery_delay = 60
    await send(hass, to=ANNA, wait_for="accepted")
    assert await hass.config_entries.async_unload(entry.entry_id)
    (message,) = simulator.network.messages
    simulator.network.set_status(message, Status.FAILED)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: states(statuses)[-1] == "undelivered")
    assert statuses[-1].data["error"] == simulated.FAILURE


async def test_what_goes_along_with_a_message(
    hass: HomeAssistant, simulator: Simulator, phone: simulated.Android, add_phone: AddPhone
) -> None:
    await add_phone({"stop_after": 2}, sim="sim_2")
    await send(hass, to=ANNA, wait_for="accepted")
    await send(hass, to=ANNA, priority="critical", stop_after=0, wait_for="accepted")
    first, second = phone.orders()
    ttl = first.pop("ttl")
    assert isinstance(ttl, int)
    assert 110 <= ttl <= 120
    assert [one.pop("priority", None) for one in (first, second)] == [None, 100]
    for order, message in zip((first, second), simulator.network.messages, strict=True):
        assert order == {
            "id": message.client_message_id,
            "textMessage": {"text": "door open"},
            "phoneNumbers": [ANNA],
            "withDeliveryReport": True,
            "simNumber": 2,
        }


async def test_a_phone_that_is_gone_and_comes_back(
    hass: HomeAssistant,
    simulator: Simulator,
    add_phone: AddPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_issues, "_LONG", 0.0)
    monkeypatch.setattr(session, "_FIRST_PAUSE", 0.01)
    simulator.account.phone_battery = 14
    entry = await add_phone()
    await until_state(hass, CONNECTIVITY, "on")
    status = hass.states.get(STATUS)
    assert status is not None
    assert (status.attributes["battery"], status.attributes["charging"]) == (14, False)
    assert "mobile_network" not in status.attributes
    await simulator.refuse()
    await until_state(hass, CONNECTIVITY, "off")
    assert hass.states.is_state(STATUS, "retrying")
    issue_id = f"phone_gone_{entry.entry_id}"
    await until(hass, lambda: ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is not None)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    placeholders = issue.translation_placeholders or {}
    # It went away while it was asked, or before.
    assert placeholders["error"] in (Reason.NO_ANSWER, Reason.UNREACHABLE)
    await simulator.accept()
    await until_state(hass, CONNECTIVITY, "on")
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None


async def test_an_app_that_hears_of_nothing_any_more(
    hass: HomeAssistant,
    simulator: Simulator,
    add_phone: AddPhone,
    received: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "_LATE", -60.0)
    monkeypatch.setattr(inbox, "_REFRESH_EVERY", 0.05)
    monkeypatch.setattr(session, "_FIRST_PAUSE", 0.01)
    entry = await add_phone()
    await simulator.reply(ANNA, "heard")
    await until(hass, lambda: len(received) == 1)
    simulator.faults.set(Fault.DEAF, count=1)
    await simulator.reply(ANNA, "found by looking for it")
    await until(hass, lambda: len(received) == 2)
    await until_state(hass, CONNECTIVITY, "off")
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"phone_gone_{entry.entry_id}")
    assert issue is not None
    placeholders = issue.translation_placeholders or {}
    assert placeholders["error"] == "the app on the phone does not hear of messages that come in"
    # It sends as ever.
    await send(hass, to=ANNA, wait_for="accepted")
    monkeypatch.setattr(inbox, "_REFRESH_EVERY", 60.0)
    # This may still be found by a look that was under way.
    await simulator.reply(ANNA, "found or heard")
    await until(hass, lambda: len(received) == 3)
    await simulator.reply(ANNA, "heard again")
    await until(hass, lambda: len(received) == 4)
    await until_state(hass, CONNECTIVITY, "on")
