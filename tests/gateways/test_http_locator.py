"""Where something is found in an answer."""

import time

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.http.locator import (
    find,
    find_all,
    find_number,
    find_unread,
    is_place,
    is_unclear,
)

# gateways.md 7: the answers of Jasmin and Kannel; 8: that of Vonage.
JASMIN = b'Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d"'
KANNEL = b"0: Accepted for delivery"
VONAGE = b'{"message-count":"1","messages":[{"message-id":"0C","status":"0","parts":2,"ok":true}]}'


@pytest.mark.parametrize(
    ("place", "body", "found"),
    [
        ('Success "*"', JASMIN, "07033084-5cfd-4812-90a4-e4d24ffb6e3d"),
        ('Error "*"', JASMIN, None),
        ("Accepted", KANNEL, "Accepted"),
        ("accepted", KANNEL, None),
        ("*: Accepted", KANNEL, "0"),
        ("0: * for *", KANNEL, "Accepted"),
        ("*", b"first line\nsecond", "first line"),
        ("*", b"\n", None),
        ("id=*;", b"x id=;id=7;", None),
        ("<id>*</id>", b"<a><id>\n 7 </id></a>", "7"),
        ("*\n*", b"\xe9\xe8\n", "éè"),
        ("$.messages[0].message-id", VONAGE, "0C"),
        ("$.messages[0].status", VONAGE, "0"),
        ("$.messages[0].parts", VONAGE, "2"),
        ("$.messages[0].ok", VONAGE, "true"),
        ("$.messages[1].status", VONAGE, None),
        ("$.messages.status", VONAGE, None),
        ("$.message-count[0]", VONAGE, None),
        ("$[0].id", b'[{"id":null}]', "null"),
        ("$", b'"text"', "text"),
        ("$.messages[*].status", VONAGE, "0"),
        ("$.messages[*].nothing", VONAGE, None),
        ("$.messages[0][*]", VONAGE, None),
        ("$[*][*]", b"[[], [7], 8]", "7"),
        ("$.a[0]", b'{"": [7], "a": {"": 8}}', None),
        ("$.a", b"no JSON", None),
        ("$.a", b"[" * 100_000, None),
        ("$.a", b'{"a":"\\ud83d"}', "?"),
    ],
)
def test_place(place: str, body: bytes, found: str | None) -> None:
    assert is_place(place)
    assert find(place, body) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("$.m[*].id", ["1", "2"]),
        ("$.m[*].name", ["x"]),
        ("$.m[*]", ['{"id": 1, "name": "x"}', '{"id": "2"}', "null"]),
        ("$.m[1].id", ["2"]),
        ("$.n[*].id", []),
        ('"id": *,', ["1"]),
    ],
)
def test_all_of_a_list(place: str, found: list[str]) -> None:
    assert is_place(place)
    assert find_all(place, b'{"m": [{"id": 1, "name": "x"}, {"id": "2"}, null]}') == found


@pytest.mark.parametrize("place", ["$a", "$.", "$.a.", "$.a[x]", "$.a[-1]", "$..a", "$.a[0"])
def test_what_is_no_path(place: str) -> None:
    assert not is_place(place)


@given(st.text(alphabet="ab*", max_size=8), st.text(alphabet="ab\n", max_size=60))
def test_a_pattern_finds_what_its_words_stand_around(pattern: str, body: str) -> None:
    found = find(pattern, body.encode())
    words = pattern.split("*")
    if found is not None and len(words) > 1:
        assert f"{words[0]}" in body
        assert found in body
    if "*" not in pattern:
        assert (found is not None) is (pattern in body)


def test_no_pattern_takes_long() -> None:
    began = time.perf_counter()
    find("a*" * 500 + "b", b"a" * 1_000_000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("place", "body", "number"),
    [
        ("", b'{"balance": 100.0, "sms_count": "ND"}', 100.0),
        ("$.balance", b'{"sms_count": 3, "balance": "42.50"}', 42.5),
        ("$.balance", b'{"balance": "ND"}', None),
        ("$.data.balance", b'{"balance": 1}', None),
        ("", b"Credit: -3.10 EUR", -3.1),
        ("EUR*", b"EUR12.50", 12.5),
        ("", b"utf-8 v2", None),
        ("", b"", None),
        ("", b"<html><p>404 Not Found</p>", None),
        ("<credits>*</credits>", b"<v>1</v><credits>7</credits>", 7.0),
    ],
)
def test_number(place: str, body: bytes, number: float | None) -> None:
    assert find_number(place, body) == number


@pytest.mark.parametrize(
    ("place", "body", "found"),
    [
        ("$.status", '{"status":"ok","message":"she said "hi""}', "ok"),
        ("$.status", '{"status": "ok", "id": "o2", "mess', "ok"),
        ("$.result.status", '{"result":{"status":0,"text":"cut o', "0"),
        ("$.result[0].status", "<pre>[{&quot;status&quot;:&quot;ok&quot;}]</pre>", "ok"),
        ("$.status", "x {'status': 'ok'}", "ok"),
        ("$.status", '{"status":true', "true"),
        ("$.status", '{"status":null', "null"),
        ("$.status", '{"status":"', ""),
        ("$.status", '{"my-status":"ok', None),
        ("$.status", '{"other":"ok"}', None),
        ("$.status", '{"result":{"status":"ok"}}', None),
        ("$[0]", '["ok', None),
        ('Success "*"', "<pre>Success &quot;7&quot;</pre>", "7"),
    ],
)  # fmt: skip
def test_what_is_found_in_what_is_not_readable(place: str, body: str, found: str | None) -> None:
    assert find_unread(place, body.encode()) == found
    assert find_unread(place, body.encode("utf-16")) == found


@pytest.mark.parametrize(
    ("place", "body", "unclear"),
    [
        ("$.left", '{"left":"1,234"}', True),
        ("", "1,234", True),
        ("", "0 12 3", True),
        ("$.left", '{"left":"1,234.5"}', False),
        ("$.left", '{"left":"much"}', False),
        ("$.right", '{"left":"1,234"}', False),
        ("", "<p>1,234</p>", False),
    ],
)
def test_what_is_unclear(place: str, body: str, unclear: bool) -> None:
    assert is_unclear(place, body.encode()) is unclear
