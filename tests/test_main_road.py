"""The main road at every gateway: an alert out, trouble or not; its report and answer back."""

import asyncio

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant

from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send import sent_to
from .conftest import ANNA, BEN, SENDER, AddEntry, send, until, until_state
from .roads import Road, every_road, roads_where
from .test_entities import BALANCE, CONNECTIVITY, LAST, STATUS
from .test_retry import START, elapse, states
from .test_webhook import Client


async def set_up_on(
    road: Road, hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    """Set up an account that asks neither for its balance nor for replies amid a test."""
    await add_entry(road.entry(simulator, balance_interval=10080, poll_replies=0))
    # Of replies it asks once, for those of the time before.
    await asyncio.gather(*(t for t in asyncio.all_tasks() if t.get_name().endswith(" replies")))
    if road.capabilities.balance:
        await until_state(hass, BALANCE, "100.0")


def end_of(road: Road) -> str:
    """Return the last that is heard of a message when all is well."""
    return "delivered" if road.capabilities.reports else "accepted"


def end_without_callbacks(road: Road) -> str:
    """Return the last that is heard where Home Assistant can't be called."""
    return "delivered" if road.has_session else "accepted"


@every_road
async def test_alert_out_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    received: list[Event],
    road: Road,
) -> None:
    await set_up_on(road, hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503, count=1)
    (message,) = await send(
        hass,
        entity_id="notify.anna",
        message="The freezer is at -5 °C",
        tag="freezer",
        retry_rate=0.01,
        wait_for=end_of(road),
    )
    assert message["state"] == end_of(road)
    (at_gateway,) = simulator.network.messages
    assert at_gateway.text == "The freezer is at -5 °C"
    assert (f"+{at_gateway.to}", f"+{at_gateway.sender}") == (ANNA, SENDER)
    if road.brings_replies:
        await simulator.reply(ANNA, "OK, on my way")
        await until(hass, lambda: bool(received))
        answer = received[0].data
        assert answer["text"] == "OK, on my way"
        assert answer["recipient"] == "Anna"
        assert answer["in_reply_to"] == message["message_id"]
        assert answer["tag"] == "freezer"
    assert statuses[-1].data["attempts"] == 2
    told = states(statuses)
    assert told[:4] == ["queued", "sending"] * 2
    # A report may be quicker than the answer, and not each gateway tells of "sent": what is told is
    # told forwards all the same, each state once.
    way = ["accepted", "sent", "delivered"]
    assert told[4:] == [state for state in way if state in told]
    assert told[-1] == end_of(road)


# The Platform API says what it refuses with codes that no document explains (clickatell.md 2.3):
# it may pass.
UNEXPLAINED = "clickatell_platform"


@roads_where(lambda road: "funds" in road.refusals or road.gateway == UNEXPLAINED)
async def test_no_funds_until_there_are_some(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, road: Road
) -> None:
    await set_up_on(road, hass, simulator, add_entry)
    simulator.faults.set(Fault.NO_FUNDS)
    await send(hass, to=ANNA, retry_rate=0.01)
    trouble = "retrying" if road.gateway == UNEXPLAINED else "no_funds"
    await until_state(hass, STATUS, trouble)
    await until_state(hass, CONNECTIVITY, "on")
    simulator.faults.clear()
    await until_state(hass, LAST, end_without_callbacks(road))
    await until_state(hass, STATUS, "running")
    assert simulator.network.accepted == 1


@roads_where(lambda road: "auth" in road.refusals)
async def test_wrong_credentials_hold_the_queue_until_they_are_mended(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, road: Road
) -> None:
    await set_up_on(road, hass, simulator, add_entry)
    simulator.faults.set(Fault.BAD_KEY)
    await send(hass, to=ANNA)
    await until_state(hass, STATUS, "reauth")
    await hass.async_block_till_done()
    requests = simulator.network.send_requests
    await send(hass, to=BEN)
    await until_state(hass, "sensor.clickatell_pending", "2")
    assert simulator.network.send_requests == requests
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == ("reauth_pin" if road.gateway == "modem" else "reauth_confirm")
    simulator.faults.clear()
    await hass.config_entries.flow.async_configure(flow["flow_id"], road.asked_again)
    await hass.async_block_till_done()
    await until_state(hass, "sensor.clickatell_pending", "0")
    assert sent_to(simulator) == [ANNA, BEN]


