"""Every kind of text, every way to send it: on the phone stands what was written, as counted."""
# ruff: noqa: RUF001 - characters that look alike are its subject

from dataclasses import dataclass

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .conftest import ANNA, AddEntry, send
from .roads import Road, every_road


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and how many segments GSM 03.38 and 3GPP 23.040 say that it takes.

    `at_central` is how many where all beyond ISO-8859-1 goes as UCS-2 (clickatell.md 6).
    """

    text: str
    parts: int = 1
    at_central: int | None = None


TEXTS = {
    # GSM-7: 160 septets alone, 153 in each of several.
    "one character": Text("."),
    "ascii": Text("The freezer is at -5 C. Reply OK when you see to it."),
    "latin letters of GSM-7": Text("@£$¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüà"),
    "160 characters": Text("x" * 160),
    "161 characters": Text("x" * 161, 2),
    "306 characters": Text("x" * 306, 2),
    "307 characters": Text("é" * 307, 3),
    "10 segments of GSM-7": Text("0123456789" * 153, 10),
    "extension characters": Text(r"^{}\[~]|"),
    "80 extension characters": Text("[" * 80),
    "81 extension characters": Text("]" * 81, 2),
    "escape pair at a border": Text("x" * 152 + "{" + "x" * 152, 3),
    # UCS-2: 70 units alone, 67 in each of several.
    "degrees": Text("The freezer is at -5 °C"),
    "accents outside GSM-7": Text("Ça va, garçon ? Crème brûlée, Noël, “straße” – ¡olé! `´"),
    "euro": Text("€"),
    "euro among others": Text("x" * 100 + "€", 1, 2),
    "greek capitals of GSM-7": Text("ΔΦΓΛΩΠΨΣΘΞ" * 7 + "!", 1, 2),
    "greek": Text("Η πόρτα είναι ανοιχτή"),
    "cyrillic, 70 characters": Text("Дверь открыта! " * 4 + "Закрывайте"),
    "cyrillic, 71 characters": Text("Дверь открыта! " * 4 + "Закрывайте!", 2),
    "10 segments of UCS-2": Text("Щ" * 670, 10),
    "emoji up to unit 70": Text("x" * 68 + "😀"),
    "emoji beyond unit 70": Text("x" * 69 + "😀", 2),
    "emoji at unit 67": Text("x" * 66 + "😀" + "x" * 66, 3),
    "only surrogate pairs": Text("🔥" * 67, 3),
    "joined emoji": Text("👨\u200d👩\u200d👧\u200d👦 🇿🇦 ❤\ufe0f 𝔸"),
    # What formats on the way could take for their own.
    "markup": Text("""& < > " ' % + # ; &amp; &#65; %41 a=b&text=c \\u0041 ]]> <!-- ?"""),
    "lines": Text("one\ntwo\n\n\tthree"),
    "what no phone has a key for": Text("one\r\ntwo\rthree\ffour"),
    "spaces before and between": Text("  door   open"),
}
NOTHING_TO_READ = (" ", "     ", "\n", " \t\r\n ")


@every_road
async def test_phone_shows_what_was_written(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, road: Road
) -> None:
    no_limit = {"max_parts": 0, "recipient_hourly_limit": 0}
    entry = await add_entry(road.entry(simulator, **no_limit, poll_replies=0))
    takes_plainly = entry.runtime_data.gateway.takes_plainly
    longest = road.simulated.longest_text
    most_parts = int(road.all_credentials.get("most_parts", road.simulated.most_parts))
    texts = {
        name: text
        for name, text in TEXTS.items()
        if len(text.text) <= longest and text.parts <= most_parts
    }
    sent, shown = {}, {}
    for name, text in texts.items():
        (sent[name],) = await send(hass, to=ANNA, message=text.text, wait_for="accepted")
        shown[name] = simulator.network.messages[-1]
    # Over a session a report may be as quick as the answer.
    known = {"accepted", "sent", "delivered"} if road.has_session else {"accepted"}
    assert {message["state"] for message in sent.values()} <= known
    assert {name: message.text for name, message in shown.items()} == {
        name: text.text for name, text in texts.items()
    }
    parts = {
        name: text.parts if takes_plainly(text.text) else text.at_central or text.parts
        for name, text in texts.items()
    }
    assert {name: message["parts"] for name, message in sent.items()} == parts
    assert {name: message.segments for name, message in shown.items()} == parts
    assert {message["truncated"] for message in sent.values()} == {False}
    assert {(message.to, message.gateway) for message in shown.values()} == {
        (ANNA.removeprefix("+"), road.simulated.name)
    }
    assert simulator.network.accepted == len(texts)


@pytest.mark.parametrize("text", NOTHING_TO_READ)
async def test_nothing_to_read_is_not_sent(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, text: str
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await send(hass, to=ANNA, message=text, wait_for="accepted")
    assert str(raised.value) == "There is nothing to send: the message is empty"
    assert simulator.network.send_requests == 0
