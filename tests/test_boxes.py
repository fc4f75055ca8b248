"""Kannel, Jasmin, Vonage and Free Mobile, as they are: cut, in parts, by header, to one phone."""

from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import Event, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.sms_gateway.const import SUBENTRY_RECIPIENT
from custom_components.sms_gateway.gateways.http.presets.kannel import REPLIES_BY_GET
from custom_components.sms_gateway.messaging.text import count_parts
from simulator import Simulator
from simulator.account import CallbackForm

from .conftest import ANNA, BEN, CARLA, SENDER, WEBHOOK_ID, AddEntry, send, until, until_state
from .roads import Road, by_template
from .translations import recipient_error

type Client = TestClient[Any, Any]

CALLBACK = f"/api/sms_gateway/{WEBHOOK_ID}"
KANNEL, JASMIN, VONAGE = map(by_template, ("kannel", "jasmin", "vonage"))
FREE_MOBILE = by_template("free_mobile", only_to="+1 555 010 0001")
LAST_SENTENCE = "If you can read this sentence, long messages arrive whole."


async def press_test_message(hass: HomeAssistant, simulator: Simulator) -> str:
    """Send Anna a test message; return what her phone shows."""
    before = simulator.network.accepted
    entity_id = "button.anna_send_test_message"
    await hass.services.async_call("button", "press", {"entity_id": entity_id}, blocking=True)
    await until(hass, lambda: simulator.network.accepted > before)
    return simulator.network.messages[-1].text


# -- Kannel ----------------------------------------------------------------------------------------


