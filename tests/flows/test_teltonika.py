"""Adding a router with RutOS 7: which modem sends, and a certificate that it has made itself."""

from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from simulator import Simulator

from ..certificate import contexts
from ..translations import config_error
from .test_account import account, begin, enter

ROUTER = "teltonika"


async def add(hass: HomeAssistant, simulator: Simulator, **more: object) -> ConfigFlowResult:
    """Fill in the form of a router."""
    return await enter(hass, await begin(hass, ROUTER), account(simulator, ROUTER, **more))


async def test_of_several_modems_one_has_to_be_chosen(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.router_modems = ("1-1", "3-1")
    result = await add(hass, simulator)
    # Modem is one of the fields that are aside.
    assert result["errors"] == {"advanced": "which_modem"}
    shown = config_error("which_modem").format(**(result["description_placeholders"] or {}))
    assert shown == "The router has these modems: 1-1, 3-1. Enter the one that is to send."
    result = await enter(hass, result, account(simulator, ROUTER, modem="3-1"))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["modem"] == "3-1"
    # The other one may be an account, too.
    result = await add(hass, simulator, modem="1-1", name="Another")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_router_without_a_modem(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.account.router_modems = ()
    result = await add(hass, simulator)
    assert result["errors"] == {"url": "no_modem"}


async def test_a_certificate_that_the_router_has_made_itself(
    hass: HomeAssistant, simulator: Simulator, tmp_path: Path
) -> None:
    async def answer(request: web.Request) -> web.Response:
        is_login = request.path == "/api/login"
        data: Any = {"token": "a-token"} if is_login else [{"id": "1-1"}]
        return web.json_response({"success": True, "data": data})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    tls, _ = await hass.async_add_executor_job(contexts, tmp_path)
    server = TestServer(application, scheme="https")
    await server.start_server(ssl=tls)
    url = str(server.make_url("/"))
    result = await add(hass, simulator, url=url)
    assert result["errors"] == {"advanced": "bad_certificate"}
    result = await enter(hass, result, account(simulator, ROUTER, url=url, verify_ssl=False))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert await hass.config_entries.async_unload(result["result"].entry_id)
    await server.close()
