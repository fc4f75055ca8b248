"""What the page is told as it happens, and what not."""

import asyncio
import sqlite3
from typing import Any
from unittest.mock import patch

from homeassistant.core import Event, HomeAssistant
import pytest

from custom_components.sms_gateway.panel import conversations, live
from custom_components.sms_gateway.panel.reading import async_reader
from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, AddEntry, other_entry, send, until
from ..patience import Awaited
from .conftest import Viewer, Views
from .test_pages import entry_of

type Received = list[Event]


async def subscribe(hass: HomeAssistant, number: str, *, subscribed: bool) -> None:
    """Say by hand whether somebody may be written to."""
    data = {"number": number, "subscribed": subscribed}
    await hass.services.async_call("sms_gateway", "set_consent", data, blocking=True)


async def thread_ids(viewer: Viewer) -> dict[str, str]:
    """Return the conversations that there are, by name."""
    rows = (await viewer.asks("threads/list"))["threads"]
    return {row["name"]: row["thread_id"] for row in rows}


async def replied(
    hass: HomeAssistant, simulator: Simulator, received: Received, number: str, text: str
) -> None:
    """Write from a phone, and wait until that has come in."""
    count = len(received) + 1
    await simulator.reply(number, text)
    await until(hass, lambda: len(received) == count)


def texts(told: dict[str, Any]) -> list[str]:
    return [message["text"] for message in told["messages"]]


def names(told: dict[str, Any]) -> list[str]:
    return [row["name"] for row in told["threads"]]


async def test_a_conversation_is_told_what_is_its_own(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    received: Received,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "_MOST_AT_ONCE", 1)
    admin = await views("admin")
    await send(hass, to=[ANNA, BEN], message="first", wait_for="delivered")
    await send(hass, to=ANNA, message="second", wait_for="delivered")
    ids = await thread_ids(admin)
    await admin.asks("thread/subscribe", thread_id=ids["Anna"], limit=1)
    snapshot = await admin.hears()
    assert (snapshot["type"], texts(snapshot)) == ("snapshot", ["second"])
    older = await admin.asks("messages/list", thread_id=ids["Anna"], before=snapshot["next"])
    assert texts(older) == ["first"]
    # What is somebody else's is not told.
    await replied(hass, simulator, received, BEN, "from Ben")
    await subscribe(hass, BEN, subscribed=False)
    await replied(hass, simulator, received, ANNA, "from Anna")
    told = await admin.hears()
    assert (told["type"], texts(told), told["thread"]["unread"]) == ("messages", ["from Anna"], 1)
    # It may be in the list only that something changes.
    await subscribe(hass, ANNA, subscribed=False)
    told = await admin.hears()
    assert (told["type"], texts(told)) == ("messages", [])
    assert told["thread"]["consent"]["scope"] == "sender"
    await subscribe(hass, ANNA, subscribed=True)
    assert (await admin.hears())["thread"]["consent"] is None
    # Of much at once the newest is read anew.
    await asyncio.gather(*(send(hass, to=ANNA, message="third") for _ in range(2)))
    snapshot = await admin.hears_that(lambda event: event["type"] == "snapshot")
    assert texts(snapshot) == ["third"]


