"""The simulated phone, by requests as the app's documentation has them."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession, encode_basic_auth
import pytest

from simulator import Simulator
from simulator.faults import Fault

PHONE = "15550100001"


class Client:
    """Somebody who knows the phone's user name and password."""

    def __init__(self, simulator: Simulator, session: ClientSession) -> None:
        """Ask this phone."""
        self._url = simulator.gateway_urls["android"]
        self._session = session

    async def ask(self, method: str, path: str, content: object = None) -> tuple[int, Any]:
        """Return the status and the content of an answer."""
        headers = {"Authorization": encode_basic_auth("simulator", "simulator-password", "utf-8")}
        async with self._session.request(
            method, f"{self._url}{path}", json=content, headers=headers
        ) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else None


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    async with ClientSession() as session:
        yield Client(simulator, session)


def order(**more: object) -> dict[str, object]:
    """Return a message as the app takes it."""
    return {"textMessage": {"text": "door open"}, "phoneNumbers": [f"+{PHONE}"], **more}


async def test_a_message_by_our_id_is_taken_once(simulator: Simulator, client: Client) -> None:
    status, taken = await client.ask("POST", "/messages", order(id="a1"))
    assert (status, taken["id"], taken["state"]) == (202, "a1", "Pending")
    status, again = await client.ask("POST", "/messages", order(id="a1"))
    assert (status, again["message"]) == (409, "Message with the same ID already exists")
    await simulator.settled()
    status, told = await client.ask("GET", "/messages/a1")
    assert (status, told["state"]) == (200, "Delivered")
    assert (await client.ask("GET", "/messages/a2"))[0] == 404
    assert simulator.network.accepted == 1


async def test_what_it_does_not_take(simulator: Simulator, client: Client) -> None:
    nothing: list[dict[str, object]] = [
        {"phoneNumbers": []},
        {"textMessage": {}},
        {"ttl": 0},
        {"priority": 128},
    ]
    for wrong in nothing:
        assert (await client.ask("POST", "/messages", order(**wrong)))[0] == 400
    for url in ("http://192.168.1.2/x", "ftp://x"):
        wanted = {"url": url, "event": "sms:received"}
        assert (await client.ask("POST", "/webhooks", wanted))[0] == 400
    assert (await client.ask("GET", "/inbox?from=x&to=y"))[0] == 400
    simulator.account.password = "another"
    assert (await client.ask("GET", "/"))[0] == 401
    # How it does it tells everybody, and without the internet as an error.
    simulator.account.phone_internet = False
    status, health = await client.ask("GET", "/health")
    assert (status, health["status"]) == (500, "fail")


async def test_what_the_app_has_not_heard_of_is_found_by_looking(
    simulator: Simulator, client: Client
) -> None:
    simulator.account.gateway = "android"
    simulator.faults.set(Fault.DEAF, count=1)
    await simulator.reply(PHONE, "OK")
    inbox = "/inbox?from=2020-01-01T00:00:00.000Z&to=2099-01-01T00:00:00.000Z"
    assert await client.ask("GET", inbox) == (200, [])
    span = {"since": "2020-01-01T00:00:00.000Z", "until": "2099-01-01T00:00:00.000Z"}
    assert (await client.ask("POST", "/inbox/refresh", span))[0] == 202
    _, (entry,) = await client.ask("GET", inbox)
    assert (entry["sender"], entry["contentPreview"]) == (f"+{PHONE}", "OK")


async def test_without_a_mobile_network_a_message_is_given_up_at_once(
    simulator: Simulator, client: Client
) -> None:
    simulator.faults.set(Fault.NO_SERVICE, count=1)
    assert (await client.ask("POST", "/messages", order(id="a1")))[0] == 202
    _, told = await client.ask("GET", "/messages/a1")
    assert told["state"] == "Failed"
    assert told["recipients"][0]["error"] == "Send result: RESULT_ERROR_NO_SERVICE"
    assert (await client.ask("POST", "/messages", order(id="a1")))[0] == 409
