"""Tests of BulkSMS's callbacks in the form in which the vendor's guide prints them."""

import json

import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
    ParsedCallback,
    ReportedState,
)
from custom_components.sms_gateway.gateways.bulksms import BulkSms

from ..roads import NO_SESSION

# As the vendor's guide to webhooks prints it (bulksms.com/developer/webhooks): no `type`.
PRINTED = {
    "id": "9001",
    "from": {"type": "INTERNATIONAL", "address": "+447700900125"},
    "to": {"type": "INTERNATIONAL", "address": "+447700900999"},
    "body": {"value": "OK", "encoding": {"type": "TEXT"}},
    "submission": {"id": "1", "date": "2026-01-02T10:00:00Z"},
    "status": {"condition": "DELIVERED", "date": "2026-01-02T10:00:00Z", "final": True},
}


def printed(*entries: object, event: str | None) -> ParsedCallback:
    """Read a callback in the form of the guide."""
    headers = {"X-BulkSMS-Event": event} if event else {}
    account = BulkSms(NO_SESSION, "", {"token_id": "a", "token_secret": "b"})
    return account.parse_callback(
        CallbackRequest("POST", headers, b"", json.dumps(entries).encode())
    )


def test_a_reply_as_the_guide_prints_it() -> None:
    parsed = printed(PRINTED, event="incoming-message")
    reply = InboundMessage("9001", "+447700900125", "+447700900999", "OK", 1767348000.0)
    assert (list(parsed.events), parsed.oddity) == ([reply], None)


@pytest.mark.parametrize(
    ("condition", "state"),
    [("SENT", ReportedState.SENT), ("DELIVERED", ReportedState.DELIVERED),
     ("FAILED", ReportedState.UNDELIVERED), ("UNKNOWN", ReportedState.ACCEPTED)],
)  # fmt: skip
def test_a_report_as_the_guide_prints_it(condition: str, state: ReportedState) -> None:
    entry = PRINTED | {"status": {"condition": condition}}
    (report,) = printed(entry, event="status-report").events
    assert isinstance(report, DeliveryReport)
    assert (report.provider_message_id, report.state) == ("9001", state)


def test_of_what_kind_a_message_is_has_to_be_said() -> None:
    parsed = printed(PRINTED, event=None)
    assert not parsed.events
    assert parsed.oddity
    # But a report has a status.
    without = {name: value for name, value in PRINTED.items() if name != "status"}
    (reply,) = printed(without, event=None).events
    assert isinstance(reply, InboundMessage)
    assert reply.text == "OK"


def test_one_odd_entry_does_not_lose_the_others() -> None:
    odd: list[object] = [1, {}, PRINTED | {"from": {}}, PRINTED | {"body": ["OK"]}]
    parsed = printed(*odd, PRINTED, event="incoming-message")
    assert len(parsed.events) == 1
    assert parsed.oddity
