"""Every kind of text typed on a phone, through every form of callback; and delivery reports."""

from datetime import datetime

from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator
from simulator.account import CallbackForm
from simulator.faults import Fault

from .conftest import ANNA, SENDER, AddEntry, new_entry, send, until
from .test_texts import TEXTS
from .test_webhook import Client

BY_GET = (CallbackForm.HTTP_GET, CallbackForm.XML_GET, CallbackForm.SOAP_GET)
NOT_BY_PHONE = {"what no phone has a key for"}
# Home Assistant lets no line break come in a query, nor what looks like one in UTF-16BE.
NOT_BY_GET = {"lines", "joined emoji"}
# Gateway, and how its callbacks are set.
FORMS: dict[str, tuple[str, dict[str, object]]] = {
    "one": ("clickatell_one", {}),
    "platform json": ("clickatell_platform", {}),
    "platform json, charset": ("clickatell_platform", {"callback_utf8": False}),
    "platform json, time as text": ("clickatell_platform", {"callback_time_as_text": True}),
    "platform get": ("clickatell_platform", {"callback_form": CallbackForm.HTTP_GET}),
    "platform get, charset": (
        "clickatell_platform",
        {"callback_form": CallbackForm.HTTP_GET, "callback_utf8": False},
    ),
    **{f"central {form}": ("clickatell_central", {"callback_form": form}) for form in CallbackForm},
}


@pytest.fixture(params=FORMS)
async def gateway(
    request: pytest.FixtureRequest, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> str:
    """Set up an account at a gateway that calls back in some form, always twice; return its key."""
    gateway, settings = FORMS[request.param]
    for name, value in settings.items():
        setattr(simulator.account, name, value)
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS)
    await add_entry(new_entry(simulator, gateway))
    return gateway


def possible(simulator: Simulator) -> dict[str, str]:
    """Return the texts that can be typed and come in by this form."""
    by_get = simulator.account.callback_form in BY_GET
    impossible = NOT_BY_PHONE | NOT_BY_GET if by_get else NOT_BY_PHONE
    return {name: text.text for name, text in TEXTS.items() if name not in impossible}


def assert_answered_200(simulator: Simulator) -> None:
    """Check that no callback had to be sent again."""
    answers = [[attempt.answer for attempt in sent.attempts] for sent in simulator.callbacks.sent]
    assert answers == [[200]] * len(answers)


async def test_what_is_typed_is_told_once(
    hass: HomeAssistant, simulator: Simulator, gateway: str, received: list[Event]
) -> None:
    typed = possible(simulator)
    typed_at = [(await simulator.reply(ANNA, text)).sent_at for text in typed.values()]
    await simulator.reply(ANNA, "the last one")
    await until(hass, lambda: any(event.data["text"] == "the last one" for event in received))
    told = [event.data for event in received[:-1]]
    assert {name: data["text"] for name, data in zip(typed, told, strict=True)} == typed
    is_joined_there = gateway == "clickatell_one"
    assert {name: data["parts"] for name, data in zip(typed, told, strict=True)} == {
        name: 1 if is_joined_there else TEXTS[name].parts for name in typed
    }
    assert {(data["from"], data["to"]) for data in told} == {(ANNA, SENDER)}
    assert {(data["complete"], data["late"]) for data in told} == {(True, False)}
    # Central tells no fractions of seconds.
    assert [datetime.fromisoformat(data["sent_at"]).timestamp() // 1 for data in told] == [
        milliseconds // 1000 for milliseconds in typed_at
    ]
    assert_answered_200(simulator)


async def test_delivery_reports_are_told_once(
    hass: HomeAssistant, simulator: Simulator, gateway: str, statuses: list[Event]
) -> None:
    (message,) = await send(hass, to=ANNA, message="x" * 161, wait_for="delivered")
    assert message["state"] == "delivered"
    await simulator.settled()
    simulator.network.set_unreachable(ANNA, unreachable=True)
    (failed,) = await send(hass, to=ANNA, wait_for="delivered")
    assert failed["state"] == "undelivered"
    await simulator.settled()
    await until(hass, lambda: bool(statuses) and statuses[-1].data["state"] == "undelivered")
    ends = [event.data for event in statuses if event.data["state"].endswith("delivered")]
    assert [data["message_id"] for data in ends] == [message["message_id"], failed["message_id"]]
    # 0.04 for each segment.
    is_told = gateway == "clickatell_central"
    assert [data["cost"] for data in ends] == ([0.08, 0.04] if is_told else [None, None])
    assert_answered_200(simulator)


@pytest.mark.parametrize("gateway", ["central http_get"], indirect=True)
@pytest.mark.parametrize(
    "text", ["two\nlines", "a\ttab", "❤\u200d🔥", "不", "../", "<subscription>"]
)
async def test_by_get_home_assistant_itself_refuses_some_texts(
    hass: HomeAssistant, simulator: Simulator, gateway: str, received: list[Event], text: str
) -> None:
    simulator.account.callback_retries = 0
    await simulator.reply(ANNA, text)
    await simulator.reply(ANNA, "the last one")
    await until(hass, lambda: bool(received))
    assert [event.data["text"] for event in received] == ["the last one"]
    answers = [[attempt.answer for attempt in sent.attempts] for sent in simulator.callbacks.sent]
    assert answers == [[400], [400], [200], [200]]
