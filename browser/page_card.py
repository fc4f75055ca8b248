"""The steps with the card on a dashboard."""

from playwright.async_api import expect

from .person import Person
from .visit import Visit

FROM_THE_CARD = "I will be there at six."


async def card(visit: Visit) -> Person:
    """The card on the demo's dashboard shows the last messages with Anna, and sends an answer."""
    home = visit.home
    await home.looks_at()
    await visit.opens("/sms-gateway")
    shown = home.page.locator("sms-gateway-card")
    await expect(shown.locator("li").first).to_be_visible()
    await shown.locator("textarea").fill(FROM_THE_CARD)
    await expect(shown.locator(".foot")).to_contain_text("1 part")
    await shown.locator("textarea").press("Enter")
    last = shown.locator("li").filter(has_text=FROM_THE_CARD)
    await expect(last).to_contain_text("On the phone")
    await shown.evaluate("card => card.scrollIntoView({block: 'center'})")
    return home


async def card_editor(visit: Visit) -> Person:
    """On a dashboard of the user's it is picked from the list, and its form is filled in."""
    home = visit.home
    await visit.opens("/dashboard-mine?edit=1")
    await home.clicks("Add card")
    await home.page.get_by_role("tab", name="By card").click()
    picker = home.page.locator("hui-card-picker")
    await picker.get_by_placeholder("Search cards").fill("SMS Gateway")
    await picker.locator(".card").filter(has_text="SMS Gateway").last.click()
    dialog = home.page.locator("hui-dialog-edit-card")
    for label in ("Title", "Person (empty: all)", "How many"):
        await expect(dialog.get_by_text(label)).to_be_visible()
    await dialog.locator("input").nth(1).fill("Ben")
    await expect(dialog.locator("sms-gateway-card h2")).to_have_text("Ben")
    return home


async def card_saved(visit: Visit) -> Person:
    """It is there, and a click on a message leads to the page."""
    home = visit.home
    await home.clicks("Save")
    await home.sees_no_more("Person (empty: all)")
    await home.clicks("Done")
    card = home.page.locator("sms-gateway-card")
    await expect(card.locator("li")).to_have_count(5)
    await card.locator("li button").last.click()
    await expect(home.page.locator("sms-gateway-thread h1")).to_have_text("Ben")
    return home
