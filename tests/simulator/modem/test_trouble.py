"""What can go wrong with a modem."""

import asyncio
import socket
import struct

from aiohttp import ClientSession
import pytest
from yarl import URL

from simulator import Simulator
from simulator.faults import Fault

from ...patience import MOMENT
from .terminal import CTRL_Z, ESCAPE, PHONE, Terminal, submit

PDU = submit("door open")
CMGS = f"AT+CMGS={len(PDU) // 2 - 1}"


async def test_no_answer(terminal: Terminal, simulator: Simulator) -> None:
    simulator.faults.set(Fault.MODEM_SILENT, count=2)
    terminal.type("AT+CSQ\rAT+CSQ\r")
    assert await terminal.ask("AT+CPAS") == ["+CPAS: 0", "OK"]
    simulator.faults.set(Fault.NO_PROMPT, count=1)
    terminal.type(f"{CMGS}\r")
    assert await terminal.ask("AT+CPAS") == ["+CPAS: 0", "OK"]
    assert await terminal.ask(CMGS) == [">"]
    simulator.faults.set(Fault.PROMPT_STUCK, count=1)
    terminal.type(PDU + CTRL_Z)
    assert await terminal.ask("", ESCAPE) == ["OK"]
    assert simulator.network.messages == []
    simulator.faults.set(Fault.NO_RESPONSE, count=1)
    assert await terminal.ask(CMGS) == [">"]
    terminal.type(PDU + CTRL_Z)
    await terminal.hears("+CDS", 2)
    assert await terminal.ask("AT") == ["OK"]
    assert len(simulator.network.messages) == 1


@pytest.mark.parametrize(
    ("fault", "last", "taken"),
    [
        (Fault.DROP_ANSWER, "", 1),
        (Fault.TRUNCATED, "\r\n+CMGS: ", 1),
        (Fault.HTML, "<!DOCTYPE html>", 0),
    ],
)
async def test_the_line_goes_dead_after_ctrl_z(
    terminal: Terminal, simulator: Simulator, fault: Fault, last: str, taken: int
) -> None:
    simulator.faults.set(fault, count=1)
    assert await terminal.ask(CMGS) == [">"]
    terminal.type(PDU + CTRL_Z)
    assert (await terminal.is_hung_up_on()).startswith(last)
    assert len(simulator.network.messages) == taken


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.HTTP_500, 500),
        (Fault.HTTP_503, 38),
        (Fault.RATE_429, 42),
        (Fault.CODE_43, 42),
        (Fault.BAD_KEY, 311),
        (Fault.ADDRESS, 10),
    ],
)
async def test_refusals(terminal: Terminal, simulator: Simulator, fault: Fault, code: int) -> None:
    simulator.faults.set(fault, count=1)
    assert await terminal.sends(PDU) == [f"+CMS ERROR: {code}"]
    assert await terminal.sends(PDU) == ["+CMGS: 1", "OK"]


async def test_echo_and_lines_of_others(terminal: Terminal, simulator: Simulator) -> None:
    simulator.faults.set(Fault.ECHO_STAYS)
    assert await terminal.ask("ATE0") == ["ATE0", "OK"]
    simulator.faults.clear()
    simulator.faults.set(Fault.URCS_INSIDE)
    noise = "^RSSI:21"
    assert await terminal.ask("AT+CSQ") == [noise, "+CSQ: 21,99", noise, "OK"]
    await simulator.reply(PHONE, "Hello")
    await terminal.hears("+CMTI")
    header, *_ = lines = (await terminal.ask("AT+CMGR=1"))[1:]
    assert (header[:6], lines[1], lines[3:]) == ("+CMGR:", noise, [noise, "OK"])


async def test_a_port_that_is_cut_and_one_that_refuses(
    terminal: Terminal, simulator: Simulator
) -> None:
    url = URL(simulator.gateway_urls["modem"])
    simulator.faults.set(Fault.SESSION_DROPPED, count=1)
    terminal.type("AT\r")
    assert await terminal.is_hung_up_on() == ""
    vanishing = socket.create_connection((url.host, url.port))
    vanishing.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await asyncio.sleep(MOMENT)
    vanishing.close()
    other = await Terminal.on_socket(simulator)
    await simulator.refuse()
    assert await other.is_hung_up_on() == ""
    with pytest.raises(OSError, match="Connect"):
        await Terminal.on_socket(simulator)
    await simulator.accept()
    assert simulator.gateway_urls["modem"] == str(url)
    # The modem was there all the time, and is as it was.
    again = await Terminal.on_socket(simulator)
    assert await again.ask("AT+CNMI?") == ["+CNMI: 2,1,0,1,0", "OK"]
    again.hang_up()


async def test_pulled_out_and_back(terminal: Terminal, simulator: Simulator) -> None:
    await simulator.reply(PHONE, "before")
    await terminal.hears("+CMTI")
    async with ClientSession() as session:
        url = f"{simulator.control_url}/control/faults"
        async with session.put(url, json={"pulled": True}) as response:
            assert await response.json() == {"pulled": {"amount": None, "count": None}}
        assert await terminal.is_hung_up_on() == ""
        await simulator.accept()
        with pytest.raises(OSError, match="Connect"):
            await Terminal.on_socket(simulator)
        await simulator.reply(PHONE, "meanwhile")
        async with session.delete(url) as response:
            assert await response.json() == {}
    again = await Terminal.on_socket(simulator)
    assert await again.ask("AT+CNMI?;+CPMS?") == [
        "AT+CNMI?;+CPMS?",
        "+CNMI: 0,0,0,0,0",
        '+CPMS: "SM",2,30,"SM",2,30,"SM",2,30',
        "OK",
    ]
    assert await again.ask("AT+CFUN=1,1") == ["AT+CFUN=1,1", "OK"]
    again.hang_up()


async def test_the_settings_can_be_changed_and_are_forgotten(
    terminal: Terminal, simulator: Simulator
) -> None:
    async with ClientSession() as session:
        url = f"{simulator.control_url}/control/account"
        settings = {"family": "ec25", "signal": 99, "ussd": {"*1#": "yes"}}
        async with session.put(url, json={"modem": settings}) as response:
            assert settings.items() <= (await response.json())["modem"].items()
        for wrong in ({"family": "nokia"}, {"signal": 40}, {"sim_slots": 0}):
            async with session.put(url, json={"modem": wrong}) as response:
                assert response.status == 400
    assert await terminal.ask("AT+CSQ") == ["+CSQ: 99,99", "OK"]
    await simulator.reply(PHONE, "Hello")
    await simulator.reset()
    await terminal.is_hung_up_on()
    assert simulator.modem.figures() == {"commands": 0, "submitted": 0, "waiting": 0, "on_sim": 0}
    assert simulator.account.modem.signal == 21
