"""Debian's Prosody, with a client of somebody's on one side and a bridge on the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from simulator import Simulator
from simulator.faults import Fault

from .checks import CannotBeHadError, Checks, NotSeenError, until
from .home import SENDER, Account, Home
from .library import simulated
from .prosody_box import COMPONENT, DOMAIN, PASSWORD, SECRET, Prosody, fetched, prosody
from .stage import Stage

if TYPE_CHECKING:
    from tests.bridge.chat import Person

NAME = "Debian's Prosody"
_PHONE = "+447700900123"
_CONTACT = f"{_PHONE}@{COMPONENT}"
_REGISTER = "jabber:iq:register"
_SUBENTRIES = "/api/config/config_entries/subentries/flow"


async def run(checks: Checks, stage: Stage) -> None:
    """Add a bridge to an account, and use it from a client."""
    if find_spec("slixmpp") is None:
        # Home Assistant would install it; here it is told to install nothing.
        raise CannotBeHadError("slixmpp is not installed")
    package = await fetched()
    home = await stage.home()
    with prosody(package, stage.folder("prosody")) as server:
        for name in ("anna", "stranger"):
            server.add_user(name)
        await server.start()
        try:
            async with simulated("clickatell_one") as simulator, _seen():
                account = await _account(home, simulator)
                checks.title("A bridge is added")
                await _bridge(checks, home, account, server)
                await _conversation(checks, simulator, server)
                await _away(checks, simulator, server, home)
        finally:
            await server.stop()


async def _account(home: Home, simulator: Simulator) -> Account:
    step = await home.begin("clickatell_one")
    entered = {
        "api_key": simulator.account.api_key,
        "channel": "sms",
        "sender": SENDER,
        "name": "For chat",
        "advanced": {"url": simulator.gateway_urls["clickatell_one"], "verify_ssl": True},
    }
    account = await home.add(step, entered)
    simulator.account.callback_url = account.callback_url
    return account


async def _bridge(checks: Checks, home: Home, account: Account, server: Prosody) -> None:
    form = {
        "host": "127.0.0.1",
        "port": server.component_port,
        "component": COMPONENT,
        "secret": SECRET,
        "contacts": [f"anna@{DOMAIN}"],
        "message_prefix": "[XMPP] ",
        "strangers": "contact",
    }
    flow = await home.house.post(_SUBENTRIES, {"handler": [account.entry_id, "xmpp_bridge"]})
    step = f"{_SUBENTRIES}/{flow['flow_id']}"
    refused = await home.house.post(step, {**form, "secret": "wrong"})
    checks.same(refused.get("errors"), {"secret": "invalid_auth"}, "a wrong secret is refused")
    added = await home.house.post(step, form)
    checks.same(added["type"], "create_entry", "the right one is taken")


async def _conversation(checks: Checks, simulator: Simulator, server: Prosody) -> None:
    from tests.bridge.chat import logged_in  # noqa: PLC0415 - it needs slixmpp

    checks.title("A conversation")
    async with (
        logged_in(f"anna@{DOMAIN}", PASSWORD, server.c2s_port) as anna,
        logged_in(f"stranger@{DOMAIN}", PASSWORD, server.c2s_port) as stranger,
    ):
        await anna.finds(COMPONENT)
        await _register(anna)
        checks.right_if(True, "who may registers")
        anna.show(_CONTACT, "subscribe")
        await anna.sees(_CONTACT, "subscribed")
        checks.right_if(True, "a number is added as a contact")
        simulator.faults.set(Fault.NO_RECEIPTS, count=1)
        anna.say(_CONTACT, "Without a report")
        await until(lambda: simulator.network.accepted == 1, "the phone gets the message")
        sent = anna.say(_CONTACT, "Schöne Grüße 🙂")
        await anna.has_receipt(sent)
        texts = [message.text for message in simulator.network.messages]
        checks.same(texts, ["[XMPP] Without a report", "[XMPP] Schöne Grüße 🙂"], "texts")
        checks.same(anna.messages, [], "the receipt comes with the report, and not without")
        await simulator.reply(_PHONE, "Danke, & <ebenso>", SENDER)
        await anna.reads(_CONTACT, "Danke, & <ebenso>")
        checks.right_if(True, "the answer comes from the contact")
        refused = await stranger.is_refused(stranger.say(_CONTACT, "x"))
        checks.same(refused[:2], ("auth", "forbidden"), "a stranger is refused")
        await simulator.reply(_PHONE, "STOP", SENDER)
        await anna.reads(_CONTACT, "STOP")
        refused = await anna.is_refused(anna.say(_CONTACT, "x"))
        checks.same(refused[:2], ("cancel", "not-allowed"), "STOP holds")
        await simulator.reply(_PHONE, "START", SENDER)
        await anna.reads(_CONTACT, "START")


async def _away(checks: Checks, simulator: Simulator, server: Prosody, home: Home) -> None:
    from tests.bridge.chat import body_of, logged_in  # noqa: PLC0415 - it needs slixmpp

    checks.title("The server is restarted")
    await server.stop()
    heard = len(home.told.of("message_received", _PHONE))
    for text in ("one", "two", "three"):
        await simulator.reply(_PHONE, text, SENDER)
    await home.hears("message_received", _PHONE, heard + 3)
    await server.start()
    async with logged_in(f"anna@{DOMAIN}", PASSWORD, server.c2s_port) as anna:
        await anna.reads(_CONTACT, "three")
        found = [body_of(message) for message in anna.messages]
        checks.same(found, ["one", "two"], "what came meanwhile comes, in order, and once")
        await anna.has_receipt(anna.say(_CONTACT, "Back"))
        checks.right_if(True, "and messages go out again")


async def _register(anna: Person) -> None:
    from custom_components.sms_gateway.bridge import stanza  # noqa: PLC0415 - as its client

    answer = await anna.ask(COMPONENT, stanza.element("query", _REGISTER), "set")
    if answer.get("type") != "result":
        raise NotSeenError("the bridge takes a registration")


@asynccontextmanager
async def _seen() -> AsyncIterator[None]:
    """Tell what a client waited for in vain as the other counterparts do."""
    try:
        yield
    except pytest.fail.Exception as error:
        raise NotSeenError(str(error)) from error
