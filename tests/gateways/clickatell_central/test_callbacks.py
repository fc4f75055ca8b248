"""Tests of Central's callbacks as forms and as JSON (clickatell.md 4.6 and 5)."""

import json
from urllib.parse import quote

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackAnswer,
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    InboundMessage,
    ParsedCallback,
    Part,
    ReportedState,
)
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral

from . import guide
from .conftest import HEX, OURS, parse

# Captures that clickatell.md 5 names, KOL's test and HCL's example, with other numbers.
KOL = f"api_id=3460000&from=380500000001&to=4917600000001&timestamp=2014-01-29+02%3A08%3A30&text=Hi%2C+man&charset=ISO-8859-1&udh=&moMsgId={HEX}".encode()  # noqa: E501
HCL = b"api_id=3523864&from=919000000001&timestamp=2015-02-04+09%3A30%3A36&text=Test+clicks+tell+103+2-4-2015&charset=ISO-8859-1&udh=&moMsgId=d2b66016178dda7c3b4a701056797755&to=447700900099"  # noqa: E501
REPORT = f"api_id=1&apiMsgId={HEX}&cliMsgId={OURS}&to=15550100001&timestamp=1700000000&from=15550100099&status=004&charge=0.8".encode()  # noqa: E501
ODDITY = "it holds neither a reply nor a delivery report"

FORMS = pytest.mark.parametrize("part_of_request", ["query", "body"])


def one(parsed: ParsedCallback) -> InboundMessage:
    """Return the one reply of a callback."""
    assert (parsed.answer, parsed.oddity) == (CallbackAnswer(200, ""), None)
    (found,) = parsed.events
    assert isinstance(found, InboundMessage)
    return found


def reply(**fields: str) -> InboundMessage:
    """Read a reply from fields that are percent-encoded already."""
    named = {"from": "1", "text": "x", "moMsgId": "m"} | fields
    return one(parse("&".join(f"{name}={value}" for name, value in named.items()).encode()))


@FORMS
@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (
            guide.HTTP_CALLBACK,
            InboundMessage(
                "b2aee337abd962489b123fda9c3480fa",
                "+279991235642",
                "+27123456789",
                "Hereisthe messagetext",
                1_218_008_630.0,
            ),
        ),
        (
            KOL,
            InboundMessage(HEX, "+380500000001", "+4917600000001", "Hi, man", 1_390_954_110.0),
        ),
        (
            HCL,
            InboundMessage(
                "d2b66016178dda7c3b4a701056797755",
                "+919000000001",
                "+447700900099",
                "Test clicks tell 103 2-4-2015",
                1_423_035_036.0,
            ),
        ),
    ],
)
def test_a_reply(part_of_request: str, encoded: bytes, expected: InboundMessage) -> None:
    assert one(parse(**{part_of_request: encoded})) == expected


@pytest.mark.parametrize("name", ["moMsgId", "momsgid", "MOMSGID", "moMsgld"])
def test_spellings_of_the_id(name: str) -> None:
    assert one(parse(f"From=1&TEXT=x&{name}=m".encode())).provider_message_id == "m"


@pytest.mark.parametrize(
    ("charset", "encoded", "text"),
    [
        # KOL's test has Cyrillic in UTF-16BE with plain bytes where they are ASCII.
        ("UTF-16BE", "%04%1F%04%40%048%042%045%04B", "Привет"),
        ("UTF-16BE", "%00t%00e%00n%00%ED%00a%00+%00%21", "tenía !"),
        ("UTF-16BE", "%D8%3D%DE%D1", "🛑"),
        ("UTF-16BE", "%00a%00", "a"),
        ("utf-16be", "%FE%FF%00a", "a"),
        ("ISO-8859-1", "Gr%FC%DFe+%26+5%2B5", "Grüße & 5+5"),
        ("8-BIT", "Gr%FC%DFe", "Grüße"),
        ("UTF-8", "Gr%C3%BC%C3%9Fe", "Grüße"),
        ("X-NEW", "Gr%FC%DFe", "Grüße"),
        ("", "Gr%C3%BC%C3%9Fe", "Grüße"),
        ("", "Gr%FC%DFe", "Grüße"),
        ("ISO-8859-1", "a%00b", "a\x00b"),
    ],
)
def test_charsets(charset: str, encoded: str, text: str) -> None:
    assert reply(text=encoded, charset=charset).text == text


