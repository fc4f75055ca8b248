"""What a router answers to a message, and by which of its modems that goes."""

from collections.abc import Mapping
import json

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways import teltonika
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    GatewayError,
)
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from custom_components.sms_gateway.gateways.wrong_field import WrongFieldError
from simulator import Simulator
from simulator.teltonika_rutos import TeltonikaRutOs

from ..conftest import Remote
from ..outcome import traits
from .conftest import LOGIN, TAKEN, TOKEN, paths, sent


@pytest.mark.parametrize(
    ("code", "source", "expected"),
    [
        (1, "Message sending", (ErrorKind.CONTENT, False, True)),
        (2, "Message sending", (ErrorKind.SERVER, True, True)),
        (3, "Message sending", (ErrorKind.SERVER, True, False)),
        (6, "Message sending", (ErrorKind.RATE, True, False)),
        (7, "Message sending", (ErrorKind.SERVER, True, False)),
        (8, "Message sending", (ErrorKind.CONTENT, False, False)),
        (9, "Message sending", (ErrorKind.CONTENT, False, False)),
        (10, "modem", (ErrorKind.SERVER, True, False)),
        (103, "number", (ErrorKind.RECIPIENT, False, False)),
        (103, "message", (ErrorKind.CONTENT, False, False)),
        (103, "modem", (ErrorKind.UNKNOWN, True, False)),
        (120, "Authorization", (ErrorKind.AUTH, False, False)),
        (777, "?", (ErrorKind.UNKNOWN, True, False)),
    ],
)
async def test_what_is_refused(
    at_remote: Teltonika,
    remote: Remote,
    code: int,
    source: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(TOKEN % 1)
    problem = {"code": code, "error": "No way", "source": source}
    remote.reply(json.dumps({"success": False, "errors": [problem]}), 422)
    error = await sent(at_remote)
    assert traits(error) == expected
    assert isinstance(error, GatewayError)
    assert error.text == "No way"


async def test_a_router_that_does_not_answer_in_time(
    at_remote: Teltonika, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teltonika, "_SENDS_WITHIN", 0.05)
    remote.reply(TOKEN % 1)
    remote.reply(TAKEN)
    await sent(at_remote)
    remote.goes_on.clear()
    remote.reply(TAKEN)
    assert traits(await sent(at_remote)) == (ErrorKind.NETWORK, True, True)


async def test_the_only_modem_is_asked_for(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator
) -> None:
    simulator.account.router_modems = ("3-1",)
    assert await sent(account) == Accepted(None)
    simulator.account.router_modems = ("1-1", "3-1")
    # It is the same as before.
    assert await sent(account) == Accepted(None)


@pytest.mark.parametrize(
    ("modems", "chosen", "field", "words"),
    [
        (("1-1", "3-1"), {}, "modem", "1-1, 3-1"),
        (("1-1.4", "3-1"), {"modem": "1-2"}, "modem", "1-1.4, 3-1"),
        ((), {}, "url", ""),
    ],
)
async def test_a_modem_that_can_not_be_known(
    session: ClientSession,
    router: TeltonikaRutOs,
    simulator: Simulator,
    modems: tuple[str, ...],
    chosen: Mapping[str, str],
    field: str,
    words: str,
) -> None:
    simulator.account.router_modems = modems
    account = Teltonika(session, simulator.gateway_urls[router.name], {**LOGIN, **chosen})
    with pytest.raises(WrongFieldError) as caught:
        await account.try_out()
    assert (caught.value.field, caught.value.words) == (field, words)
    assert words in str(caught.value)
    assert traits(caught.value) == (ErrorKind.UNKNOWN, True, False)


async def test_a_modem_that_can_not_be_asked_for_sends_nothing(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(status=None)
    account = Teltonika(session, remote.url, LOGIN)
    assert traits(await sent(account)) == (ErrorKind.NETWORK, True, False)
    assert paths(remote) == ["login", "modems/status"]


async def test_who_may_send_need_not_be_one_who_may_look(
    at_remote: Teltonika, remote: Remote
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply('{"success":false,"errors":[{"code":120,"error":"Unauthorized"}]}', 403)
    await at_remote.try_out()


async def test_a_router_that_has_nothing_to_ask_has_no_modem(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply('{"success":false,"errors":[{"code":122,"error":"Endpoint not found"}]}', 404)
    with pytest.raises(WrongFieldError, match="the router has no modem"):
        await Teltonika(session, remote.url, LOGIN).try_out()


async def test_each_modem_is_an_account() -> None:
    ids = {Teltonika.account_id(LOGIN | own) for own in ({}, {"modem": "1-1"}, {"modem": "3-1"})}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("192.168.1.1", "https://192.168.1.1"),
        ("router.home:8443", "https://router.home:8443"),
        ("https://192.168.1.1/", "https://192.168.1.1"),
        ("http://192.168.1.1/api", "http://192.168.1.1"),
    ],
)
def test_addresses_as_people_give_them(given: str, url: str) -> None:
    assert Teltonika.base_url(given) == url
