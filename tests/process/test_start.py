"""Starts and stops: what happens meanwhile is not lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.house import House
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA
from .conftest import (
    journal_states,
    known_accepted,
    nothing_waits,
    texts_received,
    times_accepted,
    until,
)

# Home Assistant starts again and again, which takes a machine that is busy a while.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def hold(house: House) -> AsyncIterator[Path]:
    """Keep Home Assistant from getting started until this file is deleted."""
    hold = house.folder / "hold"
    hold.touch()
    yield hold
    hold.unlink(missing_ok=True)


async def test_an_alert_sent_while_the_gateway_is_down_is_delivered_later(
    house: House, simulator: Simulator
) -> None:
    await simulator.refuse()
    await house.start()
    entries = await house.get("/api/config/config_entries/entry?domain=sms_gateway")
    assert [entry["state"] for entry in entries] == ["loaded"]
    assert await house.state("notify.anna") != "unavailable"

    answer = await house.call(
        "sms_gateway", "send_message", to="Anna", message="Fire", retry_rate=0.02
    )
    assert [message["state"] for message in answer["messages"]] == ["queued"]
    assert simulator.network.accepted == 0
    await simulator.accept()
    await nothing_waits(house)
    assert [message.text for message in simulator.network.messages] == ["Fire"]


async def test_a_reply_during_start_up_is_told_once_after_it(
    house: House, simulator: Simulator, hold: Path
) -> None:
    await house.start(wait=False)
    await store_reply(house, simulator, "OK")
    hold.unlink()
    await house.started()
    await replies_counted(house, 1)
    # Events are told in order: had the first been told twice, this would be the third.
    await simulator.reply(ANNA, "and again")
    await replies_counted(house, 2)


async def test_a_reply_that_was_stored_and_not_told_is_told_at_the_next_start(
    house: House, simulator: Simulator, hold: Path
) -> None:
    await house.start(wait=False)
    await store_reply(house, simulator, "OK")
    await house.kill()
    hold.unlink()
    await house.start()
    await replies_counted(house, 1)
    await simulator.reply(ANNA, "and again")
    await replies_counted(house, 2)


async def test_a_stop_loses_nothing_and_sends_nothing_twice(
    house: House, simulator: Simulator
) -> None:
    simulator.faults.set(Fault.SLOW, 0.5)
    await house.start()
    numbers = [f"+1555{index:07}" for index in range(2_000_000, 2_000_900)]
    answer = await house.call(
        "sms_gateway", "send_message", to=numbers, message="Fire", retry_rate=0.02, stop_after=60
    )
    returned = {message["message_id"] for message in answer["messages"]}

    async def under_way() -> bool:
        return simulator.network.accepted > 0

    await until(under_way, "the gateway has some of them, and has not answered")
    await house.stop()

    known = known_accepted(house)
    states = journal_states(house)
    assert returned == states.keys()
    assert known == times_accepted(simulator).keys()
    assert known < returned
    await house.start()
    await nothing_waits(house)
    assert times_accepted(simulator) == dict.fromkeys(returned, 1)


async def store_reply(house: House, simulator: Simulator, text: str) -> None:
    """Let Anna reply, once, as soon as the web server answers, while start-up is held."""
    await house.answering()
    simulator.account.callback_retry_delay = 0.1
    simulator.post_reply(ANNA, text)

    async def stored() -> bool:
        return texts_received(house) == [text]

    await until(stored, "the reply is stored")
    assert (house.folder / "held").exists()


async def replies_counted(house: House, number: int) -> None:
    """Wait until the automation has counted the replies, and no more than these."""
    seen = set[str]()

    async def counted() -> bool:
        seen.add(await house.state("counter.replies"))
        return str(number) in seen

    await until(counted, f"{number} replies are told")
    assert seen <= {str(number - 1), str(number)}
