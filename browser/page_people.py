"""The steps about people: what they are asked, that they have enough, and who may look."""

import re

from playwright.async_api import expect

from . import accessible
from .person import Person
from .sms_page import PAGE, SmsPage
from .visit import ANNA, Visit

GARAGE = "The garage is open. Close it?"
WINDOW = "The window is open. Close it, too?"
STOP = "Stop"
BACK = "It was me, go on"
GUEST = "guest"
# What a command of the page is refused with.
_ASK = """command => document.querySelector("home-assistant").hass.connection
  .sendMessagePromise({type: `sms_gateway/${command}`}).then(() => "", ({code}) => code)"""


async def question(visit: Visit) -> Person:
    """Two questions wait, with the code by which the second is answered, and how long."""
    home, sms = visit.home, SmsPage(visit.home)
    await sms.opens("Anna")
    await visit.house.call_plain("script", "turn_on", entity_id="script.ask_about_the_garage")
    asked = home.page.locator("sms-gateway-questions article.waiting")
    await expect(asked).to_have_count(1)
    visit.starts(
        visit.house.call(
            "sms_gateway", "ask", to="Anna", message=WINDOW, options=["yes", "no"], timeout=300
        )
    )
    await expect(asked).to_have_count(2)
    await expect(asked.filter(has_text=WINDOW).locator("code")).to_have_text("B")
    await expect(asked.filter(has_text=GARAGE)).to_contain_text(re.compile(r"\d:\d\d to go"))
    await sms.tells(WINDOW, "On the phone")
    await accessible.check(sms.panel)
    return home


async def answered(visit: Visit) -> Person:
    """An answer without a code is the first one's, and so says the message that it stands at."""
    home, sms = visit.home, SmsPage(visit.home)
    visit.simulator.post_reply(ANNA, "Yes")
    await expect(sms.bubble("Yes").locator(".quote")).to_contain_text(GARAGE)
    over = home.page.locator("sms-gateway-questions details")
    await over.locator("summary").click()
    await expect(over.locator("article.answered")).to_contain_text("Anna answered “Yes”")
    visit.simulator.post_reply(ANNA, "B no")
    await expect(sms.bubble("B no").locator(".quote")).to_contain_text(WINDOW)
    await expect(over.locator("article.answered")).to_have_count(2)
    assert await visit.house.state("input_boolean.garage_open") == "off"
    return home


async def stop(visit: Visit) -> Person:
    """Anna writes STOP: a bar says since when and by which text, and nothing can be sent."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.page.locator("sms-gateway-questions details summary").click()
    visit.simulator.post_reply(ANNA, STOP)
    banner = sms.thread.locator("sms-gateway-consent .banner")
    for words in ("Unsubscribed since", f"“{STOP}”", "any message from the person"):
        await expect(banner).to_contain_text(words)
    await sms.box.fill("Hello?")
    await expect(sms.thread.locator("#refusal")).to_be_visible()
    await expect(home.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    await expect(sms.row("Anna").locator(".marks")).to_contain_text("Unsubscribed")
    await accessible.check(sms.panel)
    return home


async def lift(visit: Visit) -> Person:
    """By hand it is lifted with a note, and it is said what that does not lift."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.clicks("More…")
    dialog = sms.thread.locator("sms-gateway-consent dialog")
    await expect(dialog).to_contain_text("A gateway that itself blocks")
    lifting = dialog.get_by_role("button", name="Subscribe again")
    await expect(lifting).to_be_disabled()
    await dialog.locator("textarea").fill("She has called: it was a mistake")
    await expect(lifting).to_be_enabled()
    await accessible.check(sms.panel)
    return home


async def lifted(visit: Visit) -> Person:
    """The bar is gone; Anna's next message lifts the gateway's block, and she can be written to."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.clicks("Subscribe again")
    await expect(sms.thread.locator("sms-gateway-consent .banner")).to_have_count(0)
    visit.simulator.post_reply(ANNA, BACK)
    await expect(sms.bubble(BACK)).to_be_visible()
    await sms.sends("Good to have you back.")
    await sms.tells("Good to have you back.", "On the phone")
    return home


async def no_right(visit: Visit) -> Person:
    """Somebody without rights finds no entry in the sidebar, and nothing at the address."""
    async with visit.house.commands() as ask:
        user = (await ask("config/auth/create", name="Guest", group_ids=["system-users"]))["user"]
        await ask(
            "config/auth_provider/homeassistant/create",
            user_id=user["id"],
            username=GUEST,
            password=GUEST,
        )
    guest = visit.others[GUEST] = await visit.lets_in(GUEST, GUEST)
    await guest.page.goto(visit.house.url + PAGE)
    await expect(guest.page.locator("ha-sidebar").get_by_text("Freezer alarm")).to_be_visible()
    await expect(guest.page.locator("ha-sidebar").get_by_text("SMS", exact=True)).to_have_count(0)
    await expect(guest.page.locator("sms-gateway-panel")).to_have_count(0)
    for command in ("overview/subscribe", "threads/list"):
        code = await guest.page.evaluate(_ASK, command)
        assert code == "unauthorized", f"{command}: {code}"
    return guest


async def no_right_on_a_card(visit: Visit) -> Person:
    """On a dashboard that everybody sees, the card shows such a person nothing."""
    guest = visit.others[GUEST]
    await guest.page.goto(f"{visit.house.url}/sms-gateway")
    card = guest.page.locator("sms-gateway-card")
    await expect(card).to_contain_text("You may not read messages here.")
    await expect(card.locator("li")).to_have_count(0)
    await guest.page.context.close()
    del visit.others[GUEST]
    return visit.home
