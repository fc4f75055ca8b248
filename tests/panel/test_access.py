"""Who may ask for what: everybody x each command."""

from homeassistant.core import HomeAssistant

from custom_components.sms_gateway.panel import COMMANDS
from simulator import Simulator

from ..conftest import ANNA, send
from .conftest import EVERYBODY, Viewer, Views

READERS = frozenset({"admin", "reader", "writer"})
WRITERS = frozenset({"admin", "writer"})
ADMINS = frozenset({"admin"})

# The fields of each command that does something, and who may call it.
TABLE: dict[str, tuple[dict[str, object], frozenset[str]]] = {
    "overview/subscribe": ({}, READERS),
    "thread/subscribe": ({"thread_id": "THREAD"}, READERS),
    "threads/list": ({}, READERS),
    "messages/list": ({"thread_id": "THREAD"}, READERS),
    "messages/search": ({"text": "door"}, READERS),
    "message/get": ({"message_id": "MESSAGE"}, READERS),
    "thread/read": ({"thread_id": "THREAD", "at": "2026-11-28T00:00:00+00:00"}, READERS),
    "statistics": ({"from": "2026-11-01", "to": "2026-11-30"}, READERS),
    "preview": ({"entry_id": "ENTRY", "thread_id": "THREAD", "text": "hello"}, WRITERS),
    "send": ({"entry_id": "ENTRY", "thread_id": "THREAD", "text": "hi", "client_id": "1"}, WRITERS),
    "resend": ({"message_id": "MESSAGE", "client_id": "2"}, WRITERS),
    # Another one's message: what is one's own is looked at below.
    "cancel": ({"message_id": "MESSAGE"}, ADMINS),
    "consent/get": ({"thread_id": "THREAD"}, READERS),
    "question/close": ({"question_id": "none"}, ADMINS),
    "consent/set": (
        {"thread_id": "THREAD", "subscribed": True, "scope": "sender", "note": "asked for it"},
        ADMINS,
    ),
}


def test_every_command_is_in_the_table() -> None:
    assert TABLE.keys() == COMMANDS.keys()


async def test_who_may_ask_for_what(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    (message,) = await send(hass, to=ANNA, message="door open", wait_for="accepted")
    (thread,) = (await (await views("admin")).asks("threads/list"))["threads"]
    entry_id = hass.config_entries.async_entries("sms_gateway")[0].entry_id
    there = {"THREAD": thread["thread_id"], "MESSAGE": message["message_id"], "ENTRY": entry_id}
    for command, (fields, expected) in TABLE.items():
        filled = {name: there.get(str(value), value) for name, value in fields.items()}
        allowed = {name for name in EVERYBODY if await _may(await views(name), command, filled)}
        assert allowed == expected, command


async def _may(viewer: Viewer, command: str, fields: dict[str, object]) -> bool:
    # Over a connection that hears nothing else.
    answer = await viewer.answer(command, **fields)
    if command.endswith("/subscribe") and answer["success"]:
        await viewer.hears()
        await viewer.unsubscribe(answer["id"])
    is_allowed: bool = answer["success"] or answer["error"]["code"] != "unauthorized"
    return is_allowed


async def test_one_who_writes_calls_back_only_his_own(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    await simulator.refuse()
    writer = await views("writer")
    entry_id = hass.config_entries.async_entries("sms_gateway")[0].entry_id
    address = {"entry_id": entry_id, "number": ANNA}
    sent = await writer.asks("send", **address, text="mine", client_id="a")
    (other,) = await send(hass, to=ANNA, message="an alarm's")
    assert await writer.refused("cancel", message_id=other["message_id"]) == "unauthorized"
    assert await writer.asks("cancel", message_id=sent["message_id"]) == {"cancelled": True}


async def test_a_right_that_is_taken_away_ends_what_is_told(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    reader = await views("reader")
    await reader.asks("overview/subscribe")
    assert (await reader.hears())["type"] == "snapshot"
    (entry,) = hass.config_entries.async_entries("sms_gateway")
    hass.config_entries.async_update_entry(entry, options={**entry.options, "people": {}})
    await reader.hears_that(lambda event: event["type"] == "closed")
    await send(hass, to=ANNA, message="secret", wait_for="accepted")
    assert await reader.refused("threads/list") == "unauthorized"
