"""The HTTP edge: a gateway's callback comes in raw, is stored, and only then answered."""

import base64
from hmac import compare_digest
from http import HTTPStatus
import logging
import time

from aiohttp import hdrs
from aiohttp.web import Request, Response
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
from homeassistant.util.aiohttp import MockRequest

from .account.account import Account, SmsGatewayConfigEntry
from .account.callback_address import CALLBACK_PATH
from .const import DOMAIN
from .gateways.base import CallbackRequest

_LOGGER = logging.getLogger(__name__)

MAX_BODY = 64 * 1024


class CallbackView(HomeAssistantView):
    """Where gateways deliver their callbacks.

    Home Assistant's own webhooks would lose some: they answer 200 for an id they do not know, as
    ours is until it is set up, and a gateway that reads 200 never tries again. Here the answer is
    404 until then, and 503 while the account is not loaded.
    """

    url = CALLBACK_PATH
    name = f"api:{DOMAIN}"
    requires_auth = False

    async def get(self, request: Request, webhook_id: str) -> Response:
        """Take a callback of either method."""
        entries: list[SmsGatewayConfigEntry] = request.app[KEY_HASS].config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        for entry in entries:
            if compare_digest(entry.data[CONF_WEBHOOK_ID].encode(), webhook_id.encode()):
                return await _handle(entry, request)
        return Response(status=HTTPStatus.NOT_FOUND)

    head = post = get


@callback
def async_register(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Answer what comes through Home Assistant Cloud, which knows webhooks only.

    An unload does not unregister: what comes in during a reload has to be answered 503.
    """

    async def handle(_hass: HomeAssistant, _webhook_id: str, request: Request) -> Response:
        return await _handle(entry, request)

    async_unregister(hass, entry)
    webhook.async_register(
        hass,
        DOMAIN,
        entry.title,
        entry.data[CONF_WEBHOOK_ID],
        handle,
        allowed_methods=[hdrs.METH_GET, hdrs.METH_POST],
    )


@callback
def async_unregister(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Answer no more callbacks."""
    webhook.async_unregister(hass, entry.data[CONF_WEBHOOK_ID])


async def _handle(entry: SmsGatewayConfigEntry, request: Request) -> Response:
    try:
        body = await _read(request)
        # Asked only now: the account may have been unloaded while the body came in.
        if entry.state is not ConfigEntryState.LOADED:
            return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return await _answer(entry.runtime_data, request, body)
    except Exception:
        # Whatever it was, the message is not stored, so the gateway has to try again. Home
        # Assistant's webhooks would make a 200 of the exception.
        _LOGGER.exception("A callback could not be stored")
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)


async def _answer(account: Account, request: Request, body: bytes) -> Response:
    if not _is_authorised(account, request.headers.get(hdrs.AUTHORIZATION, "")):
        return _refusal(account, HTTPStatus.UNAUTHORIZED)
    account.called_back_at = time.time()
    if len(body) > MAX_BODY:
        return _refusal(account, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    parsed = account.gateway.parse_callback(
        CallbackRequest(request.method, request.headers, _raw_query(request), body)
    )
    if parsed.oddity:
        _LOGGER.warning(
            "A callback of %d bytes for %s was not taken: %s",
            len(body),
            account.entry.title,
            parsed.oddity,
        )
    await account.receive(parsed.events)
    answer = parsed.answer
    return Response(status=answer.status, text=answer.body, content_type=answer.content_type)


def _refusal(account: Account, status: HTTPStatus) -> Response:
    """Refuse a callback, so that the gateway keeps it until what is wrong is mended."""
    if account.gateway.capabilities.drops_refused:
        status = HTTPStatus.SERVICE_UNAVAILABLE
    is_asked = status is HTTPStatus.UNAUTHORIZED
    headers = {hdrs.WWW_AUTHENTICATE: f'Basic realm="{DOMAIN}"'} if is_asked else None
    return Response(status=status, headers=headers)


def _raw_query(request: Request | MockRequest) -> bytes:
    """Return the query as it came: decoding it as UTF-8 would spoil every other charset."""
    # What comes through a cloudhook has no URL, and its query is raw already.
    raw = (
        request.query_string
        if isinstance(request, MockRequest)
        else request.rel_url.raw_query_string
    )
    return raw.encode("utf-8", "surrogateescape")


async def _read(request: Request) -> bytes:
    """Read a body, one byte beyond the limit at most; cloudhooks know no other way to read one."""
    content = request.content
    body = b""
    while len(body) <= MAX_BODY and (chunk := await content.read(MAX_BODY + 1 - len(body))):
        body += chunk
    return body


def _is_authorised(account: Account, header: str) -> bool:
    """Compare Basic credentials in constant time; without any in the options all are welcome."""
    username, password = account.options.callback_username, account.options.callback_password
    if not username and not password:
        return True
    scheme, _, encoded = header.partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except ValueError:
        given = b""
    expected = f"{username or ''}:{password or ''}".encode()
    return compare_digest(given, expected) and scheme.lower() == "basic"
