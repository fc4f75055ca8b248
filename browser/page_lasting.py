"""The steps about what lasts: a lost connection, a phone in a pocket, a restart, a new version."""

import shutil

from playwright.async_api import expect

from demo.house import PASSWORD, USERNAME

from . import accessible, old_messages
from .person import Person
from .sms_page import PAGE, SmsPage
from .visit import ANNA, NARROW, Visit

DRAFT = "The plumber comes at"
WHILE_AWAY = "Written while nobody looked."
WHILE_HIDDEN = "Are you still there?"
PHONE = "phone"
_OFFLINE = "Not connected to Home Assistant. What you have written is kept."
_OUTDATED = "There is a new version of this page."
_NEW_VERSION = "0123456789ab"
_LOSE = "document.querySelector('home-assistant').hass.connection.socket.close()"
# What the browser says of a tab, to whoever asks and whoever listens.
_HIDE = """hidden => {
  const say = (name, value) => Object.defineProperty(document, name, {value, configurable: true});
  say("hidden", hidden);
  say("visibilityState", hidden ? "hidden" : "visible");
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def offline(visit: Visit) -> Person:
    """Without a connection a bar says so, and what is being written stays."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.looks_at()
    await home.page.evaluate("window.isTheSame = true")
    await sms.box.fill(DRAFT)
    await home.page.context.set_offline(True)
    await home.page.evaluate(_LOSE)
    await home.sees(_OFFLINE)
    await expect(sms.foot).to_have_text(
        "Not connected. Your text is kept; send it when the connection is back."
    )
    await expect(home.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    visit.simulator.post_reply(ANNA, WHILE_AWAY)
    return home


async def online(visit: Visit) -> Person:
    """Once it is back the page is right again by itself, and the text is still there."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.page.context.set_offline(False)
    await expect(sms.bubble(WHILE_AWAY)).to_be_visible()
    await home.sees_no_more(_OFFLINE)
    await expect(sms.box).to_have_value(DRAFT)
    assert await home.page.evaluate("window.isTheSame"), "it was loaded anew"
    await sms.box.fill("")
    return home


async def on_a_phone(visit: Visit) -> Person:
    """On a phone there is one pane; its own back button leads from a conversation to the list."""
    phone = visit.others[PHONE] = await visit.lets_in(
        USERNAME,
        PASSWORD,
        NARROW,
        service_workers="allow",
        has_touch=True,
        is_mobile=True,
    )
    await phone.page.clock.install()
    await phone.page.goto(visit.house.url + PAGE)
    await phone.page.evaluate("window.isFirst = true")
    sms = SmsPage(phone)
    await expect(sms.row("Anna")).to_be_visible()
    await expect(sms.thread).to_have_count(0)
    await accessible.check(sms.panel)
    await sms.opens("Anna")
    await expect(sms.panel.locator("section.list")).to_be_hidden()
    await phone.page.go_back()
    await expect(sms.row("Anna")).to_be_visible()
    return phone


async def conversation_on_a_phone(visit: Visit) -> Person:
    """A conversation fills the phone, and Enter begins a new line there."""
    phone = visit.others[PHONE]
    sms = SmsPage(phone)
    await phone.turns_to()
    # Once it has all that it keeps, which takes a while, Home Assistant loads itself anew.
    await phone.page.wait_for_function("navigator.serviceWorker.controller && !window.isFirst")
    await sms.opens("Anna")
    await sms.box.fill(DRAFT)
    await sms.box.press("Enter")
    await expect(sms.box).to_have_value(DRAFT + "\n")
    await accessible.check(sms.panel)
    return phone


async def hidden(visit: Visit) -> Person:
    """After five minutes in a pocket the conversation, the text and what came in are there."""
    phone = visit.others[PHONE]
    sms = SmsPage(phone)
    await phone.turns_to()
    await phone.page.evaluate(_HIDE, True)
    await phone.page.clock.fast_forward("05:01")
    await expect(sms.panel).to_have_count(0)
    visit.simulator.post_reply(ANNA, WHILE_HIDDEN)
    await phone.page.evaluate(_HIDE, False)
    await expect(sms.bubble(WHILE_HIDDEN)).to_be_visible()
    await expect(sms.box).to_have_value(DRAFT + "\n")
    return phone


async def new_version(visit: Visit) -> Person:
    """Home Assistant comes back from a restart with a new version: both pages say so."""
    home, phone = visit.home, visit.others[PHONE]
    await home.page.evaluate("window.isTheSame = true")
    await visit.house.stop()
    await home.sees(_OFFLINE)
    _renew(visit)
    old_messages.write(visit.journal)
    await visit.house.start()
    await _add_ben(visit)
    await home.sees_no_more(_OFFLINE)
    await home.sees(_OUTDATED)
    assert await home.page.evaluate("window.isTheSame"), "it was loaded anew"
    await phone.turns_to()
    await phone.sees(_OUTDATED)
    return phone


async def taken_up(visit: Visit) -> Person:
    """Reloaded it runs, also where a service worker keeps files; the text is still there."""
    for person in (visit.home, visit.others[PHONE]):
        sms = SmsPage(person)
        await person.turns_to()
        async with person.page.expect_request(f"**/sms-gateway-panel.js?v={_NEW_VERSION}"):
            await person.clicks("Reload")
        await expect(sms.box).to_be_visible()
        await person.sees_no_more(_OUTDATED)
    phone = visit.others[PHONE]
    assert await phone.page.evaluate("!!navigator.serviceWorker.controller"), "no service worker"
    await expect(SmsPage(phone).box).to_have_value(DRAFT + "\n")
    return phone


async def _add_ben(visit: Visit) -> None:
    """Make somebody a recipient with whom there is a long conversation."""
    (entry,) = await visit.house.get("/api/config/config_entries/entry?domain=sms_gateway")
    flows = "/api/config/config_entries/subentries/flow"
    flow = await visit.house.post(flows, {"handler": [entry["entry_id"], "recipient"]})
    person = {"name": "Ben", "phone_number": old_messages.BEN}
    await visit.house.post(f"{flows}/{flow['flow_id']}", person)


def _renew(visit: Visit) -> None:
    """Put a version into the house whose page is another file."""
    component = visit.house.folder / "custom_components" / "sms_gateway"
    original = component.resolve()
    component.unlink()
    shutil.copytree(original, component, ignore=shutil.ignore_patterns("__pycache__"))
    page = component / "panel" / "www" / "sms-gateway-panel.js"
    page.write_text(page.read_text() + "\n// Another version.\n")
    versions = component / "panel" / "version.py"
    lines = versions.read_text().splitlines(keepends=True)
    renewed = f'    "sms-gateway-panel": "{_NEW_VERSION}",\n'
    versions.write_text(
        "".join(renewed if '"sms-gateway-panel"' in line else line for line in lines)
    )
