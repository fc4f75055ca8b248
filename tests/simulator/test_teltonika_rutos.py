"""The simulated router with RutOS 7, by requests as its own tests have them (own-sim.md 3.2)."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Simulator
from simulator.faults import Fault

PHONE = "15550100001"
SEND, REMOVE = "messages/actions/send", "messages/actions/remove_messages"


class Client:
    """Somebody who knows the router's user name and password."""

    def __init__(self, simulator: Simulator, session: ClientSession) -> None:
        """Ask this router."""
        self._url = simulator.gateway_urls["teltonika_rutos"]
        self._session = session
        self.token = ""

    async def ask(self, method: str, path: str, content: object = None) -> tuple[int, Any]:
        """Return the status, and the data or the error of an answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self._url}/api/{path}"
        async with self._session.request(method, url, json=content, headers=headers) as response:
            answer = await response.json()
        assert answer["success"] is ("data" in answer)
        return response.status, answer["data"] if "data" in answer else answer["errors"][0]

    async def log_in(self, password: str | None = None) -> int:
        """Get a token; return the status."""
        login = {"username": "simulator", "password": password or "simulator-password"}
        status, data = await self.ask("POST", "login", login)
        self.token = data.get("token", "")
        return status


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    simulator.account.gateway = "teltonika_rutos"
    async with ClientSession() as session:
        client = Client(simulator, session)
        await client.log_in()
        yield client


def order(**more: object) -> dict[str, object]:
    """Return a message as the router takes it."""
    return {"data": {"number": f"+{PHONE}", "message": "door open", "modem": "1-1", **more}}


async def test_who_is_let_in(simulator: Simulator, client: Client) -> None:
    assert (await client.ask("POST", SEND, order()))[0] == 200
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    status, error = await client.ask("GET", "messages/status")
    assert (status, error["error"]) == (401, "Expired bearer token")
    assert await client.log_in("another") == 403
    assert (await client.ask("GET", "messages/status"))[0] == 401
    assert await client.log_in() == 200
    assert (await client.ask("GET", "messages/status"))[0] == 200


async def test_what_it_takes(simulator: Simulator, client: Client) -> None:
    assert await client.ask("POST", SEND, order(message="x" * 161)) == (200, {"sms_used": 2})
    wrong: list[tuple[dict[str, object], int]] = [
        ({"message": ""}, 103),
        ({"modem": "9-9"}, 103),
        ({"number": "+12"}, 103),
        ({"message": "x" * 153 * 9}, 9),
    ]
    for changed, code in wrong:
        status, error = await client.ask("POST", SEND, order(**changed))
        assert (status, error["code"]) == (422, code)
    simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert (await client.ask("POST", SEND, order()))[1]["code"] == 2
    assert simulator.network.accepted == 1
    simulator.account.router_modems = ("1-1", "3-1")
    _, modems = await client.ask("GET", "modems/status")
    assert [one["id"] for one in modems] == ["1-1", "3-1"]
    simulator.account.router_zone = None
    assert (await client.ask("GET", "date_time/ntp/client/config"))[0] == 403


async def test_what_lies_in_it_until_it_is_deleted(simulator: Simulator, client: Client) -> None:
    for text in ("one", "two", "three"):
        await simulator.reply(PHONE, text)
    status, found = await client.ask("GET", "messages/status")
    assert (status, {one["id"]: one["message"] for one in found}) == (
        200,
        {"1": "one", "2": "two", "3": "three"},
    )
    removed = {"modem_id": "1-1", "sms_id": ["2"]}
    assert (await client.ask("POST", REMOVE, {"data": removed}))[0] == 200
    status, error = await client.ask("POST", REMOVE, {"data": removed})
    assert (status, error["code"], error["source"]) == (404, 113, "sms_id")
    # The next one takes the index that is free.
    await simulator.reply(PHONE, "four")
    _, found = await client.ask("GET", "messages/status")
    assert {one["id"] for one in found if one["message"] == "four"} == {"2"}
    everything = {"modem_id": "1-1", "sms_id": ["1", "2", "3"]}
    assert (await client.ask("POST", REMOVE, {"data": everything}))[0] == 200
    assert await client.ask("GET", "messages/status") == (200, [])