async def test_the_list_is_told_what_changed(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    add_entry: AddEntry,
    received: Received,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "_MOST_AT_ONCE", 1)
    await send(hass, to=BEN, message="first", wait_for="delivered")
    await send(hass, to=ANNA, message="second", wait_for="delivered")
    for name, rights in {"reader": (False, False), "writer": (False, True)}.items():
        viewer = await views(name)
        await viewer.asks("overview/subscribe")
        snapshot = await viewer.hears()
        assert (snapshot["is_admin"], snapshot["accounts"][0]["can_write"]) == rights, name
        assert (names(snapshot), snapshot["next"]) == (["Anna", "Ben"], None)
    admin = await views("admin")
    await admin.asks("overview/subscribe", limit=1)
    snapshot = await admin.hears()
    assert (snapshot["is_admin"], snapshot["accounts"][0]["can_write"]) == (True, True)
    assert names(snapshot) == ["Anna"]
    assert names(await admin.asks("threads/list", before=snapshot["next"])) == ["Ben"]
    await replied(hass, simulator, received, BEN, "yes")
    told = await admin.hears()
    assert (told["type"], names(told)) == ("threads", ["Ben"])
    # There is nothing yet of somebody with whom nothing was written.
    await subscribe(hass, "+15550100044", subscribed=False)
    assert await admin.hears() == {"type": "threads", "threads": []}
    await subscribe(hass, ANNA, subscribed=False)
    told = await admin.hears()
    assert (told["type"], names(told)) == ("threads", ["Anna"])
    assert told["threads"][0]["consent"]["scope"] == "sender"
    # Of much at once the newest is read anew.
    await send(hass, to=[BEN, CARLA], message="third", wait_for="delivered")
    told = await admin.hears_that(lambda event: event["type"] == "snapshot")
    assert names(told)[0] in ("Ben", None)
    await hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.clickatell_sending"}, blocking=True
    )
    told = await admin.hears_that(lambda event: event["type"] == "accounts")
    assert told["accounts"][0]["status"] == "off"
    await add_entry(other_entry(simulator))
    # The list may be read anew once more for the messages before.
    await admin.hears_that(
        lambda event: (
            event["type"] == "snapshot"
            and [account["title"] for account in event["accounts"]]
            == ["Clickatell", "Holiday home"]
        )
    )


async def test_whoever_may_read_no_more_is_told_so_once(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    received: Received,
) -> None:
    reader, entry = await views("reader"), entry_of(hass)
    await send(hass, to=ANNA, message="first", wait_for="delivered")
    where = {"thread_id": (await thread_ids(reader))["Anna"]}
    answer = await reader.answer("thread/subscribe", **where)
    assert (await reader.hears())["type"] == "snapshot"
    people = entry.options["people"]
    hass.config_entries.async_update_entry(entry, options={**entry.options, "people": {}})
    assert await reader.hears() == {"type": "closed"}
    hass.config_entries.async_update_entry(entry, options={**entry.options, "people": people})
    await hass.async_block_till_done()
    # What has ended by itself can't be ended.
    assert not await reader.unsubscribe(answer["id"])
    second = await reader.answer("thread/subscribe", **where)
    assert (await reader.hears())["type"] == "snapshot"
    await replied(hass, simulator, received, ANNA, "one")
    assert texts(await reader.hears()) == ["one"]
    await replied(hass, simulator, received, ANNA, "two")
    # Also what has just been noted is told no more.
    assert await reader.unsubscribe(second["id"])
    await reader.asks("thread/subscribe", **where)
    assert texts(await reader.hears()) == ["two", "one", "first"]
    await replied(hass, simulator, received, ANNA, "three")
    assert texts(await reader.hears()) == ["three"]


async def test_nothing_is_looked_at_while_nothing_happens(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    received: Received,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "_PAUSE", 0)
    admin = await views("admin")
    await admin.asks("overview/subscribe")
    await replied(hass, simulator, received, ANNA, "one")
    await admin.hears_that(lambda event: event["type"] == "threads")
    with patch.object(live, "async_reader", wraps=async_reader) as looks:
        for _ in range(100):
            await asyncio.sleep(0)
    # That it came in may have been told by then, or not yet.
    assert looks.call_count < 3


async def test_after_trouble_with_a_journal_all_is_told_anew(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    received: Received,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    admin = await views("admin")
    await send(hass, to=ANNA, message="first", wait_for="delivered")
    await admin.asks("thread/subscribe", thread_id=(await thread_ids(admin))["Anna"])
    await admin.hears()
    is_in_trouble = Awaited("the journal is asked")

    async def fail(*_: object) -> None:
        is_in_trouble.set()
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(conversations, "async_rows", fail)
        await replied(hass, simulator, received, ANNA, "one")
        await is_in_trouble.wait()
    await replied(hass, simulator, received, ANNA, "two")
    told = await admin.hears()
    assert (told["type"], texts(told)) == ("snapshot", ["two", "one", "first"])
