"""The ways to every gateway, for what has to hold on all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast, override

from aiohttp import ClientSession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.flows.schemas import reauth_schema
from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import (
    CallbackAddress,
    Capabilities,
    FieldKind,
    Gateway,
    nowhere,
)
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from simulator import Simulator, server
from simulator.carrier import Carrier
from simulator.modem import Modem
from simulator.smpp import Smsc

from .conftest import ANNA, CREDENTIALS, PLAYED_BY, SENDER, credentials_for, entry_played_by

NO_SESSION = cast("ClientSession", None)
CARRIERS: Sequence[type[Carrier]] = (*server.GATEWAYS, Smsc, Modem)
SIMULATED = {carrier.name: carrier for carrier in CARRIERS}


@dataclass(frozen=True, slots=True)
class Road:
    """A gateway, and what its credentials say about the way there.

    `credentials` replace some of those that the gateway's account is added with; `played_by` is
    which simulated gateway answers, if not the one that answers others of its kind.
    """

    name: str
    gateway: str
    credentials: Mapping[str, str] = field(default_factory=dict)
    played_by: str | None = None

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def capabilities(self) -> Capabilities:
        """What an account on this road can do."""
        return self.account(NO_SESSION, "").capabilities

    @property
    def has_session(self) -> bool:
        """Tell whether everything goes over a connection that is kept."""
        return "http" not in GATEWAYS[self.gateway].schemes

    @property
    def brings_replies(self) -> bool:
        """Tell whether what is typed on a phone comes in without being asked for."""
        return self.capabilities.inbound and self.simulated.brings_replies

    @property
    def simulated(self) -> type[Carrier]:
        """The other side."""
        return SIMULATED[self.played_by or PLAYED_BY.get(self.gateway, self.gateway)]

    @property
    def refusals(self) -> frozenset[str]:
        """What the other side's refusals can be told apart by."""
        return self.simulated.refusals

    @property
    def all_credentials(self) -> dict[str, str]:
        """What an account is added with."""
        return {"sender": SENDER, **credentials_for(self.gateway, self.credentials)}

    def entry(
        self,
        simulator: Simulator,
        credentials: Mapping[str, str] | None = None,
        /,
        **options: object,
    ) -> MockConfigEntry:
        """Return an account at the simulator, not yet added; `credentials` replace some."""
        credentials = {**self.credentials, **(credentials or {})}
        return entry_played_by(self.simulated.name, simulator, self.gateway, credentials, options)

    @property
    def secrets(self) -> dict[str, str]:
        """Those of them that nobody may see."""
        names = [
            field.name for field in GATEWAYS[self.gateway].fields if field.kind is FieldKind.SECRET
        ]
        credentials = self.all_credentials
        return {name: credentials[name] for name in names if credentials.get(name)}

    @property
    def asked_again(self) -> dict[str, str]:
        """Those that are asked for when they are no longer right."""
        asked, credentials = reauth_schema(GATEWAYS[self.gateway]).schema, self.all_credentials
        return {str(name): credentials[name] for name in asked if name in credentials}

    def account(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str] | None = None,
        callback_address: CallbackAddress = nowhere,
    ) -> Gateway:
        """Return an account; `credentials` replace some of its own."""
        credentials = self.all_credentials | {"port": url} | dict(credentials or {})
        return GATEWAYS[self.gateway](session, url, credentials, callback_address)

    def known_account(
        self, session: ClientSession, url: str, credentials: Mapping[str, str] | None = None
    ) -> Gateway:
        """Return an account whose next request is the message: what has to log in has done so."""
        found = self.account(session, url, {"modem": "1-1"} | dict(credentials or {}))
        if isinstance(found, Teltonika):
            found._router._token = "a-token"  # noqa: SLF001 - nobody else needs to set it
        return found


def by_template(preset: str, **own: str) -> Road:
    """Return the road to a gateway by template, with the settings of a preset."""
    left_out = dict.fromkeys(PRESETS["jasmin"].settings, "")
    return Road(f"http {preset}", "http", {**left_out, **PRESETS[preset].settings, **own}, preset)


ROADS = [
    *(Road(name, name) for name in CREDENTIALS),
    Road("clickatell_central xml", "clickatell_central", {"transport": "xml"}),
    by_template("kannel"),
]
# They take no long or no accented text, and tell little: tests/gateways/test_routers.py.
BY_ROUTER = ("teltonika", "mikrotik", "sms_gammu")
# Those by template that differ in their settings alone.
PRESET_ROADS = [
    by_template("free_mobile", only_to=ANNA),
    *(
        by_template(name)
        for name in PRESETS
        if name not in (*BY_ROUTER, "kannel", "jasmin", "free_mobile", "own")
    ),
]


def roads_where(
    applies: Callable[[Road], bool], roads: Sequence[Road] = ROADS
) -> pytest.MarkDecorator:
    """Let a test run on the roads where there is something to show."""
    return pytest.mark.parametrize("road", [road for road in roads if applies(road)], ids=str)


every_road = pytest.mark.parametrize("road", ROADS, ids=str)
# What has a session is tried with hostile bytes by tests of its own.
over_http = roads_where(lambda road: not road.has_session)
