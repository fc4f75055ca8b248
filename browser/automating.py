"""The steps in the automation editor: when Anna answers YES, she is thanked."""

from playwright.async_api import expect

from .person import Person
from .visit import A_PHONE, ANNA, Visit

NAME = "Thank Anna"
THANKS = "Thank you, Anna."


async def trigger(visit: Visit) -> Person:
    """The automation editor offers what can happen with a person's messages."""
    home = visit.home
    await visit.opens("/config/automation/edit/new")
    await home.clicks("Add trigger")
    await _picks_anna(home)
    for words in ("SMS delivered", "SMS failed", "SMS reply received", "SMS unsubscribed"):
        await home.sees(words)
    return home


async def trigger_text(visit: Visit) -> Person:
    """The answer to wait for is filled in, without a template."""
    home = visit.home
    await home.clicks_on("SMS reply received")
    await home.ticks("Text")
    await home.adds("Text", "YES")
    await home.sees("Begins with the text")
    return home


async def condition(visit: Visit) -> Person:
    """The editor offers the condition that a person may be written to, and it holds."""
    home = visit.home
    await home.clicks("Add condition")
    await _picks_anna(home)
    await home.clicks_on("Subscribed to SMS")
    await home.sees("Condition passes if")
    return home


async def automation_saved(visit: Visit) -> Person:
    """With a message as its action the automation is saved, and it is in force."""
    home = visit.home
    await home.clicks("Add action")
    await home.fills("input[placeholder=Search]", "sms")
    await home.clicks_on("Send message")
    await home.fills("textarea", THANKS)
    await home.picks("Recipients", "Anna")
    await home.clicks("Save")
    await home.fills("ha-dialog input", NAME)
    await home.clicks("Save")
    await home.sees("Traces")
    await home.sees_no_more("New automation")
    return home


async def automation_runs(visit: Visit) -> Person:
    """Anna answers “Yes!”, and is thanked."""
    phones = visit.phones
    await phones.turns_to()
    await phones.fills_named(f"Text message from {ANNA}", "Yes!")
    await phones.clicks("Send")
    await phones.looks_at(A_PHONE)
    arrived = phones.page.locator(".bubble.delivered").filter(has_text=THANKS)
    await expect(arrived).to_be_visible()
    card = phones.page.get_by_role("article").filter(has=arrived)
    for place in (arrived, card):
        await place.evaluate("element => element.scrollIntoView({block: 'end'})")
    return phones


async def _picks_anna(home: Person) -> None:
    """Find Anna among the targets of the dialog that is open."""
    services = home.page.get_by_role("treeitem", name="Services").filter(visible=True)
    await services.locator("ha-svg-icon, wa-icon").first.click()
    anna = home.page.get_by_role("treeitem", name="Anna", exact=True).filter(visible=True)
    await anna.click()
