"""The control API: everything a test or the page can see and do (under `/control`)."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
import json
import weakref

from aiohttp import WSCloseCode, web
import voluptuous as vol

from .account import Account
from .callbacks import Callback
from .control_schema import ACCOUNT, FAULTS, PHONE, REPLY, Wanted
from .faults import Fault
from .network import Message, OptOut, Phone, Reply
from .server import Server

_SHOWN_PHONES = 30
_SHOWN_MESSAGES = 50
_SHOWN_CALLBACKS = 20
_PUSH_INTERVAL = 0.1

type Json = dict[str, object]


class Control:
    """The control API of one simulator."""

    def __init__(self, simulator: Server) -> None:
        """Control this simulator."""
        self._simulator = simulator
        self._account = ACCOUNT.extend({"gateway": vol.In(list(simulator.gateway_urls))})
        self._live: weakref.WeakSet[web.WebSocketResponse] = weakref.WeakSet()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the control API."""
        return [
            web.get("/control/state", self._get_state),
            web.get("/control/messages", self._get_messages),
            web.get("/control/callbacks", self._get_callbacks),
            web.get("/control/live", self._get_live),
            web.post("/control/reply", self._post_reply),
            web.put("/control/phones", self._put_phone),
            web.put("/control/faults", self._put_faults),
            web.delete("/control/faults", self._delete_faults),
            web.put("/control/account", self._put_account),
            web.post("/control/reset", self._post_reset),
        ]

    async def close(self, _application: web.Application) -> None:
        """Close the pages' connections."""
        for live in list(self._live):
            await live.close(code=WSCloseCode.GOING_AWAY)

    def state(self) -> Json:
        """Return what the page shows; of a long past only the end."""
        network = self._simulator.network
        newest = sorted(network.phones.values(), key=_last_activity, reverse=True)
        return {
            "url": self._simulator.url,
            "gateways": self._simulator.gateway_urls,
            "account": _account(network.account),
            "faults": self._faults(),
            "counters": {
                "send_requests": network.send_requests,
                "accepted": network.accepted,
                "duplicates": network.duplicates,
                "replies": len(network.replies),
                "phones": len(network.phones),
            },
            "smpp": self._simulator.smpp.figures(),
            "modem": self._simulator.modem.figures(),
            "phones": [
                _phone(phone, network.opt_outs.get(phone.number, {}))
                for phone in newest[:_SHOWN_PHONES]
            ],
            "callbacks": self._callbacks()[-_SHOWN_CALLBACKS:],
        }

    def _faults(self) -> Json:
        faults: Json = {
            fault: {"amount": setting.amount, "count": setting.count}
            for fault, setting in self._simulator.faults.settings.items()
        }
        if self._simulator.refusing:
            faults["refuse"] = {"amount": None, "count": None}
        if self._simulator.modem.is_pulled:
            faults["pulled"] = {"amount": None, "count": None}
        return faults

    def _callbacks(self) -> list[Json]:
        return [_callback(callback) for callback in self._simulator.callbacks.sent]

    async def _get_state(self, _request: web.Request) -> web.Response:
        return web.json_response(self.state())

    async def _get_messages(self, _request: web.Request) -> web.Response:
        messages = [_message(message) for message in self._simulator.network.messages]
        return web.json_response({"messages": messages})

    async def _get_callbacks(self, _request: web.Request) -> web.Response:
        return web.json_response({"callbacks": self._callbacks()})

    async def _get_live(self, request: web.Request) -> web.WebSocketResponse:
        """Push the state at once, and again whenever it has changed."""
        live = web.WebSocketResponse()
        await live.prepare(request)
        self._live.add(live)
        async with asyncio.TaskGroup() as tasks:
            pushing = tasks.create_task(self._push(live))
            async for _ in live:
                pass
            pushing.cancel()
        return live

    async def _push(self, live: web.WebSocketResponse) -> None:
        changed = asyncio.Event()
        listeners = self._simulator.network.listeners
        listeners.add(changed.set)
        try:
            while not live.closed:
                changed.clear()
                await live.send_json(self.state())
                await changed.wait()
                await asyncio.sleep(_PUSH_INTERVAL)
        except ConnectionResetError:
            return  # The page is gone.
        finally:
            listeners.discard(changed.set)

    async def _post_reply(self, request: web.Request) -> web.Response:
        try:
            body = REPLY(await _json_object(request))
        except vol.Invalid as error:
            return _invalid(error)
        reply = self._simulator.post_reply(body["from"], body["text"], body.get("to"))
        return web.json_response({"id": reply.id}, status=202)

    async def _put_phone(self, request: web.Request) -> web.Response:
        """Add a phone, switch it off or on, opt it out or in."""
        try:
            body = PHONE(await _json_object(request))
        except vol.Invalid as error:
            return _invalid(error)
        network = self._simulator.network
        phone = network.phone(body["number"])
        sender = phone.last_message.sender if phone.last_message else network.account.sender
        if "unreachable" in body:
            network.set_unreachable(phone.number, body["unreachable"])
        if "opted_out" in body:
            if body["opted_out"]:
                network.opt_out(phone.number, sender, every_sender=True, confirmed=True)
            else:
                network.opt_in(phone.number, sender)
        return web.json_response(_phone(phone, network.opt_outs.get(phone.number, {})))

    async def _put_faults(self, request: web.Request) -> web.Response:
        try:
            body = FAULTS(await _json_object(request))
        except vol.Invalid as error:
            return _invalid(error)
        if "refuse" in body:
            await self._set_refuse(body.pop("refuse"))
        if "pulled" in body:
            await self._set_pulled(body.pop("pulled"))
        for name, setting in body.items():
            if setting is None:
                self._simulator.faults.clear(Fault(name))
            else:
                self._simulator.faults.set(Fault(name), setting.amount, count=setting.count)
        self._simulator.network.changed()
        return web.json_response(self._faults())

    async def _set_refuse(self, setting: Wanted | None) -> None:
        if setting is None:
            await self._simulator.accept()
        else:
            await self._simulator.refuse(setting.amount)

    async def _set_pulled(self, setting: Wanted | None) -> None:
        if setting is None:
            await self._simulator.modem.plug_in()
        else:
            await self._simulator.modem.pull(setting.amount)

    async def _delete_faults(self, _request: web.Request) -> web.Response:
        self._simulator.faults.clear()
        await self._simulator.modem.plug_in()
        await self._simulator.accept()
        return web.json_response(self._faults())

    async def _put_account(self, request: web.Request) -> web.Response:
        try:
            body = self._account(await _json_object(request))
        except vol.Invalid as error:
            return _invalid(error)
        network = self._simulator.network
        for part in ("smpp", "modem"):
            for name, value in body.pop(part, {}).items():
                setattr(getattr(network.account, part), name, value)
        for name, value in body.items():
            setattr(network.account, name, value)
        network.changed()
        return web.json_response(_account(network.account))

    async def _post_reset(self, _request: web.Request) -> web.Response:
        await self._simulator.reset()
        return web.json_response(self.state())


