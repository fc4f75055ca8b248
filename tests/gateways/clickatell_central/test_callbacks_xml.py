"""Tests of Central's callbacks as XML and SOAP, and of what must not be read as such."""

from urllib.parse import quote, quote_plus

import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackAnswer,
    DeliveryReport,
    InboundMessage,
    ParsedCallback,
    Part,
    ReportedState,
)

from . import guide
from .conftest import HEX, parse
from .test_callbacks import ODDITY, one

GUIDES_REPLY = InboundMessage(
    "fa6ba35b330ce1bc7e2008e5d92d57aa",
    "handset_number_here",
    "mo_number_here",
    "xxx",
    1_172_493_410.0,
)
SOAP_REPLY = InboundMessage("xyz", "xyz", "xyz", "xyz", None)

# A capture that is published with a client (clickatell.md 5), with other numbers.
CAPTURE = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<clickmo>
\t<api_id>3243293</api_id>
\t<moMsgId>2363036fd9e75cf0289015dd18cbe700</moMsgId>
\t<from>38640000001</from>
\t<to>447700900099</to>
\t<timestamp>2010-06-21 11:36:26</timestamp>
\t<text>I</text>
\t<charset>ISO-8859-1</charset>
\t<udh></udh>
</clickmo>
"""
CAPTURED = InboundMessage(
    "2363036fd9e75cf0289015dd18cbe700", "+38640000001", "+447700900099", "I", 1_277_112_986.0
)
# A status callback that somebody published (pastebin.com/fBUfPbwb).
REPORT = b"""<?xml version="1.0"?>
<callback>
<apiMsgId>996411ad91fa211e7d17bc873aa4a41d</apiMsgId>
<cliMsgId></cliMsgId>
<timestamp>1218008129</timestamp>
<to>279995631564</to>
<from>27833001171</from>
<charge>0.300000</charge>
<status>004</status>
</callback>
"""
SOAP_REPORT = (
    b'<S:Envelope xmlns:S="s"><S:Body><t:mt_callback xmlns:t="clickatell_mt">'
    b"<apimsgid>996411ad91fa211e7d17bc873aa4a41d</apimsgid><climsgid/><to>279995631564</to>"
    b"<charge>0.3</charge><status>004</status></t:mt_callback></S:Body></S:Envelope>"
)


def document(text: str | bytes, prolog: bytes = b"", udh: bytes = b"") -> bytes:
    """Return a reply with a text that is escaped already."""
    encoded = text.encode() if isinstance(text, str) else text
    return (
        prolog
        + b"<clickmo><moMsgId>m</moMsgId><from>15550100001</from><to>15550100099</to>"
        + b"<udh>%b</udh><text>%b</text></clickmo>" % (udh, encoded)
    )


def text_of(encoded: bytes) -> str:
    """Return the text of the reply in a document."""
    return one(parse(body=encoded)).text


def ways(encoded: bytes) -> list[tuple[bytes, bytes]]:
    """Return a document as each query and body that may carry it."""
    return [
        (b"", encoded),
        (b"", b"data=" + encoded),
        (b"", b"Data=" + encoded),
        (b"", b"data=" + quote(encoded).encode()),
        (b"", b"api_id=1&DATA=" + quote_plus(encoded).encode()),
        (b"data=" + quote(encoded).encode(), b""),
        (b"token=x&data=" + quote_plus(encoded).encode(), b""),
        (b"data=" + quote(encoded, safe="<>/=?\"'&;").encode(), b""),
        (b"token=x&Data=" + quote_plus(encoded, safe="<>/=?\"'&;").encode(), b""),
        (b"data=" + encoded, b""),
    ]


def test_the_guides_example() -> None:
    assert one(parse(body=guide.XML_CALLBACK)) == GUIDES_REPLY
    assert one(parse(query=guide.XML_CALLBACK)) == GUIDES_REPLY


def test_the_guides_soap_example() -> None:
    assert one(parse(body=guide.SOAP_CALLBACK)) == SOAP_REPLY
    assert one(parse(query=guide.SOAP_CALLBACK)) == SOAP_REPLY


@pytest.mark.parametrize("example", [guide.XML_CALLBACK, guide.SOAP_CALLBACK])
@pytest.mark.parametrize("way", range(10))
def test_every_way_a_document_may_come(example: bytes, way: int) -> None:
    query, body = ways(example.partition(b"=")[2])[way]
    expected = GUIDES_REPLY if example is guide.XML_CALLBACK else SOAP_REPLY
    assert one(parse(query, body)) == expected


@pytest.mark.parametrize("way", range(10))
def test_escaped_text_every_way(way: int) -> None:
    encoded = document("5+5 &lt; 100%25 &amp;text=x", guide.BARE_PROLOG)
    assert one(parse(*ways(encoded)[way])).text == "5+5 < 100%25 &text=x"


@pytest.mark.parametrize("way", range(10))
def test_a_capture(way: int) -> None:
    assert one(parse(*ways(CAPTURE)[way])) == CAPTURED


@pytest.mark.parametrize(
    "encoded",
    [
        REPORT,
        guide.BARE_PROLOG + REPORT.partition(b"?>")[2],
        SOAP_REPORT,
    ],
)
@pytest.mark.parametrize("way", range(10))
def test_a_delivery_report(encoded: bytes, way: int) -> None:
    query, body = ways(encoded)[way]
    found = DeliveryReport(
        None,
        "996411ad91fa211e7d17bc873aa4a41d",
        ReportedState.DELIVERED,
        to="+279995631564",
        cost=0.3,
    )
    assert parse(query, body) == ParsedCallback([found], CallbackAnswer(200, ""), None)


@pytest.mark.parametrize(
    ("prolog", "text"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>', b"Gr\xfc\xdfe"),
        (b"<?xml version='1.0' encoding='utf-8' ?>", b"Gr\xc3\xbc\xc3\x9fe"),
        (b'<?xml version="1.0"?>', b"Gr\xc3\xbc\xc3\x9fe"),
        (b'<?xml version="1.0"?>', b"Gr\xfc\xdfe"),
        (b"<?xml version=1.0?>", b"Gr\xfc\xdfe"),
        (guide.BARE_PROLOG, b"Gr\xfc\xdfe"),
        (b"<?xml version=1.0 encoding=ISO-8859-1?>\n", b"Gr\xfc\xdfe"),
        (b'\n<?xml version="1.0" encoding="new"?>', b"Gr\xfc\xdfe"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', b"Gr\xc3\xbc\xc3\x9fe"),
        (b"\xef\xbb\xbf<?xml version=1.0?>", b"Gr\xc3\xbc\xc3\x9fe"),
        (b"\xef\xbb\xbf", b"Gr\xc3\xbc\xc3\x9fe"),
        (b"", b"Gr\xc3\xbc\xc3\x9fe"),
        (b"", b"Gr\xfc\xdfe"),
        (b'<?xml version="1.0" encoding="US-ASCII"?>', b"Gr&#252;&#xDF;e"),
    ],
)
def test_prologs_and_encodings(prolog: bytes, text: bytes) -> None:
    assert text_of(document(text, prolog)) == "Grüße"


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;", "a <b> & \"c\" 'd'"),
        ("<![CDATA[a < b]]>", "a < b"),
        ("5+5=100% &amp;data=%3C", "5+5=100% &data=%3C"),
        ("  kept \n", "  kept \n"),
        ("&#8364; &#x1F6D1;", "€ 🛑"),
        (
            "caf&eacute; &lt;3&nbsp;A & B &amp C &unknown; R&D",
            "café <3\xa0A & B &amp C &unknown; R&D",
        ),
        ("", ""),
    ],
)
def test_texts(escaped: str, text: str) -> None:
    assert text_of(document(escaped)) == text


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("a\x0cb", "a�b"),
        ("a&#12;b&#x1b;c&#0;", "a�b�c�"),
        ("&#1114112;&#x7fffffff;", "��"),
        ("&#xD83D;&#xDED1; &#55357;&#57041;", "🛑 🛑"),
        ("a&#xD83D;", "a�"),
        ("&#65535;", "�"),
    ],
)
def test_characters_that_xml_forbids_lose_no_reply(escaped: str, text: str) -> None:
    assert text_of(document(escaped)) == text


def test_a_part() -> None:
    found = one(parse(body=document("x", udh=b"050003330202")))
    assert found.part == Part(0x33, 2, 2)


def test_several_replies_in_a_document() -> None:
    body = b"<all>" + document("one") + document("two").replace(b">m<", b">n<") + b"</all>"
    found = parse(body=body).events
    assert [event.text for event in found if isinstance(event, InboundMessage)] == ["one", "two"]


LAUGHS = b"".join(
    b'<!ENTITY lol%d "%b">' % (n, b"&lol%d;" % (n - 1) * 10 if n else b"lol") for n in range(10)
)


@pytest.mark.parametrize(
    "dtd",
    [
        b"<!DOCTYPE clickmo [" + LAUGHS + b"]>",
        b'<!DOCTYPE clickmo [<!ENTITY lol9 SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE clickmo [<!ENTITY lol9 SYSTEM "http://127.0.0.1:1/">]>',
        b'<!DOCTYPE clickmo [<!ENTITY % all SYSTEM "http://127.0.0.1:1/all.dtd"> %all;]>',
        b'<!DOCTYPE clickmo SYSTEM "http://127.0.0.1:1/clickmo.dtd">',
        b'<!DOCTYPE clickmo [<!ENTITY lol9 "' + b"x" * 10000 + b'">]>',
        b"<!DOCTYPE clickmo>",
    ],
)
@pytest.mark.parametrize("way", range(10))
def test_a_dtd_is_refused(dtd: bytes, way: int) -> None:
    text = "&lol9;" if b"lol9" in dtd else "x"
    query, body = ways(document(text, b'<?xml version="1.0"?>' + dtd))[way]
    parsed = parse(query, body)
    assert (list(parsed.events), parsed.oddity) == ([], ODDITY)
    assert parsed.answer == CallbackAnswer(200, "")


@pytest.mark.parametrize(
    "body",
    [
        b"<",
        b"<html><body>",
        b"<clickmo>",
        b"<clickmo/>",
        b"<clickmo><text>x</text></clickmo>",
        b"<x:clickmo><from>1</from><text>x</text></x:clickmo>",
        document("x") + b"<again/>",
        b"<a>" * 30000,
        b"data=<",
        b"data=%3C",
        f"<callback><apiMsgId>{HEX}</apiMsgId></callback>".encode(),
    ],
)
def test_what_can_not_be_read_is_told_and_answered(body: bytes) -> None:
    parsed = parse(body=body)
    assert (list(parsed.events), parsed.oddity) == ([], ODDITY)
    assert parsed.answer == CallbackAnswer(200, "")
