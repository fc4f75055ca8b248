"""The page SMS, as a person uses it."""

from playwright.async_api import Locator, expect

from .person import Person, Words

PAGE = "/sms_gateway"


class SmsPage:
    """What somebody sees and does on the page."""

    def __init__(self, person: Person) -> None:
        """Use the tab of a person."""
        self.person = person
        self.panel = person.page.locator("sms-gateway-panel")
        self.thread = person.page.locator("sms-gateway-thread")
        self.box = person.page.locator("sms-gateway-thread textarea").filter(visible=True)
        self.foot = self.thread.locator("sms-gateway-compose .foot")
        self.story = person.page.locator("sms-gateway-story dialog")

    def row(self, name: str) -> Locator:
        """Return the row of a conversation in the list."""
        rows = self.panel.locator("sms-gateway-list ul.rows a")
        return rows.filter(has=self.person.page.get_by_text(name, exact=True))

    def bubble(self, words: Words) -> Locator:
        """Return the last message with some words."""
        text = self.person.page.locator(".text").filter(has_text=words)
        return self.thread.locator("sms-gateway-bubble .bubble").filter(has=text).last

    async def opens(self, name: str) -> None:
        """Open a conversation from the list."""
        await self.row(name).click()
        await expect(self.thread.locator("h1")).to_have_text(name)
        await expect(self.box).to_be_visible()

    async def goes_back(self) -> None:
        """Go to the list where there is one pane."""
        await self.person.clicks("Back")
        await expect(self.panel.locator("sms-gateway-list ul.rows")).to_be_visible()

    async def sends(self, text: str) -> Locator:
        """Write a text and send it with the Enter key; return its bubble."""
        await self.box.fill(text)
        await self.box.press("Enter")
        await expect(self.box).to_have_value("")
        return self.bubble(text)

    async def tells(self, words: Words, state: str) -> None:
        """Wait until a message has a mark with some word."""
        await expect(self.bubble(words).locator(".state")).to_have_text(state)

    async def opens_story(self, words: Words) -> Locator:
        """Open what became of a message."""
        await self.bubble(words).locator(".foot").click()
        await expect(self.story.locator("ol")).to_be_visible()
        return self.story

    async def closes_story(self) -> None:
        """Close it with the Escape key."""
        await self.person.presses("Escape")
        await expect(self.story).to_be_hidden()
