"""Somebody at a browser: what they click, write and read, and a picture of each step."""

from pathlib import Path
import re
from typing import Literal

from playwright.async_api import Locator, Page, expect

type Words = str | re.Pattern[str]
type Role = Literal["button", "menuitem", "radio", "textbox"]


class Person:
    """Uses a page by what can be read on it; what does not come in time raises."""

    def __init__(self, page: Page, pictures: Path) -> None:
        """Look at a page; pictures of it go into a folder."""
        self.page = page
        self._pictures = pictures

    async def turns_to(self) -> None:
        """Bring the tab to the front; one in the background is not drawn, and clicks hang."""
        await self.page.bring_to_front()

    async def sees(self, words: Words) -> Locator:
        """Wait until a text can be read, and look there; return where it stands first."""
        place = self.page.get_by_text(words).filter(visible=True).first
        await expect(place).to_be_visible()
        # Playwright's own way waits until nothing moves, in vain where the element is exchanged.
        await place.evaluate("element => element.scrollIntoView({block: 'nearest'})")
        return place

    async def sees_no_more(self, words: Words) -> None:
        """Wait until a text can be read nowhere."""
        places = self.page.get_by_text(words).filter(visible=True)
        await expect(places).to_have_count(0)

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

    async def presses(self, keys: str) -> None:
        """Press a key, or several together."""
        await self.page.keyboard.press(keys)

    async def takes_picture(self, name: str) -> Path:
        """Keep what can be seen now."""
        await self.turns_to()
        path = self._pictures / f"{name}.png"
        await self.page.screenshot(path=path, animations="disabled")
        return path
