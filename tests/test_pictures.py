"""Pictures that come in: their addresses are told, and a caption is the text."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, SENDER, AddEntry, new_entry, until
from .test_webhook import PATH, Client

URL, OTHER_URL = "https://example.org/ME1", "https://example.org/ME2"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INCOMING = "event.clickatell_incoming_message"


def _twilio(text: str) -> dict[str, Any]:
    fields = {"From": ANNA, "To": SENDER, "Body": text, "MessageSid": f"MM{text}"}
    fields |= {"NumMedia": "2", "MediaUrl0": URL, "MediaContentType0": "image/jpeg"}
    return {"data": urlencode(fields | {"MediaUrl1": OTHER_URL}), "headers": FORM}


def _one(text: str, **media: object) -> dict[str, Any]:
    message = {
        "channel": "whatsapp ",
        "messageId": f"mo-{text}",
        "from": ANNA[1:],
        "to": SENDER[1:],
    }
    return {"json": {"event": {"moMedia": [message | media | ({"caption": text} if text else {})]}}}


def _one_files(text: str) -> dict[str, Any]:
    files = [
        {"contentType": "image/jpeg", "downloadUrl": URL, "byteSize": 12345},
        {"downloadUrl": OTHER_URL},
    ]
    return _one(text, files=files)


def _one_base64(text: str) -> dict[str, Any]:
    return _one(text, contentType="image/jpeg", content="R0lGODlhAQABAAAAACw=")


def _peerless(text: str) -> dict[str, Any]:
    media = [URL, OTHER_URL]
    return {"json": {"from": ANNA, "recipients": [SENDER], "text": text, "mediaURL": media}}


def _com382(text: str) -> dict[str, Any]:
    """Write a picture, for which 382 has no text."""
    message = {"source": ANNA[2:], "destination": SENDER[2:], "type": "mms"}
    return {"json": message | {"message": f"{URL} {OTHER_URL}"}}


BOTH = [URL, OTHER_URL]
WITH_TEXT = {
    "twilio": ("twilio", _twilio, BOTH, ["image/jpeg", None]),
    "files": ("clickatell_one", _one_files, BOTH, ["image/jpeg", None]),
    "base64": ("clickatell_one", _one_base64, [""], ["image/jpeg"]),
    "peerless": ("peerless", _peerless, BOTH, [None, None]),
}
WRITTEN = {**WITH_TEXT, "com382": ("com382", _com382, BOTH, [None, None])}


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about what comes in."""
    simulator.faults.set(Fault.NO_RECEIPTS)


async def act(hass: HomeAssistant, action: str, **data: object) -> dict[str, Any]:
    """Call an action and return its response."""
    answer: Any = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    return dict(answer)


@pytest.mark.parametrize("form", WRITTEN)
async def test_picture_is_told_and_answers(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
    form: str,
) -> None:
    gateway, write, media, types = WRITTEN[form]
    await add_entry(new_entry(simulator, gateway))
    asking = asyncio.create_task(act(hass, "ask", to=ANNA, message="What is there?"))
    await until(hass, lambda: simulator.network.accepted == 1)
    assert (await callbacks.post(PATH, **write(""))).status == 200
    answer = await asking
    assert (answer["reply"], answer["media"], answer["timed_out"]) == ("", media, False)
    data = received[0].data
    assert (data["from"], data["text"], data["media"], data["media_types"]) == (
        ANNA, "", media, types,
    )  # fmt: skip
    (found,) = (await act(hass, "get_messages", direction="incoming"))["messages"]
    assert (found["text"], found["media"], found["media_types"]) == ("", media, types)
    state = hass.states.get(INCOMING)
    assert state is not None
    assert state.attributes["media"] == media
    assert "was not taken" not in caplog.text


@pytest.mark.parametrize("form", WITH_TEXT)
async def test_caption_is_the_text(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    form: str,
) -> None:
    gateway, write, media, _ = WRITTEN[form]
    await add_entry(new_entry(simulator, gateway))
    heard = async_capture_events(hass, "sms_gateway_opt_out")
    question = {"to": ANNA, "message": "Open?", "options": ["yes", "no"], "list_options": False}
    asking = asyncio.create_task(act(hass, "ask", **question, hint="yes or no"))
    await until(hass, lambda: simulator.network.accepted == 1)
    # By itself a picture is none of the options: there is a hint.
    await callbacks.post(PATH, **write(""))
    await until(hass, lambda: simulator.network.accepted == 2)
    await callbacks.post(PATH, **write("Yes!"))
    answer = await asking
    assert (answer["reply"], answer["option"], answer["media"]) == ("Yes!", "yes", media)
    await callbacks.post(PATH, **write("STOP"))
    await until(hass, lambda: bool(heard))
    assert heard[0].data["media"] == media


async def test_two_questions_are_told_apart_by_the_caption(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(new_entry(simulator, "twilio"))
    first = asyncio.create_task(act(hass, "ask", to=ANNA, message="Who?", timeout=5))
    await until(hass, lambda: simulator.network.accepted == 1)
    second = asyncio.create_task(act(hass, "ask", to=ANNA, message="What?", timeout=5))
    await until(hass, lambda: simulator.network.accepted == 2)
    code = simulator.network.messages[-1].text.split()[-1]
    await callbacks.post(PATH, **_twilio(code))
    assert (await second)["media"] == BOTH
    await callbacks.post(PATH, **_twilio(""))
    assert (await first)["media"] == BOTH


async def test_what_is_empty_is_no_answer(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    """Nor is it hinted at; a phone's reaction quotes the question."""
    await add_entry()
    asking = asyncio.create_task(act(hass, "ask", to=ANNA, message="Anything else?"))
    await until(hass, lambda: simulator.network.accepted == 1)
    for text in ("", "\u200b", " \n", "Liked “Anything else?”", "no"):
        await simulator.reply(ANNA, text)
    answer = await asking
    assert (answer["reply"], answer["errors"]) == ("no", [])
    assert "media" not in answer
