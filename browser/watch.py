"""What must never happen on the page: a dialog, an error, a request to another host."""

from collections.abc import Sequence

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError
from yarl import URL

PAGE = "/sms_gateway"
# A lost connection, which is wanted here and there, or a file that Home Assistant has not.
_NETWORK = ("net::ERR_", "WebSocket", "Failed to load resource")
# Where Home Assistant looks its own sources up when it has met an error of its own.
_SOURCES = "https://raw.githubusercontent.com/home-assistant/frontend/"


class Watch:
    """Notes what the page does that it must not, in all its tabs."""

    def __init__(self, own: Sequence[str]) -> None:
        """Let requests to some addresses pass."""
        self._own = {URL(address).origin() for address in own}
        self.found: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch all tabs of a context."""
        context.on("dialog", self._dialog)
        context.on("console", self._said)
        context.on("weberror", self._error)
        context.on("request", self._asked)

    async def _dialog(self, dialog: Dialog) -> None:
        self.found.append(f"a dialog: {dialog.message}")
        await dialog.dismiss()

    def _said(self, message: ConsoleMessage) -> None:
        page = message.page
        is_here = page is not None and URL(page.url).path.startswith(PAGE)
        is_expected = any(words in message.text for words in _NETWORK)
        if message.type == "error" and is_here and not is_expected:
            self.found.append(f"an error: {message.text}")

    def _error(self, error: WebError) -> None:
        if "sms-gateway" in (error.error.stack or ""):
            self.found.append(f"an error: {error.error}")

    def _asked(self, request: Request) -> None:
        if request.service_worker or not URL(request.frame.url).path.startswith(PAGE):
            return
        url = URL(request.url)
        is_own = url.scheme not in ("http", "https") or url.origin() in self._own
        if not is_own and not request.url.startswith(_SOURCES):
            self.found.append(f"a request to {url}")
