"""What the steps of a visit share: who looks, where they can go, what is behind the pages."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
import re
from typing import Any

from playwright.async_api import expect
from yarl import URL

from demo.house import House
from simulator import Simulator

from .contexts import Contexts
from .person import Person, Size

PATIENCE = 30  # seconds; the machine may be busy
INTEGRATION = "SMS Gateway (Clickatell & more)"
# The one that the sample dashboard is made for.
ACCOUNT = "Clickatell"
SENDER = "+447700900099"
ANNA = "+447700900001"
STRANGER = "+447700900055"
WIDE, NARROW = (1280, 900), (390, 844)
# So much of the page of the phones as one phone fills.
A_PHONE = (480, 630)


class Visit:
    """The two tabs, what is behind them, and what was learned on the way."""

    def __init__(
        self,
        home: Person,
        phones: Person,
        house: House,
        simulator: Simulator,
        contexts: Contexts,
    ) -> None:
        """Begin with two empty tabs."""
        self.home = home
        self.phones = phones
        self.house = house
        self.simulator = simulator
        self.callback_url = ""
        self.activity: list[str] = []
        # People with a browser of their own, by name.
        self.others: dict[str, Person] = {}
        self._contexts = contexts
        self._devices: dict[str, str] = {}
        self._under_way: list[asyncio.Future[object]] = []

    @property
    def journal(self) -> Path:
        """The file of the account's messages."""
        (found,) = self.house.folder.glob(".storage/sms_gateway.*.db")
        return found

    def starts(self, work: Coroutine[Any, Any, object]) -> None:
        """Have something go on until it is done, or until the visit ends."""
        self._under_way.append(asyncio.ensure_future(work))

    def ends(self) -> None:
        """Break off what still goes on."""
        for work in self._under_way:
            work.cancel()

    def notes(self, what: str) -> None:
        """Print what was measured on the way."""
        print(f"           {what}", flush=True)

    async def lets_in(
        self,
        username: str,
        password: str,
        size: Size | None = None,
        **options: Any,  # noqa: ANN401 - Playwright's
    ) -> Person:
        """Sign somebody in, with a browser of their own; `options` are Playwright's."""
        tokens = await self.house.tokens(username, password)
        return await self._contexts.signed_in(tokens, size, **options)

    async def opens(self, path: str) -> None:
        """Go to a page of Home Assistant."""
        await self.home.page.goto(self.house.url + path)

    async def opens_integration(self) -> None:
        """Go to the page of the integration."""
        await self.opens("/config/integrations/integration/sms_gateway")
        await self.home.sees("Add recipient")

    async def opens_device(self, name: str) -> None:
        """Go to the page of the account or of a recipient: at first by way of the integration's."""
        if path := self._devices.get(name):
            await self.opens(path)
        else:
            await self.opens_integration()
            await self.home.clicks(re.compile(rf"^{re.escape(name)}.* entities"))
        await self.home.sees("Service info")
        self._devices[name] = URL(self.home.page.url).path

    async def reads_activity(self, latest: re.Pattern[str]) -> None:
        """Go to the page Activity, and keep what it tells of once the top line has the words.

        Where a line was drawn before the translations came, its state stays as it is without them.
        """
        lines = self.home.page.locator("ha-logbook-renderer .entry")
        await self.opens("/logbook")
        # Of what happened a second ago Home Assistant's page has left a line out, once in dozens
        # of times; loading it again is what a person does.
        try:
            await expect(lines.first).to_contain_text(latest, timeout=4000)
        except AssertionError:
            await self.home.page.reload()
            await expect(lines.first).to_contain_text(latest)
        told = await lines.all_inner_texts()
        self.activity = [" ".join(line.partition("→")[0].split()) for line in told]


type Step = Callable[[Visit], Awaitable[Person]]


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something is so that no page shows."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise AssertionError(f"not within {PATIENCE} s: {what}") from error
