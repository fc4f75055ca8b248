"""Replies at a gateway by template in all the forms in which they come."""

from collections.abc import Mapping
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
    Media,
    Part,
    ReportedState,
)
from custom_components.sms_gateway.gateways.http.callbacks import parse
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.http.presets.kannel import REPLIES_BY_GET

ANNA, HOME = "+15550100001", "+15550100099"
KANNEL = PRESETS["kannel"].settings
OWN = {"reply_from": "from", "reply_text": "text"}


def post(
    body: str | bytes, query: str = "", headers: Mapping[str, str] | None = None
) -> CallbackRequest:
    """Return a callback by POST."""
    content = body.encode() if isinstance(body, str) else body
    return CallbackRequest("POST", headers or {}, query.encode(), content)


def of(preset: str, **fields: object) -> list[InboundMessage | DeliveryReport]:
    """Return what a preset reads from a form."""
    return list(parse(post(urlencode(fields)), PRESETS[preset].settings).events)


# -- Kannel's post-url: the text is the body -------------------------------------------------------

# As smsbox writes them.
HEADERS = {
    "Content-Type": 'text/plain; charset="UTF-8"',
    "X-Kannel-From": ANNA,
    "X-Kannel-To": HOME,
    "X-Kannel-Time": "2026-10-01 12:00:00",
    "X-Kannel-Coding": "0",
}
QUERY = f"sender={quote(ANNA)}&receiver={quote(HOME)}&id=abc&charset=UTF-8"
TEXTS = [
    "OK",
    "one\ntwo\n\nthree",
    "two  spaces",
    "<script>alert(1)</script>",
    "see ../x",
    "Привет 👍🏽",
    "STOP",
    "a=b&sender=%2B447700900124&text=nothing",
    '{"sender": "+447700900124", "text": "nothing", "status": "1", "id": "x"}',
    "",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("query", [QUERY, ""])
def test_kannel_posts_the_text_alone(text: str, query: str) -> None:
    parsed = parse(post(text, query, HEADERS), KANNEL)
    expected = InboundMessage("abc" if query else None, ANNA, HOME, text, None)
    assert (parsed.events, parsed.oddity, parsed.answer.body) == ([expected], None, "")


@pytest.mark.parametrize("header", ["content-type", "Content-Type", "CONTENT-TYPE"])
@pytest.mark.parametrize("is_in_query", [True, False])
def test_kannel_without_mo_recode_posts_ucs_2(header: str, is_in_query: bool) -> None:
    query = "sender=1&charset=UTF-16BE" if is_in_query else "sender=1"
    headers = {} if is_in_query else {header: 'text/plain; charset="UTF-16BE"'}
    (reply,) = parse(post("Привет".encode("utf-16-be"), query, headers), KANNEL).events
    assert isinstance(reply, InboundMessage)
    assert reply.text == "Привет"


def test_kannel_by_get_url_and_reports_go_on() -> None:
    query = f"{QUERY}&text=on+my+way"
    get = CallbackRequest("GET", {}, query.encode(), b"")
    for settings in (KANNEL, {**KANNEL, **REPLIES_BY_GET}):
        assert parse(get, settings).events == [InboundMessage("abc", ANNA, HOME, "on my way", None)]
        report = CallbackRequest("GET", {}, b"id=ha42&status=1", b"")
        assert parse(report, settings).events == [
            DeliveryReport("ha42", "ha42", ReportedState.DELIVERED)
        ]
        buffered = CallbackRequest("GET", {}, b"id=ha42&status=4", b"")
        assert parse(buffered, settings).events == [
            DeliveryReport("ha42", "ha42", ReportedState.ACCEPTED)
        ]


def test_a_form_is_read_as_such_even_where_the_body_may_be_the_text() -> None:
    form = post("sender=1&text=OK", headers={"Content-Type": "application/x-www-form-urlencoded"})
    (reply,) = parse(form, KANNEL).events
    assert isinstance(reply, InboundMessage)
    assert (reply.sender, reply.text) == ("1", "OK")


def test_what_stands_in_the_address_counts_before_a_header() -> None:
    headers = {"From": "+447700900124", "text": "of a header"}
    (reply,) = parse(post("from=1&text=OK", headers=headers), OWN).events
    assert isinstance(reply, InboundMessage)
    assert (reply.sender, reply.text) == ("1", "OK")


# -- parts -----------------------------------------------------------------------------------------


def part(number: object, **more: object) -> list[InboundMessage | DeliveryReport]:
    """Return a part of a long reply at Vonage."""
    fields = {"msisdn": "447700900127", "to": "447700900999", "messageId": f"0C{number}"}
    fields |= {"text": "Stop", "concat": "true", "concat-ref": "08B5", "concat-total": "2"}
    return of("vonage", **{**fields, "concat-part": number, **more})


def test_parts_of_a_reply_have_what_they_have_in_common() -> None:
    (first,), (second,), (other,) = part(1), part("2"), part(1, **{"concat-ref": "08B6"})
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert isinstance(other, InboundMessage)
    assert first.part is not None
    assert second.part is not None
    assert other.part is not None
    assert first.part == Part(first.part.reference, 2, 1)
    assert second.part == Part(first.part.reference, 2, 2)
    assert other.part.reference != first.part.reference
    in_json = json.dumps({"msisdn": "1", "text": "x", "concat-ref": "08b5", "concat-total": 2,
                          "concat-part": 1})  # fmt: skip
    (same,) = parse(post(in_json), PRESETS["vonage"].settings).events
    assert isinstance(same, InboundMessage)
    assert same.part == first.part


@pytest.mark.parametrize(
    "odd",
    [
        {"concat-total": "1"},
        {"concat-part": "0"},
        {"concat-part": "3"},
        {"concat-part": "x"},
        {"concat-total": ""},
        {"concat-ref": ""},
        {"concat-total": "256"},
    ],
)
def test_what_can_be_no_part_is_a_message(odd: dict[str, str]) -> None:
    (reply,) = part(1, **odd)
    assert isinstance(reply, InboundMessage)
    assert reply.part is None


# -- a mark, a list, several at once ---------------------------------------------------------------


@pytest.mark.parametrize("direction", ["incoming", "Incoming "])
def test_a_mark_tells_a_reply_from_a_report(direction: str) -> None:
    # A status that is known makes it a report elsewhere.
    fields = {"from": ANNA, "to": HOME, "message": "OK", "id": "s1", "status": "delivered"}
    assert of("elks46", direction=direction, **fields) == [
        InboundMessage("s1", ANNA, HOME, "OK", None)
    ]
    assert of("elks46", direction="outgoing", **fields) == [
        DeliveryReport("s1", "s1", ReportedState.DELIVERED)
    ]
    assert of("elks46", id="s1", status="sent") == [DeliveryReport("s1", "s1", ReportedState.SENT)]


def test_a_mark_may_stand_further_inside() -> None:
    settings = {
        "reply_mark": "data.event_type=message.received, inbound",
        "reply_from": "data.from",
        "reply_text": "data.text",
        "report_id": "data.id",
        "report_status": "data.status",
        "report_delivered": "delivered",
    }
    data = {"from": ANNA, "text": "OK", "id": "1", "status": "delivered"}
    for kind, expected in (("message.received", InboundMessage), ("message.sent", DeliveryReport)):
        body = json.dumps({"data": {**data, "event_type": kind}})
        (event,) = parse(post(body), settings).events
        assert isinstance(event, expected)


def test_a_list_inside_of_the_json() -> None:
    results = [
        {"messageId": "m1", "from": "15550100001", "to": "15550100099", "text": "one"},
        {"messageId": "m2", "from": "15550100001", "to": "15550100099", "text": "two"},
        {"messageId": "ha42", "status": {"groupName": "DELIVERED"}, "to": "15550100001"},
        {"nothing": "to read"},
    ]
    parsed = parse(post(json.dumps({"results": results})), PRESETS["infobip"].settings)
    assert parsed.events == [
        InboundMessage("m1", "15550100001", "15550100099", "one", None),
        InboundMessage("m2", "15550100001", "15550100099", "two", None),
        DeliveryReport("ha42", "ha42", ReportedState.DELIVERED),
    ]
    assert parsed.oddity is not None


@pytest.mark.parametrize("content", [{"results": []}, {"results": {}}, {"results": [1]}, {}])
def test_a_list_without_events_is_odd(content: dict[str, object]) -> None:
    parsed = parse(post(json.dumps(content)), PRESETS["infobip"].settings)
    assert parsed.events == []
    assert parsed.oddity is not None


def test_smsapi_reports_several_at_once() -> None:
    fields = {"MsgId": "1,2", "idx": "ha1,ha2", "status_name": "DELIVERED,UNDELIVERED"}
    first, second = of("smsapi", **fields)
    assert first == DeliveryReport("ha1", "1", ReportedState.DELIVERED)
    assert isinstance(second, DeliveryReport)
    assert (second.message_id, second.state) == ("ha2", ReportedState.UNDELIVERED)
    # What is not as many is one, with commas in it.
    (one,) = of("smsapi", MsgId="a,b", idx="ha1", status_name="DELIVERED")
    assert one == DeliveryReport("ha1", "a,b", ReportedState.DELIVERED)


def test_our_id_comes_back_beside_the_gateways() -> None:
    fields = {"messageId": "0C1", "client-ref": "ha42", "msisdn": "15550100001"}
    assert of("vonage", **fields, status="delivered") == [
        DeliveryReport("ha42", "0C1", ReportedState.DELIVERED)
    ]
    fields["client-ref"] = ""
    assert of("vonage", **fields, status="buffered") == [
        DeliveryReport("0C1", "0C1", ReportedState.SENT)
    ]


@pytest.mark.parametrize(
    ("preset", "status", "state"),
    [
        ("vonage", "unknown", ReportedState.SENT),
        ("vonage", "deleted", ReportedState.UNDELIVERED),
        ("vonage", "expired", ReportedState.UNDELIVERED),
        ("gatewayapi", "ENROUTE", ReportedState.SENT),
        ("gatewayapi", "SKIPPED", ReportedState.UNDELIVERED),
        ("messagebird", "delivery_failed", ReportedState.UNDELIVERED),
        ("plivo", "undelivered", ReportedState.UNDELIVERED),
        ("smsplanet", "true", ReportedState.DELIVERED),
        ("smsplanet", "false", ReportedState.UNDELIVERED),
    ],
)
def test_what_a_status_means(preset: str, status: str, state: ReportedState) -> None:
    settings = PRESETS[preset].settings
    fields: dict[str, Any] = {}
    for name, value in ((settings["report_id"], "1"), (settings["report_status"], status)):
        *outer, last = name.split(".")
        within = fields
        for step in outer:
            within = within.setdefault(step, {})
        within[last] = value
    (report,) = parse(post(json.dumps(fields)), settings).events
    assert isinstance(report, DeliveryReport)
    assert report.state is state


# -- pictures --------------------------------------------------------------------------------------


def test_pictures_come_with_their_addresses() -> None:
    first, second = "https://media.example.net/1.jpg", "https://media.example.net/2.jpg"
    (reply,) = of("plivo", From="1", To="2", Text="look", MessageUUID="m", Type="mms",
                  Media0=first, Media1=second, MediaCount="2")  # fmt: skip
    assert isinstance(reply, InboundMessage)
    assert (reply.text, reply.media) == ("look", (Media(first), Media(second)))
    (alone,) = of("elks46", **{"from": "1", "direction": "incoming", "image": first})
    assert isinstance(alone, InboundMessage)
    assert (alone.text, alone.media) == ("", (Media(first),))
    listed = {"from": "1", "text": "x", "media": [first, 5, None, "data:image/png;base64,AA"]}
    (reply,) = parse(post(json.dumps(listed)), {**OWN, "reply_media": "media"}).events
    assert isinstance(reply, InboundMessage)
    assert reply.media == (Media(first),)
