"""Every kind of text typed on a phone, through every form of callback; and delivery reports."""

from collections.abc import Sequence
from datetime import datetime

from homeassistant.core import Event, HomeAssistant
import pytest

from custom_components.sms_gateway.gateways.http.presets.kannel import REPLIES_BY_GET
from simulator import Simulator
from simulator.account import CallbackForm
from simulator.faults import Fault

from .conftest import ANNA, SENDER, AddEntry, send, until
from .roads import ROADS, Road, by_template
from .test_texts import TEXTS
from .test_webhook import Client

NOT_BY_PHONE = {"what no phone has a key for"}
# Home Assistant lets no line break come in a query, nor what looks like one in UTF-16BE.
NOT_BY_GET = {"lines", "joined emoji"}
KANNEL_BY_GET = "http kannel of 0.1.0"
# How callbacks are set, where there is a choice.
FORMS: dict[str, tuple[str, dict[str, object]]] = {
    "platform json, charset": ("clickatell_platform", {"callback_utf8": False}),
    "platform json, time as text": ("clickatell_platform", {"callback_time_as_text": True}),
    "platform get": ("clickatell_platform", {"callback_form": CallbackForm.HTTP_GET}),
    "platform get, charset": (
        "clickatell_platform",
        {"callback_form": CallbackForm.HTTP_GET, "callback_utf8": False},
    ),
    **{f"central {form}": ("clickatell_central", {"callback_form": form}) for form in CallbackForm},
    "kannel get": (KANNEL_BY_GET, {"callback_form": CallbackForm.HTTP_GET}),
}
BY_ROAD = {str(road): road for road in ROADS if road.brings_replies}
WITH_REPORTS = [*(name for name, road in BY_ROAD.items() if road.capabilities.reports), *FORMS]
# As accounts of version 0.1.0 have it.
BY_ROAD[KANNEL_BY_GET] = by_template("kannel", **REPLIES_BY_GET)


@pytest.fixture(params=[*(name for name in BY_ROAD if name != KANNEL_BY_GET), *FORMS])
async def road(
    request: pytest.FixtureRequest, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> Road:
    """Set up an account at a gateway that calls back in some form, always twice; return the way."""
    name, settings = FORMS.get(request.param, (request.param, {}))
    for setting, value in settings.items():
        setattr(simulator.account, setting, value)
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS)
    await add_entry(BY_ROAD[name].entry(simulator, recipient_hourly_limit=0, poll_replies=0))
    return BY_ROAD[name]


def possible(simulator: Simulator, road: Road) -> dict[str, str]:
    """Return the texts that can be typed and come in by this form, as they are to come in."""
    is_by_get = simulator.callbacks.sent[-1].request.method == "GET"
    impossible = NOT_BY_PHONE | NOT_BY_GET if is_by_get else NOT_BY_PHONE
    possible = {name: text.text for name, text in TEXTS.items() if name not in impossible}
    if is_by_get and road.simulated.name == "kannel":
        # %a has one space for any white space.
        return {name: " ".join(text.split()) for name, text in possible.items()}
    return possible


def assert_answered_200(simulator: Simulator) -> None:
    """Check that no callback had to be sent again."""
    for sent in simulator.callbacks.sent:
        answers = [attempt.answer for attempt in sent.attempts]
        # Over a session what comes twice is one callback.
        assert answers in ([200], [0], [0, 0]) or is_told_by_modem(answers)


def is_told_by_modem(answers: Sequence[object]) -> bool:
    """Tell whether a modem told of something, which it does once or twice and nobody answers."""
    return all(str(answer).startswith(("told", "stored")) for answer in answers)


async def test_what_is_typed_is_told_once(
    hass: HomeAssistant, simulator: Simulator, road: Road, received: list[Event]
) -> None:
    await simulator.reply(ANNA, "the first one")
    typed = possible(simulator, road)
    typed_at = [(await simulator.reply(ANNA, TEXTS[name].text)).sent_at for name in typed]
    await simulator.reply(ANNA, "the last one")
    await until(hass, lambda: any(event.data["text"] == "the last one" for event in received))
    told = [event.data for event in received[1:-1]]
    assert {name: data["text"] for name, data in zip(typed, told, strict=True)} == typed
    parts = {name: data["parts"] for name, data in zip(typed, told, strict=True)}
    is_joined_there = set(parts.values()) == {1}
    assert is_joined_there or parts == {name: TEXTS[name].parts for name in typed}
    assert {(data["from"], data["to"]) for data in told} == {(ANNA, SENDER)}
    assert {(data["complete"], data["late"]) for data in told} == {(True, False)}
    # Not all tell fractions of seconds, and some no time at all.
    for data, milliseconds in zip(told, typed_at, strict=True):
        if data["sent_at"] is not None:
            sent_at = datetime.fromisoformat(data["sent_at"]).timestamp()
            assert abs(sent_at - milliseconds / 1000) < 1
    assert_answered_200(simulator)


@pytest.mark.parametrize("road", WITH_REPORTS, indirect=True)
async def test_delivery_reports_are_told_once(
    hass: HomeAssistant, simulator: Simulator, road: Road, statuses: list[Event]
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
    is_told = road.simulated.reports_cost
    assert [data["cost"] for data in ends] == ([0.08, 0.04] if is_told else [None, None])
    assert_answered_200(simulator)


@pytest.mark.parametrize("road", ["central http_get"], indirect=True)
@pytest.mark.parametrize(
    "text", ["two\nlines", "a\ttab", "❤\u200d🔥", "不", "../", "<subscription>"]
)
async def test_by_get_home_assistant_itself_refuses_some_texts(
    hass: HomeAssistant, simulator: Simulator, road: Road, received: list[Event], text: str
) -> None:
    simulator.account.callback_retries = 0
    await simulator.reply(ANNA, text)
    await simulator.reply(ANNA, "the last one")
    await until(hass, lambda: bool(received))
    assert [event.data["text"] for event in received] == ["the last one"]
    answers = [[attempt.answer for attempt in sent.attempts] for sent in simulator.callbacks.sent]
    assert answers == [[400], [400], [200], [200]]
