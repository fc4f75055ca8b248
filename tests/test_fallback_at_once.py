"""With a `fallback_after` of 0, a second account takes over after the first attempt that failed."""
# ruff: noqa: F811 - fixtures of another file

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, send, until
from .test_fallback import AddPair, add_pair, away, clock, told  # noqa: F401 - two are fixtures
from .test_retry import elapse

AT_ONCE = 0
GOES_BACK = [("queued", False), ("sending", False), ("queued", False)]


async def test_what_the_gateway_takes_stays_there(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    await add_pair(fallback_after=AT_ONCE)
    (message,) = await send(hass, to="Anna", wait_for="delivered")
    assert (message["state"], message.get("fallback")) == ("delivered", None)
    assert [sent.gateway for sent in simulator.network.messages] == ["clickatell_one"]


@pytest.mark.parametrize("fault", [Fault.HTTP_503, Fault.RATE_429, Fault.BAD_KEY, Fault.NO_FUNDS])
async def test_what_one_attempt_could_not_hand_over_goes_out_at_once(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    fault: Fault,
) -> None:
    _, second = await add_pair(fallback_after=AT_ONCE)
    simulator.faults.set(fault, at="clickatell_one")
    (message,) = await send(hass, to="Anna", wait_for="delivered")
    assert (message["state"], message.get("fallback")) == ("delivered", second.entry_id)
    assert [state for state, _ in told(statuses)].count("sending") == 2
    assert told(statuses)[: len(GOES_BACK)] == GOES_BACK
    assert [sent.gateway for sent in simulator.network.messages] == ["clickatell_platform"]


async def test_what_can_not_be_reached_is_tried_once(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    await add_pair(away(simulator), fallback_after=AT_ONCE)
    (message,) = await send(hass, to="Anna", wait_for="delivered")
    assert message["state"] == "delivered"
    assert told(statuses)[: len(GOES_BACK)] == GOES_BACK


@pytest.mark.parametrize("may_repeat", [True, False])
async def test_what_may_have_been_sent_goes_where_the_option_allows_it(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    may_repeat: bool,
) -> None:
    await add_pair(fallback_after=AT_ONCE, retry_uncertain=may_repeat)
    simulator.faults.set(Fault.NO_RECEIPTS)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to="Anna")
    await until(hass, lambda: len(statuses) >= len(GOES_BACK))
    assert told(statuses)[: len(GOES_BACK)] == GOES_BACK
    if may_repeat:
        await until(hass, lambda: told(statuses)[-1] == ("accepted", True))
    await hass.async_block_till_done()
    gateways = [sent.gateway for sent in simulator.network.messages]
    assert gateways == ["clickatell_one", "clickatell_platform"][: 1 + may_repeat]


async def test_what_is_wrong_with_the_message_is_refused_once(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    await add_pair(fallback_after=AT_ONCE)
    simulator.network.opt_out(ANNA, "15550100099", every_sender=False, confirmed=True)
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    assert (message["state"], message.get("fallback")) == ("rejected", None)
    assert simulator.network.messages == []


async def test_what_comes_while_others_fail_waits_for_no_attempt_of_its_own(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    await add_pair(away(simulator), fallback_after=AT_ONCE)
    people = [f"+155501001{n:02}" for n in range(20)]
    messages = await send(hass, to=people, wait_for="delivered")
    assert {message["state"] for message in messages} == {"delivered"}
    assert len(simulator.network.messages) == len(people)
    # Nor does what comes when that is known.
    statuses.clear()
    await send(hass, to=people, wait_for="delivered")
    assert ("sending", False) not in told(statuses)


async def test_it_is_handed_over_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    first, second = await add_pair(away(simulator), fallback_after=AT_ONCE)
    await hass.config_entries.async_unload(second.entry_id)
    await send(hass, to="Anna")
    await until(hass, lambda: told(statuses) == GOES_BACK)
    await hass.config_entries.async_unload(first.entry_id)
    # The first is tried again at the earliest in a minute: the clock stands still.
    assert await hass.config_entries.async_setup(first.entry_id)
    await hass.async_block_till_done()
    assert told(statuses) == GOES_BACK
    assert await hass.config_entries.async_setup(second.entry_id)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    assert len(simulator.network.messages) == 1


async def test_while_the_other_account_is_not_there_the_first_one_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    _, second = await add_pair(fallback_after=AT_ONCE)
    await hass.config_entries.async_unload(second.entry_id)
    simulator.faults.set(Fault.HTTP_503, at="clickatell_one", count=1)
    await send(hass, to="Anna")
    await until(hass, lambda: told(statuses) == GOES_BACK)
    elapse(hass, clock, 60)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", False))
    assert await hass.config_entries.async_setup(second.entry_id)
    await hass.async_block_till_done()
    assert [sent.gateway for sent in simulator.network.messages] == ["clickatell_one"]
