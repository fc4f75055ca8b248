"""The bridge at Debian's Prosody: from a client to a phone, and back."""

from homeassistant.core import HomeAssistant

from counterparts.prosody_box import COMPONENT, PASSWORD, Prosody
from simulator import Simulator

from ..conftest import ANNA, AddEntry
from ..test_webhook import Client
from .chat import logged_in
from .conftest import ANNA_AT_CHAT, entry_with_bridge

CONTACT = f"{ANNA}@{COMPONENT}"


async def test_main_road(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    server: Prosody,
) -> None:
    async with logged_in(ANNA_AT_CHAT, PASSWORD, server.c2s_port) as anna:
        await add_entry(entry_with_bridge(simulator, server.component_port))
        await anna.finds(COMPONENT)
        anna.show(CONTACT, "subscribe")
        await anna.sees(CONTACT, "subscribed")
        await anna.sees(CONTACT)
        sent = anna.say(CONTACT, "Is the door open?")
        await anna.has_receipt(sent)
        (at_gateway,) = simulator.network.messages
        assert at_gateway.text == "Is the door open?"
        await simulator.reply(ANNA, "It is")
        await anna.reads(CONTACT, "It is")
