"""Replies for a home that no gateway can reach: it asks for them."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateways import GATEWAYS
from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, AddEntry, new_entry, send, until, until_state
from .flows.test_options import save, show, suggested
from .patience import moment, patience, source_of
from .test_retry import START, elapse

POLLED = ["bulksms", "burst"]


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that only goes when it is told to."""
    freezer.move_to(START)
    return freezer


@pytest.fixture(params=POLLED)
def gateway(request: pytest.FixtureRequest) -> str:
    """Return a gateway that can be asked for replies."""
    name: str = request.param
    return name


def texts(received: list[Event]) -> list[str]:
    """Return what came in."""
    return [event.data["text"] for event in received]


async def poll_until(
    hass: HomeAssistant, clock: FrozenDateTimeFactory, is_so: Callable[[], bool]
) -> None:
    """Let time pass, with room for questions and answers, until something is so.

    How many minutes that takes is the machine's business: nothing may run out meanwhile.
    """
    async with patience(lambda: source_of(is_so)):
        while not is_so():
            elapse(hass, clock, 60)
            for _ in range(100):
                await asyncio.sleep(0)
            await moment()


def is_past(clock: FrozenDateTimeFactory, moment: float) -> bool:
    """Tell whether a moment is over."""
    return clock().timestamp() > moment


async def test_replies_come_in_without_a_callback(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    received: list[Event],
    clock: FrozenDateTimeFactory,
    gateway: str,
) -> None:
    await add_entry(new_entry(simulator, gateway))
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    simulator.network.reply(ANNA, "on my way")
    await poll_until(hass, clock, lambda: bool(received))
    # It is shown once more to the next two questions.
    heard_at = clock().timestamp()
    await poll_until(hass, clock, lambda: clock().timestamp() > heard_at + 600)
    assert texts(received) == ["on my way"]
    assert received[0].data["from"] == ANNA
    assert received[0].data["in_reply_to"] == message["message_id"]
    assert simulator.callbacks.sent == []


async def test_what_came_while_home_assistant_was_off_is_fetched_at_its_start(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    received: list[Event],
    clock: FrozenDateTimeFactory,
    gateway: str,
) -> None:
    hass.config.external_url = "http://127.0.0.1:9"
    entry = await add_entry(new_entry(simulator, gateway))
    await send(hass, to=ANNA, wait_for="accepted")
    assert await hass.config_entries.async_unload(entry.entry_id)
    simulator.network.reply(ANNA, "one")
    simulator.network.reply(ANNA, "STOP")
    clock.tick(3600)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: texts(received) == ["one"])
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    assert received[0].data["late"] is True


@pytest.mark.parametrize(("keep_days", "told"), [(0, ["old", "new"]), (1, ["new"])])
async def test_what_would_be_forgotten_by_now_is_not_fetched(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    received: list[Event],
    clock: FrozenDateTimeFactory,
    keep_days: int,
    told: list[str],
) -> None:
    entry = await add_entry(new_entry(simulator, "bulksms", keep_days=keep_days))
    await send(hass, to=ANNA, wait_for="accepted")
    assert await hass.config_entries.async_unload(entry.entry_id)
    simulator.network.reply(ANNA, "old")
    clock.tick(25 * 3600)
    simulator.network.reply(ANNA, "new")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: "new" in texts(received))
    assert texts(received) == told


async def test_what_a_callback_has_brought_is_not_told_again(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Callable[..., Any],
    add_entry: AddEntry,
    received: list[Event],
    clock: FrozenDateTimeFactory,
    gateway: str,
) -> None:
    await add_entry(new_entry(simulator, gateway, poll_replies=1))
    simulator.account.callback_url, address = None, simulator.account.callback_url
    simulator.account.callback_urls = {gateway: str(address)}
    await simulator.reply(ANNA, "by callback")
    await until(hass, lambda: texts(received) == ["by callback"])
    simulator.account.callback_urls = {}
    await simulator.reply(ANNA, "by poll")
    await poll_until(hass, clock, lambda: len(received) == 2)
    assert texts(received) == ["by callback", "by poll"]


async def test_a_gateway_is_asked_until_it_brings_a_reply(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Callable[..., Any],
    add_entry: AddEntry,
    received: list[Event],
    clock: FrozenDateTimeFactory,
    gateway: str,
) -> None:
    # There is an address, but nobody has told it to the gateway.
    simulator.account.callback_url, address = None, simulator.account.callback_url
    entry = await add_entry(new_entry(simulator, gateway))
    # That its reports come in, for which the address goes with each message, is no reply.
    await send(hass, to=ANNA, wait_for="accepted")
    await simulator.reply(ANNA, "by poll")
    await poll_until(hass, clock, lambda: texts(received) == ["by poll"])
    simulator.account.callback_urls = {gateway: str(address)}
    await simulator.reply(ANNA, "by callback")
    await until(hass, lambda: texts(received) == ["by poll", "by callback"])
    simulator.account.callback_urls = {}
    for _ in range(2):
        # Asked once more when it has brought one, and when the account is loaded.
        await hass.async_block_till_done()
        with patch.object(entry.runtime_data.gateway, "replies", return_value=[]) as asked:
            asked_at = clock().timestamp()
            await poll_until(hass, clock, partial(is_past, clock, asked_at + 1800))
        assert asked.await_count <= 1
        await hass.config_entries.async_reload(entry.entry_id)


async def test_a_poll_that_the_gateway_refuses_asks_for_other_credentials(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    gateway: str,
) -> None:
    await add_entry(new_entry(simulator, gateway, balance_interval=10080))
    await until_state(hass, "sensor.clickatell_status", "running")
    simulator.faults.set(Fault.BAD_KEY)
    status = "sensor.clickatell_status"
    await poll_until(hass, clock, lambda: hass.states.is_state(status, "reauth"))


async def test_it_is_asked_as_often_as_the_form_says(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    gateway: str,
) -> None:
    with patch.object(GATEWAYS[gateway], "replies", return_value=[]) as asked:
        await add_entry(new_entry(simulator, gateway))
        async with patience(lambda: "replies are asked for at the start"):
            while not asked.await_count:
                await moment()
        for seconds, questions in ((299, 1), (2, 2), (298, 2), (3, 3)):
            elapse(hass, clock, seconds)
            for _ in range(100):
                await asyncio.sleep(0)
            await moment()
            assert asked.await_count == questions, seconds


@pytest.mark.parametrize("has_brought_reply", [False, True])
async def test_the_form_shows_what_is_so_as_long_as_nobody_sets_it(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Callable[..., Any],
    add_entry: AddEntry,
    received: list[Event],
    has_brought_reply: bool,
) -> None:
    entry = await add_entry(new_entry(simulator, "bulksms"))
    default = 5
    if has_brought_reply:
        await simulator.reply(ANNA, "by callback")
        await until(hass, lambda: texts(received) == ["by callback"])
        default = 0
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    fields = result["data_schema"].schema["replies"].schema.schema
    (option,) = (option for option in fields if option == "poll_replies")
    assert option.default() == default
    await save(hass, entry, replies={"poll_replies": default})
    assert "poll_replies" not in entry.options
    await save(hass, entry, replies={"poll_replies": 2.5})
    assert entry.options["poll_replies"] == 2.5
    assert suggested(await show(hass, entry))["poll_replies"] == 2.5


async def test_a_gateway_that_can_not_be_asked_has_no_such_option(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    assert "poll_replies" not in result["data_schema"].schema["replies"].schema.schema