# Reports that do not name a message by our id are of no help when the answer is lost.
@roads_where(lambda road: road.simulated.reports_our_id)
async def test_answer_that_got_lost_is_settled_by_reports(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    road: Road,
) -> None:
    freezer.move_to(START)
    await set_up_on(road, hass, simulator, add_entry)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to=[ANNA, BEN])
    await until(hass, lambda: states(statuses, ANNA)[-1:] == ["delivered"])
    await until(hass, lambda: states(statuses, BEN)[-1:] == ["delivered"])
    for _ in range(5):
        elapse(hass, freezer, 60)
        await hass.async_block_till_done()
    assert sent_to(simulator) == [ANNA, BEN]
    assert simulator.network.send_requests == (1 if road.capabilities.batch_size > 1 else 2)


# Over a session the report comes by itself, and settles it (test_smpp.py).
@roads_where(lambda road: not road.has_session)
async def test_answer_that_got_lost_is_followed_by_one_repetition(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    road: Road,
) -> None:
    freezer.move_to(START)
    await set_up_on(road, hass, simulator, add_entry)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    elapse(hass, freezer, 60)
    await until(hass, lambda: states(statuses)[-1] == end_without_callbacks(road))
    for _ in range(5):
        elapse(hass, freezer, 60)
        await hass.async_block_till_done()
    assert sent_to(simulator) == [ANNA] * (1 if road.capabilities.idempotent else 2)
    assert simulator.network.send_requests == 2


@roads_where(lambda road: "opted_out" in road.refusals or road.gateway == UNEXPLAINED)
async def test_several_recipients_share_a_request_and_not_its_result(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    road: Road,
) -> None:
    await set_up_on(road, hass, simulator, add_entry)
    simulator.network.opt_out(BEN, SENDER, every_sender=False, confirmed=True)
    third = "+15550100042"
    sent = await send(hass, to=[ANNA, BEN, third])
    refused = "queued" if road.gateway == UNEXPLAINED else "rejected"
    await until(hass, lambda: states(statuses, BEN)[2:] == [refused])
    for number in (ANNA, third):
        await until(hass, lambda n=number: states(statuses, n)[-1:] == [end_of(road)])  # type: ignore[misc]
    assert simulator.network.send_requests == (1 if road.capabilities.batch_size > 1 else 3)
    assert sent_to(simulator) == [ANNA, third]
    # Each has got its own id, or that of its request, and the report about it.
    ends = [event.data for event in statuses if event.data["state"] == end_of(road)]
    # Twilio's ids begin with SM.
    told = {data["to"]: data["provider_message_id"].removeprefix("SM") for data in ends}
    own = {f"+{message.to}": message.id for message in simulator.network.messages}
    assert told in (own, dict.fromkeys(own, told[ANNA]))
    assert {data["message_id"] for data in ends} < {message["message_id"] for message in sent}


@every_road
async def test_different_texts_share_a_request_where_the_gateway_lets_them(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    road: Road,
) -> None:
    freezer.move_to(START)
    await set_up_on(road, hass, simulator, add_entry)
    await simulator.refuse()
    await send(hass, to=ANNA, message="to Anna")
    await until(hass, lambda: states(statuses, ANNA).count("queued") == 2)
    await send(hass, to=BEN, message="to Ben")
    await simulator.accept()
    elapse(hass, freezer, 60)
    end = end_without_callbacks(road)
    for number in (ANNA, BEN):
        await until(hass, lambda n=number: states(statuses, n)[-1] == end)  # type: ignore[misc]
    shown = {f"+{message.to}": message.text for message in simulator.network.messages}
    assert shown == {ANNA: "to Anna", BEN: "to Ben"}
    can_share = road.capabilities.batch_size > 1 and not road.has_session
    is_shared = can_share and not road.capabilities.one_text
    assert simulator.network.send_requests == (1 if is_shared else 2)
