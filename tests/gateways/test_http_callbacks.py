"""What comes in at a gateway by template: fields of queries, forms and JSON."""

import json
from urllib.parse import quote_from_bytes, urlencode

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackAnswer,
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    ParsedCallback,
    ReportedState,
)
from custom_components.sms_gateway.gateways.http.callbacks import parse
from custom_components.sms_gateway.gateways.http.presets import PRESETS

KANNEL, JASMIN, VONAGE = (PRESETS[name].settings for name in ("kannel", "jasmin", "vonage"))
# Reports here name sender and recipient, too, but have no text.
CAPITALS = {
    "reply_from": "From",
    "reply_text": "Body",
    "reply_to": "To",
    "reply_id": "MessageSid",
    "report_id": "MessageSid",
    "report_status": "MessageStatus",
    "report_failed": "undelivered, failed",
}
UUID = "16fd2706-8baf-433b-82eb-8c7fada847da"


def request(query: str = "", body: str | bytes = b"") -> CallbackRequest:
    """Return a callback as it came in."""
    content = body.encode() if isinstance(body, str) else body
    return CallbackRequest("POST" if body else "GET", {}, query.encode(), content)


def state(parsed: ParsedCallback) -> ReportedState:
    """Return what the one report in a callback says."""
    (event,) = parsed.events
    assert isinstance(event, DeliveryReport)
    return event.state


def text(parsed: ParsedCallback) -> str:
    """Return the text of the one reply in a callback."""
    (event,) = parsed.events
    assert isinstance(event, InboundMessage)
    return event.text


def test_reply_from_kannel() -> None:
    query = "sender=%2B15550100001&receiver=%2B15550100099&text=on+my+way&id=abc&charset=UTF-8"
    parsed = parse(request(query), KANNEL)
    assert parsed == ParsedCallback(
        [InboundMessage("abc", "+15550100001", "+15550100099", "on my way", None)],
        CallbackAnswer(200, ""),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", ReportedState.DELIVERED),
        ("2", ReportedState.UNDELIVERED),
        ("4", ReportedState.ACCEPTED),
        ("8", ReportedState.SENT),
        ("16", ReportedState.UNDELIVERED),
        ("32", ReportedState.ACCEPTED),
        # Expired, and of unknown fate, as Kannel 1.4.5 tells them (counterparts.md F4).
        ("34", ReportedState.UNDELIVERED),
        ("66", ReportedState.UNDELIVERED),
    ],
)
def test_report_from_kannel(value: str, expected: ReportedState) -> None:
    parsed = parse(request(f"id=ha42&status={value}"), KANNEL)
    (event,) = parsed.events
    assert isinstance(event, DeliveryReport)
    assert (event.message_id, event.provider_message_id, event.state) == ("ha42", "ha42", expected)
    assert (event.error is not None) is (expected is ReportedState.UNDELIVERED)


def test_failure_names_the_status() -> None:
    (event,) = parse(request("id=ha42&status=2"), KANNEL).events
    assert isinstance(event, DeliveryReport)
    assert isinstance(event.error, GatewayError)
    assert (event.error.kind, event.error.code) == (ErrorKind.UNKNOWN, "2")


def test_reply_from_jasmin() -> None:
    # The fields of the documentation's table, with its example values.
    body = urlencode({
        "id": UUID, "from": "+21620203060", "to": "20203060", "origin-connector": "MTN",
        "priority": "1", "coding": "0", "content": "Hello world !", "binary": "48656c6c6f",
    })  # fmt: skip
    for callback in (request(body=body), request(query=body)):
        assert parse(callback, JASMIN) == ParsedCallback(
            [InboundMessage(UUID, "+21620203060", "20203060", "Hello world !", None)],
            CallbackAnswer(200, "ACK/Jasmin"),
        )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("ESME_ROK", ReportedState.SENT),
        ("ESME_RINVNUMDESTS", ReportedState.UNDELIVERED),
        ("DELIVRD", ReportedState.DELIVERED),
        ("delivrd ", ReportedState.DELIVERED),
        ("UNDELIV", ReportedState.UNDELIVERED),
        ("EXPIRED", ReportedState.UNDELIVERED),
        ("ACCEPTD", ReportedState.SENT),
        ("UNKNOWN", ReportedState.ACCEPTED),
    ],
)
def test_report_from_jasmin(status: str, expected: ReportedState) -> None:
    # A report also has a text: the beginning of the message.
    body = f"id={UUID}&message_status={status}&level=1&id_smsc=2567&err=0&text=Hello+foo+bar"
    assert state(parse(request(body=body), JASMIN)) is expected


