"""The steps that look at what was written: the list, a conversation, a search, figures."""

from playwright.async_api import expect

from . import accessible
from .person import Person
from .sms_page import PAGE, SmsPage
from .using import ANSWER, QUESTION
from .visit import ANNA, Visit

REPLY = "Yes, both of them are closed."
# How old the last message is, in milliseconds.
_AGE = """thread => {
  const bubbles = thread.renderRoot.querySelectorAll("sms-gateway-bubble");
  const {received_at} = bubbles[bubbles.length - 1].message;
  return performance.timeOrigin + performance.now() - Date.parse(received_at);
}"""


async def cold_start(visit: Visit) -> Person:
    """The page comes up at its own address, with nothing of Home Assistant's opened before."""
    home = visit.home
    await home.page.goto("about:blank")
    await visit.opens(PAGE)
    sms = SmsPage(home)
    await expect(sms.row("Anna")).to_be_visible()
    await home.sees("The account works")
    await home.sees("Choose a conversation")
    sidebar = home.page.locator("ha-sidebar").get_by_text("SMS", exact=True)
    await expect(sidebar).to_have_count(1)
    await accessible.check(sms.panel)
    return home


async def conversation(visit: Visit) -> Person:
    """A conversation shows what was sent and answered, by days, and its address has no number."""
    home, sms = visit.home, SmsPage(visit.home)
    await sms.opens("Anna")
    await expect(sms.bubble(QUESTION)).to_be_visible()
    await expect(sms.bubble(ANSWER).locator(".quote")).to_contain_text(QUESTION)
    await expect(sms.thread.locator("h2").first).to_be_visible()
    assert ANNA.removeprefix("+") not in home.page.url, home.page.url
    assert "/sms_gateway/t/" in home.page.url, home.page.url
    await accessible.check(sms.panel)
    return home


async def reply(visit: Visit) -> Person:
    """A reply appears by itself within a second, at its place and in the list."""
    home, sms = visit.home, SmsPage(visit.home)
    visit.simulator.post_reply(ANNA, REPLY)
    await expect(sms.bubble(REPLY)).to_be_visible()
    told: float = await sms.thread.evaluate(_AGE)
    visit.notes(f"a reply is on the page at most {told:.0f} ms after it was stored")
    await expect(sms.row("Anna")).to_contain_text(REPLY)
    return home


async def story(visit: Visit) -> Person:
    """A click on a message tells what became of it, step by step."""
    home, sms = visit.home, SmsPage(visit.home)
    told = await sms.opens_story(QUESTION)
    for words in ("Sending was asked for", "has it", "On the phone", "Clickatell"):
        await expect(told).to_contain_text(words)
    await accessible.check(sms.panel)
    return home


async def found(visit: Visit) -> Person:
    """A search finds words in all texts, and leads to the message."""
    home, sms = visit.home, SmsPage(visit.home)
    await sms.closes_story()
    await home.clicks("Search")
    await home.fills("sms-gateway-search input", "garage DOOR")
    hits = home.page.locator("sms-gateway-search ul.rows a")
    await expect(hits).to_have_count(1)
    await expect(hits.locator("mark")).to_have_text("garage door")
    await hits.click()
    await expect(sms.thread.locator(".bubble.marked")).to_contain_text(QUESTION)
    assert "garage" not in home.page.url, home.page.url
    await accessible.check(sms.panel)
    return home


async def plots(visit: Visit) -> Person:
    """The figures of the last days are plotted, with a table behind each plot."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.clicks("Figures")
    bars = home.page.locator("sms-gateway-bars")
    await expect(bars).to_have_count(4)
    await home.clicks("7 days")
    await expect(home.page.locator("sms-gateway-figures .sums dd").first).not_to_have_text("0")
    table = bars.first.locator("details")
    await table.locator("summary").click()
    await expect(table.locator("tbody tr")).to_have_count(7)
    await accessible.check(sms.panel)
    await table.locator("summary").click()
    await home.clicks("30 days")
    return home