async def test_the_test_message_shows_whether_a_box_cuts(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(KANNEL.entry(simulator))
    simulator.account.kannel_max_messages = 1
    cut = await press_test_message(hass, simulator)
    assert LAST_SENTENCE not in cut
    assert len(cut) == 160
    simulator.account.kannel_max_messages = 2
    whole = await press_test_message(hass, simulator)
    assert whole.endswith(LAST_SENTENCE)
    assert count_parts(whole) == 2


async def test_the_test_message_has_two_parts_in_every_language(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(KANNEL.entry(simulator))
    texts = set()
    for language in ("en", "af", "de", "es", "fr", "nl", "pt"):
        await hass.config.async_update(language=language, location_name="Home")
        await hass.async_block_till_done()
        text = await press_test_message(hass, simulator)
        assert (language, count_parts(text)) == (language, 2)
        texts.add(text)
    assert len(texts) == 7


@pytest.mark.parametrize("road", [KANNEL, JASMIN], ids=str)
async def test_the_test_message_is_short_where_it_would_show_nothing(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, road: Road
) -> None:
    # Jasmin is known to take five parts; and what we cut ourselves says nothing of the box.
    await add_entry(road.entry(simulator, max_parts=1 if road is KANNEL else 4))
    assert count_parts(await press_test_message(hass, simulator)) == 1


async def test_kannel_delivers_what_a_query_can_not(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    await add_entry(KANNEL.entry(simulator))
    texts = ["one\ntwo\n\nthree", "<script>alert(1)</script>", "see ../x", "two  spaces", "Щ 👍"]
    for text in texts:
        await simulator.reply(ANNA, text)
    await until(hass, lambda: len(received) == len(texts))
    assert [event.data["text"] for event in received] == texts
    assert {(event.data["from"], event.data["to"]) for event in received} == {(ANNA, SENDER)}


async def test_kannel_by_headers_alone(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    entry = await add_entry(KANNEL.entry(simulator))
    headers = {"X-Kannel-From": ANNA, "X-Kannel-To": SENDER, "Content-Type": "text/plain"}
    for text in ("a\nb", "STOP"):
        async with callbacks.post(CALLBACK, data=text.encode(), headers=headers) as answer:
            assert (answer.status, await answer.text()) == (200, "")
    await until(hass, lambda: entry.runtime_data.inbox.blocked == {ANNA})
    assert [event.data["text"] for event in received] == ["a\nb"]


async def test_an_account_of_0_1_0_goes_on_with_its_get_url(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    simulator.account.callback_form = CallbackForm.HTTP_GET
    await add_entry(by_template("kannel", **REPLIES_BY_GET).entry(simulator))
    await simulator.reply(ANNA, "on my way")
    await until(hass, lambda: bool(received))
    assert received[0].data["text"] == "on my way"


# -- Jasmin ----------------------------------------------------------------------------------------


def thrown(text: bytes, coding: int) -> str:
    """Return a reply as Jasmin throws it (counterparts.md F2)."""
    fields = {"id": f"id-{text.hex()[:8]}", "from": ANNA, "to": SENDER, "priority": "0"}
    return f"{urlencode(fields)}&content={quote_from_bytes(text)}&coding=%{coding:02X}"


async def test_jasmin_writes_in_the_alphabet_of_the_network(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    entry = await add_entry(JASMIN.entry(simulator))
    expected = {
        "Привет": ("Привет".encode("utf-16-be"), 8),
        "é ß à": (b"\x05 \x1e \x7f", 0),
        "a@b": (b"a\x00b", 0),
        "5 €": (b"5 \x1be", 0),
        "ça": (b"\xe7a", 3),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for octets, coding in [*expected.values(), ("STOP".encode("utf-16-be"), 8)]:
        body = thrown(octets, coding)
        async with callbacks.post(CALLBACK, data=body, headers=headers) as answer:
            assert await answer.text() == "ACK/Jasmin"
    await until(hass, lambda: entry.runtime_data.inbox.blocked == {ANNA})
    assert [event.data["text"] for event in received] == list(expected)


async def test_what_jasmin_would_cut_is_refused_with_a_sentence(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(JASMIN.entry(simulator, max_parts=0))
    (taken,) = await send(hass, to=ANNA, message="x" * 765, wait_for="accepted")
    assert (taken["state"], taken["parts"]) == ("accepted", 5)
    (refused,) = await send(hass, to=ANNA, message="x" * 766, wait_for="accepted")
    assert refused["state"] == "rejected"
    assert refused["error"] == "the gateway takes no message of so many parts"
    assert [message.text for message in simulator.network.messages] == ["x" * 765]


async def test_a_user_of_jasmins_without_a_quota_has_no_balance(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    simulator.account.jasmin_quota = False
    await add_entry(JASMIN.entry(simulator, low_balance=50))
    await until_state(hass, "binary_sensor.clickatell_connectivity", "on")
    assert hass.states.is_state("sensor.clickatell_balance", "unknown")
    assert hass.states.is_state("binary_sensor.clickatell_low_balance", "unknown")


# -- Vonage ----------------------------------------------------------------------------------------


async def test_parts_of_a_reply_at_vonage_are_one_message(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    entry = await add_entry(VONAGE.entry(simulator))
    shared = {"msisdn": "447700900127", "to": "447700900999", "concat": "true"}
    shared |= {"concat-ref": "08B5", "concat-total": "2"}
    parts = [
        {"messageId": "0C000000", "text": " the window, do not close it", "concat-part": "2"},
        {"messageId": "0C000001", "text": "STOP", "concat-part": "1"},
    ]
    for part in parts:
        async with callbacks.post(CALLBACK, data={**shared, **part}) as answer:
            assert answer.status == 200
    await until(hass, lambda: bool(received))
    (event,) = received
    assert event.data["text"] == "STOP the window, do not close it"
    assert (event.data["parts"], event.data["complete"]) == (2, True)
    # A part is never a STOP by itself.
    assert entry.runtime_data.inbox.blocked == set()


async def test_a_long_reply_and_a_long_message_at_vonage(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    await add_entry(VONAGE.entry(simulator))
    (message,) = await send(hass, to=ANNA, message="x" * 400, wait_for="delivered")
    assert (message["state"], message["parts"]) == ("delivered", 3)
    await simulator.reply(ANNA, "y" * 400)
    await until(hass, lambda: bool(received))
    assert (received[0].data["text"], received[0].data["parts"]) == ("y" * 400, 3)
    simulator.network.set_unreachable(ANNA, unreachable=True)
    (failed,) = await send(hass, to=ANNA, message="x" * 400, wait_for="delivered")
    assert failed["state"] == "undelivered"


# -- Free Mobile -----------------------------------------------------------------------------------


async def test_free_mobile_reaches_its_own_phone_and_no_other(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(FREE_MOBILE.entry(simulator))
    own, other = await send(hass, to=[ANNA, BEN], wait_for="accepted")
    assert (own["state"], other["state"]) == ("accepted", "rejected")
    assert other["error"] == "this account sends to its own phone only"
    assert simulator.network.send_requests == 1


async def test_free_mobile_has_no_other_recipient(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(FREE_MOBILE.entry(simulator))
    begun = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_RECIPIENT), context={"source": SOURCE_USER}
    )
    entered = {"name": "Carla", "phone_number": CARLA}
    result = await hass.config_entries.subentries.async_configure(begun["flow_id"], entered)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"phone_number": "only_own_phone"}
    assert recipient_error("only_own_phone")
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["value"] == ANNA
