"""The main road: an alert goes out, its report and its answer come back."""

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .conftest import ANNA, SENDER, send, until
from .test_webhook import Client


async def test_alert_out_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    statuses: list[Event],
    received: list[Event],
) -> None:
    (message,) = await send(
        hass,
        entity_id="notify.anna",
        message="The freezer is at -5 °C",
        tag="freezer",
        wait_for="delivered",
    )
    assert message["state"] == "delivered"
    (at_gateway,) = simulator.network.messages
    assert at_gateway.text == "The freezer is at -5 °C"
    assert (f"+{at_gateway.to}", f"+{at_gateway.sender}") == (ANNA, SENDER)
    await simulator.reply(ANNA, "OK, on my way")
    await until(hass, lambda: bool(received))
    answer = received[0].data
    assert answer["text"] == "OK, on my way"
    assert answer["recipient"] == "Anna"
    assert answer["in_reply_to"] == message["message_id"]
    assert answer["tag"] == "freezer"
    # A report may be quicker than the answer that says "accepted".
    states = [event.data["state"] for event in statuses]
    assert [state for state in states if state != "accepted"] == [
        "queued",
        "sending",
        "sent",
        "delivered",
    ]
