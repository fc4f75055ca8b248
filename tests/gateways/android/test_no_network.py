"""A phone that has no mobile network: what it gives up at once was not sent, and is tried again."""

from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator, android as simulated
from simulator.faults import Fault
from simulator.network import Status

from ...conftest import ANNA, send, until
from ...test_retry import states
from ...test_webhook import Client
from .conftest import AddPhone

OFTEN = {"retry_rate": 0.01}
TWICE = ["queued", "sending", "queued", "sending", "accepted"]


async def test_it_is_tried_again_under_another_id(
    hass: HomeAssistant,
    simulator: Simulator,
    phone: simulated.Android,
    add_phone: AddPhone,
    statuses: list[Event],
) -> None:
    await add_phone(OFTEN)
    simulator.faults.set(Fault.NO_SERVICE, count=1)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert states(statuses)[: len(TWICE)] == TWICE
    assert statuses[2].data["error"] == simulated.NO_SERVICE
    ours = message["message_id"]
    assert [order["id"] for order in phone.orders()] == [ours, f"{ours}-1"]
    ends = [sent.status for sent in simulator.network.messages]
    assert ends == [Status.FAILED, Status.DELIVERED]
    assert message["provider_message_id"] == f"{ours}-1"


async def test_an_answer_that_gets_lost_then_sends_nothing_twice(
    hass: HomeAssistant, simulator: Simulator, add_phone: AddPhone, statuses: list[Event]
) -> None:
    await add_phone(OFTEN)
    simulator.faults.set(Fault.NO_SERVICE, count=1)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses) == TWICE[:3])
    simulator.faults.set(Fault.DROP_ANSWER)
    await until(hass, lambda: states(statuses).count("queued") == 3)
    simulator.faults.clear()
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    ends = [sent.status for sent in simulator.network.messages]
    assert ends == [Status.FAILED, Status.DELIVERED]
    assert states(statuses).count("sending") >= 3


async def test_after_a_restart_it_is_known_what_the_phone_has_given_up(
    hass: HomeAssistant,
    simulator: Simulator,
    phone: simulated.Android,
    add_phone: AddPhone,
    statuses: list[Event],
) -> None:
    entry = await add_phone({"retry_rate": 0.02})
    simulator.faults.set(Fault.NO_SERVICE, count=2)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 3)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    assert [str(order["id"])[32:] for order in phone.orders()] == ["", "-1", "-2"]


async def test_that_the_phone_tells_so_by_webhook_is_not_the_end(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_phone: AddPhone,
    statuses: list[Event],
) -> None:
    hass.config.external_url = str(callbacks.make_url(""))
    await add_phone(OFTEN, replies_by="webhook")
    simulator.faults.set(Fault.NO_SERVICE, count=1)
    await send(hass, to=ANNA, wait_for="delivered")
    assert states(statuses)[: len(TWICE)] == TWICE
    assert any("failed" in callback.request.summary for callback in simulator.callbacks.sent)


async def test_what_the_network_gives_back_later_is_the_end(
    hass: HomeAssistant, simulator: Simulator, add_phone: AddPhone, statuses: list[Event]
) -> None:
    await add_phone(OFTEN)
    simulator.network.phone(ANNA).unreachable = True
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert message["state"] == "undelivered"
    assert len(simulator.network.messages) == 1


async def test_that_the_phone_answers_does_not_mend_it(
    hass: HomeAssistant,
    simulator: Simulator,
    add_phone: AddPhone,
    statuses: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await add_phone(OFTEN)
    simulator.faults.set(Fault.NO_SERVICE)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 3)
    simulator.faults.clear()
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    told = [one.getMessage() for one in caplog.records if one.name.endswith("outage_log")]
    assert [one.partition(" (")[0] for one in told] == ["Clickatell fails", "Clickatell is back"]
