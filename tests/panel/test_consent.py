"""Who may be written to, as the page is told of it."""

from homeassistant.core import HomeAssistant

from simulator import Simulator

from ..conftest import ANNA, AddEntry, other_entry, send, until
from .conftest import Views


async def test_what_blocks_and_what_lifts_it(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views, add_entry: AddEntry
) -> None:
    admin = await views("admin")
    await add_entry(other_entry(simulator))
    entry_id = hass.config_entries.async_entries("sms_gateway")[0].entry_id
    await send(hass, to=ANNA, message="hello", config_entry_id=entry_id, wait_for="delivered")
    (thread,) = (await admin.asks("threads/list"))["threads"]
    where = {"thread_id": thread["thread_id"]}
    assert await admin.asks("consent/get", **where) == {"accounts": []}
    # Both within a second, which is as exactly as their gateway tells when they were written.
    await simulator.reply(ANNA, "Stop it")
    await simulator.reply(ANNA, "Stop.")
    await until(hass, lambda: hass.states.is_state("binary_sensor.anna_subscribed", "off"))
    (block,) = (await admin.asks("consent/get", **where))["accounts"]
    assert (block["account"], block["scope"], block["said"]["text"]) == (
        entry_id,
        "sender",
        "Stop.",
    )
    assert block["lift_words"] == []
    (page,) = (await admin.asks("messages/list", **where, limit=1))["messages"]
    assert block["said"]["message_id"] == page["message_id"]
    assert page["answers"]["snippet"] == "hello"
    await admin.asks(
        "consent/set", **where, subscribed=True, scope="sender", note="Meant the other one"
    )
    first, _second = (await admin.asks("consent/get", **where))["accounts"]
    assert (first["since"], first["scope"], first["said"]) == (None, None, None)
    (note,) = first["notes"]
    assert (note["by"], note["subscribed"], note["text"]) == ("admin", True, "Meant the other one")


async def test_by_hand_no_message_blocks(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin, reader = await views("admin"), await views("reader")
    await send(hass, to=ANNA, message="hello")
    (thread,) = (await admin.asks("threads/list"))["threads"]
    where = {"thread_id": thread["thread_id"]}
    await admin.asks("consent/set", **where, subscribed=False, scope="all", note="By phone")
    (block,) = (await reader.asks("consent/get", **where))["accounts"]
    assert (block["scope"], block["said"], block["notes"][0]["text"]) == ("all", None, "By phone")