@pytest.mark.parametrize(
    ("encoded", "text"),
    [("Gr%C3%BC%C3%9Fe", "Grüße"), ("%FC", "ü"), ("%EF%BB%BFSTOP", "STOP")],
)
def test_a_charset_may_be_missing(encoded: str, text: str) -> None:
    assert reply(text=encoded).text == text


def test_a_line_break_behind_a_form_is_not_part_of_the_text() -> None:
    assert one(parse(body=b"from=1&text=STOP\r\n")).text == "STOP"


@pytest.mark.parametrize(
    ("timestamp", "seconds"),
    [
        ("2008-08-06%2009:43:50", 1_218_008_630.0),
        ("2008-08-0609:43:50", 1_218_008_630.0),
        ("2008-08-06T09:43:50", 1_218_008_630.0),
        ("2026-01-15+12:00:00", 1_768_471_200.0),
        ("2026-07-15+12:00:00", 1_784_109_600.0),
        ("2008-08-06", None),
        ("2008-13-06+09:43:50", None),
        ("0000-00-00+00:00:00", None),
        ("0001-01-01+00:00:00", None),
        ("9999-12-31+24:00:00", None),
        ("1700000000", None),
        ("", None),
    ],
)
def test_timestamps_are_gmt_2_all_year_round(timestamp: str, seconds: float | None) -> None:
    assert reply(timestamp=timestamp).sent_at == seconds


@pytest.mark.parametrize(
    ("udh", "part"),
    [
        ("050003330201", Part(0x33, 2, 1)),
        ("050003330202", Part(0x33, 2, 2)),
        ("06080412340301", Part(0x1234, 3, 1)),
        ("", None),
        ("UDH", None),
        ("050003330203", None),
        ("05000333", None),
    ],
)
def test_parts(udh: str, part: Part | None) -> None:
    assert reply(udh=udh).part == part
    assert reply().part is None


def test_parts_that_share_an_id_are_told_apart() -> None:
    """What has the same id is taken for a repetition, and the rest of a reply would be lost."""
    first, second, again = (reply(udh=f"05000333020{number}") for number in (1, 2, 1))
    assert (first.provider_message_id, second.provider_message_id) == ("m/1", "m/2")
    assert again == first
    document = "<clickmo><from>1</from><text>x</text><moMsgId>m</moMsgId><udh>050003330202</udh>"
    (in_xml,) = parse(body=f"data={document}</clickmo>".encode()).events
    assert in_xml == second
    (in_json,) = parse(body=b'{"from":"1","text":"x","moMsgId":"m","udh":"050003330202"}').events
    assert in_json == second


@pytest.mark.parametrize("udh", ["", "050003330203", "nonsense"])
def test_what_is_no_part_has_its_id_as_it_is(udh: str) -> None:
    assert reply(udh=udh).provider_message_id == "m"


def test_a_part_without_an_id_has_none() -> None:
    assert one(parse(b"from=1&text=x&udh=050003330201")).provider_message_id is None


def test_a_part_keeps_half_a_pair_and_a_message_does_not() -> None:
    halves = {"charset": "UTF-16BE", "text": "%DE%D1%00a%D8%3D"}
    assert reply(udh="050003330201", **halves).text == "\uded1a\ud83d"
    reply(**halves).text.encode()


@pytest.mark.parametrize(
    ("written", "number"),
    [("27123456789", "+27123456789"), ("38282", "38282"), ("27123456789001", "+27123456789001"),
     ("tag-7", "tag-7"), ("", "")],
)  # fmt: skip
def test_the_number_written_to_is_kept(written: str, number: str) -> None:
    assert reply(to=written).to == number


def test_a_reply_without_an_id_or_without_a_text() -> None:
    assert one(parse(b"from=15550100001&text=STOP")).provider_message_id is None
    assert one(parse(b"from=15550100001&moMsgId=m")).text == ""


@pytest.mark.parametrize(
    ("query", "body"),
    [
        (REPORT, b""),
        (b"", REPORT),
        (b"token=x", REPORT + b"\r\n"),
        (
            b"",
            json.dumps(
                {
                    "apiMsgId": HEX,
                    "cliMsgId": OURS,
                    "to": 15550100001,
                    "status": 4,
                    "charge": 0.8,
                }
            ).encode(),
        ),
        (
            b"",
            json.dumps(
                {
                    "APIMSGID": HEX,
                    "climsgid": OURS,
                    "to": "15550100001",
                    "status": "004",
                    "charge": "0.8",
                }
            ).encode(),
        ),
    ],
)
def test_a_delivery_report(query: bytes, body: bytes) -> None:
    found = DeliveryReport(OURS, HEX, ReportedState.DELIVERED, to="+15550100001", cost=0.8)
    assert parse(query, body) == ParsedCallback([found], CallbackAnswer(200, ""), None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (b"apiMsgId=a&status=003", DeliveryReport(None, "a", ReportedState.SENT)),
        (b"cliMsgId=c&status=8", DeliveryReport("c", None, ReportedState.ACCEPTED)),
        (
            b"cliMsgId=&apiMsgId=a&status=11&charge=",
            DeliveryReport(None, "a", ReportedState.ACCEPTED),
        ),
        (b"apiMsgId=a&status=new", DeliveryReport(None, "a", ReportedState.ACCEPTED)),
    ],
)
def test_fields_that_a_report_lacks(query: bytes, found: DeliveryReport) -> None:
    assert parse(query).events == [found]


