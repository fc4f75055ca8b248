"""Somebody at a browser: what they click, write and read, and a picture of each step."""

from contextlib import suppress
from pathlib import Path
import re
from typing import Literal

from playwright.async_api import Locator, Page, expect

type Words = str | re.Pattern[str]
type Role = Literal["button", "menuitem", "radio", "textbox", "checkbox"]
type Size = tuple[int, int]

# More presses of Tab, or turns of the wheel, than it takes to get through any dialog.
_TURNS = 20


class Person:
    """Uses a page by what can be read on it; what does not come in time raises."""

    def __init__(self, page: Page, pictures: Path, size: Size) -> None:
        """Look at a page of a size; pictures of it go into a folder."""
        self.page = page
        self._pictures = pictures
        self._size = size

    async def turns_to(self) -> None:
        """Bring the tab to the front; one in the background is not drawn, and clicks hang."""
        await self.page.bring_to_front()

    async def looks_at(self, size: Size | None = None) -> None:
        """Make the page as wide and as high as a screen, or as it was at first."""
        width, height = size or self._size
        await self.page.set_viewport_size({"width": width, "height": height})

    async def sees(self, words: Words) -> Locator:
        """Wait until a text can be read, and look there; return where it stands first."""
        place = self._places(words).first
        await expect(place).to_be_visible()
        # Playwright's own way waits until nothing moves, in vain where the element is exchanged.
        await place.evaluate("element => element.scrollIntoView({block: 'nearest'})")
        return place

    async def sees_no_more(self, words: Words) -> None:
        """Wait until a text can be read nowhere."""
        await expect(self._places(words)).to_have_count(0)

    async def scrolls_past(self, words: Words) -> None:
        """Turn the wheel until a text is out of sight."""
        place = self._places(words).first
        await place.hover()
        for _ in range(_TURNS):
            await self.page.mouse.wheel(0, 200)
            with suppress(AssertionError):
                await expect(place).not_to_be_in_viewport(timeout=500)
                return
        raise AssertionError(f"{words} stays in sight")

    async def has_in_sight(self, words: Words) -> None:
        """Wait until a text can be read as the page stands, without scrolling."""
        await expect(self._places(words).first).to_be_in_viewport(ratio=1)

    async def clicks(self, name: Words, role: Role = "button") -> None:
        """Click what has a name and a role; of several, the one that came last is on top."""
        place = self.page.get_by_role(role, name=name, exact=True).filter(visible=True)
        await place.last.click()

    async def clicks_on(self, words: Words) -> None:
        """Click a text."""
        await (await self.sees(words)).click()

    async def fills(self, selector: str, text: str) -> None:
        """Write into a field."""
        field = self.page.locator(selector).filter(visible=True).first
        await field.fill(text)

    async def fills_named(self, name: str, text: str) -> None:
        """Write into the field of a name."""
        field = self.page.get_by_role("textbox", name=name, exact=True).filter(visible=True)
        await field.fill(text)

    async def ticks(self, label: str) -> None:
        """Tick the box before a field that may be left out, or take the tick away."""
        await self._row(label).locator("ha-checkbox").click()

    async def adds(self, label: str, text: str) -> None:
        """Write one more text into a field that holds several."""
        row = self._row(label)
        await row.get_by_role("button", name="Add").click()
        await row.get_by_role("textbox").last.fill(text)

    async def picks(self, label: str, name: str) -> None:
        """Tick a field for entities, and pick one."""
        await self.ticks(label)
        await self.clicks_on("Select an entity")
        await self.fills("input[placeholder=Search]", name)
        await self.clicks_on(re.compile(f"^{re.escape(name)}$"))
        await self.sees("Add entity")

    async def writes_yaml(self, text: str) -> None:
        """Put a text in the place of all that an editor holds."""
        await self.page.locator(".cm-content").filter(visible=True).first.click()
        await self.presses("Control+A")
        await self.page.keyboard.insert_text(text)

    async def presses(self, keys: str) -> None:
        """Press a key, or several together."""
        await self.page.keyboard.press(keys)

    async def writes(self, text: str) -> None:
        """Write where the cursor is."""
        await self.page.keyboard.type(text)

    async def tabs_to(self, selector: str) -> None:
        """Go to a field with the Tab key."""
        await expect(self.page.locator(selector).first).to_be_visible()
        field = self.page.locator(f"{selector}:focus")
        for _ in range(_TURNS):
            if await field.count():
                return
            await self.presses("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")

    async def takes_picture(self, name: str) -> Path:
        """Keep what can be seen now."""
        await self.turns_to()
        path = self._pictures / f"{name}.png"
        await self.page.screenshot(path=path, animations="disabled")
        return path

    def _row(self, label: str) -> Locator:
        """Return where the field of a label stands in a form for an action or a trigger."""
        named = self.page.get_by_text(label, exact=True)
        return self.page.locator("ha-settings-row").filter(has=named, visible=True)

    def _places(self, words: Words) -> Locator:
        return self.page.get_by_text(words).filter(visible=True)
