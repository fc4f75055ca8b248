"""The steps with a conversation of 10,000 messages: how quick it is, and that it stays put."""

from playwright.async_api import expect

from . import accessible
from .old_messages import FIRST
from .person import Person
from .sms_page import PAGE, SmsPage
from .visit import Visit

_ROUNDS = 20
_MOST_IN_DOCUMENT = 150
# From a click in the list, and from when the messages are here, until they are drawn.
_OPEN = """async (panel, name) => {
  const list = panel.renderRoot.querySelector("sms-gateway-list").renderRoot;
  const rows = [...list.querySelectorAll("ul.rows a")];
  const row = rows.find((one) => one.querySelector(".name").textContent.trim() === name);
  let told = 0;
  panel.hass.connection.socket.addEventListener("message", (event) => {
    if (!told && event.data.includes('"snapshot"')) told = event.timeStamp;
  });
  const began = performance.now();
  row.click();
  const drawn = () => {
    const thread = panel.renderRoot.querySelector("sms-gateway-thread");
    const all = thread?.renderRoot?.querySelectorAll("sms-gateway-bubble") ?? [];
    return all.length >= 50 && [...all].every((one) => one.renderRoot?.querySelector(".foot"));
  };
  while (!drawn()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return [performance.now() - began, performance.now() - told];
}"""
# Older ones are loaded again and again; how far what is at the upper edge moves meanwhile.
_SCROLL = """async (thread, rounds) => {
  const log = thread.renderRoot.querySelector(".log");
  const bubbles = () => [...log.querySelectorAll("sms-gateway-bubble")];
  const frame = () => new Promise(requestAnimationFrame);
  const result = {jump: 0, slowest: 0, most: 0};
  for (let round = 0; round < rounds; round++) {
    const first = bubbles()[0].dataset.id;
    log.scrollTop = 300;
    const edge = log.getBoundingClientRect().top;
    const seen = bubbles().find((one) => one.getBoundingClientRect().bottom > edge);
    const at = seen.getBoundingClientRect().top;
    const look = () => {
      const moved = Math.abs(seen.getBoundingClientRect().top - at);
      result.jump = Math.max(result.jump, moved);
    };
    const began = performance.now();
    for (look(); bubbles()[0].dataset.id === first; look()) await frame();
    result.slowest = Math.max(result.slowest, performance.now() - began);
    await frame();
    look();
    result.most = Math.max(result.most, bubbles().length);
  }
  return result;
}"""


async def first_paint(visit: Visit) -> Person:
    """A conversation of 10,000 messages opens at once, also where the processor is slow."""
    home, sms = visit.home, SmsPage(visit.home)
    session = await home.page.context.new_cdp_session(home.page)
    for slower in (1, 4):
        await visit.opens(PAGE)
        await expect(sms.row("Ben")).to_be_visible()
        await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        whole, paint = await sms.panel.evaluate(_OPEN, "Ben")
        await session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        visit.notes(
            f"50 of 10,000 messages are drawn {paint:.0f} ms after they came,"
            f" {whole:.0f} ms after the click"
            + (f", with a processor {slower} times slower" if slower > 1 else "")
        )
    await session.detach()
    return home


async def older(visit: Visit) -> Person:
    """Older messages come by scrolling, and what one looks at does not move."""
    home, sms = visit.home, SmsPage(visit.home)
    found = await sms.thread.evaluate(_SCROLL, _ROUNDS)
    visit.notes(
        f"{_ROUNDS} times 50 older messages: the slowest took {found['slowest']:.0f} ms,"
        f" and what was in sight moved {found['jump']:.1f} pixels"
    )
    assert found["jump"] <= 1, found
    assert found["most"] <= _MOST_IN_DOCUMENT, found
    await home.sees("To the newest")
    await accessible.check(sms.panel)
    return home


async def first_of_all(visit: Visit) -> Person:
    """A search leads to the very first message, and a click back to the newest."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.clicks("Search")
    await home.fills("sms-gateway-search input", FIRST)
    await home.page.locator("sms-gateway-search ul.rows a").first.click()
    await expect(sms.bubble(FIRST)).to_be_in_viewport()
    await home.clicks("To the newest")
    await expect(sms.thread.get_by_text("(4999)").last).to_be_in_viewport()
    await home.clicks("End the search")
    return home
