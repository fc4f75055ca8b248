"""Tests of what every gateway speaks."""

import re

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    Gateway,
    GatewayError,
    InboundMessage,
    normalise_number,
)
from custom_components.sms_gateway.gateways.masking import mask_logins, mask_number, mask_numbers


def test_every_module_is_found() -> None:
    assert "clickatell_one" in GATEWAYS
    for name, gateway in GATEWAYS.items():
        assert issubclass(gateway, Gateway)
        assert gateway.__module__.endswith(f".gateways.{name}")
        assert gateway.default_url.startswith("https://") or not gateway.default_url
        assert gateway.capabilities.batch_size > 0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("27821234567", "+27821234567"),
        ("+27821234567", "+27821234567"),
        ("0027821234567", "+27821234567"),
        (" 27821234567 ", "+27821234567"),
        ("38282", "38282"),
        # Of a gateway that writes internationally only.
        ("2025550123", "+2025550123"),
        ("07700 900124", "07700 900124"),
        ("+44 7700 900124", "+44 7700 900124"),
        ("whatsapp:+447700900124", "whatsapp:+447700900124"),
        ("0821234567", "0821234567"),
        ("Bank", "Bank"),
        ("", ""),
        ("1234567890123456", "1234567890123456"),
        (
            "2\u0667\u0668\u0662\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
            "2\u0667\u0668\u0662\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
        ),
    ],
)
def test_inbound_numbers(written: str, number: str) -> None:
    assert normalise_number(written) == number


def test_who_knows_nothing_more_says_nothing_more() -> None:
    assert Accepted("1") == Accepted("1", ())
    assert InboundMessage(None, "+27821234567", "", "", None).media == ()
    for gateway in GATEWAYS.values():
        words = gateway.capabilities.stop_words + gateway.capabilities.start_words
        assert words == tuple(word.upper() for word in words)


@given(st.text(max_size=20))
def test_an_inbound_number_is_e_164_or_as_it_came(written: str) -> None:
    number = normalise_number(written)
    assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number) or number == written.strip()
    assert normalise_number(number) == number


def test_a_number_is_masked() -> None:
    assert mask_number("+447700900001") == "+44•••••001"
    assert mask_numbers("to 447700900001 and +27821234567, code 105") == (
        "to 447•••••001 and +27•••••567, code 105"
    )


def test_an_error_says_what_the_gateway_said() -> None:
    error = GatewayError(ErrorKind.RECIPIENT, "447700900001 is not valid", code="25")
    assert str(error) == "447•••••001 is not valid (25)"
    assert str(GatewayError(ErrorKind.UNKNOWN, "nothing")) == "nothing"


def test_an_error_shows_no_number_in_any_way() -> None:
    error = GatewayError(ErrorKind.RECIPIENT, "bad +44 7700 900-001 and +447700900001", code="25")
    assert str(error) == "bad +44•••••001 and +44•••••001 (25)"
    assert "900" not in repr(error)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://user:p%40ss@home.example/x", "https://•••@home.example/x"),
        ("'http://:secret@[::1]:8123/x?y=1'", "'http://•••@[::1]:8123/x?y=1'"),
        ("http:\\/\\/user:p@home.example", "http:\\/\\/•••@home.example"),
        ("url=https%3A%2F%2Fuser%3Ap%2540ss%40home%2Fx", "url=https%3A%2F%2F•••%40home%2Fx"),
        # None of these has any.
        ("https://home.example/x?to=a@b.example", "https://home.example/x?to=a@b.example"),
        ("https://home.example?to=a@b", "https://home.example?to=a@b"),
        ("https%3A%2F%2Fhome%2Fx%3Fto%3Da%40b", "https%3A%2F%2Fhome%2Fx%3Fto%3Da%40b"),
        ("see https://home.example, or write to a@b", "see https://home.example, or write to a@b"),
    ],
)
def test_user_name_and_password_in_an_address_are_masked(text: str, masked: str) -> None:
    assert mask_logins(text) == masked
    assert GatewayError(ErrorKind.UNKNOWN, text).text == mask_numbers(masked)
