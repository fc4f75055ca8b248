"""A simulated gateway, an account set up against it, and the callbacks between the two."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import nullcontext
from inspect import iscoroutinefunction
import os
import threading
from typing import Any, override

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import (
    CONF_NAME,
    CONF_PORT,
    CONF_URL,
    CONF_VERIFY_SSL,
    CONF_WEBHOOK_ID,
    MATCH_ALL,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
from hypothesis import settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.sms_gateway.const import (
    CONF_ADVANCED,
    CONF_CHANNEL,
    CONF_GATEWAY,
    CONF_PHONE_NUMBER,
    CONF_SENDER,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from custom_components.sms_gateway.gateways import GATEWAYS, modem
from custom_components.sms_gateway.gateways.android import inbox, sending
from custom_components.sms_gateway.gateways.base import SessionGateway
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.modem.timing import Timing
from simulator import Simulator
from simulator.network import Reply

from .blocking import no_blocking_calls
from .patience import limited, moment, patience, source_of
from .ports import reserved_port

API_KEY = "simulator-key-0000000=="
# The SMSC's own is how names begin that are no secret.
SMPP_PASSWORD = "smpp-777"
# What no number and no time has in it by chance.
PIN = "80617263"
SENDER = "+15550100099"
ANNA = "+15550100001"
BEN = "+15550100002"
CARLA = "+15550100003"
WEBHOOK_ID = "a1b2c3d4" * 8

# What each gateway's account is added with; Central's go by one of two transports.
CREDENTIALS: dict[str, dict[str, str]] = {
    "clickatell_one": {"api_key": API_KEY, CONF_CHANNEL: "sms"},
    "clickatell_platform": {"api_key": API_KEY},
    "clickatell_central": {
        "username": "simulator",
        "password": "simulator-password",
        "api_id": "1234567",
        "transport": "http",
    },
    "bulksms": {"token_id": "simulator", "token_secret": "simulator-password"},
    "burst": {
        "api_key": API_KEY,
        "api_secret": "simulator-password",
        "signature": "ignored",
    },
    "simwood": {
        "account": "1234567",
        "username": "simulator",
        "password": "simulator-password",
    },
    "peerless": {
        "account": "1234567",
        "username": "simulator",
        "password": "simulator-password",
    },
    "com382": {"username": "simulator", "password": "simulator-password"},
    "modem": {"port": "/dev/ttyUSB2", "pin": PIN},
    "smpp": {"system_id": "simulator", "password": SMPP_PASSWORD},
    "android": {
        "username": "simulator",
        "password": "simulator-password",
        "sim": "any",
        "replies_by": "webhook",
        "signature": "ignored",
    },
    "teltonika": {"username": "simulator", "password": "simulator-password"},
    "twilio": {"account_sid": "simulator", "auth_token": "simulator-password"},
    "http": {
        "username": "simulator",
        "password": "simulator-password",
        "authentication": "none",
        "balance_method": "get",
        **PRESETS["jasmin"].settings,
    },
}

# Which simulated gateway answers, where that is not the one of the same name.
PLAYED_BY = {"http": "jasmin", "teltonika": "teltonika_rutos"}

type AddEntry = Callable[..., Awaitable[MockConfigEntry]]

# How long an example takes says how busy the machine is.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_xdist_auto_num_workers() -> int:
    """Use all cores; while one test waits for its disk or its sockets, another has its turn."""
    return (os.cpu_count() or 1) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give each test two thirds of the time after which pytest-timeout ends the whole run."""
    marker = item.get_closest_marker("timeout")
    seconds = item.config.getoption("timeout") or item.config.getini("timeout")
    seconds = float(marker.args[0] if marker else seconds)
    if seconds and isinstance(item, pytest.Function) and iscoroutinefunction(item.obj):
        item.obj = limited(item.obj, seconds * 2 / 3)


