"""Tests of what an account at Central is, whichever API it speaks."""

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import BlockLift, FieldKind, LogReader
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral

from ..conftest import Remote
from .conftest import CREDENTIALS


def test_the_package_is_found() -> None:
    assert GATEWAYS["clickatell_central"] is ClickatellCentral
    assert issubclass(ClickatellCentral, LogReader)


def test_the_form() -> None:
    assert [(field.name, field.kind, field.required) for field in ClickatellCentral.fields] == [
        ("username", FieldKind.TEXT, True),
        ("password", FieldKind.SECRET, True),
        ("api_id", FieldKind.TEXT, True),
        ("sender", FieldKind.SENDER, False),
        ("transport", FieldKind.CHOICE, True),
        ("ftp_host", FieldKind.TEXT, False),
        ("ftp_password", FieldKind.SECRET, False),
        ("ftp_encryption", FieldKind.CHOICE, False),
    ]
    choices = {field.name: (field.default, field.choices) for field in ClickatellCentral.fields}
    assert choices["transport"] == ("http", ("http", "xml"))
    assert choices["ftp_encryption"] == (None, ("explicit", "implicit", "none", "off"))


def test_only_the_http_api_wants_messages_of_one_text(
    http: ClickatellCentral, xml: ClickatellCentral
) -> None:
    assert http.capabilities.one_text
    assert not xml.capabilities.one_text
    for gateway in (http, xml):
        assert gateway.capabilities.asks_for_answers
        assert not gateway.capabilities.idempotent
        assert gateway.capabilities.block_lift is BlockLift.ANY_MESSAGE
        assert gateway.capabilities.batch_size == 100


def test_an_account_is_a_user_and_an_api() -> None:
    ours = ClickatellCentral.account_id(CREDENTIALS)
    assert ours == ClickatellCentral.account_id(CREDENTIALS | {"password": "x", "transport": "xml"})
    assert ours != ClickatellCentral.account_id(CREDENTIALS | {"username": "x"})
    assert ours != ClickatellCentral.account_id(CREDENTIALS | {"api_id": "2"})


@pytest.mark.parametrize(
    ("text", "over_http", "over_xml"),
    [
        ("-5, äöüß ÆØÅ £¥§ ^{}[~]|\\", True, True),
        ("", True, True),
        ("line\nline", True, True),
        ("page\fpage", True, False),
        ("5 €", False, False),
        ("ΔΦΓΛΩΠΨΣΘΞ", False, False),
    ],
)
def test_what_of_gsm_03_38_is_read_as_it_was_meant(
    http: ClickatellCentral, xml: ClickatellCentral, text: str, over_http: bool, over_xml: bool
) -> None:
    assert http.takes_plainly(text) is over_http
    assert xml.takes_plainly(text) is over_xml


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "/",
        "/http",
        "/http/",
        "/http/sendmsg",
        "/xml",
        "/xml/xml",
        "/XML/xml/",
        "/HTTP/sendmsg/",
    ],
)
@pytest.mark.parametrize("transport", ["http", "xml"])
async def test_the_address_of_a_command_is_the_address(
    session: ClientSession, remote: Remote, pasted: str, transport: str
) -> None:
    credentials = CREDENTIALS | {"transport": transport}
    gateway = ClickatellCentral(session, remote.url + pasted, credentials)
    remote.reply(
        "Credit: 1" if transport == "http" else "<a><getBalanceResp><ok>1</ok></getBalanceResp></a>"
    )
    await gateway.balance()
    expected = "/http/getbalance" if transport == "http" else "/xml/xml"
    assert remote.asked[0].path == expected


async def test_a_path_before_that_of_a_command_stays(
    session: ClientSession, remote: Remote
) -> None:
    gateway = ClickatellCentral(session, remote.url + "/clickatell_http/http", CREDENTIALS)
    remote.reply("Credit: 1")
    await gateway.balance()
    assert remote.asked[0].path == "/clickatell_http/http/getbalance"
