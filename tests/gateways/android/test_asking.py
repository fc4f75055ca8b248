"""The phone as it is added at first: what becomes of messages, and replies, when it is asked."""

from homeassistant.core import Event, HomeAssistant

from simulator import Simulator, android as simulated

from ...conftest import ANNA, send, until
from ...test_retry import states
from .conftest import AddPhone

CONNECTIVITY = "binary_sensor.clickatell_connectivity"


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
