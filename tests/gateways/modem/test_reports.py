"""Reports of what became of messages, and which part of which each is about."""

import asyncio
import time

import pytest

from custom_components.sms_gateway.gateways.base import Accepted, ReportedState
from custom_components.sms_gateway.gateways.modem import Modem

from ...conftest import ANNA
from ..home import Home, at_home
from .conftest import account, outgoing
from .counterpart import HOW, Stick, done, report, urc


async def sent(gateway: Modem, text: str = "door open", to: str = ANNA) -> list[str]:
    """Send a message; return its ids."""
    (accepted,) = await gateway.send([outgoing(text, to)])
    assert isinstance(accepted, Accepted)
    assert accepted.provider_message_id is not None
    return [accepted.provider_message_id, *accepted.further_ids]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0x00, ReportedState.DELIVERED),
        (0x01, ReportedState.SENT),
        (0x43, ReportedState.UNDELIVERED),
    ],
)
async def test_a_report_is_about_the_part_with_its_number(
    stick: Stick, gateway: Modem, home: Home, status: int, state: ReportedState
) -> None:
    ids = await sent(gateway, "x" * 300)
    stick.say(urc("+CDS: ", report(2, status)))
    await home.until(lambda: bool(home.reports))
    (found,) = home.reports
    assert (found.provider_message_id, found.to, found.state) == (ids[1], ANNA, state)
    assert found.sender == ""
    assert (found.error is None) == (state is not ReportedState.UNDELIVERED)


async def test_numbers_of_two_countries_may_end_alike(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.always["PDU"] = done("+CMGS: 1")
    british = await sent(gateway, to="+447701234567")
    await sent(gateway, to="+467701234567")
    # The SMSC's clock is ahead, so that the other one is nearer.
    stick.say(urc("+CDS: ", report(1, to="+447701234567", at=time.time() + 3600)))
    await home.until(lambda: bool(home.reports))
    (found,) = home.reports
    assert (found.provider_message_id, found.to) == (british[0], "+447701234567")


async def test_a_report_that_says_nothing_yet_is_none(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    await sent(gateway)
    stick.say(urc("+CDS: ", report(1, 0x30)) + urc("+CDS: ", report(1, 0x00)))
    await home.until(lambda: bool(home.reports))
    assert [one.state for one in home.reports] == [ReportedState.DELIVERED]


async def test_a_report_may_be_quicker_than_the_answer(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [urc("+CDS: ", report(1)) + done("+CMGS: 1")]
    ids = await sent(gateway)
    await home.until(lambda: bool(home.reports))
    assert home.reports[0].provider_message_id == ids[0]


async def test_numbers_are_told_apart_by_when_they_were_given(
    stick: Stick, gateway: Modem, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    ids = []
    for hours in (20, 3, 0):  # the modem was switched off between
        monkeypatch.setattr("time.time", lambda hours=hours: now - 3600 * hours)
        stick.reference = 0
        ids += await sent(gateway)
    monkeypatch.undo()
    stick.say(urc("+CDS: ", report(1, at=now - 3 * 3600 + 60)))
    stick.say(urc("+CDS: ", report(1, at=now - 20 * 3600)))
    stick.say(urc("+CDS: ", report(1, at=now)))
    await home.until(lambda: len(home.reports) == 3)
    found = [one.provider_message_id for one in home.reports]
    assert found == [ids[1], ids[0], ids[2]]


async def test_after_a_restart_a_message_is_found_by_the_minute(stick: Stick) -> None:
    async with at_home(Home(gateway := account(stick))):
        (sent_as,) = await sent(gateway)
    async with at_home(Home(account(stick))) as home:
        stick.say(urc("+CDS: ", report(1, at=time.time() + 200)))
        await home.until(lambda: bool(home.reports))
    (found,) = home.reports
    assert found.to == ANNA
    assert sent_as in (found.provider_message_id, *found.other_ids)


async def test_a_report_may_name_the_number_as_it_is_dialled_at_home(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    (sent_as,) = await sent(gateway)
    stick.say(urc("+CDS: ", report(1, to=f"0{ANNA[-9:]}")))
    await home.until(lambda: bool(home.reports))
    assert (home.reports[0].provider_message_id, home.reports[0].to) == (sent_as, ANNA)


async def test_a_report_that_is_stored_is_read_where_it_is_and_deleted(stick: Stick) -> None:
    stick.always["AT+CNMI=2,1,0,1,0"] = b"\r\n+CMS ERROR: 303\r\n"
    gateway = account(stick)
    async with at_home(Home(gateway)) as home:
        assert "AT+CNMI=2,1,0,2,0" in stick.heard
        (sent_as,) = await sent(gateway)
        stick.keep(report(1), memory="SR", index=52)
        stick.say(b'\r\n+CDSI: "SR",52\r\n')
        await home.until(lambda: bool(home.reports))
        await stick.until(lambda: not stick.stored["SR"])
    assert home.reports[0].provider_message_id == sent_as


async def test_what_quectel_says_of_stored_reports_is_wrong(stick: Stick) -> None:
    stick.always["AT+CGMI"] = done("Quectel")
    async with at_home(Home(account(stick))) as home:
        stick.say(b'\r\n+CDSI: "SM",0\r\n')
        stick.say(urc("+CDS: ", report(1)))
        await home.until(lambda: bool(home.reports))
    assert "AT+CMGR=0" not in stick.heard


async def test_a_report_waits_until_its_message_is_taken_and_others_do_not(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    await stick.until(lambda: stick.heard.count("AT+CMGL=4") == 2)
    stick.answers["PDU"] = [urc("+CDS: ", report(1)) + urc("+CMT: ,", HOW)]
    sending = asyncio.create_task(sent(gateway))
    await home.until(lambda: home.texts == ["How are you?"])
    assert not home.reports
    stick.say(done("+CMGS: 1"))
    (sent_as,) = await sending
    await home.until(lambda: bool(home.reports))
    assert home.reports[0].provider_message_id == sent_as


async def test_a_report_without_a_time_is_about_the_newest(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.always["PDU"] = done("+CMGS: 1")
    await sent(gateway)
    (newest,) = await sent(gateway)
    told = report(1)
    stick.say(urc("+CDS: ", told[:-30] + "00" * 14 + "00"))
    stick.say(urc("+CDS: ", told[:4] + "63" + told[6:-30] + "00" * 14 + "00"))
    await home.until(lambda: len(home.reports) == 2)
    assert [one.provider_message_id for one in home.reports] == [newest, None]