@pytest.fixture(autouse=True)
def _no_blocking_calls(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which the integration holds up Home Assistant's event loop."""
    with no_blocking_calls() if "hass" in request.fixturenames else nullcontext():
        yield


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail what calls the event loop from another thread, in place of asyncio's debug mode.

    For each future that would note the whole stack: more than a third of the time of all tests.
    """
    loop = asyncio.get_running_loop()
    loop.set_debug(False)
    call_soon, own_thread = loop.call_soon, threading.get_ident()

    def checked(callback: Callable[..., object], *args: object, **context: Any) -> asyncio.Handle:  # noqa: ANN401 - asyncio's own
        if threading.get_ident() != own_thread:
            raise RuntimeError("The event loop was called from another thread")
        return call_soon(callback, *args, **context)

    monkeypatch.setattr(loop, "call_soon", checked)


@pytest.fixture(autouse=True)
def _quick_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a phone take no time to look for messages, nor to give one up."""
    monkeypatch.setattr(inbox, "_REFRESH_TAKES", 0)
    monkeypatch.setattr(sending, "_LOOKS", (0, 0))


@pytest.fixture(autouse=True)
def _awake_modem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be waited for where a modem answers: a clock may stand still."""
    monkeypatch.setattr(modem, "TIMING", Timing(settle=0))


@pytest.fixture
def quick_modem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a modem be waited for, and looked at, as long as it takes a simulated one."""
    monkeypatch.setattr(
        modem,
        "TIMING",
        Timing(probe=0.3, settle=0, command=2, sim=1, again=0.05, ussd=1, look_every=0.05),
    )


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant load the integration from this repository, in tests that run it."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots the way Home Assistant's own tests do, without what differs every time."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give Home Assistant a folder of its own, for the journals to be in."""
    return hass_tmp_config_dir


class _Simulator(Simulator):
    """The simulator; a reply has been taken when it returns at a modem, as everywhere else."""

    @override
    async def reply(self, number: str, text: str, to: str | None = None) -> Reply:
        reply = await super().reply(number, text, to)
        async with patience(lambda: "what is on disk is deleted on the SIM"):
            while self.modem.is_used and self.modem.sim.slots:
                await moment()
        return reply


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Return a running simulator whose delivery and callbacks take no time."""
    # Also while it refuses connections.
    with reserved_port() as port, reserved_port() as smpp_port, reserved_port() as modem_port:
        simulator = _Simulator()
        await simulator.start(port=port, smpp_port=smpp_port, modem_port=modem_port)
        simulator.account.delivery_delay = 0
        simulator.account.callback_retry_delay = 0.01
        # Each waits twice as long: enough for the slowest of machines.
        simulator.account.callback_retries = 12
        simulator.account.kannel_max_messages = 10  # a box as the documentation has it
        simulator.account.smpp.password = SMPP_PASSWORD
        simulator.account.modem.pin = PIN
        yield simulator
        await simulator.stop()


def recipient(name: str, number: str, **more: str) -> ConfigSubentryDataWithId:
    """Return a recipient as a subentry keeps it."""
    return ConfigSubentryDataWithId(
        data={CONF_NAME: name, CONF_PHONE_NUMBER: number, **more},
        subentry_type=SUBENTRY_RECIPIENT,
        subentry_id=f"recipient-{name.lower()}",
        title=name,
        unique_id=number,
    )


async def send(hass: HomeAssistant, **data: object) -> list[dict[str, Any]]:
    """Call the action that sends, with its response; return the messages in it."""
    response: Any = await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"message": "door open", **data},
        blocking=True,
        return_response=True,
    )
    messages: list[dict[str, Any]] = response["messages"]
    return messages


async def until(
    hass: HomeAssistant, is_so: Callable[[], bool], what: Callable[[], str] | None = None
) -> None:
    """Wait until something is so; it is looked at whenever an event is fired.

    It has to be so soon; `what` tells in words what that is.
    """
    heard = asyncio.Event()
    stop_listening = hass.bus.async_listen(MATCH_ALL, callback(lambda _event: heard.set()))
    try:
        async with patience(what or (lambda: source_of(is_so))):
            while not is_so():
                heard.clear()
                await heard.wait()
    finally:
        stop_listening()


async def until_state(hass: HomeAssistant, entity_id: str, expected: str) -> None:
    """Wait until an entity has a state."""

    def is_so() -> bool:
        return hass.states.is_state(entity_id, expected)

    def what() -> str:
        state = hass.states.get(entity_id)
        return f"{entity_id} is {expected!r}; it is {state and state.state!r}"

    await until(hass, is_so, what)


