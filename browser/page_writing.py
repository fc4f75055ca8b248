"""The steps that write from the page: what a text costs, and what becomes of it."""

import asyncio

from playwright.async_api import expect

from simulator.faults import Fault

from . import accessible
from .person import Person
from .sms_page import SmsPage
from .visit import ANNA, PATIENCE, STRANGER, Visit

HELLO = "I am home now. Anything I should see to?"
DEAR = "Read “The garage door and the rain” on the fridge before you leave, it is about today."
LOST = "The cellar is wet."
WAITING = "Buy milk, please."
ROUND = "The heating is off until noon."
_STATES = ("Waiting", "Being sent", "At the gateway", "Sent on", "On the phone")
# The words of the last message's mark, each once, until it has some word.
_WATCH = """async (thread, [known, end]) => {
  const seen = [];
  while (seen[seen.length - 1] !== end) {
    const bubbles = thread.renderRoot.querySelectorAll("sms-gateway-bubble");
    const last = bubbles.length > known && bubbles[bubbles.length - 1];
    const words = last && last.renderRoot?.querySelector(".state")?.textContent.trim();
    if (words && words !== seen[seen.length - 1]) seen.push(words);
    await new Promise(requestAnimationFrame);
  }
  return seen;
}"""


async def ticks(visit: Visit) -> Person:
    """A message goes out, and its mark goes forward by itself until it is on the phone."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.clicks("End the search")
    visit.simulator.faults.set(Fault.SLOW, 0.7, count=1)
    known = await sms.thread.locator("sms-gateway-bubble").count()
    await sms.box.fill(HELLO)
    await expect(sms.foot).to_contain_text("1 part")
    watching = asyncio.ensure_future(sms.thread.evaluate(_WATCH, [known, "On the phone"]))
    await home.clicks("Send")
    async with asyncio.timeout(PATIENCE):
        seen: list[str] = await watching
    order = [_STATES.index(words) for words in seen]
    assert order == sorted(order), seen
    assert seen[0] in _STATES[:2], seen
    assert set(seen) & set(_STATES[2:-1]), seen
    await expect(sms.bubble(HELLO)).to_contain_text("by demo")
    await expect(sms.row("Anna")).to_contain_text(HELLO)
    await visit.phones.sees(HELLO)
    return home


async def cost(visit: Visit) -> Person:
    """What a text costs is said as it is typed, and which character makes it expensive."""
    home, sms = visit.home, SmsPage(visit.home)
    # Letters are hotkeys of Home Assistant's elsewhere.
    await sms.box.press_sequentially("a c d e m ")
    await expect(home.page.locator("ha-quick-bar, ha-more-info-dialog")).to_have_count(0)
    await sms.box.fill(DEAR)
    await expect(sms.foot).to_contain_text("2 parts")
    await expect(sms.foot).to_contain_text("makes it expensive")
    await accessible.check(sms.panel)
    return home


async def parts(visit: Visit) -> Person:
    """It takes as many parts as was said."""
    sms = SmsPage(visit.home)
    await sms.box.press("Enter")
    await sms.tells(DEAR, "On the phone")
    await expect(sms.bubble(DEAR)).to_contain_text("2 parts")
    (sent,) = [one for one in visit.simulator.network.messages if one.text == DEAR]
    assert f"{sent.segments} parts" == "2 parts"
    return visit.home


async def failed(visit: Visit) -> Person:
    """A message that does not arrive says so in words, also in the list."""
    home, sms = visit.home, SmsPage(visit.home)
    visit.simulator.network.set_unreachable(ANNA, True)
    await sms.sends(LOST)
    await sms.tells(LOST, "Not delivered")
    await expect(sms.row("Anna").locator(".marks")).to_contain_text("The last message failed")
    await home.clicks("Failed")
    await expect(sms.panel.locator("sms-gateway-list ul.rows a")).to_have_count(1)
    await home.clicks("Failed")
    return home


async def sent_again(visit: Visit) -> Person:
    """Sent again it is a second message, linked to the first."""
    home, sms = visit.home, SmsPage(visit.home)
    visit.simulator.network.set_unreachable(ANNA, False)
    await sms.opens_story(LOST)
    await home.clicks("Send again")
    await expect(sms.story).to_contain_text("Sent again as another message")
    await sms.closes_story()
    again = sms.thread.locator(".bubble").filter(has_text=LOST)
    await expect(again).to_have_count(2)
    await sms.tells(LOST, "On the phone")
    await expect(again.first.locator(".state")).to_have_text("Not delivered")
    await expect(again.last).to_contain_text("Sent again")
    return home


async def cancelled(visit: Visit) -> Person:
    """What waits can be cancelled, and is not sent when the gateway is back."""
    home, sms = visit.home, SmsPage(visit.home)
    visit.simulator.faults.set(Fault.HTTP_503)
    await sms.sends(WAITING)
    await sms.tells(WAITING, "Waiting")
    await sms.opens_story(WAITING)
    await expect(sms.story).to_contain_text("An attempt failed")
    await home.clicks("Cancel")
    await expect(sms.story).to_contain_text("Cancelled")
    visit.simulator.faults.clear()
    await accessible.check(sms.panel)
    return home


async def several(visit: Visit) -> Person:
    """A text to a recipient and to a number goes to each alone, and a double tap sends it once."""
    home, sms = visit.home, SmsPage(visit.home)
    await sms.closes_story()
    await home.clicks("New message")
    await home.fills("sms-gateway-new input", f"Anna, {STRANGER}")
    await home.clicks("Add")
    box = home.page.locator("sms-gateway-new textarea")
    await box.fill(ROUND)
    await expect(home.page.locator("sms-gateway-new .foot")).to_contain_text("2 people")
    await accessible.check(sms.panel)
    await home.page.get_by_role("button", name="Send", exact=True).dblclick()
    await home.sees("Sent to 2 people:")
    sent = [one.to for one in visit.simulator.network.messages if one.text == ROUND]
    assert sorted(sent) == sorted(number.removeprefix("+") for number in (ANNA, STRANGER)), sent
    return home
