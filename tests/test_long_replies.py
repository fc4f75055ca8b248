"""Replies in parts: joined whatever happens between them; and replies that come late."""

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from simulator import (
    Simulator,
    clickatell_central_callbacks as central,
    clickatell_platform_callbacks as platform,
)
from simulator.account import Account
from simulator.callbacks import CallbackRequest
from simulator.faults import Fault
from simulator.network import Reply
from simulator.parts import Part

from .conftest import ANNA, BEN, SENDER, AddEntry, new_entry, until
from .test_webhook import PATH, Client, inbound

WRITE: dict[str, Callable[[Account, Reply, Part], CallbackRequest]] = {
    "clickatell_platform": platform.reply_callback,
    "clickatell_central": central.reply_callback,
}
DAY = 24 * 3600
LONG = "Πόσο κρύο; ❄ " * 20
PARTS = 4


@pytest.fixture(params=WRITE)
async def entry(
    request: pytest.FixtureRequest, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> MockConfigEntry:
    """Set up an account at a gateway that brings long replies in parts."""
    return await add_entry(new_entry(simulator, request.param))


async def bring(simulator: Simulator, reply: Reply, *parts: Part) -> None:
    """Send the callbacks for some parts of a reply; they have been answered then."""
    write = WRITE[simulator.account.gateway]
    for part in parts:
        callback = write(simulator.account, reply, part)
        await simulator.callbacks.send(callback, simulator.account.gateway)
        assert simulator.callbacks.sent[-1].attempts[0].answer == 200


async def told(
    hass: HomeAssistant, simulator: Simulator, received: list[Event]
) -> list[dict[str, object]]:
    """Return what was told so far: a last short reply shows that nothing more comes."""
    await simulator.reply(BEN, "the last one")
    await until(hass, lambda: bool(received) and received[-1].data["text"] == "the last one")
    return [dict(event.data) for event in received[:-1]]


@pytest.mark.parametrize(("wide", "header"), [(False, "050003"), (True, "060804")])
async def test_parts_in_reverse_order(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    received: list[Event],
    wide: bool,
    header: str,
) -> None:
    simulator.account.wide_references = wide
    simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER)
    typed = await simulator.reply(ANNA, LONG)
    assert [part.udh.startswith(header) for part in typed.parts] == [True] * PARTS
    headers = [sent.request.fields["udh"] for sent in simulator.callbacks.sent]
    assert headers == [part.udh for part in reversed(typed.parts)]
    (data,) = await told(hass, simulator, received)
    assert (data["from"], data["to"], data["text"]) == (ANNA, SENDER, LONG)
    assert (data["parts"], data["complete"], data["late"]) == (PARTS, True, False)


async def test_parts_twice_and_in_any_order(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, received: list[Event]
) -> None:
    typed = simulator.network.reply(ANNA, LONG)
    first, second, third, fourth = typed.parts
    await bring(simulator, typed, third, first, third, fourth, first, second)
    # What was told is not told again, either.
    await bring(simulator, typed, *typed.parts)
    (data,) = await told(hass, simulator, received)
    assert data["text"] == LONG


async def test_long_replies_at_once(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, received: list[Event]
) -> None:
    # The first of each phone have the same reference.
    replies = [
        simulator.network.reply(number, f"{text} {LONG}")
        for number, text in ((ANNA, "one"), (ANNA, "two"), (BEN, "three"))
    ]
    assert replies[0].parts[0].udh == replies[2].parts[0].udh
    for parts in zip_longest(*(reply.parts for reply in replies)):
        for reply, part in zip(replies, parts, strict=True):
            await bring(simulator, reply, part)
    assert [data["text"] for data in await told(hass, simulator, received)] == [
        reply.text for reply in replies
    ]


async def test_restart_between_two_parts(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, received: list[Event]
) -> None:
    typed = simulator.network.reply(ANNA, LONG)
    *first, last = typed.parts
    for part in first:
        await bring(simulator, typed, part)
        assert await hass.config_entries.async_unload(entry.entry_id)
        assert await hass.config_entries.async_setup(entry.entry_id)
    assert received == []
    await bring(simulator, typed, last)
    (data,) = await told(hass, simulator, received)
    assert (data["text"], data["parts"], data["complete"]) == (LONG, PARTS, True)


async def test_what_comes_while_the_account_is_unloaded_is_brought_again(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, received: list[Event]
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    await simulator.reply(ANNA, LONG)
    assert {sent.attempts[0].answer for sent in simulator.callbacks.sent} == {503}
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: bool(received))
    assert received[0].data["text"] == LONG


async def test_part_that_never_comes(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    received: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    typed = simulator.network.reply(ANNA, LONG)
    first, _, third, fourth = typed.parts
    await bring(simulator, typed, fourth, first)
    freezer.tick(3600)
    await bring(simulator, typed, third)
    # A day after the first that came, and not a second earlier.
    freezer.tick(DAY - 3601)
    async_fire_time_changed(hass)
    assert await told(hass, simulator, received) == []
    freezer.tick(1)
    async_fire_time_changed(hass)
    await until(hass, lambda: len(received) == 2)
    data = received[1].data
    assert data["text"] == first.text + third.text + fourth.text
    assert (data["parts"], data["complete"], data["late"]) == (PARTS, False, True)


async def test_part_that_never_comes_while_home_assistant_is_off(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    received: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    typed = simulator.network.reply(ANNA, LONG)
    await bring(simulator, typed, typed.parts[1])
    assert await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(DAY)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: bool(received))
    data = received[0].data
    assert (data["text"], data["complete"]) == (typed.parts[1].text, False)


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (600, False), (601, True), (DAY, True)])
async def test_late_is_what_was_under_way_for_more_than_ten_minutes(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    received: list[Event],
    freezer: FrozenDateTimeFactory,
    seconds: int,
    late: bool,
) -> None:
    freezer.move_to("2026-11-20 12:00:00+00:00")
    typed = simulator.network.reply(ANNA, "disarm")
    sent_at = typed.sent_at - seconds * 1000
    await bring(simulator, replace(typed, sent_at=sent_at), *typed.parts)
    await until(hass, lambda: bool(received))
    assert received[0].data["late"] is late


async def test_late_with_the_one_api(
    hass: HomeAssistant, callbacks: Client, add_entry: AddEntry, received: list[Event]
) -> None:
    await add_entry()
    # Its time is one of 2023.
    await callbacks.post(PATH, json=inbound())
    await until(hass, lambda: bool(received))
    assert received[0].data["late"] is True
