"""Questions that wait, as the page is told of them."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator
from simulator.faults import Fault

from ..actions.test_ask import QUESTION, ask
from ..conftest import ANNA, BEN
from .conftest import Viewer, Views


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about answers."""
    simulator.faults.set(Fault.NO_RECEIPTS)


async def questions_told(viewer: Viewer) -> list[dict[str, Any]]:
    """Return the questions of the next event that tells them."""
    event = await viewer.hears_that(lambda told: "questions" in told)
    found: list[dict[str, Any]] = event["questions"]
    return found


async def test_a_question_waits_and_is_answered(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views
) -> None:
    admin, reader = await views("admin"), await views("reader")
    for viewer in (admin, reader):
        await viewer.asks("overview/subscribe")
        assert await questions_told(viewer) == []
    asking = await ask(hass, simulator, to=[ANNA, BEN], options=["yes", "no"])
    (question,) = await questions_told(admin)
    assert (question["text"], question["options"]) == (QUESTION, ["yes", "no"])
    assert [one["name"] for one in question["people"]] == ["Anna", "Ben"]
    assert {one["code"] for one in question["people"]} == {None}
    assert (question["outcome"], question["answer"]) == ("waiting", None)
    assert question["deadline"] > question["put_at"]
    await simulator.reply(BEN, "yes!")
    assert (await asking)["option"] == "yes"
    (question,) = await questions_told(admin)
    assert question["outcome"] == "answered"
    answer = question["answer"]
    assert (answer["name"], answer["text"], answer["option"]) == ("Ben", "yes!", "yes")
    assert answer["thread_id"] == question["people"][1]["thread_id"]
    assert len(await questions_told(reader)) == 1


async def test_the_second_question_to_a_phone_has_a_code(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views
) -> None:
    admin = await views("admin")
    first = await ask(hass, simulator)
    second = await ask(hass, simulator, message="Light on?", timeout=0.5)
    assert (await second)["timed_out"]
    await admin.asks("overview/subscribe")
    waiting, late = await questions_told(admin)
    assert (waiting["text"], waiting["people"][0]["code"]) == (QUESTION, None)
    assert (late["outcome"], late["people"][0]["code"]) == ("timed_out", "B")
    first.cancel()
    ended, _ = await questions_told(admin)
    assert ended["outcome"] == "closed"


async def test_an_admin_ends_the_wait(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views
) -> None:
    admin = await views("admin")
    reader = await views("reader")
    asking = await ask(hass, simulator)
    await reader.asks("overview/subscribe")
    (question,) = await questions_told(reader)
    await admin.asks("question/close", question_id=question["question_id"])
    assert (await asking)["timed_out"]
    (question,) = await questions_told(reader)
    assert question["outcome"] == "closed"
    # Nothing waits any more: that it is to end is so already.
    await admin.asks("question/close", question_id=question["question_id"])
    assert await admin.refused("question/close", question_id="nobody's") == "unknown_question"