def credentials_for(gateway: str, others: Mapping[str, str]) -> dict[str, str]:
    """Return what an account is added with, some of it replaced, or left out where it is empty.

    An account may have no sender. Choices that are not made are what the form shows at first.
    """
    chosen = {field.name: field.default for field in GATEWAYS[gateway].fields if field.choices}
    given = {**CREDENTIALS[gateway], **others}
    left_out = {name for name, value in given.items() if not value and name != CONF_SENDER}
    found = chosen | {name: value for name, value in given.items() if name not in left_out}
    return {name: value for name, value in found.items() if value is not None}


def new_entry(
    simulator: Simulator,
    gateway: str = "clickatell_one",
    credentials: Mapping[str, str] | None = None,
    **options: object,
) -> MockConfigEntry:
    """Return an account at the simulator with two recipients, not yet added.

    `credentials` replace some of those that the gateway's account is added with.
    """
    played_by = PLAYED_BY.get(gateway, gateway)
    return entry_played_by(played_by, simulator, gateway, credentials or {}, options)


def entry_played_by(
    played_by: str,
    simulator: Simulator,
    gateway: str,
    credentials: Mapping[str, str],
    options: Mapping[str, object],
) -> MockConfigEntry:
    """Return an account as `new_entry` does, at a simulated gateway of a certain name."""
    simulator.account.gateway = played_by
    url, at_address = simulator.gateway_urls[played_by], bool(GATEWAYS[gateway].schemes)
    return MockConfigEntry(
        domain=DOMAIN,
        title="Clickatell",
        unique_id="account-1",
        entry_id="0123456789abcdef0123456789",
        data={
            CONF_GATEWAY: gateway,
            CONF_ADVANCED: {CONF_URL: url if at_address else "", CONF_VERIFY_SSL: True},
            **credentials_for(gateway, {CONF_SENDER: SENDER, **credentials}),
            **({} if at_address else {CONF_PORT: url}),
            CONF_WEBHOOK_ID: WEBHOOK_ID,
        },
        options=options,
        subentries_data=[recipient("Anna", ANNA), recipient("Ben", BEN)],
    )


def other_entry(simulator: Simulator, **options: object) -> MockConfigEntry:
    """Return a second account, with one recipient of its own, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Holiday home",
        unique_id="account-2",
        entry_id="fedcba98765432100123456789",
        data={**new_entry(simulator).data, CONF_SENDER: "+15550100098", CONF_WEBHOOK_ID: "9" * 64},
        options=options,
        subentries_data=[recipient("Carla", CARLA)],
    )


@pytest.fixture
async def add_entry(hass: HomeAssistant, simulator: Simulator) -> AddEntry:
    """Return a way to set up an account with options of the test's own."""

    async def add(
        entry: MockConfigEntry | None = None,
        **options: Any,  # noqa: ANN401 - a test's own
    ) -> MockConfigEntry:
        entry = entry or new_entry(simulator, **options)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        gateway = entry.runtime_data.gateway
        if isinstance(gateway, SessionGateway):
            await until(hass, lambda: gateway.is_connected is not None)
        return entry

    return add


@pytest.fixture
async def entry(add_entry: AddEntry) -> MockConfigEntry:
    """Return an account that is set up, with the options as they are at first."""
    return await add_entry()


@pytest.fixture
async def callbacks(
    hass: HomeAssistant,
    simulator: Simulator,
    hass_client_no_auth: Callable[[], Awaitable[TestClient[Any, Any]]],
) -> TestClient[Any, Any]:
    """Let the simulator's callbacks reach Home Assistant; return a client to send others."""
    # Everything that has pages of its own must be there before the test's server starts.
    assert await async_setup_component(hass, "notify", {})
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    # Some gateways go by what an account of theirs is set to, others by what each message names.
    hass.config.external_url = str(client.make_url(""))
    simulator.account.callback_url = str(client.make_url(f"/api/sms_gateway/{WEBHOOK_ID}"))
    return client


@pytest.fixture
def statuses(hass: HomeAssistant) -> list[Event]:
    """Return the status events, as they come."""
    events: list[Event] = async_capture_events(hass, "sms_gateway_message_status")
    return events


@pytest.fixture
def received(hass: HomeAssistant) -> list[Event]:
    """Return the events about inbound messages, as they come."""
    events: list[Event] = async_capture_events(hass, "sms_gateway_message_received")
    return events
