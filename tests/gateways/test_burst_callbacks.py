"""Tests of the other forms in which Burst calls back: a form by POST, and version 2 in JSON."""

import json
from urllib.parse import urlencode

import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackRefusal,
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
    Media,
    ReportedState,
    Verdict,
)
from custom_components.sms_gateway.gateways.burst import Burst
from custom_components.sms_gateway.gateways.burst_signature import _signature
from custom_components.sms_gateway.gateways.signature import Signature

from ..roads import NO_SESSION

BURST = Burst(NO_SESSION, "", {"api_key": "key", "api_secret": "secret"})
REPLY = {
    "mobile": "447700900126",
    "response": "STOP",
    "response_id": "7",
    "longcode": "61400000000",
}
INBOUND = InboundMessage("7", "+447700900126", "+61400000000", "STOP", None)
AT = "2026-01-02T10:00:00Z"


def post(content: object, query: bytes = b"") -> CallbackRequest:
    """Return a callback in JSON."""
    return CallbackRequest("POST", {}, query, json.dumps(content).encode())


def event(kind: str, **inner: object) -> dict[str, object]:
    """Return an event of version 2."""
    return {"event_type": kind, "timestamp": AT, **inner}


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (CallbackRequest("POST", {}, b"", urlencode(REPLY).encode()), INBOUND),
        (CallbackRequest("POST", {}, urlencode(REPLY).encode(), b""), INBOUND),
        (post(REPLY), INBOUND),
        (post([REPLY]), INBOUND),
        (
            post(
                event(
                    "SMS_INBOUND",
                    mo={"id": "8", "sender": "447700900126", "recipient": "61400000000",
                        "message": "Yes, I'm in", "last_message": {"id": "u-1"}},
                )
            ),
            InboundMessage(
                "8", "+447700900126", "+61400000000", "Yes, I'm in", 1767348000.0,
                related_provider_message_id="u-1",
            ),
        ),
        (
            post(
                event(
                    "MMS_INBOUND",
                    mo={"id": "9", "sender": "447700900126", "recipient": "61400000000",
                        "content_urls": ["https://example.org/1.jpg"]},
                )
            ),
            InboundMessage(
                "9", "+447700900126", "+61400000000", "", 1767348000.0,
                media=(Media("https://example.org/1.jpg"),),
            ),
        ),
        (
            post(
                event(
                    "OPT_OUT",
                    opt_out={"source": "LINK_HIT", "source_message": {
                        "id": "u-1", "message": "Gate open", "recipient": "447700900126",
                        "sender": "61400000000"}},
                )
            ),
            InboundMessage(
                None, "+447700900126", "+61400000000", "", 1767348000.0, verdict=Verdict.STOP
            ),
        ),
        (
            post(
                event("SMS_STATUS", status={"id": "u-1", "message_ref": None, "status": "DELIVERED",
                                            "recipient": "447700900126"}),
                b"client_message_id=ours",
            ),
            DeliveryReport("ours", "u-1", ReportedState.DELIVERED, to="+447700900126"),
        ),
    ],
)  # fmt: skip
def test_other_forms(request_: CallbackRequest, found: InboundMessage | DeliveryReport) -> None:
    parsed = BURST.parse_callback(request_)
    assert (list(parsed.events), parsed.oddity) == ([found], None)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("SENT", ReportedState.SENT), ("ACCEPTED", ReportedState.ACCEPTED),
        ("DELIVERED", ReportedState.DELIVERED), ("SOFT_BOUNCE", ReportedState.SENT),
        ("HARD_BOUNCE", ReportedState.UNDELIVERED), ("FAILED", ReportedState.UNDELIVERED),
        ("OTHER", ReportedState.ACCEPTED),
    ],
)  # fmt: skip
def test_states_of_version_2(status: str, state: ReportedState) -> None:
    (report,) = BURST.parse_callback(
        post(event("SMS_STATUS", status={"id": "u-1", "status": status}))
    ).events
    assert isinstance(report, DeliveryReport)
    assert report.state is state
    assert (report.error is not None) is (state is ReportedState.UNDELIVERED)


@pytest.mark.parametrize(
    "content",
    [
        event("SMS_INBOUND"), event("SMS_INBOUND", mo={"sender": "1"}), event("SMS_INBOUND", mo=[]),
        event("SMS_INBOUND", mo={"message": "STOP"}), event("SMS_STATUS", status={"id": "1"}),
        event("SMS_STATUS", status="SENT"), event("OPT_OUT", opt_out={}), event("LINK_HIT"),
        event("MMS_INBOUND", mo={"sender": "1", "message": {}}), {"event_type": [1]}, [],
    ],
)  # fmt: skip
def test_what_lacks_something_is_odd(content: object) -> None:
    parsed = BURST.parse_callback(post(content))
    assert list(parsed.events) == []
    assert parsed.oddity


def test_one_odd_entry_does_not_lose_the_others() -> None:
    parsed = BURST.parse_callback(post([1, REPLY, {}]))
    assert list(parsed.events) == [INBOUND]
    assert parsed.oddity


def test_where_a_signature_is_required_nothing_unsigned_comes_in_beside_it() -> None:
    credentials = {"api_key": "k", "api_secret": "s", "signature": Signature.REQUIRED}
    burst = Burst(NO_SESSION, "", credentials)
    query = urlencode(REPLY).encode()
    headers = {"x-transmitsms-signature": _signature(query, "s")}
    assert burst.parse_callback(CallbackRequest("GET", headers, query, b"")).events
    for body in (query, json.dumps(REPLY).encode()):
        parsed = burst.parse_callback(CallbackRequest("POST", headers, query, body))
        assert (list(parsed.events), parsed.answer.status) == ([], 403)
        assert parsed.refusal is CallbackRefusal.SIGNATURE
