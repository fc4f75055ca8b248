"""The bridge at Debian's Prosody: from a client to a phone, and back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
import logging
from xml.etree.ElementTree import SubElement

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from counterparts.prosody_box import COMPONENT, PASSWORD, SECRET, Prosody
from custom_components.sms_gateway.bridge import presence, stanza
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.messaging.conversation import Line, Position
from custom_components.sms_gateway.messaging.history import Direction, Search
from custom_components.sms_gateway.panel.users import async_names
from simulator import Simulator
from simulator.faults import Fault

from ..actions.test_targets import mute
from ..conftest import ANNA, BEN, CARLA, AddEntry, until, until_state
from ..test_entities import LAST
from ..test_webhook import PATH, Client
from .chat import Person, body_of, logged_in, why
from .conftest import ANNA_AT_CHAT, BEN_AT_CHAT, BRIDGE_ID, entry_with_bridge

STRANGER_AT_CHAT = "stranger@localhost"
CONTACT, OTHER_CONTACT = f"{ANNA}@{COMPONENT}", f"{BEN}@{COMPONENT}"
OURS = "custom_components.sms_gateway"
REPORT = {"channel": "sms", "statusCode": 5, "status": "DEVICE_ACK"}


@pytest.fixture
async def anna(server: Prosody) -> AsyncIterator[Person]:
    """Return Anna at her client, who may write."""
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as anna:
        yield anna


@pytest.fixture
async def entry(
    simulator: Simulator,
    add_entry: AddEntry,
    server: Prosody,
    anna: Person,
    callbacks: Client,
    caplog: pytest.LogCaptureFixture,
) -> MockConfigEntry:
    """Return an account with a bridge that is connected."""
    for name in ("slixmpp", OURS):
        caplog.set_level(logging.DEBUG, name)
    entry = await add_entry(entry_with_bridge(simulator, server.component_port))
    await anna.finds(COMPONENT)
    return entry


def texts(simulator: Simulator) -> list[str]:
    """Return what phones got."""
    return [message.text for message in simulator.network.messages]


async def report(callbacks: Client, simulator: Simulator) -> None:
    """Let the last message be reported as delivered."""
    told = {**REPORT, "messageId": simulator.network.messages[-1].id}
    await callbacks.post(PATH, json={"event": {"messageStatusUpdate": [told]}})


async def test_a_contact_is_added_written_to_and_answers(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    anna: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # It is found, and takes part in.
    found = await anna.ask(COMPONENT, stanza.element("query", presence.DISCO))
    identity = found.find(f".//{{{presence.DISCO}}}identity")
    assert identity is not None
    assert identity.attrib == {"category": "gateway", "type": "sms", "name": COMPONENT}
    register = stanza.element("query", presence.REGISTER)
    assert (await anna.ask(COMPONENT, register, "set")).get("type") == "result"
    await anna.sees(COMPONENT, "subscribe")
    anna.show(CONTACT, "subscribe")
    subscribed = await anna.sees(CONTACT, "subscribed")
    assert stanza.child(subscribed, "nick", stanza.NICK) is not None
    await anna.sees(CONTACT)

    # The receipt comes with the report, and not before.
    simulator.faults.set(Fault.NO_RECEIPTS, count=1)
    sent = anna.say(CONTACT, "Is the door open?")
    await until_state(hass, LAST, "accepted")
    assert texts(simulator) == ["Is the door open?"]
    await simulator.reply(ANNA, "It is")
    answer = await anna.reads(CONTACT, "It is")
    assert stanza.child(answer, "nick", stanza.NICK) is not None
    assert anna.messages == []
    await report(callbacks, simulator)
    receipt = await anna.has_receipt(sent)
    assert receipt.get("from") == CONTACT

    # What comes twice is sent once; answers come from the form that was written to last.
    anna.say(CONTACT, "Is the door open?", id=sent)
    plain = f"{ANNA.removeprefix('+')}@{COMPONENT}"
    await anna.has_receipt(anna.say(plain, "Still?"))
    assert texts(simulator) == ["Is the door open?", "Still?"]
    await simulator.reply(ANNA, "Yes")
    await anna.reads(plain, "Yes")

    # STOP: it is read, it shows, and it holds.
    await simulator.reply(ANNA, "STOP")
    await anna.reads(plain, "STOP")
    shown = await anna.sees(CONTACT)
    assert stanza.text_of(shown, "show") == "xa"
    refused = anna.say(CONTACT, "Please?")
    kind, condition, words = await anna.is_refused(refused)
    assert (kind, condition) == ("cancel", "not-allowed")
    assert words is not None
    assert "STOP" in words
    await simulator.reply(ANNA, "START")
    await anna.reads(CONTACT, "START")
    await anna.sees(CONTACT)
    assert len(texts(simulator)) == 2
    # The page tells that it was written in chat, and the log tells none of it.
    found = await entry.runtime_data.search(Search(Direction.OUTGOING, (), ANNA, 0.0, 9))
    lines = [Line(Position(0.0, 0, 0), one.message) for one in found]
    names = await async_names(hass, lines)
    assert {names.of(line) for line in lines} == {f"{ANNA_AT_CHAT} (XMPP)"}
    records = [*caplog.get_records("setup"), *caplog.records]
    ours = [one.getMessage() for one in records if one.name.startswith(("slixmpp", OURS))]
    assert ours
    assert not [line for line in ours if ANNA[1:] in line or "door" in line or SECRET in line]


async def test_the_server_is_gone_for_a_while(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    server: Prosody,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as before:
        simulator.faults.set(Fault.NO_RECEIPTS, count=1)
        sent = before.say(CONTACT, "Before")
        await until_state(hass, LAST, "accepted")
    await server.stop()
    for text in ("one", "two", "three"):
        await simulator.reply(ANNA, text)
    await until(hass, lambda: len(received) == 3)
    await report(callbacks, simulator)
    await until_state(hass, LAST, "delivered")
    # Home Assistant is restarted, too, while the server is away.
    assert await hass.config_entries.async_reload(entry.entry_id)
    await server.start()
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as after:
        await after.has_receipt(sent)
        await after.reads(CONTACT, "three")
        told = [body_of(message) for message in after.messages]
        assert told == ["one", "two"]
        await after.has_receipt(after.say(CONTACT, "After"))
        # None comes once more.
        await after.finds(COMPONENT)
        assert [body_of(message) for message in after.messages] == ["one", "two"]
    assert texts(simulator) == ["Before", "After"]
    # One line, and one after the restart of Home Assistant, which knows nothing of the first.
    lost = [one for one in caplog.messages if "has no connection to the chat server" in one]
    assert len(lost) == len(set(lost))


async def test_who_may_not(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    server: Prosody,
    anna: Person,
) -> None:
    async with AsyncExitStack() as stack:
        ben, stranger = [
            await stack.enter_async_context(logged_in(address, PASSWORD, server.c2s_port))
            for address in (BEN_AT_CHAT, STRANGER_AT_CHAT)
        ]
        assert await stranger.is_refused(stranger.say(CONTACT, "x")) == ("auth", "forbidden", None)
        for namespace in (presence.DISCO, presence.ITEMS, presence.REGISTER, presence.VCARD):
            answer = await stranger.ask(COMPONENT, stanza.element("query", namespace))
            assert why(answer) == ("auth", "forbidden", None)
        stranger.show(CONTACT, "subscribe")
        await stranger.sees(CONTACT, "unsubscribed")
        kind, condition, words = await ben.is_refused(ben.say(CONTACT, "x"))
        assert (kind, condition, bool(words)) == ("auth", "forbidden", True)
        # Who only reads has contacts all the same.
        ben.show(CONTACT, "subscribe")
        await ben.sees(CONTACT, "subscribed")
        await simulator.reply(ANNA, "hello")
        for reader in (anna, ben):
            await reader.reads(CONTACT, "hello")
        # Who leaves gets nothing more, and may come back.
        query = stanza.element("query", presence.REGISTER)
        SubElement(query, f"{{{presence.REGISTER}}}remove")
        assert (await anna.ask(COMPONENT, query, "set")).get("type") == "result"
        kind, condition, _ = await anna.is_refused(anna.say(CONTACT, "x"))
        assert (kind, condition) == ("auth", "registration-required")
        await simulator.reply(ANNA, "who is there?")
        await ben.reads(CONTACT, "who is there?")
        back = stanza.element("query", presence.REGISTER)
        form = await anna.ask(COMPONENT, back)
        assert form.find(f".//{{{presence.REGISTER}}}registered") is None
        await anna.ask(COMPONENT, back, "set")
        await anna.has_receipt(anna.say(CONTACT, "me"))
        assert stranger.messages == []
        assert anna.messages == []
    assert texts(simulator) == ["me"]


async def test_every_refusal_says_why(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    anna: Person,
) -> None:
    hass.config.country = "US"
    hass.config_entries.async_update_entry(
        entry, options={"recipient_hourly_limit": 1, "too_long": "refuse", "max_parts": 1}
    )
    await hass.async_block_till_done()
    encrypted = stanza.element("encrypted", "eu.siacs.conversations.axolotl")
    replace = stanza.element("replace", "urn:xmpp:message-correct:0", id="x")
    mute(hass, "notify.ben")
    for to, text, within, expected in (
        ("abc", "x", (), ("cancel", "item-not-found")),
        ("12345", "x", (), ("cancel", "item-not-found")),
        # A number of Singapore's, with the country code, and one of Jamaica's without.
        ("6582234567", "x", (), ("cancel", "item-not-found")),
        ("", "x", (), ("cancel", "service-unavailable")),
        (ANNA, " \n", (), ("modify", "policy-violation")),
        (ANNA, "x" * 200, (), ("modify", "policy-violation")),
        (ANNA, "I sent you an encrypted message", (encrypted,), ("modify", "not-acceptable")),
        (ANNA, "x", (replace,), ("modify", "not-acceptable")),
        (BEN, "x", (), ("cancel", "not-allowed")),
    ):
        address = f"{to}@{COMPONENT}" if to else COMPONENT
        *found, words = await anna.is_refused(anna.say(address, text, *within))
        assert tuple(found) == expected, (to, text)
        assert words
    assert texts(simulator) == []

    simulator.network.set_unreachable(ANNA, unreachable=True)
    told = await anna.is_refused(anna.say(CONTACT, "not delivered"))
    assert told == ("wait", "recipient-unavailable", "not delivered: DELIVERY_FAILURE (23)")
    assert (await anna.is_refused(anna.say(CONTACT, "limit")))[:2] == (
        "wait",
        "resource-constraint",
    )
    third = f"{CARLA}@{COMPONENT}"
    simulator.faults.set(Fault.BAD_KEY)
    hass.config_entries.async_update_entry(entry, options={"stop_after": 0.001})
    await hass.async_block_till_done()
    *found, words = await anna.is_refused(anna.say(third, "no key"))
    assert found == ["cancel", "service-unavailable"]
    assert words is not None
    assert "key" not in words
    await hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.clickatell_sending"}, blocking=True
    )
    told = await anna.is_refused(anna.say(third, "off"))
    assert told[:2] == ("cancel", "service-unavailable")


async def test_what_is_nothing_to_a_phone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, anna: Person
) -> None:
    anna.say(CONTACT, "an error", type="error")
    anna.say(CONTACT, "🙂", stanza.element("reactions", "urn:xmpp:reactions:0", id="1"))
    fallback = stanza.element("fallback", "urn:xmpp:fallback:0")
    anna.say(CONTACT, "/me has retracted", fallback)
    anna.say(CONTACT, "retracted", stanza.element("retract", "urn:xmpp:message-retract:1", id="1"))
    quoting = stanza.element("fallback", "urn:xmpp:fallback:0", **{"for": "urn:xmpp:reply:0"})
    SubElement(quoting, "{urn:xmpp:fallback:0}body", {"start": "0", "end": "9"})
    await anna.has_receipt(anna.say(CONTACT, "> thing?\nThe answer", quoting))
    anna.say(CONTACT, "without a receipt", receipt=False)
    await anna.has_receipt(anna.say(CONTACT, "the last"))
    assert texts(simulator) == ["The answer", "without a receipt", "the last"]
    assert anna.messages == []


async def test_what_clients_ask(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, anna: Person
) -> None:
    hass.config.country = "US"
    items = await anna.ask(COMPONENT, stanza.element("query", presence.ITEMS))
    found = items.findall(f".//{{{presence.ITEMS}}}item")
    assert {one.get("jid"): one.get("name") for one in found} == {
        CONTACT: "Anna",
        OTHER_CONTACT: "Ben",
    }
    info = await anna.ask(f"{CONTACT}/sms", stanza.element("query", presence.DISCO))
    features = {one.get("var") for one in info.findall(f".//{{{presence.DISCO}}}feature")}
    assert stanza.RECEIPTS in features
    card = await anna.ask(CONTACT, stanza.element("vCard", presence.VCARD))
    assert [one.text for one in card.iter() if one.text] == ["Anna", "Anna", ANNA]
    assert (await anna.ask(CONTACT, stanza.element("ping", presence.PING))).get("type") == "result"
    odd = await anna.ask(COMPONENT, stanza.element("query", "jabber:iq:private"))
    assert why(odd)[:2] == ("cancel", "service-unavailable")
    prompt = await anna.ask(COMPONENT, stanza.element("query", presence.PROMPT))
    assert [one.text for one in prompt.iter() if one.text][1] == "Phone number"
    for typed, expected in (("(555) 010-0001", CONTACT), ("no number", None)):
        query = stanza.element("query", presence.PROMPT)
        SubElement(query, f"{{{presence.PROMPT}}}prompt").text = typed
        answer = await anna.ask(COMPONENT, query, "set")
        address = answer.find(f".//{{{presence.PROMPT}}}jid")
        if expected is None:
            assert why(answer)[:2] == ("modify", "not-acceptable")
        else:
            assert address is not None
            assert address.text == expected
    form = await anna.ask(COMPONENT, stanza.element("query", presence.REGISTER))
    assert form.find(f".//{{{presence.REGISTER}}}registered") is not None


async def test_how_contacts_show(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    server: Prosody,
    anna: Person,
) -> None:
    hass.config_entries.async_update_entry(entry, options={"retry_rate": 0.01})
    await hass.async_block_till_done()
    anna.show(CONTACT, "subscribe")
    anna.show(COMPONENT, "subscribe")
    for contact in (CONTACT, COMPONENT):
        await anna.sees(contact, "subscribed")
        assert stanza.text_of(await anna.sees(contact), "show") is None

    async def shows(show: str | None) -> None:
        """Wait until both show the same."""
        for contact in (CONTACT, COMPONENT):
            seen = await anna.sees(contact)
            while stanza.text_of(seen, "show") != show:
                seen = await anna.sees(contact)

    switch = {"entity_id": "switch.clickatell_sending"}
    await hass.services.async_call("switch", "turn_off", switch, blocking=True)
    await shows("dnd")
    await hass.services.async_call("switch", "turn_on", switch, blocking=True)
    await shows(None)
    # The gateway is in trouble: what is written waits.
    simulator.faults.set(Fault.HTTP_503)
    sent = anna.say(CONTACT, "It waits")
    await shows("away")
    simulator.faults.clear()
    await shows(None)
    await anna.has_receipt(sent)
    # Each login asks how they do; who restarts, or adds the bridge anew, still has them.
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as elsewhere:
        await elsewhere.sees(CONTACT)
        # An account that is closed is not there, and is when it is open again.
        assert await hass.config_entries.async_unload(entry.entry_id)
        await elsewhere.sees(CONTACT, "unavailable")
        assert await hass.config_entries.async_setup(entry.entry_id)
        await elsewhere.sees(CONTACT)
        elsewhere.show(CONTACT, "unsubscribe")
        await elsewhere.sees(CONTACT, "unavailable")


async def test_wrong_secret(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    server: Prosody,
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = entry_with_bridge(simulator, server.component_port, secret="wrong")
    await add_entry(entry)
    registry = ir.async_get(hass)
    issue_id = f"xmpp_refused_{BRIDGE_ID}"
    await until(hass, lambda: registry.async_get_issue(DOMAIN, issue_id) is not None)
    assert "it refuses the secret" in caplog.text
    subentry = entry.subentries[BRIDGE_ID]
    right = entry_with_bridge(simulator, server.component_port).subentries[BRIDGE_ID]
    hass.config_entries.async_update_subentry(entry, subentry, data=dict(right.data))
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as anna:
        await anna.finds(COMPONENT)
    assert registry.async_get_issue(DOMAIN, issue_id) is None
