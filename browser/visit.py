"""What the steps of a visit share: who looks, where they can go, what is behind the pages."""

import asyncio
from collections.abc import Awaitable, Callable
import re

from playwright.async_api import expect

from demo.house import House
from simulator import Simulator

from .person import Person

PATIENCE = 30  # seconds; the machine may be busy
INTEGRATION = "SMS Gateway (Clickatell & more)"
# The one that the sample dashboard is made for.
ACCOUNT = "Clickatell"
SENDER = "+447700900099"
ANNA = "+447700900001"
STRANGER = "+447700900055"
WIDE, NARROW = (1280, 900), (390, 844)


class Visit:
    """The two tabs, what is behind them, and what was learned on the way."""

    def __init__(self, home: Person, phones: Person, house: House, simulator: Simulator) -> None:
        """Begin with two empty tabs."""
        self.home = home
        self.phones = phones
        self.house = house
        self.simulator = simulator
        self.callback_url = ""
        self.activity: list[str] = []

    async def opens(self, path: str) -> None:
        """Go to a page of Home Assistant."""
        await self.home.page.goto(self.house.url + path)

    async def opens_integration(self) -> None:
        """Go to the page of the integration."""
        await self.opens("/config/integrations/integration/sms_gateway")
        await self.home.sees("Add recipient")

    async def opens_device(self, name: str) -> None:
        """Go to the page of the account or of a recipient."""
        await self.opens_integration()
        await self.home.clicks(re.compile(rf"^{re.escape(name)}.* entities"))
        await self.home.sees("Service info")

    async def reads_activity(self, words: str) -> None:
        """Go to the page Activity, and keep what stands there, with the words among it."""
        home = self.home
        await self.opens("/logbook")
        lines = home.page.locator("ha-logbook-renderer .entry")
        await expect(lines.first).to_be_visible()
        # Of what happened a second ago Home Assistant's page has left a line out, once in dozens
        # of times; loading it again is what a person does.
        try:
            await expect(lines.filter(has_text=words).first).to_be_visible(timeout=5000)
        except AssertionError:
            await home.page.reload()
            await home.sees(words)
        self.activity = await lines.all_inner_texts()


type Step = Callable[[Visit], Awaitable[Person]]


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something is so that no page shows."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise AssertionError(f"not within {PATIENCE} s: {what}") from error
