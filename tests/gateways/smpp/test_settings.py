"""What an account at an SMSC is set to."""

import pytest

from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.smpp import Smpp
from custom_components.sms_gateway.gateways.smpp.address import Kind, address
from custom_components.sms_gateway.gateways.smpp.pdu import Address
from custom_components.sms_gateway.gateways.smpp.settings import (
    Mode,
    base_url,
    settings,
    wrong_field,
)
from custom_components.sms_gateway.gateways.smpp.text import Alphabet, LongMessages

from ...roads import NO_SESSION
from .conftest import CREDENTIALS, outgoing


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("smpp.example.com", "smpp://smpp.example.com:2775"),
        ("smpp.example.com:2776", "smpp://smpp.example.com:2776"),
        ("smpp://smpp.example.com", "smpp://smpp.example.com:2775"),
        (" SMPPS://smpp.example.com/ ", "smpps://smpp.example.com:3550"),
        ("ssmpp://smpp.example.com:1", "smpps://smpp.example.com:1"),
        ("192.0.2.7", "smpp://192.0.2.7:2775"),
        ("[2001:db8::7]", "smpp://[2001:db8::7]:2775"),
        ("smpp://a:b", "smpp://a:b"),
        ("smpp://u:p@a", "smpp://u:p@a"),
        ("http://a", "http://a"),
        ("smpp://[", "smpp://["),
    ],
)
def test_addresses(written: str, url: str) -> None:
    assert base_url(written) == url
    assert base_url(url) == url


def test_what_is_not_said() -> None:
    found = settings("smpp://a:2775", CREDENTIALS)
    assert (found.mode, found.alphabet) == (Mode.TRANSCEIVER, Alphabet.GSM)
    assert found.long_messages is LongMessages.UDH
    assert (found.window, found.max_per_second, found.keep_alive) == (10, 0, 30)
    assert (found.system_type, found.source, found.has_tls) == (b"", None, False)


def test_what_is_said() -> None:
    said = {"max_per_second": "0,5", "window": "1", "source_type": "5 / 0", "keep_alive": "60"}
    found = settings("smpps://a:3550", CREDENTIALS | said)
    assert (found.window, found.max_per_second, found.keep_alive) == (1, 0.5, 60)
    assert (found.source, found.has_tls) == (Kind(5, 0), True)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("system_id", "x" * 16, "text_too_long"),
        ("system_id", "grün", "not_text"),
        ("password", "longer-than-8", None),
        ("password", "x" * 65, "text_too_long"),
        ("system_type", "1234567", None),
        ("window", "0", "wrong_window"),
        ("window", "101", "wrong_window"),
        ("window", "2.5", "wrong_window"),
        ("window", "100", None),
        ("max_per_second", "-1", "wrong_max_per_second"),
        ("max_per_second", "nan", "wrong_max_per_second"),
        ("max_per_second", "2,5", None),
        ("keep_alive", "4", "wrong_keep_alive"),
        ("keep_alive", "abc", "wrong_keep_alive"),
        ("source_type", "8/1", "wrong_number_type"),
        ("destination_type", "international", "wrong_number_type"),
        ("destination_type", "auto", None),
    ],
)
def test_what_can_be_seen_to_be_wrong(field: str, value: str, error: str | None) -> None:
    assert wrong_field(CREDENTIALS | {field: value}) == (error and (field, error))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("+447999000001", Address(1, 1, b"447999000001")),
        ("40404", Address(0, 1, b"40404")),
        ("HomeAlarm", Address(5, 0, b"HomeAlarm")),
        ("Gate@4 ü", Address(5, 0, b"Gate?4 ?")),
        ("", Address()),
    ],
)
def test_senders(written: str, found: Address) -> None:
    assert address(written) == found


@pytest.mark.parametrize("url", ["http://a", "", "smpp://", "smpp://a:b"])
async def test_an_address_that_is_none(url: str) -> None:
    gateway = Smpp(NO_SESSION, url, CREDENTIALS)
    with pytest.raises(GatewayError) as caught:
        await gateway.send([outgoing()])
    assert (caught.value.kind, caught.value.retryable) == (ErrorKind.UNKNOWN, False)
    with pytest.raises(GatewayError):
        await gateway.try_out()
