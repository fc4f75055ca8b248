"""The HTTP edge: a gateway's callback comes in raw, is stored, and only then answered."""

import asyncio
import base64
from collections.abc import Sequence
from hmac import compare_digest
from http import HTTPStatus
import logging
from math import ceil
import sqlite3

from aiohttp import hdrs
from aiohttp.web import Request, RequestPayloadError, Response
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
from homeassistant.util.aiohttp import MockRequest

from .account.account import Account, SmsGatewayConfigEntry
from .account.callback_address import CALLBACK_PATH, known_addresses
from .const import DOMAIN
from .gateways.base import CallbackRequest, DeliveryReport, InboundMessage
from .messaging.inflow import TooManyMessagesError

_LOGGER = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
# How long a body may take, and how long one that nobody reads is waited for, in seconds.
_PATIENCE = 30.0
_PATIENCE_WITH_REFUSED = 1.0


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
        """Take a callback of any method that is known here."""
        entries: list[SmsGatewayConfigEntry] = request.app[KEY_HASS].config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        for entry in entries:
            if compare_digest(entry.data[CONF_WEBHOOK_ID].encode(), webhook_id.encode()):
                return await _answer(entry, request)
        return Response(status=HTTPStatus.NOT_FOUND)

    head = post = get


@callback
def async_register(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Answer what comes through Home Assistant Cloud, which knows webhooks only.

    An unload does not unregister: what comes in during a reload has to be answered 503.
    """

    async def handle(_hass: HomeAssistant, _webhook_id: str, request: Request) -> Response:
        return await _answer(entry, request)

    async_unregister(hass, entry)
    webhook.async_register(
        hass,
        DOMAIN,
        entry.title,
        entry.data[CONF_WEBHOOK_ID],
        handle,
        allowed_methods=[hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_POST],
    )


@callback
def async_unregister(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Answer no more callbacks."""
    webhook.async_unregister(hass, entry.data[CONF_WEBHOOK_ID])


async def _answer(entry: SmsGatewayConfigEntry, request: Request) -> Response:
    """Answer a callback, whichever way it came: who may call, what there is to read, what of it."""
    if request.method == hdrs.METH_HEAD:
        return Response()  # somebody tries whether the address answers
    account = _loaded(entry)
    if account is None:
        return await _unread(request, Response(status=HTTPStatus.SERVICE_UNAVAILABLE))
    credentials = request.headers.get(hdrs.AUTHORIZATION, "")
    if not _is_authorised(account, credentials):
        account.callbacks.refuse(has_credentials=bool(credentials))
        return await _unread(request, _refusal(account, HTTPStatus.UNAUTHORIZED))
    account.callbacks.let_in()
    body = await _read(request, _PATIENCE)
    # Only now: the account may have been unloaded while the body came in.
    if _loaded(entry) is not account:
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
    if isinstance(body, HTTPStatus):
        account.callbacks.note_oddity(0, f"it could not be read: {body.phrase}")
        return _refusal(account, body)
    return await _take(account, request, body)


def _loaded(entry: SmsGatewayConfigEntry) -> Account | None:
    return entry.runtime_data if entry.state is ConfigEntryState.LOADED else None


async def _take(account: Account, request: Request, body: bytes) -> Response:
    """Store what a callback brings; what is not stored has to be brought again."""
    title = account.entry.title
    try:
        came = _as_it_came(account, request, body)
        parsed = account.gateway.parse_callback(came)
        if parsed.refusal is not None:
            account.callbacks.disbelieve(parsed.refusal)
            return _refusal(account, HTTPStatus(parsed.answer.status))
        account.callbacks.welcome()
        if parsed.oddity:
            account.callbacks.note_oddity(len(came.query) + len(body), parsed.oddity)
        too_many = await _store(account, parsed.events)
    except (sqlite3.Error, OSError) as error:
        _LOGGER.error(  # noqa: TRY400 - a full disk is told, and not where in the code it was met
            "A callback for %s could not be stored: %s", title, error
        )
    except Exception:
        # Nobody foresaw it, and Home Assistant's webhooks would make a 200 of it.
        _LOGGER.exception("A callback for %s could not be stored", title)
    else:
        if too_many is not None:
            account.callbacks.put_off()
            headers = {hdrs.RETRY_AFTER: str(ceil(too_many.retry_after))}
            return Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
        answer = parsed.answer
        return Response(status=answer.status, text=answer.body, content_type=answer.content_type)
    return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)


