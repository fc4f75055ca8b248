"""People who look at the page, each over a connection of their own."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from ..conftest import AddEntry
from ..patience import soon

EVERYBODY = ("admin", "reader", "writer", "user", "guest")
_GROUPS = {"admin": GROUP_ID_ADMIN, "user": GROUP_ID_USER}


class Viewer:
    """Somebody at the page."""

    def __init__(self, user: User, client: MockHAClientWebSocket) -> None:
        """Be connected."""
        self.user = user
        self._client = client

    async def asks(self, command: str, **fields: object) -> Any:  # noqa: ANN401 - what JSON holds
        """Return what a command is answered; one that is refused raises."""
        answer = await self.answer(command, **fields)
        assert answer["success"], answer["error"]
        return answer["result"]

    async def refused(self, command: str, **fields: object) -> str:
        """Return why a command is refused."""
        answer = await self.answer(command, **fields)
        assert not answer["success"], answer
        code: str = answer["error"].get("translation_key") or answer["error"]["code"]
        return code

    async def answer(self, command: str, **fields: object) -> dict[str, Any]:
        """Return the whole answer; events that come before it are for `hears`."""
        await self._client.send_json_auto_id({"type": f"sms_gateway/{command}", **fields})
        answer = await self._next()
        assert answer["type"] == "result", answer
        return answer

    async def unsubscribe(self, subscription: int) -> bool:
        """Want to hear nothing more, if there is such; what was under way is dropped."""
        await self._client.send_json_auto_id(
            {"type": "unsubscribe_events", "subscription": subscription}
        )
        while (answer := await self._next())["type"] != "result":
            pass
        is_ended: bool = answer["success"]
        return is_ended

    async def _next(self) -> dict[str, Any]:
        told: dict[str, Any] = await soon(self._client.receive_json(), "the page is told something")
        return told

    async def hears(self) -> dict[str, Any]:
        """Return the next event of what was subscribed to."""
        told = await self._next()
        assert told["type"] == "event", told
        event: dict[str, Any] = told["event"]
        return event

    async def hears_that(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first event that something is true of."""
        while not is_so(event := await self.hears()):
            pass
        return event


type Views = Callable[[str], Awaitable[Viewer]]


@pytest.fixture
async def views(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, add_entry: AddEntry
) -> Views:
    """Return a way to be somebody, at an account that knows the reader and the writer."""
    await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    users = {
        name: await hass.auth.async_create_user(
            name, group_ids=[_GROUPS.get(name, GROUP_ID_READ_ONLY)]
        )
        for name in EVERYBODY
    }
    await add_entry(people={users["reader"].id: "read", users["writer"].id: "write"})
    viewers: dict[str, Viewer] = {}

    async def be(name: str) -> Viewer:
        if name not in viewers:
            refresh = await hass.auth.async_create_refresh_token(users[name], "https://example.org")
            token = hass.auth.async_create_access_token(refresh)
            viewers[name] = Viewer(users[name], await hass_ws_client(hass, token))
        return viewers[name]

    return be
