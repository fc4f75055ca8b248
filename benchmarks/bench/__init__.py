"""What the benchmarks need inside Home Assistant: the other side of each comparison."""

import asyncio
import time

from aiohttp.web import Request, Response
from homeassistant.components import webhook
from homeassistant.components.clickatell import notify as clickatell
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.setup import async_get_setup_timings

from .writer import at_work, longest_wait

DOMAIN = "bench"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Point Home Assistant's own notifier at the simulator; add a webhook and some actions."""
    clickatell.BASE_API_URL = config[DOMAIN]["clickatell_url"]

    async def do_nothing(_hass: HomeAssistant, _webhook_id: str, _request: Request) -> Response:
        return Response()

    async def clickatell_seconds(call: ServiceCall) -> ServiceResponse:
        """Send so many messages through Home Assistant's own notifier, one after another."""
        began = time.perf_counter()
        for number in range(call.data["messages"]):
            await hass.services.async_call(
                "notify", "clickatell", {"message": f"The freezer is warm {number}"}, blocking=True
            )
        return {"seconds": time.perf_counter() - began}

    async def call_action(call: ServiceCall) -> ServiceResponse:
        """Call an action as an automation does; return when that was, in seconds since 1970."""
        domain, _, action = call.data["name"].partition(".")
        began = time.time()
        await hass.services.async_call(domain, action, call.data["data"], blocking=True)
        return {"began": began}

    async def writer_held(call: ServiceCall) -> ServiceResponse:
        """Return for how long the journal was not to be had while something was done, at most."""
        entry = hass.config_entries.async_get_known_entry(call.data["entry_id"])
        working = asyncio.create_task(at_work(hass, entry, call.data["work"]))
        return {"seconds": await longest_wait(entry, working)}

    async def setup_seconds(call: ServiceCall) -> ServiceResponse:
        """Return how long the set-up of an integration took when Home Assistant started."""
        return {"seconds": async_get_setup_timings(hass)[call.data["integration"]]}

    webhook.async_register(hass, DOMAIN, "Nothing", "nothing", do_nothing)
    for action in (clickatell_seconds, call_action, writer_held, setup_seconds):
        hass.services.async_register(
            DOMAIN, action.__name__, action, supports_response=SupportsResponse.ONLY
        )
    return True
