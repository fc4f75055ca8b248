"""The app's requests, the same at a phone and at a server (own-sim.md 1.1)."""

from collections.abc import Mapping
from http import HTTPStatus
import json

from aiohttp import ClientSession

from ..base import ErrorKind, GatewayError
from ..reading import integer, text
from ..transport import Answer, basic, refusal_by_name, request, undocumented

# A server has this in its address, and a phone has not.
_OF_SERVER = "/3rdparty/"
# What the app calls the network of the SIM, by its number (docs.sms-gate.app, health). 0 and 1
# say nothing of it: in a Wi-Fi the app tells 0, whatever network the SIM is in.
_NETWORKS = {2: "2G", 3: "3G", 4: "4G", 5: "5G"}
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class App:
    """One app, or the server that stands for it."""

    def __init__(self, session: ClientSession, url: str, username: str, password: str) -> None:
        """Ask nothing yet."""
        self._session = session
        self._url = url
        self._username = username
        self._password = password

    @property
    def is_on_phone(self) -> bool:
        """Tell whether it is the phone that answers, and not a server."""
        return _OF_SERVER not in f"{self._url}/"

    async def ask(
        self, method: str, path: str, content: Mapping[str, object] | None = None
    ) -> Answer:
        """Make a request; raises GatewayError where no answer comes."""
        headers = basic(self._username, self._password) | {"Content-Type": "application/json"}
        body = None if content is None else json.dumps(content).encode()
        return await request(
            self._session, method, f"{self._url}{path}", headers=headers, body=body
        )

    async def done(
        self, method: str, path: str, content: Mapping[str, object] | None = None
    ) -> Answer:
        """Make a request that has to succeed; raises GatewayError."""
        answer = await self.ask(method, path, content)
        if not is_success(answer):
            raise refused(answer)
        return answer

    async def found(self, path: str) -> Mapping[str, object] | None:
        """Return an object, None where there is none; raises GatewayError."""
        answer = await self.ask("GET", path)
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        content = answer.json()
        if not is_success(answer) or not isinstance(content, dict):
            raise refused(answer)
        return content

    async def log_in(self) -> None:
        """Prove who we are; raises GatewayError."""
        answer = await self.done("GET", "/" if self.is_on_phone else "/devices")
        if not isinstance(answer.json(), dict | list):
            raise undocumented(answer)

    async def condition(self) -> Mapping[str, int | bool | str]:
        """Return how the phone does, as far as that is told; raises GatewayError where it is not.

        Without the internet the status is 500, which is just when we need it: the body counts.
        """
        answer = await self.ask("GET", "/health")
        content = answer.json()
        if answer.status in _REFUSED or (not isinstance(content, dict) and is_success(answer)):
            raise refused(answer)
        checks = content.get("checks") if isinstance(content, dict) else None
        return _condition(checks) if isinstance(checks, dict) else {}


def is_success(answer: Answer) -> bool:
    """Tell whether an answer has the status of one."""
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def refused(answer: Answer) -> GatewayError:
    """Return the error that an answer stands for, in the app's words."""
    content = answer.json()
    words = text(content.get("message")) if isinstance(content, dict) else None
    if answer.status == HTTPStatus.FORBIDDEN and words:
        return GatewayError(ErrorKind.AUTH, words, code=str(answer.status))
    if answer.status == HTTPStatus.BAD_REQUEST and words:
        # A server looks at numbers and lengths itself.
        is_number = "phone" in words.lower()
        kind = ErrorKind.RECIPIENT if is_number else ErrorKind.CONTENT
        return GatewayError(kind, words, code=str(answer.status))
    return refusal_by_name(answer, {}, None, words)


def _condition(checks: Mapping[str, object]) -> Mapping[str, int | bool | str]:
    found: dict[str, int | bool | str] = {}
    if (battery := _observed(checks, "battery:level")) is not None:
        found["battery"] = battery
    if (charging := _observed(checks, "battery:charging")) is not None:
        found["charging"] = charging != 0
    network = _observed(checks, "connection:cellular")
    name = None if network is None else _NETWORKS.get(network)
    if name is not None:
        found["mobile_network"] = name
    return found


def _observed(checks: Mapping[str, object], name: str) -> int | None:
    check = checks.get(name)
    value = check.get("observedValue") if isinstance(check, dict) else None
    return integer(int(value) if isinstance(value, float) and value.is_integer() else value)
