"""The steps about how the page looks and is used: hostile texts, keyboard, dark, Hebrew, zoom."""

from playwright.async_api import expect

from . import accessible
from .person import Person
from .sms_page import PAGE, SmsPage
from .visit import WIDE, Visit

STRANGER = "+447700900077"
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "<a href='https://example.com/'>click</a> https://example.com/pay?now javascript:alert(3)",
    "pay \u202e000.1£\u202c now \u2066\u2067\u0007 👨‍👩‍👧‍👦🏳️‍🌈",
    "{{ states('sun.sun') }} ${alert(4)} %s \x00 &lt;b&gt; \\u0041",
)
LONG = "Z͑a͑l͑g͑o" + "ab" * 4996
BY_KEYBOARD = "Written without a mouse."


async def hostile(visit: Visit) -> Person:
    """Texts of a stranger are text: no markup, no links, no request, and long ones fit in."""
    home, sms = visit.home, SmsPage(visit.home)
    for text in (*HOSTILE, LONG):
        visit.simulator.post_reply(STRANGER, text)
    row = sms.panel.locator("sms-gateway-list ul.rows a").filter(has_text="077").first
    await row.click()
    for text in (HOSTILE[0], HOSTILE[1]):
        await expect(sms.bubble(text)).to_be_visible()
    await expect(sms.bubble("Z͑a")).to_be_visible()
    await expect(sms.thread.locator("a, img, script")).to_have_count(0)
    wide = await sms.panel.evaluate("panel => panel.scrollWidth > panel.clientWidth")
    assert not wide, "the page is wider than the screen"
    await accessible.check(sms.panel)
    await sms.thread.locator(".log").evaluate("log => log.scrollTo(0, 0)")
    return home


async def keyboard(visit: Visit) -> Person:
    """With the keyboard alone a conversation is found, read, answered and left."""
    home, sms = visit.home, SmsPage(visit.home)
    await visit.opens(PAGE)
    await expect(sms.row("Anna")).to_be_visible()
    await sms.panel.locator("header button").first.focus()
    await home.tabs_to("sms-gateway-list ul.rows a")
    await home.presses("End")
    await home.presses("Home")
    for _ in range(10):
        if await sms.row("Anna").evaluate("row => row.matches(':focus')"):
            break
        await home.presses("ArrowDown")
    await home.presses("Enter")
    await expect(sms.thread.locator("h1")).to_be_focused()
    await home.tabs_to("sms-gateway-thread .log")
    await home.presses("PageUp")
    await home.presses("End")
    await home.tabs_to("sms-gateway-bubble .foot")
    await home.presses("ArrowUp")
    await expect(sms.thread.locator("sms-gateway-bubble:focus-within")).to_be_visible()
    await home.tabs_to("sms-gateway-compose textarea")
    await home.writes(BY_KEYBOARD)
    await home.presses("Enter")
    await sms.tells(BY_KEYBOARD, "On the phone")
    await expect(sms.box).to_be_focused()
    await sms.bubble(BY_KEYBOARD).locator(".foot").focus()
    await home.presses("Enter")
    await expect(sms.story.locator("ol")).to_be_visible()
    await sms.closes_story()
    await expect(sms.bubble(BY_KEYBOARD).locator(".foot")).to_be_focused()
    return home


async def dark(visit: Visit) -> Person:
    """In the dark theme it is dark, and can be read."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.page.emulate_media(color_scheme="dark")
    await home.looks_at(WIDE)
    await expect(sms.panel).to_have_css("background-color", "rgb(17, 17, 17)")
    await accessible.check(sms.panel)
    return home


async def hebrew(visit: Visit) -> Person:
    """For somebody who reads from right to left, it is the other way round."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.page.emulate_media(color_scheme="light")
    await home.page.evaluate("localStorage.selectedLanguage = JSON.stringify('he')")
    await home.page.reload()
    await expect(sms.box).to_be_visible()
    assert await home.page.evaluate("document.dir") == "rtl"
    lists = await sms.panel.locator("section.list").bounding_box()
    thread = await sms.thread.bounding_box()
    assert lists and thread and lists["x"] > thread["x"], (lists, thread)  # noqa: PT018 - one sentence
    await accessible.check(sms.panel)
    return home


async def german(visit: Visit) -> Person:
    """In German it is in German, with what is counted in the right form."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.page.evaluate("localStorage.selectedLanguage = JSON.stringify('de')")
    await home.page.reload()
    await sms.box.fill("Grüße aus dem Garten")
    await expect(sms.foot).to_contain_text("1 Teil")
    await sms.box.fill("")
    return home


async def zoom(visit: Visit) -> Person:
    """At 200 % all of it is there, in one pane, and nothing has to be scrolled sideways."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.page.evaluate("localStorage.removeItem('selectedLanguage')")
    await home.looks_at((WIDE[0] // 2, WIDE[1] // 2))
    await home.page.reload()
    await expect(sms.box).to_be_visible()
    wide = await sms.panel.evaluate("panel => panel.scrollWidth > panel.clientWidth")
    assert not wide, "the page is wider than the screen"
    await accessible.check(sms.panel)
    return home
