"""The balance of a SIM, asked for by a code."""

import asyncio
from dataclasses import replace

import pytest

from custom_components.sms_gateway.gateways import modem
from custom_components.sms_gateway.gateways.base import Balance, ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.modem import Modem
from custom_components.sms_gateway.gateways.modem.septets import packed
from custom_components.sms_gateway.gateways.modem.timing import Timing
from custom_components.sms_gateway.gateways.reasons import Reason
from custom_components.sms_gateway.gateways.segments import septets

from ..home import Home, at_home
from .conftest import account
from .counterpart import Stick, done

ASKED = {"balance_code": "*100#", "balance_pattern": r"balance(?: is)?:? (\S+) EUR"}
TEXT = "Your balance is 12,34 EUR."


async def error(gateway: Modem) -> GatewayError:
    """Return why there is no balance."""
    with pytest.raises(GatewayError) as raised:
        await gateway.balance()
    return raised.value


@pytest.mark.parametrize(
    "said",
    [
        done() + f'\r\n+CUSD: 0,"{TEXT}",15\r\n'.encode(),
        f'\r\n+CUSD: 0,"{TEXT}",15\r\n'.encode() + done(),
        done() + b'\r\n+CUSD: 2,"Hello!\r\n\r\nYour balance is 12,34 EUR.\r\nBye, OK",15\r\n',
        done() + f'\r\n+CUSD: 0,"{TEXT.encode("utf-16-be").hex().upper()}",72\r\n'.encode(),
        done() + f'\r\n+CUSD: 1,"{TEXT} 1 for more",15\r\n'.encode(),
        done() + f'\r\n+CUSD: 0,"{TEXT}"\r\n'.encode(),
    ],
)
async def test_the_pattern_finds_what_is_left(stick: Stick, said: bytes) -> None:
    gateway = account(stick, **ASKED)
    assert gateway.capabilities.balance
    async with at_home(Home(gateway)):
        stick.answers["AT+CUSD"] = [said]
        assert await gateway.balance() == Balance(12.34, None)
        is_over = b"+CUSD: 1" not in said
        assert ("AT+CUSD=2" in stick.heard) is not is_over
    assert 'AT+CUSD=1,"*100#",15' in stick.heard


async def test_a_family_packs_codes_and_texts_where_it_can_do_no_other(stick: Stick) -> None:
    stick.always["AT+CGMI"] = done("huawei")
    stick.always["AT^USSDMODE=0"] = b"\r\nCOMMAND NOT SUPPORT\r\n"
    gateway = account(stick, **ASKED)
    answer = packed(septets(TEXT)).hex().upper()
    async with at_home(Home(gateway)):
        stick.answers["AT+CUSD"] = [done() + f'\r\n+CUSD: 0,"{answer}",15\r\n'.encode()]
        assert await gateway.balance() == Balance(12.34, None)
    assert 'AT+CUSD=1,"AA180C3602",15' in stick.heard


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        (b'\r\n+CUSD: 0,"No service",15\r\n', ErrorKind.UNKNOWN, Reason.NO_BALANCE),
        (b'\r\n+CUSD: 0,"balance: much EUR",15\r\n', ErrorKind.UNKNOWN, Reason.UNCLEAR_BALANCE),
        (b'\r\n+CUSD: 0,"balance: 1,234 EUR",15\r\n', ErrorKind.UNKNOWN, Reason.UNCLEAR_BALANCE),
        (b"\r\n+CUSD: 4\r\n", ErrorKind.UNKNOWN, Reason.CODE_REFUSED),
        (b"\r\n+CUSD: 5\r\n", ErrorKind.SERVER, Reason.CODE_REFUSED),
        (b"", ErrorKind.SERVER, Reason.CODE_REFUSED),
    ],
)
async def test_an_answer_without_an_amount(
    stick: Stick, said: bytes, kind: ErrorKind, text: str
) -> None:
    gateway = account(stick, **ASKED)
    async with at_home(Home(gateway)):
        stick.answers["AT+CUSD"] = [done() + said]
        found = await error(gateway)
    assert (found.kind, found.text) == (kind, text)


async def test_a_modem_at_work_is_asked_as_long_as_any(
    stick: Stick, monkeypatch: pytest.MonkeyPatch, timing: Timing
) -> None:
    monkeypatch.setattr(modem, "TIMING", replace(timing, patience=0.05))
    async with at_home(Home(account(stick))):
        trying = asyncio.create_task(account(stick, **ASKED).try_out())
        await stick.until(lambda: 'AT+CUSD=1,"*100#",15' in stick.heard)
        await asyncio.sleep(0.1)
        stick.say(f'\r\n+CUSD: 0,"{TEXT}",15\r\n'.encode())
        await trying
    assert stick.opened == 1


async def test_a_code_that_is_refused(stick: Stick) -> None:
    gateway = account(stick, **ASKED)
    async with at_home(Home(gateway)):
        stick.answers["AT+CUSD"] = [b"\r\n+CME ERROR: 30\r\n"]
        assert (await error(gateway)).text == f"{Reason.CODE_REFUSED}: {Reason.NO_NETWORK}"


async def test_a_modem_that_is_pulled_out_meanwhile(stick: Stick) -> None:
    gateway = account(stick, **ASKED)
    async with at_home(Home(gateway)):
        asking = asyncio.create_task(error(gateway))
        await stick.until(lambda: 'AT+CUSD=1,"*100#",15' in stick.heard)
        stick.cut()
        assert (await asking).kind in (ErrorKind.SERVER, ErrorKind.NETWORK)


async def test_without_a_code_nothing_is_asked(gateway: Modem) -> None:
    assert not gateway.capabilities.balance
    assert (await error(gateway)).text == Reason.NO_QUESTION
