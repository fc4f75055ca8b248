"""A router in a house: an alert out, the answer in, and a router that is gone."""

import asyncio
import sqlite3

from homeassistant.core import Event, HomeAssistant
import pytest

from custom_components.sms_gateway.gateways import watch
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from simulator import Simulator
from simulator.faults import Fault
from simulator.teltonika_rutos import TeltonikaRutOs

from ...conftest import ANNA, AddEntry, new_entry, send, until, until_state
from ...patience import moment, patience, soon


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for replies, and look at the router, without a pause."""
    monkeypatch.setattr(Teltonika, "asked_every", 0.02)
    monkeypatch.setattr(watch, "_LOOK_EVERY", 0.02)


async def test_alert_out_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    router: TeltonikaRutOs,
    quickly: None,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    simulator.account.router_zone = "Asia/Kolkata"
    simulator.network.reply(ANNA, "of before")
    # It was written long enough before anybody asked.
    old = simulator.network.replies[0]
    object.__setattr__(old, "sent_at", old.sent_at - 3600_000)
    await add_entry(new_entry(simulator, "teltonika"))
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    simulator.network.reply(ANNA, "OK, on my way")
    await until(hass, lambda: bool(received))
    assert received[0].data["in_reply_to"] == message["message_id"]
    assert received[0].data["text"] == "OK, on my way"
    assert received[0].data["late"] is False
    simulator.network.reply(ANNA, "and back")
    await until(hass, lambda: len(received) == 2)
    await until_deleted(router, ["and back", "of before"])
    assert [event.data["text"] for event in received] == ["OK, on my way", "and back"]
    assert router.emptied == 0


async def until_deleted(router: TeltonikaRutOs, left: list[str]) -> None:
    """Wait until there is nothing else in the router."""
    async with patience(lambda: f"only {left} are left of {router.stored()}"):
        while [one["message"] for one in router.stored()] != left:
            await moment()


async def test_what_could_not_be_stored_is_not_deleted(
    hass: HomeAssistant,
    simulator: Simulator,
    router: TeltonikaRutOs,
    quickly: None,
    add_entry: AddEntry,
    received: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = await add_entry(new_entry(simulator, "teltonika"))
    refused = asyncio.Event()

    async def refuse(*_args: object) -> int:
        refused.set()
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(entry.runtime_data.inbox, "receive", refuse)
        for text in ("one", "two"):
            simulator.network.reply(ANNA, text)
        await soon(refused.wait(), "a reply is read that can't be stored")
        assert len(router.stored()) == 2
    await until(hass, lambda: len(received) == 2)
    assert {event.data["text"] for event in received} == {"one", "two"}
    async with patience(lambda: "one of them is deleted"):
        while len(router.stored()) != 1:
            await moment()


async def test_a_router_that_is_gone_and_comes_back(
    hass: HomeAssistant,
    simulator: Simulator,
    router: TeltonikaRutOs,
    quickly: None,
    add_entry: AddEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add_entry(new_entry(simulator, "teltonika"))
    connectivity = "binary_sensor.clickatell_connectivity"
    await until_state(hass, connectivity, "on")
    await simulator.refuse()
    await until_state(hass, connectivity, "off")
    await simulator.accept()
    # A message that was taken shows that it is there again.
    await send(hass, to=ANNA, wait_for="accepted", retry_rate=0.01)
    await until_state(hass, connectivity, "on")


async def test_a_message_that_can_not_be_handed_over_shows_that_the_router_is_gone(
    hass: HomeAssistant, simulator: Simulator, router: TeltonikaRutOs, add_entry: AddEntry
) -> None:
    """It is looked at then, and not half a minute later."""
    await add_entry(new_entry(simulator, "teltonika", poll_replies=0))
    connectivity = "binary_sensor.clickatell_connectivity"
    await until_state(hass, connectivity, "on")
    await simulator.refuse()
    await send(hass, to=ANNA)
    await until_state(hass, connectivity, "off")
