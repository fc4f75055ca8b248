"""Templates: every value encoded for where it stands, and none taken for a placeholder."""

import json
from urllib.parse import parse_qsl

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.http.template import (
    fill_form,
    fill_headers,
    fill_json,
    fill_url,
    has_login,
    placeholders,
    unknown_placeholder,
)

NASTY = "\"a\" & b=c\r\nX: y \\ % + %TO% %41 'ü' 🛑 #/?"
VALUES = {"TO": "+15550100001", "MESSAGE": NASTY, "ID": "ha42", "UNICODE": "yes"}


def test_url() -> None:
    assert fill_url("/send/%ID%/to?to=%TO%&x=1&text=%MESSAGE%", VALUES) == (
        "/send/ha42/to?to=%2B15550100001&x=1&text=%22a%22%20%26%20b%3Dc%0D%0AX%3A%20y%20%5C%20%25"
        "%20%2B%20%25TO%25%20%2541%20%27%C3%BC%27%20%F0%9F%9B%91%20%23%2F%3F"
    )


def test_what_is_encoded_already_stays_so_and_the_rest_is_made_so() -> None:
    template = "/a%20b/ü?dlr-url=%CALLBACK%%3Fid%3D%ID%%26status%3D%25d&n=a b#c"
    assert fill_url(template, VALUES | {"CALLBACK": "https://home/x"}) == (
        "/a%20b/%C3%BC?dlr-url=https%3A%2F%2Fhome%2Fx%3Fid%3Dha42%26status%3D%25d&n=a%20b%23c"
    )


def test_forms_of_the_callback_address() -> None:
    template = "/?a=%CALLBACK%&b=%CALLBACK:LOGIN%&c=%CALLBACK:KANNEL%%3Fid%3D%ID%&d=%CALLBACK:X%"
    values = {"CALLBACK": "1", "CALLBACK:LOGIN": "2", "CALLBACK:KANNEL": "%%", "ID": "ha42"}
    assert fill_url(template, values) == "/?a=1&b=2&c=%25%25%3Fid%3Dha42&d=%CALLBACK:X%"
    assert placeholders(template) == {"CALLBACK", "ID"}
    assert unknown_placeholder(template) == "%CALLBACK:X%"
    assert has_login(template)
    assert not has_login("/?a=%CALLBACK%&text=:LOGIN%")


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_value_comes_out_of_a_form_as_it_went_in(text: str) -> None:
    values = {"TO": "1", "MESSAGE": text or "x"}
    filled = fill_form("text=%MESSAGE%&to=%TO%", values)
    assert parse_qsl(filled, keep_blank_values=True) == [("text", values["MESSAGE"]), ("to", "1")]


@given(st.text())
def test_any_value_comes_out_of_json_as_it_went_in(text: str) -> None:
    values = {"MESSAGE": text or "x"}
    filled = fill_json('{"a": ["%MESSAGE%", {"b": "<%MESSAGE%>"}], "n": 1, "z": null}', values)
    written = values["MESSAGE"]
    assert json.loads(filled) == {"a": [written, {"b": f"<{written}>"}], "n": 1, "z": None}


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert fill_form("text=%MESSAGE%", {"MESSAGE": "a\ud83d"}) == "text=a%3F"


def test_what_has_no_value_is_left_out() -> None:
    values = {"TO": "1", "FROM": "", "CALLBACK": ""}
    assert fill_url("/send?from=%FROM%&to=%TO%&url=%CALLBACK%%3Fid%3D1", values) == "/send?to=1"
    assert fill_form("from=%FROM%&to=%TO%", values) == "to=1"
    template = '{"from": "%FROM%", "to": ["%TO%", "%FROM%"], "in": {"url": "x%CALLBACK%"}}'
    assert json.loads(fill_json(template, values)) == {"to": ["1"], "in": {}}
    assert fill_headers("X-From: %FROM%\nX-To: %TO%", values) == {"X-To": "1"}


def test_either_or() -> None:
    assert fill_form("coding=%UNICODE:2:0%", {"UNICODE": "yes"}) == "coding=2"
    assert fill_form("coding=%UNICODE:2:0%", {"UNICODE": ""}) == "coding=0"
    assert fill_form("a=1&type=%UNICODE:unicode:%", {"UNICODE": ""}) == "a=1"


def test_a_value_begins_no_header_of_its_own() -> None:
    headers = fill_headers("X-Text:  %MESSAGE%  \n\nAuthorization: Bearer %PASSWORD%", {
        "MESSAGE": "a\r\nX: b", "PASSWORD": "s3cret",
    })  # fmt: skip
    assert headers == {"X-Text": "aX: b", "Authorization": "Bearer s3cret"}


def test_placeholders() -> None:
    assert placeholders("/%TO%?a=%UNICODE:1:0%&b=%25%MESSAGE%") == {"TO", "UNICODE", "MESSAGE"}


@pytest.mark.parametrize(
    ("template", "is_unknown"),
    [
        ("/send?to=%TO%&text=%TEXT%", True),
        ("/send?to=%PARTNER%", True),
        ("/send?coding=%UNICODE%", True),
        ("/send?to=%TO%&text=%MESSAGE%&c=%UNICODE:8:0%", False),
        ("/send?sign=%DE%AD%BE%EF&a=%3Fid%3D%ID%%26s%3D%25d", False),
        ("100%", False),
    ],
)
def test_what_was_meant_to_be_a_placeholder(template: str, is_unknown: bool) -> None:
    assert (unknown_placeholder(template) is not None) is is_unknown


def test_an_unknown_placeholder_is_named() -> None:
    assert unknown_placeholder("/send?to=%TO%&text=%MESAGE%&c=%COLOUR%") == "%MESAGE%"
