"""What can be seen to be wrong with the fields of a modem."""

import time

import pytest

from custom_components.sms_gateway.gateways.base import CallbackRequest, FieldKind
from custom_components.sms_gateway.gateways.modem import Modem
from custom_components.sms_gateway.gateways.modem.settings import settings

from ...roads import NO_SESSION

PORT = "/dev/serial/by-id/usb-Quectel_EC25-if02-port0"
ASKED = {"balance_code": "*100#", "balance_pattern": r"(\d+[.,]\d+)"}


def test_fields_in_their_order() -> None:
    assert [(one.name, one.kind, one.required) for one in Modem.fields] == [
        ("port", FieldKind.PORT, True),
        ("pin", FieldKind.SECRET, False),
        ("sender", FieldKind.SENDER, False),
        ("balance_code", FieldKind.TEXT, False),
        ("balance_pattern", FieldKind.TEXT, False),
        ("smsc", FieldKind.TEXT, False),
        ("baud_rate", FieldKind.CHOICE, True),
    ]
    assert Modem.account_id({"port": f" {PORT} "}) == PORT


@pytest.mark.parametrize(
    "given",
    [
        {"port": PORT},
        {"port": f"{PORT} "},
        {"port": "socket://modem.lan:6638"},
        {"port": "rfc2217://[fe80::1]:2217"},
        {"port": "esphome-hass://esphome/01J?port_name=Modem"},
        {"port": PORT, "pin": "1234", "smsc": "+49 (171) 076-0000", **ASKED},
        {"port": PORT, "pin": "12345678", "smsc": "12345", "baud_rate": "9600"},
        {"port": PORT, **ASKED, "balance_pattern": r"(?P<left>[\d.,)+]+) \(EUR\)+"},
        {"port": PORT, **ASKED, "balance_pattern": r"((?:\d{1,3}){2,4})(x)?"},
    ],
)
def test_right(given: dict[str, str]) -> None:
    assert Modem.wrong_field(given) is None


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"port": ""}, ("port", "wrong_port")),
        ({"port": "ttyUSB0"}, ("port", "wrong_port")),
        ({"port": "/dev/tty USB"}, ("port", "wrong_port")),
        ({"port": "socket://modem.lan"}, ("port", "wrong_port")),
        ({"port": "socket://modem.lan:70000"}, ("port", "wrong_port")),
        ({"port": "socket://[modem"}, ("port", "wrong_port")),
        ({"pin": "123"}, ("pin", "wrong_pin")),
        ({"pin": '1234"'}, ("pin", "wrong_pin")),
        ({"smsc": "+49 171 x"}, ("smsc", "wrong_smsc")),
        ({**ASKED, "balance_code": "100"}, ("balance_code", "wrong_balance_code")),
        ({**ASKED, "balance_code": '*100#"'}, ("balance_code", "wrong_balance_code")),
        ({**ASKED, "balance_code": ""}, ("balance_code", "balance_code_missing")),
        ({**ASKED, "balance_pattern": ""}, ("balance_pattern", "balance_pattern_missing")),
        ({**ASKED, "balance_pattern": "("}, ("balance_pattern", "wrong_balance_pattern")),
        ({**ASKED, "balance_pattern": "(x)" * 99}, ("balance_pattern", "wrong_balance_pattern")),
        ({**ASKED, "balance_pattern": r"\d"}, ("balance_pattern", "balance_pattern_without_group")),
        ({**ASKED, "balance_pattern": "(a+)+"}, ("balance_pattern", "balance_pattern_endless")),
        (
            {**ASKED, "balance_pattern": r"(\d|\w)*:"},
            ("balance_pattern", "balance_pattern_endless"),
        ),
        ({**ASKED, "balance_pattern": r"(a){2,}"}, ("balance_pattern", "balance_pattern_endless")),
    ],
)
def test_wrong(given: dict[str, str], wrong: tuple[str, str]) -> None:
    assert Modem.wrong_field({"port": PORT, **given}) == wrong


def test_a_pattern_that_is_taken_ends() -> None:
    pattern = settings({"port": PORT, "balance_pattern": r"\w*\w*\w*(x)!"}).balance_pattern
    assert pattern is not None
    began_at = time.perf_counter()
    assert pattern.search("w" * 182) is None
    assert time.perf_counter() - began_at < 10


async def test_nothing_comes_in_by_http() -> None:
    gateway = Modem(NO_SESSION, "", {"port": PORT})
    quiet = gateway.parse_callback(CallbackRequest("GET", {}, b"", b" "))
    assert (quiet.events, quiet.oddity) == ((), None)
    assert gateway.parse_callback(CallbackRequest("POST", {}, b"", b"x")).oddity is not None