@pytest.mark.parametrize(
    ("charset", "octets", "expected"),
    [
        ("8", "ü → 🛑".encode("utf-16-be"), "ü → 🛑"),
        ("UTF-16BE", "STOP".encode("utf-16-be"), "STOP"),
        ("ucs-2", "STOP".encode("utf-16-be"), "STOP"),
        ("UTF-8", "ü → 🛑".encode(), "ü → 🛑"),
        ("0", "ü → 🛑".encode(), "ü → 🛑"),
        ("3", "grün €".encode("cp1252"), "grün €"),
        ("GSM", b"\xef\xbb\xbfSTOP", "STOP"),
        # Captured from Jasmin (counterparts.md F2): the data coding is a byte, and 0 is GSM 03.38.
        ("%08", bytes.fromhex("041f04400438043204350442"), "Привет"),
        ("%08", "STOP".encode("utf-16-be"), "STOP"),
        ("%18", "STOP".encode("utf-16-be"), "STOP"),
        ("%00", b"\x05 \x1e \x7f", "é ß à"),
        ("0", b"\x05 \x1e \x7f", "é ß à"),
        ("%00", b"a\x00b", "a@b"),
        ("%00", b"5 \x1be", "5 €"),
        # Of a national table, without which it is the plain letter.
        ("%00", b"ye\x1bsil", "yesil"),
        ("%00", b"\x02 \x11 \x1b( \x1b) \x1b< \x1b>", "$ _ { } [ ]"),
        ("%00", b"STOP", "STOP"),
        ("%00", b"", ""),
        ("%03", b"gr\xfcn", "grün"),
        ("3", b"\xc3\xa0 la carte", "Ã\xa0 la carte"),
        ("%01", b"OK", "OK"),
        ("8", b"\xd8\x3d", "?"),
        ("", b"\x81", "�"),
    ],
)
def test_charset(charset: str, octets: bytes, expected: str) -> None:
    body = f"from=15550100001&coding={charset}&content={quote_from_bytes(octets)}"
    assert text(parse(request(body=body), JASMIN)) == expected


def test_report_that_names_sender_and_recipient() -> None:
    reply = "MessageSid=SM1&From=%2B15550100001&To=%2B15550100099&Body=STOP&SmsStatus=received"
    assert parse(request(body=reply), CAPITALS).events == [
        InboundMessage("SM1", "+15550100001", "+15550100099", "STOP", None)
    ]
    report = "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003&From=%2B1555&To=%2B1666"
    assert state(parse(request(body=report), CAPITALS)) is ReportedState.UNDELIVERED
    report = report.replace("undelivered", "queued")
    assert state(parse(request(body=report), CAPITALS)) is ReportedState.ACCEPTED


def test_vonage_by_every_method() -> None:
    expected = [InboundMessage("0C", "15550100001", "15550100099", "OK", None)]
    form = "msisdn=15550100001&to=15550100099&messageId=0C&text=OK&type=text"
    in_json = '{"msisdn":"15550100001","to":"15550100099","messageId":"0C","text":"OK"}'
    for callback in (request(form), request(body=form), request(body=in_json)):
        assert parse(callback, VONAGE).events == expected
    report = '{"msisdn":"15550100001","to":"Home","messageId":"0C","status":"delivered"}'
    assert state(parse(request(body=report), VONAGE)) is ReportedState.DELIVERED


def test_json_further_inside_and_several_at_once() -> None:
    settings = {
        "reply_from": "data.From", "reply_text": "data.body", "reply_to": "data.to.0",
        "report_id": "data.id", "report_status": "data.status.type", "report_delivered": "DONE",
    }  # fmt: skip
    body = """[
        {"data": {"from": 15550100001, "to": ["15550100099", "x"], "body": "OK"}},
        {"data": {"id": 7, "status": {"type": "done"}, "from": "15550100099", "body": "alarm"}},
        {"data": []}, {"data": {"from": "15550100001", "body": null}}, 5
    ]"""
    parsed = parse(request(body=body), settings)
    assert parsed.events == [
        InboundMessage(None, "15550100001", "15550100099", "OK", None),
        DeliveryReport("7", "7", ReportedState.DELIVERED),
    ]
    assert parsed.oddity is not None


@pytest.mark.parametrize(
    "number",
    ["2025550123", "0821234567", "27821234567", "+44 7700 900124", "tel:+447700900124", "38282"],
)
def test_numbers_are_handed_over_as_they_came(number: str) -> None:
    body = json.dumps({"msisdn": f" {number} ", "to": number, "text": "STOP"})
    assert parse(request(body=body), VONAGE).events == [
        InboundMessage(None, number, number, "STOP", None)
    ]


def test_an_empty_text_is_a_reply() -> None:
    assert text(parse(request("sender=15550100001&text="), KANNEL)) == ""


def test_fields_of_the_address_count_too() -> None:
    settings = {"report_id": "id", "report_status": "state", "report_delivered": "1"}
    assert state(parse(request("id=ha42", '{"state": 1}'), settings)) is ReportedState.DELIVERED


def test_somebody_tries_whether_the_address_answers() -> None:
    assert parse(request(), JASMIN) == ParsedCallback(answer=CallbackAnswer(200, "ACK/Jasmin"))
    assert parse(request(body=" \n"), JASMIN).oddity is None


@pytest.mark.parametrize(
    "body", ["a=b", "{}", "[{}]", "from=&content=x", "content=x", "id=1", "message_status=DELIVRD"]
)
def test_what_is_neither_is_odd(body: str) -> None:
    parsed = parse(request(body=body), JASMIN)
    assert (parsed.events, parsed.answer.status) == ([], 200)
    assert parsed.oddity == "it is neither a reply nor a delivery report"


@pytest.mark.parametrize("settings", [KANNEL, JASMIN, CAPITALS, VONAGE, {}])
@given(query=st.binary(), body=st.binary())
def test_any_bytes(settings: dict[str, str], query: bytes, body: bytes) -> None:
    parsed = parse(CallbackRequest("POST", {}, query, body), settings)
    assert parsed.answer.status == 200


@pytest.mark.parametrize("settings", [KANNEL, JASMIN, CAPITALS, VONAGE])
@given(value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
))  # fmt: skip
def test_any_json_in_the_fields_that_are_read(settings: dict[str, str], value: object) -> None:
    names = [name for key, name in settings.items() if key.startswith(("reply_", "report_"))]
    parse(request(body=json.dumps(dict.fromkeys(names, value))), settings)