async def _store(
    account: Account, events: Sequence[InboundMessage | DeliveryReport]
) -> TooManyMessagesError | None:
    """Store what may be stored; who knows the address could make up any number of strangers."""
    messages = [event for event in events if isinstance(event, InboundMessage)]
    reports = [event for event in events if isinstance(event, DeliveryReport)]
    admitted, too_many = await account.inbox.admit(await account.inbox.as_sent(messages))
    taken: list[InboundMessage | DeliveryReport] = [*admitted, *reports]
    await account.receive(taken)
    await account.callbacks.keep(taken)
    return too_many


def _refusal(account: Account, status: HTTPStatus) -> Response:
    """Refuse a callback, so that the gateway keeps it until what is wrong is mended."""
    if account.gateway.capabilities.drops_refused:
        status = HTTPStatus.SERVICE_UNAVAILABLE
    is_asked = status is HTTPStatus.UNAUTHORIZED
    headers = {hdrs.WWW_AUTHENTICATE: f'Basic realm="{DOMAIN}"'} if is_asked else None
    response = Response(status=status, headers=headers)
    if not is_asked:
        # What is left of the body would be taken for the next request.
        response.force_close()
    return response


def _as_it_came(account: Account, request: Request, body: bytes) -> CallbackRequest:
    login, webhook_id = account.options.callback_login, account.entry.data[CONF_WEBHOOK_ID]
    return CallbackRequest(
        request.method,
        request.headers,
        _raw_query(request),
        body,
        known_addresses(account.hass, webhook_id, login),
    )


def _raw_query(request: Request | MockRequest) -> bytes:
    """Return the query as it came: decoding it as UTF-8 would spoil every other charset."""
    # What comes through a cloudhook has no URL, and its query is raw already.
    if isinstance(request, MockRequest):
        return request.query_string.encode("utf-8", "replace")
    return request.rel_url.raw_query_string.encode("utf-8", "surrogateescape")


async def _read(request: Request, seconds: float) -> bytes | HTTPStatus:
    """Return a body, or why there is none.

    It is read up to its limit and no further; cloudhooks know no other way to read one.
    """
    content = request.content
    body = b""
    try:
        async with asyncio.timeout(seconds):
            while chunk := await content.read(MAX_BODY + 1 - len(body)):
                body += chunk
                if len(body) > MAX_BODY:
                    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT
    except RequestPayloadError, ConnectionError:
        # It is not what its headers say. aiohttp would read on, and log the whole trace of that.
        content.feed_eof()
        return HTTPStatus.BAD_REQUEST
    return body


async def _unread(request: Request, response: Response) -> Response:
    """Answer without a look at the body; who is still sending it would not hear the answer."""
    if isinstance(await _read(request, _PATIENCE_WITH_REFUSED), HTTPStatus):
        response.force_close()
    return response


def _is_authorised(account: Account, header: str) -> bool:
    """Compare Basic credentials in constant time; without any in the options all are welcome."""
    options = account.options
    if (login := options.callback_login) is None:
        return True
    scheme, _, encoded = header.partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except ValueError:
        given = b""
    expected = f"{options.callback_username or ''}:{options.callback_password or ''}"
    # As they stand in an address is how those give them who don't decode that: Kannel, for one.
    is_right = [compare_digest(given, one.encode()) for one in (expected, login)]
    return any(is_right) and scheme.lower() == "basic"
