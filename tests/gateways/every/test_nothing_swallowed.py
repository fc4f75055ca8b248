"""Whatever comes to a callback address, and however: something is told of it, or it is odd."""

from collections.abc import Iterator
from dataclasses import replace
import json
from urllib.parse import parse_qsl, urlencode

import pytest

from custom_components.sms_gateway.gateways.base import CallbackRequest, Gateway, InboundMessage
from simulator import Simulator

from ...conftest import ANNA
from ...roads import NO_SESSION, Road, every_road, roads_where
from .conftest import Home

FIELDS = {
    "from": ANNA, "to": "+447700900999", "text": "STOP", "message": "STOP", "id": "7",
    "mobile": "447700900126", "status": "delivered", "timestamp": "1",
}  # fmt: skip
MULTIPART = "".join(
    f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    for name, value in FIELDS.items()
)
BODIES = {
    "form": urlencode(FIELDS),
    "form of one": "text=STOP",
    "empty values": "from=&text=",
    "JSON": json.dumps(FIELDS),
    "a list": json.dumps([FIELDS, 1, None]),
    "a list of nothing much": "[1]",
    "empty lists": '{"event":{"moText":[],"messageStatusUpdate":[]},"data":[]}',
    "empty object": "{}",
    "objects": json.dumps({"event": {}, "data": {}, "mo": {}, "event_type": "SMS_INBOUND"}),
    "wrong types": json.dumps({name: [value] for name, value in FIELDS.items()}),
    "null": "null",
    "a word": '"STOP"',
    "cut off": json.dumps(FIELDS)[:-9],
    "two": json.dumps(FIELDS) * 2,
    "unquoted": '{"from":"1","text":"she said "STOP""}',
    "multipart": MULTIPART + "--xx--\r\n",
    "multipart, cut off": MULTIPART,
    "XML": '<?xml version="1.0"?><message><from>1</from><body>STOP</body></message>',
    "XML of nothing": "<a/>",
    "plain text": "STOP",
    "NUL": "\0\0",
    "page": "<html><body>STOP</body></html>",
    "ampersands": "&&&",
}
KINDS = {
    "{": "application/json", "[": "application/json", "<": "text/xml",
    "-": "multipart/form-data; boundary=xx",
}  # fmt: skip


def requests() -> Iterator[tuple[str, CallbackRequest]]:
    """Yield each body as a body, in each of its charsets, and as a query."""
    for name, body in BODIES.items():
        headers = {"Content-Type": KINDS.get(body[0], "application/x-www-form-urlencoded")}
        for method in ("POST", "GET"):
            yield name, CallbackRequest(method, headers, b"", body.encode())
        yield name, CallbackRequest("POST", headers, b"", body.encode("utf-16"))
        yield name, CallbackRequest("POST", headers, b"a=b", body.encode())
        yield name, CallbackRequest("GET", {}, urlencode({"data": body}).encode(), b"")
        yield name, CallbackRequest("GET", {}, body.encode(), b"")


@every_road
def test_something_is_told_or_it_is_odd(road: Road) -> None:
    account = road.account(NO_SESSION, "")
    for name, request in requests():
        parsed = account.parse_callback(request)
        assert parsed.events or parsed.oddity, (name, request)
        # The log must not tell what somebody wrote.
        assert "STOP" not in (parsed.oddity or "")
        assert ANNA not in (parsed.oddity or "")


@every_road
def test_an_empty_request_is_nothing(road: Road) -> None:
    account = road.account(NO_SESSION, "")
    for body in (b"", b"\r\n "):
        parsed = account.parse_callback(CallbackRequest("POST", {}, b"", body))
        assert (list(parsed.events), parsed.oddity) == ([], None)


@pytest.fixture
async def genuine(simulator: Simulator, account: Gateway, home: Home) -> list[CallbackRequest]:
    """Return the callbacks of one reply."""
    await simulator.reply(ANNA, "Grüße")
    await simulator.settled()
    return home.heard


def told(account: Gateway, request: CallbackRequest) -> list[str]:
    """Return the texts that a callback brings."""
    events = account.parse_callback(request).events
    return [event.text for event in events if isinstance(event, InboundMessage)]


def multipart(fields: list[tuple[bytes, bytes]]) -> bytes:
    """Return a form as browsers write one with files."""
    parts = [
        b'--b0\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % field
        for field in fields
    ]
    return b"".join(parts) + b"--b0--\r\n"


@roads_where(lambda road: road.brings_replies)
async def test_a_reply_that_comes_another_way_is_a_reply(
    road: Road, account: Gateway, genuine: list[CallbackRequest]
) -> None:
    """A form by GET, by POST or in parts; JSON by GET, in another charset or with raw breaks."""
    for callback in genuine:
        before = told(account, callback)
        body, query = callback.body, callback.query
        if body.lstrip().startswith((b"{", b"[")):
            content = json.loads(body)
            written = json.dumps(content, ensure_ascii=False)
            for codec in ("latin-1", "utf-8-sig", "utf-16", "utf-16-be"):
                assert told(account, replace(callback, body=written.encode(codec))) == before
            broken = written.replace("Grüße", "Grüße\nand\tmore").encode()
            assert told(account, replace(callback, body=broken)) == ["Grüße\nand\tmore"]
            assert told(account, replace(callback, method="GET")) == before
            continue
        if b"charset" in query + body:
            continue  # its bytes are in a charset of their own
        for encoded in filter(None, (query, body)):
            if encoded.lstrip().startswith((b"<", b"data=", b"payload=")):
                continue
            fields = parse_qsl(encoded, keep_blank_values=True)
            as_query = CallbackRequest("GET", callback.headers, encoded, b"")
            as_form = CallbackRequest("POST", callback.headers, b"", encoded)
            in_parts = CallbackRequest("POST", callback.headers, b"", multipart(fields))
            for other in (as_query, as_form, in_parts):
                assert told(account, other) == before
