"""The main road at every gateway: an alert out, trouble or not; its report and answer back."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, BEN, CREDENTIALS, SENDER, AddEntry, send, until, until_state
from .test_entities import CONNECTIVITY, LAST, STATUS
from .test_retry import START, elapse, set_up, states
from .test_services import sent_to
from .test_texts import ROADS
from .test_webhook import Client

pytestmark = pytest.mark.parametrize("road", ROADS)


async def test_alert_out_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    received: list[Event],
    road: str,
) -> None:
    await set_up(hass, simulator, add_entry, *ROADS[road])
    simulator.faults.set(Fault.HTTP_503, count=1)
    (message,) = await send(
        hass,
        entity_id="notify.anna",
        message="The freezer is at -5 °C",
        tag="freezer",
        retry_rate=0.01,
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
    assert statuses[-1].data["attempts"] == 2
    # A report may be quicker than the answer that says "accepted".
    assert [state for state in states(statuses) if state != "accepted"] == [
        *["queued", "sending"] * 2,
        "sent",
        "delivered",
    ]


async def test_no_funds_until_there_are_some(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, road: str
) -> None:
    await set_up(hass, simulator, add_entry, *ROADS[road])
    simulator.faults.set(Fault.NO_FUNDS)
    await send(hass, to=ANNA, retry_rate=0.01)
    # The Platform API says it with a code that no document explains (clickatell.md 2.3).
    await until_state(hass, STATUS, "retrying" if road == "platform" else "no_funds")
    await until_state(hass, CONNECTIVITY, "on")
    simulator.faults.clear()
    await until_state(hass, LAST, "accepted")
    await until_state(hass, STATUS, "running")
    assert simulator.network.accepted == 1


async def test_wrong_credentials_hold_the_queue_until_they_are_mended(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, road: str
) -> None:
    gateway, _ = ROADS[road]
    await set_up(hass, simulator, add_entry, *ROADS[road])
    simulator.faults.set(Fault.BAD_KEY)
    await send(hass, to=ANNA)
    await until_state(hass, STATUS, "reauth")
    await hass.async_block_till_done()
    requests = simulator.network.send_requests
    await send(hass, to=BEN)
    await until_state(hass, "sensor.clickatell_pending", "2")
    assert simulator.network.send_requests == requests
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    simulator.faults.clear()
    asked = ("api_key", "username", "password", "api_id")
    known = {name: value for name, value in CREDENTIALS[gateway].items() if name in asked}
    await hass.config_entries.flow.async_configure(flow["flow_id"], known)
    await hass.async_block_till_done()
    await until_state(hass, "sensor.clickatell_pending", "0")
    assert sent_to(simulator) == [ANNA, BEN]


async def test_answer_that_got_lost_is_settled_by_reports(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    road: str,
) -> None:
    freezer.move_to(START)
    await set_up(hass, simulator, add_entry, *ROADS[road])
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to=[ANNA, BEN])
    await until(hass, lambda: states(statuses, ANNA)[-1:] == ["delivered"])
    await until(hass, lambda: states(statuses, BEN)[-1:] == ["delivered"])
    for _ in range(5):
        elapse(hass, freezer, 60)
        await hass.async_block_till_done()
    assert sent_to(simulator) == [ANNA, BEN]
    assert simulator.network.send_requests == 1


async def test_answer_that_got_lost_is_followed_by_one_repetition(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    road: str,
) -> None:
    freezer.move_to(START)
    await set_up(hass, simulator, add_entry, *ROADS[road])
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    elapse(hass, freezer, 60)
    await until(hass, lambda: states(statuses)[-1] == "accepted")
    for _ in range(5):
        elapse(hass, freezer, 60)
        await hass.async_block_till_done()
    assert sent_to(simulator) == [ANNA, ANNA]
    assert simulator.network.send_requests == simulator.network.accepted == 2


async def test_several_recipients_share_a_request_and_not_its_result(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    road: str,
) -> None:
    await set_up(hass, simulator, add_entry, *ROADS[road])
    simulator.network.opt_out(BEN, SENDER, every_sender=False, confirmed=True)
    third = "+15550100042"
    sent = await send(hass, to=[ANNA, BEN, third])
    # The Platform API says it with a code that no document explains: it may pass.
    refused = "queued" if road == "platform" else "rejected"
    await until(hass, lambda: states(statuses, BEN)[2:] == [refused])
    for number in (ANNA, third):
        await until(hass, lambda n=number: states(statuses, n)[-1:] == ["delivered"])  # type: ignore[misc]
    assert simulator.network.send_requests == 1
    assert sent_to(simulator) == [ANNA, third]
    # Each has got its own id, and the report about it.
    delivered = [event.data for event in statuses if event.data["state"] == "delivered"]
    assert {data["to"]: data["provider_message_id"] for data in delivered} == {
        f"+{message.to}": message.id for message in simulator.network.messages
    }
    assert {data["message_id"] for data in delivered} < {message["message_id"] for message in sent}


REQUESTS = {"one": 1, "platform": 2, "central http": 2, "central xml": 1}


async def test_different_texts_share_a_request_where_the_gateway_lets_them(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    road: str,
) -> None:
    freezer.move_to(START)
    await set_up(hass, simulator, add_entry, *ROADS[road])
    await simulator.refuse()
    await send(hass, to=ANNA, message="to Anna")
    await until(hass, lambda: states(statuses, ANNA).count("queued") == 2)
    await send(hass, to=BEN, message="to Ben")
    await simulator.accept()
    elapse(hass, freezer, 60)
    for number in (ANNA, BEN):
        await until(hass, lambda n=number: states(statuses, n)[-1] == "accepted")  # type: ignore[misc]
    shown = {f"+{message.to}": message.text for message in simulator.network.messages}
    assert shown == {ANNA: "to Anna", BEN: "to Ben"}
    assert simulator.network.send_requests == REQUESTS[road]
