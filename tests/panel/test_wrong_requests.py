"""What the page may ask for in a way that means nothing, and what it is told then."""

from homeassistant.core import HomeAssistant

from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, send
from .conftest import Views
from .test_pages import entry_of


async def test_what_means_nothing_is_refused(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin = await views("admin")
    (to_ben,) = await send(hass, to=BEN, message="hello", wait_for="accepted")
    await send(hass, to=ANNA, message="hello", wait_for="accepted")
    (row, _) = (await admin.asks("threads/list"))["threads"]
    anna = {"thread_id": row["thread_id"]}
    entry_id = entry_of(hass).entry_id
    for command, fields, why in (
        ("threads/list", {"before": "yesterday"}, "unknown_thread"),
        ("threads/list", {"before": "1.0/nobody"}, "unknown_thread"),
        ("messages/list", {"thread_id": "nobody"}, "unknown_thread"),
        ("messages/list", {**anna, "before": "yesterday"}, "unknown_message"),
        ("messages/list", {**anna, "around": "none"}, "unknown_message"),
        ("messages/list", {**anna, "around": to_ben["message_id"]}, "unknown_message"),
        ("message/get", {"message_id": "none"}, "unknown_message"),
        ("thread/read", {**anna, "at": "yesterday"}, "invalid_since"),
        ("statistics", {"from": "yesterday", "to": "today"}, "invalid_since"),
        ("send", {"entry_id": entry_id, "text": "hi", "client_id": "1"}, "nobody_addressed"),
        (
            "send",
            {"entry_id": "none", **anna, "text": "hi", "client_id": "1"},
            "account_not_open",
        ),
        ("resend", {"message_id": "none", "client_id": "1"}, "unknown_message"),
        ("cancel", {"message_id": "none"}, "unknown_message"),
        ("preview", {"entry_id": "none", **anna, "text": "hi"}, "account_not_open"),
    ):
        assert await admin.refused(command, **fields) == why, (command, fields)


async def test_what_waits_is_not_sent_anew_and_what_is_sent_is_not_called_back(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin = await views("admin")
    (sent,) = await send(hass, to=ANNA, message="hello", wait_for="accepted")
    assert await admin.asks("cancel", message_id=sent["message_id"]) == {"cancelled": False}
    simulator.faults.set(Fault.HTTP_503)
    (waits,) = await send(hass, to=ANNA, message="hello")
    fields = {"message_id": waits["message_id"], "client_id": "1"}
    assert await admin.refused("resend", **fields) == "still_waiting"
    assert await admin.asks("cancel", message_id=waits["message_id"]) == {"cancelled": True}
    (row,) = (await admin.asks("threads/list", failed=False))["threads"]
    assert (row["last"]["state"], row["failed"]) == ("cancelled", False)
