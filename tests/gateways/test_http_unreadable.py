"""A gateway by template that writes carelessly: nothing is sent twice, lost or made up."""

import json

import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    CallbackRequest,
    GatewayError,
    InboundMessage,
)
from custom_components.sms_gateway.gateways.http import Http
from custom_components.sms_gateway.gateways.transport import Answer

from ..roads import NO_SESSION
from .test_http import settings_of

OWN = {"path": "/send", "body": "to=%TO%&text=%MESSAGE%"}
SUCCESS = {"success_at": "$.status", "success_value": "ok", "id_at": "$.id"}
REPLIES = {"reply_from": "from", "reply_text": "text", "reply_id": "id"}


def gateway(**own: str) -> Http:
    """Return an account of these settings."""
    return Http(NO_SESSION, "", settings_of("own", **OWN, **own))


@pytest.mark.parametrize(
    ("body", "is_success"),
    [
        ('{"status":"ok","id":"o2","message":"Freezer\n-5 C"}', True),
        ('{"status":"ok","id":"o2","message":"she said "hi""}', True),
        ('{"status":"ok","id":"o2","mess', True),
        ('<pre>{"status": "ok"}</pre>', True),
        ("{'status': 'ok'", True),
        ('{"status":"error","message":"she said "hi""}', False),
        ('{"status":"o', False),
        ("<html>ok</html>", False),
        ("ok", False),
        ('{"other":{"status":"ok"}}', False),
    ],
)
def test_a_success_that_is_not_readable(body: str, is_success: bool) -> None:
    result = gateway(**SUCCESS).judge(Answer(200, body.encode(), None))
    assert isinstance(result, Accepted) is is_success
    assert isinstance(result, GatewayError) is not is_success


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b'{"from":"+447700900124","text":"first\nsecond","id":"n1"}', "", "first\nsecond"),
        (
            json.dumps({"from": "1", "text": "désolé"}, ensure_ascii=False).encode("latin-1"),
            "application/json; charset=ISO-8859-1",
            "désolé",
        ),
        (b'{"from":447700900124,"text":1.50}', "application/json", "1.50"),
        (b"{'from':'1','text':'OK',}", "application/json", "OK"),
        (
            (
                b'--x\r\nContent-Disposition: form-data; name="from"\r\n\r\n1\r\n'
                b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nOK mp\r\n--x--\r\n'
            ),
            "multipart/form-data; boundary=x",
            "OK mp",
        ),
    ],
)
def test_a_reply_that_is_written_carelessly(body: bytes, content_type: str, text: str) -> None:
    headers = {"Content-Type": content_type}
    parsed = gateway(**REPLIES).parse_callback(CallbackRequest("POST", headers, b"", body))
    (reply,) = parsed.events
    assert isinstance(reply, InboundMessage)
    assert (reply.text, parsed.oddity) == (text, None)
