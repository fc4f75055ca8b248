"""A form posted to Central."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import ClientSession

from ..transport import Answer, request

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Connection:
    """An account at Central, and the session that reaches it."""

    session: ClientSession
    url: str
    credentials: Mapping[str, str]

    @property
    def login(self) -> dict[str, str]:
        """Return what every request begins with (clickatell.md 4.1)."""
        return {
            "user": self.credentials["username"],
            "password": self.credentials["password"],
            "api_id": self.credentials["api_id"],
        }

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Post a form in ISO-8859-1, as which it is read (clickatell.md 6); raises GatewayError."""
        # A password with another character in it is wrong: the gateway says so, in its own words.
        body = urlencode(fields, encoding="iso-8859-1", errors="replace").encode()
        return await request(self.session, "POST", self.url + path, headers=_HEADERS, body=body)
