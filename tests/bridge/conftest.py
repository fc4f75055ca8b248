"""A bridge between a simulated gateway and a real Prosody, and people at their clients."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from counterparts.checks import CannotBeHadError
from counterparts.debian import Unpacked
from counterparts.prosody_box import COMPONENT, SECRET, Prosody, fetched, prosody
from simulator import Simulator

from ..conftest import new_entry

pytest.importorskip("slixmpp", reason="slixmpp is not installed")

ANNA_AT_CHAT, BEN_AT_CHAT = "anna@localhost", "ben@localhost"
BRIDGE_ID = "bridge-1"


def entry_with_bridge(simulator: Simulator, port: int, **more: object) -> MockConfigEntry:
    """Return an account with a bridge to a server, not yet added."""
    entry = new_entry(simulator)
    data = {
        "host": "127.0.0.1",
        "port": port,
        "component": COMPONENT,
        "secret": SECRET,
        "contacts": [ANNA_AT_CHAT],
        "readers": [BEN_AT_CHAT],
        "strangers": "contact",
        **more,
    }
    bridge = ConfigSubentry(
        data=MappingProxyType(data),
        subentry_type="xmpp_bridge",
        subentry_id=BRIDGE_ID,
        title=COMPONENT,
        unique_id=None,
    )
    subentries = {**entry.subentries, bridge.subentry_id: bridge}
    object.__setattr__(entry, "subentries", MappingProxyType(subentries))
    return entry


@pytest.fixture(scope="session")
def _kept() -> dict[str, Unpacked | str]:
    return {}


@pytest.fixture
async def package(_kept: dict[str, Unpacked | str]) -> Unpacked:
    """Return Debian's Prosody; skips where it can't be had."""
    if "prosody" not in _kept:
        try:
            _kept["prosody"] = await fetched()
        except CannotBeHadError as error:
            _kept["prosody"] = str(error)
    found = _kept["prosody"]
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture
def stopped_server(package: Unpacked, tmp_path: Path) -> Iterator[Prosody]:
    """Return a Prosody that does not run yet, with Anna, Ben and a stranger."""
    folder = tmp_path / "prosody"
    folder.mkdir()
    with prosody(package, folder) as server:
        for name in ("anna", "ben", "stranger"):
            server.add_user(name)
        yield server


@pytest.fixture
async def server(stopped_server: Prosody, socket_enabled: None) -> AsyncIterator[Prosody]:
    """Return a Prosody that runs."""
    await stopped_server.start()
    yield stopped_server
    await stopped_server.stop()
