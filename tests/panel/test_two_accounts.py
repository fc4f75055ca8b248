"""What the page is told where there are two accounts: in one list, and by account."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from simulator import Simulator
from simulator.faults import Fault

from ..actions.test_ask import QUESTION, ask
from ..conftest import ANNA, BEN, CARLA, AddEntry, other_entry, send
from .conftest import Viewer, Views

# In the order in which they are written to, from the one account and the other in turn.
NUMBERS = (ANNA, CARLA, BEN, "+15550100044", "+15550100045")


async def pages(viewer: Viewer, limit: int, **wanted: object) -> list[str]:
    """Return the numbers of all conversations, as the page comes by them."""
    found: list[str] = []
    more: dict[str, Any] = {}
    while True:
        answer = await viewer.asks("threads/list", limit=limit, **wanted, **more)
        found += [row["last"]["snippet"] for row in answer["threads"]]
        if answer["next"] is None:
            return found
        more = {"before": answer["next"]}


async def hits(viewer: Viewer, text: str, **wanted: object) -> list[str]:
    """Return the texts that are found, one at a time from each account."""
    found: list[str] = []
    more: dict[str, Any] = {}
    while True:
        answer = await viewer.asks("messages/search", text=text, limit=1, **wanted, **more)
        found += [hit["message"]["text"] for hit in answer["hits"]]
        if answer["next"] is None:
            return sorted(found)
        more = {"before": answer["next"]}


async def test_one_list_and_by_account(
    hass: HomeAssistant, simulator: Simulator, views: Views, add_entry: AddEntry
) -> None:
    simulator.faults.set(Fault.NO_RECEIPTS)
    admin = await views("admin")
    await add_entry(other_entry(simulator))
    ids = [entry.entry_id for entry in hass.config_entries.async_entries("sms_gateway")]
    for n, number in enumerate(NUMBERS):
        await send(hass, to=number, message=f"door {n}", config_entry_id=ids[n % 2])
    # Anna's conversation is at both, and is where the other one's message puts it.
    await send(hass, to=ANNA, message="door 5", config_entry_id=ids[1], wait_for="accepted")
    newest_first = [f"door {n}" for n in (5, 4, 3, 2, 1)]
    for limit in (1, 2, 3, 50):
        assert await pages(admin, limit) == newest_first, limit
    assert await pages(admin, 1, account=ids[1]) == ["door 5", "door 3", "door 1"]
    assert await pages(admin, 1, failed=True) == []
    every = [f"door {n}" for n in range(6)]
    assert await hits(admin, "DOOR") == every
    assert await hits(admin, "door", account=ids[0]) == ["door 0", "door 2", "door 4"]
    (row,) = (await admin.asks("threads/list", limit=1))["threads"]
    assert row["accounts"] == ids
    assert await hits(admin, "door", thread_id=row["thread_id"]) == ["door 0", "door 5"]
    stretch = {
        "from": dt_util.start_of_local_day().isoformat(),
        "to": dt_util.utcnow().isoformat(),
    }
    figures = await admin.asks("statistics", **stretch, account=ids[1], bucket="hour")
    assert {one["account"] for one in figures["rows"]} == {ids[1]}
    assert sum(one["sent"] for one in figures["rows"]) == 3
    # By hand one account may be meant, or each.
    where = {"thread_id": row["thread_id"], "subscribed": False, "note": "by phone"}
    for scope, expected in (("sender", ids[1:]), ("all", ids)):
        await admin.asks("consent/set", **where, scope=scope, entry_id=ids[1])
        told = await admin.asks("consent/get", thread_id=row["thread_id"])
        assert [one["account"] for one in told["accounts"]] == expected, scope


async def test_questions_of_an_account_are_for_those_who_may_read_it(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    add_entry: AddEntry,
) -> None:
    simulator.faults.set(Fault.NO_RECEIPTS)
    await add_entry(other_entry(simulator))
    asking = await ask(hass, simulator, to=["Anna", "Carla"])
    seen: dict[str, Any] = {}
    for name in ("admin", "reader"):
        viewer = await views(name)
        await viewer.asks("overview/subscribe")
        (seen[name],) = (await viewer.hears())["questions"]
    assert [one["name"] for one in seen["admin"]["people"]] == ["Anna", "Carla"]
    assert [one["name"] for one in seen["reader"]["people"]] == ["Anna"]
    to_carla = await ask(hass, simulator, to="Carla", message="Light on?")
    told = await (await views("admin")).hears_that(lambda event: "questions" in event)
    assert [one["text"] for one in told["questions"]] == ["Light on?", QUESTION]
    await simulator.reply(ANNA, "yes")
    await asking
    told = await (await views("reader")).hears_that(lambda event: "questions" in event)
    (question,) = told["questions"]
    assert question["answer"]["name"] == "Anna"
    to_carla.cancel()
    await asyncio.wait([to_carla])