def test_a_report_of_a_failure() -> None:
    (found,) = parse(REPORT.replace(b"004", b"012")).events
    assert isinstance(found, DeliveryReport)
    assert found.error is not None
    assert (found.state, found.error.kind) == (ReportedState.UNDELIVERED, ErrorKind.FUNDS)
    assert (found.to, found.cost) == ("+15550100001", 0.8)


@pytest.mark.parametrize(
    "encoded",
    [b"x", b"token=1", b"api_id=1&to=2", b"from=1", b"text=x", b"from=+&text=x", b"moMsgId=m",
     b"apiMsgId=a", b"status=004", b"[]", b"{}", b'{"status":"004"}', b"\xff", b"data=x", b"&&="],
)  # fmt: skip
@FORMS
def test_what_is_neither_is_told_and_answered(part_of_request: str, encoded: bytes) -> None:
    parsed = parse(**{part_of_request: encoded})
    assert (list(parsed.events), parsed.oddity) == ([], ODDITY)
    assert parsed.answer == CallbackAnswer(200, "")


@pytest.mark.parametrize("body", [b"", b"\r\n"])
def test_a_probe_is_not_odd(body: bytes) -> None:
    assert parse(b"", body) == ParsedCallback()


FIELD = st.sampled_from(
    ["api_id", "moMsgId", "moMsgld", "from", "to", "timestamp", "text", "charset", "udh", "data",
     "apiMsgId", "cliMsgId", "status", "charge"]
)  # fmt: skip
VALUE = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [b"UTF-16BE", b"ISO-8859-1", b"UTF-8", b"050003330201", b"15550100001", b"004",
         b"0001-01-01 00:00:00", b"9999-12-31 24:00:00", b"\xd8\x3d", b"nan", b"9" * 5000]
    ),
)  # fmt: skip
FORM = st.dictionaries(FIELD, VALUE).map(
    lambda fields: "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode()
)
OBJECT = st.dictionaries(
    FIELD,
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800")
    | st.lists(st.none()) | st.sampled_from([10**400, "15550100001", "004", "050003330201"]),
).map(lambda fields: json.dumps(fields).encode())  # fmt: skip
PIECES = st.lists(
    st.sampled_from(
        [b"<?xml version=1.0?>", b'<?xml version="1.0" encoding="UTF-16"?>', b"data=", b"<clickmo>",
         b"</clickmo>", b"<text>", b"</text>", b"<from>1</from>", b"<a/>", b"&#xD83D;", b"&#0;",
         b"&x;", b"<!DOCTYPE a [", b'<!ENTITY x "y">', b"]>", b"<![CDATA[", b"]]>", b"<!--", b" ",
         b"&amp;", b"&", b"%3C", b"\x00", b"\xe9", b"\xef\xbb\xbf", b"<x:a xmlns:x='y'>", b"</x:a>"]
    )
).map(b"".join)  # fmt: skip
ENCODED = st.one_of(st.binary(), FORM, OBJECT, PIECES, PIECES.map(lambda found: b"data=" + found))


@given(ENCODED, ENCODED)
@settings(deadline=None, max_examples=300)
def test_any_callback_is_read_and_can_be_stored(query: bytes, body: bytes) -> None:
    gateway = ClickatellCentral.__new__(ClickatellCentral)
    parsed = gateway.parse_callback(CallbackRequest("POST", {}, query, body))
    assert parsed.answer == CallbackAnswer(200, "")
    assert parsed.oddity in (None, ODDITY)
    for event in parsed.events:
        if isinstance(event, InboundMessage):
            texts = [event.provider_message_id, event.sender, event.to]
            texts += [] if event.part else [event.text]
        else:
            texts = [event.message_id, event.provider_message_id, event.to]
        for text in texts:
            (text or "").encode()