async def _json_object(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read())
    except ValueError as error:
        raise vol.Invalid(f"this is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise vol.Invalid("a JSON object is needed")
    return body


def _invalid(error: vol.Invalid) -> web.Response:
    """Say in a sentence what is wrong with the input."""
    first = error.errors[0] if isinstance(error, vol.MultipleInvalid) else error
    where = ".".join(str(part) for part in first.path)
    sentence = f"{where}: {first.msg}." if where else f"{first.msg}."
    return web.json_response({"error": sentence}, status=400)


def _last_activity(phone: Phone) -> int:
    if not phone.conversation:
        return phone.added_at
    last = phone.conversation[-1]
    return last.accepted_at if isinstance(last, Message) else last.sent_at


def _account(account: Account) -> Json:
    return asdict(account) | {"balance": float(account.balance), "price": float(account.price)}


def _callback(callback: Callback) -> Json:
    return {
        "url": callback.url,
        "method": callback.request.method,
        "summary": callback.request.summary,
        "fields": callback.request.fields,
        "state": callback.state,
        "attempts": [asdict(attempt) for attempt in callback.attempts],
    }


def _phone(phone: Phone, opt_outs: Mapping[str, OptOut]) -> Json:
    return {
        "number": phone.number,
        "unreachable": phone.unreachable,
        "opted_out": bool(opt_outs),
        "conversation": [
            _message(entry) if isinstance(entry, Message) else _reply(entry)
            for entry in phone.conversation[-_SHOWN_MESSAGES:]
        ],
    }


def _message(message: Message) -> Json:
    return {
        "kind": "message",
        "id": message.id,
        "gateway": message.gateway,
        "clientMessageId": message.client_message_id,
        "to": message.to,
        "from": message.sender,
        "text": message.text,
        "channel": message.channel,
        "segments": message.segments,
        "status": message.status,
        "request": message.request,
        "accepted_at": message.accepted_at,
    }


def _reply(reply: Reply) -> Json:
    return {
        "kind": "reply",
        "id": reply.id,
        "gateway": reply.gateway,
        "from": reply.sender,
        "to": reply.to,
        "text": reply.text,
        "channel": reply.channel,
        "sent_at": reply.sent_at,
        "answers": reply.answers.id if reply.answers else None,
    }
