"""Replies of gateways that give them no id: a repeated one is told once, and each is answered."""

from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault

from .conftest import ANNA, BEN, SENDER, WEBHOOK_ID, AddEntry, new_entry, until
from .test_webhook import Client


@pytest.mark.parametrize("gateway", ["peerless", "com382"])
async def test_repeated_reply_is_told_once(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    gateway: str,
) -> None:
    await add_entry(new_entry(simulator, gateway))
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS, count=2)
    await simulator.reply(ANNA, "YES", to=SENDER)
    await simulator.reply(BEN, "YES", to=SENDER)
    await simulator.reply(ANNA, "the last one", to=SENDER)
    await until(hass, lambda: bool(received) and received[-1].data["text"] == "the last one")
    told = [(event.data["from"], event.data["to"], event.data["text"]) for event in received]
    assert told == [
        (ANNA, SENDER, "YES"),
        (BEN, SENDER, "YES"),
        (ANNA, SENDER, "the last one"),
    ]
    sent = simulator.callbacks.sent
    assert [callback.state for callback in sent] == [CallbackState.DONE] * 5
    assert [len(callback.attempts) for callback in sent] == [1] * 5


async def test_pictures_are_no_repetitions_of_each_other(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    await add_entry(new_entry(simulator, "peerless"))
    first = {"from": ANNA, "recipients": [SENDER], "text": "", "mediaURL": "https://a.example/1"}
    second = first | {"mediaURL": ["https://a.example/2"]}
    for reply in (first, first, second, first | {"text": "YES"}):
        answer = await callbacks.post(f"/api/sms_gateway/{WEBHOOK_ID}", json=reply)
        assert (answer.status, answer.content_type) == (200, "application/json")
        assert (await answer.json())["status"] == "accepted"
    await simulator.reply(ANNA, "the last one", to=SENDER)
    await until(hass, lambda: bool(received) and received[-1].data["text"] == "the last one")
    assert [(event.data["text"], event.data.get("media")) for event in received] == [
        ("", ["https://a.example/1"]),
        ("", ["https://a.example/2"]),
        ("YES", ["https://a.example/1"]),
        ("the last one", None),
    ]
