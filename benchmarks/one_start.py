"""One start of one integration in a Home Assistant of its own; prints what it took as JSON.

What any Home Assistant has loaded anyway is there before the measurement begins.
"""

import asyncio
from collections.abc import Mapping
import gc
import json
import os
from pathlib import Path
import sys
import time
from types import MappingProxyType
from typing import Any

from homeassistant import bootstrap, loader
from homeassistant.components import camera, image, tts  # noqa: F401 - the default set-up has them
from homeassistant.config_entries import ConfigEntry, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.runner import RuntimeConfig

CONFIGURATION = """
history:
logbook:
webhook:
repairs:
diagnostics:
system_health:
backup:
device_automation:
media_source:
binary_sensor:
button:
event:
notify:
sensor:
switch:
update:
"""
PLATFORMS = ("binary_sensor", "button", "event", "notify", "sensor", "switch", "update")
SMS_GATEWAY = Path(__file__).parent.parent / "custom_components" / "sms_gateway"


def entry_for(domain: str, address: str) -> ConfigEntry[Any]:
    """Return an account of an integration, with one recipient."""
    data: Mapping[str, Any]
    person: Mapping[str, Any]
    match domain:
        case "sms_gateway":
            data = {
                "gateway": "clickatell_one",
                "api_key": "simulator-key-0000000==",
                "sender": "+15550100099",
                "channel": "sms",
                "advanced": {"url": address, "verify_ssl": True},
                "webhook_id": "a1b2c3d4" * 8,
            }
            person = {"name": "Anna", "phone_number": "+15550100001"}
            kind, version = "recipient", 1
        case "ntfy":
            data = {"url": address, "verify_ssl": True, "username": None, "token": None}
            person = {"topic": "anna", "name": "Anna"}
            kind, version = "topic", 1
        case _:
            data = {"platform": "broadcast", "api_key": "1:token", "api_endpoint": address}
            person = {"chat_id": 1}
            kind, version = "allowed_chat_ids", 2
    subentry = ConfigSubentryDataWithId(
        data=person, subentry_type=kind, subentry_id="anna", title="Anna", unique_id="anna"
    )
    return ConfigEntry(
        domain=domain,
        data=data,
        options={"parse_mode": "markdown"} if domain == "telegram_bot" else {},
        version=1,
        minor_version=version,
        title="Account",
        unique_id="account",
        source="user",
        discovery_keys=MappingProxyType({}),
        subentries_data=[subentry],
    )


def resident_megabytes() -> float:
    """Return what this process keeps in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def started(folder: Path) -> HomeAssistant:
    """Return a Home Assistant that has started."""
    (folder / "configuration.yaml").write_text(CONFIGURATION)
    (folder / "custom_components").mkdir()
    (folder / "custom_components" / "sms_gateway").symlink_to(SMS_GATEWAY)
    hass = await bootstrap.async_setup_hass(RuntimeConfig(str(folder), skip_pip=True))
    if hass is None:
        raise RuntimeError("Home Assistant did not start")
    await hass.async_start()
    await hass.async_block_till_done()
    return hass


async def measure(domain: str, address: str, folder: Path) -> dict[str, float]:
    """Import and set up an integration."""
    hass = await started(folder)
    integration = await loader.async_get_integration(hass, domain)
    before = resident_megabytes()
    began = time.perf_counter()
    await integration.async_get_component()
    await integration.async_get_platforms(["config_flow", *integration.platforms_exists(PLATFORMS)])
    imported = time.perf_counter()
    if domain == "ntfy":
        _ask_here(address)
    entry = entry_for(domain, address)
    ready = time.perf_counter()
    await hass.config_entries.async_add(entry)
    done = time.perf_counter()
    if entry.state.value != "loaded":
        raise RuntimeError(f"{domain} is not set up: {entry.state}, {entry.reason}")
    await hass.async_block_till_done()
    after = resident_megabytes()
    await hass.async_stop(force=True)
    return {
        "import_seconds": imported - began,
        "setup_seconds": done - ready,
        "megabytes": after - before,
    }


def _ask_here(address: str) -> None:
    """Let ntfy ask this machine for its newest version, which it does at GitHub."""
    from aiontfy import update  # noqa: PLC0415 - loaded by what is measured
    from yarl import URL  # noqa: PLC0415

    update.BASE_URL = URL(address)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], Path(sys.argv[3])))))
