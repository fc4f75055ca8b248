"""Tests of JSON as programs write it that put it together by hand."""

import json
import time

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.charset import as_text, charset_of
from custom_components.sms_gateway.gateways.nearly_json import read_json


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{"a":"first\nsecond\r\n\tthird"}', {"a": "first\nsecond\r\n\tthird"}),
        ('{"a":"\x00\x1b"}', {"a": "\x00\x1b"}),
        ("\ufeff {}", {}),
        ('{"a":1,}', {"a": 1}),
        ("[1, 2 ,\n]", [1, 2]),
        ('{"a":"b, ] c",}', {"a": "b, ] c"}),
        ("{'a': 'b'}", {"a": "b"}),
        ("{'a': 'it\\'s \"so\"'}", {"a": 'it\'s "so"'}),
        ("{'a': [True, False, None]}", {"a": [True, False, None]}),
        ('{"a":"it\\\'s"}', {"a": "it's"}),
        ('{"a":"it\'s",\'b\':1}', {"a": "it's", "b": 1}),
        ("{'a':'\\u00e9\\n'}", {"a": "é\n"}),
        ('{"a":0711,"b":+447700900124}', {"a": "0711", "b": "+447700900124"}),
        ('{"a":-1,"b":0,}', {"a": -1, "b": 0}),
        ('{"a":1}\0', {"a": 1}),
        ('{"a":1};', {"a": 1}),
        ('{"a":1}\n<!-- served in 3 ms -->', {"a": 1}),
        ("[1]garbage", [1]),
        # What may be more than one, or is none at all.
        ('{"a":1}{"a":2}', None),
        ('{"a":1},{"a":2}', None),
        ("[]=1&from=2", None),
        ('"a" b', None),
        ("12 13", None),
        ('{"a":"b', None),
        ("{'a':'b", None),
        ("{a:1}", None),
        ('{"a":"b"c"}', None),
        ("<html>", None),
        ("{", None),
        ("", None),
    ],
)  # fmt: skip
def test_nearly_json(body: str, found: object) -> None:
    assert read_json(body.encode()) == found


@pytest.mark.parametrize("body", [b"\xff", b"9" * 5000, b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_no_json_is_none(body: bytes) -> None:
    assert read_json(body) is None


def test_a_number_is_known_as_it_was_written() -> None:
    found = read_json(b'{"a":1.50,"b":1e3,"c":NaN,"d":Infinity}')
    assert isinstance(found, dict)
    assert [str(value) for value in found.values()] == ["1.50", "1e3", "nan", "inf"]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
@pytest.mark.parametrize("text", ["désolé", "Grüße aus Köln", "ÀÉÎ", "plain"])
def test_charsets_are_found_out(codec: str, text: str) -> None:
    body = json.dumps({"text": text}, ensure_ascii=False).encode(codec)
    assert read_json(body) == {"text": text}


@pytest.mark.parametrize(
    ("body", "charset", "found"),
    [
        ("5 € “so”".encode("cp1252"), "iso-8859-1", "5 € “so”"),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("Привет".encode("koi8-r"), "KOI8-R", "Привет"),
        ("zażółć".encode("iso-8859-2"), "iso-8859-2", "zażółć"),
        ("désolé".encode(), "iso-8859-1", "désolé"),
        (b"d\xe9sol\xe9", "utf-8", "désolé"),
        (b"d\xe9sol\xe9", "no-such-charset", "désolé"),
        (b"d\xe9sol\xe9 \x81", "", "désolé \x81"),
        # A byte too few of UTF-8 does not spoil the rest.
        ("ça va, mon été".encode()[:-1], "", "ça va, mon ét\ufffd"),
        ("Жюля".encode()[1:], "", "\ufffdюля"),
        ("Привет".encode("utf-16"), "", "Привет"),
        ("OK".encode("utf-16-be"), "", "OK"),
        (b"\xff\xfe", "", ""),
        (b"", "", ""),
    ],
)
def test_bytes_as_text(body: bytes, charset: str, found: str) -> None:
    assert as_text(body, charset) == found


@pytest.mark.parametrize(
    ("content_type", "found"),
    [
        ("application/json; charset=ISO-8859-1", "iso-8859-1"),
        ('text/json;charset="utf-16"', "utf-16"),
        ("application/json", ""),
        ("", ""),
        ("\\", ""),
    ],
)
def test_the_charset_of_a_content_type(content_type: str, found: str) -> None:
    assert charset_of({"Content-Type": content_type}) == found
    assert charset_of({}) == ""


@pytest.mark.parametrize(
    ("begin", "again"), [('{"', '\\"'), ("", "'"), ("'", "\\'"), ("", ", "), ("", "0"), ("[", "0 ")]
)
def test_what_is_made_to_be_slow_is_not(begin: str, again: str) -> None:
    body = begin + again * 30_000
    started = time.process_time()
    read_json(body.encode())
    assert time.process_time() - started < 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON)
def test_json_is_read_as_json(content: object) -> None:
    assert read_json(json.dumps(content).encode()) == content
    assert (
        read_json(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")) is not None
        or content is None
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_read(body: bytes) -> None:
    read_json(body)
    as_text(body).encode()
