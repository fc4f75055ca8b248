"""Browsers side by side, each with what it keeps, in which somebody can be signed in."""

from collections.abc import Mapping
import json
from pathlib import Path
import time
from typing import Any

from playwright.async_api import Browser, BrowserContext

from .person import Person, Size
from .watch import Watch


class Contexts:
    """Opens browsers of one program; all of them are watched."""

    def __init__(
        self, browser: Browser, watch: Watch, pictures: Path, size: Size, patience: float
    ) -> None:
        """Wait for `patience` seconds for anything; look at pages of `size` if nothing is said."""
        self._browser = browser
        self._watch = watch
        self._pictures = pictures
        self._size = size
        self._patience = patience

    async def opened(self, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's
        """Open a browser that knows nobody yet."""
        # A service worker closes dialogs once it has been installed, seconds after the first page.
        context = await self._browser.new_context(
            **{"locale": "en-GB", "service_workers": "block", **options}
        )
        context.set_default_timeout(self._patience * 1000)
        self._watch.over(context)
        return context

    async def person(self, context: BrowserContext, size: Size | None = None) -> Person:
        """Open a tab for somebody."""
        person = Person(await context.new_page(), self._pictures, size or self._size)
        await person.looks_at()
        return person

    async def signed_in(
        self,
        tokens: Mapping[str, Any],
        size: Size | None,
        **options: Any,  # noqa: ANN401 - Playwright's
    ) -> Person:
        """Open a browser in which somebody has signed in and wanted to be kept so."""
        context = await self.opened(**options)
        kept = {**tokens, "expires": (time.time() + tokens["expires_in"]) * 1000}
        await context.add_init_script(f"localStorage.hassTokens ??= {json.dumps(json.dumps(kept))}")
        return await self.person(context, size)
