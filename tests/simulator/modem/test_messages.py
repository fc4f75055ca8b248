"""Messages to phones, and what they answer."""

import asyncio
from pathlib import Path

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault
from simulator.modem_settings import ModemFamily
from simulator.network import Status

from .terminal import CTRL_Z, ESCAPE, PHONE, SENDER, Terminal, submit


def shown(simulator: Simulator) -> list[tuple[str, str, str, int]]:
    """Return what is to be seen on the phones: number, sender, text and segments."""
    messages = simulator.network.messages
    return [(each.to, each.sender, each.text, each.segments) for each in messages]


async def test_a_message_and_its_report(terminal: Terminal, simulator: Simulator) -> None:
    simulator.modem.device.reference = 0xFF
    assert await terminal.sends(submit("door open")) == ["+CMGS: 0", "OK"]
    _, report = await terminal.hears("+CDS: 25", 2)
    assert report.startswith("079144770009900906000B915155100000F1")
    assert report.endswith("00")
    assert shown(simulator) == [(PHONE, SENDER, "door open", 1)]
    simulator.network.set_unreachable(PHONE, unreachable=True)
    assert await terminal.sends(submit("door shut")) == ["+CMGS: 1", "OK"]
    assert (await terminal.hears("+CDS: 25", 2))[1].endswith("46")
    assert await terminal.sends(submit("nobody asks", first=0x11)) == ["+CMGS: 2", "OK"]
    await simulator.settled()
    assert await terminal.ask("AT") == ["OK"]
    assert simulator.network.send_requests == 3
    assert [reference for reference, _ in simulator.modem.submitted] == [0, 1, 2]


async def test_parts_are_shown_together_and_reported_each(
    terminal: Terminal, simulator: Simulator
) -> None:
    for place, text in (("020202", "open"), ("020201", "door ")):
        assert (await terminal.sends(submit(text, part=place)))[-1] == "OK"
        assert "0B915155100000F1" in (await terminal.hears("+CDS", 2))[1]
    await simulator.settled()
    assert shown(simulator) == [(PHONE, SENDER, "door open", 1)]
    assert simulator.network.messages[0].status is Status.DELIVERED


async def test_what_the_network_refuses(terminal: Terminal, simulator: Simulator) -> None:
    modem = simulator.account.modem
    assert await terminal.sends(submit("x", to="0691214365")) == ["+CMS ERROR: 1"]
    assert await terminal.sends("0011") == ["+CMS ERROR: 304"]
    assert await terminal.ask("AT+CMGS=5") == [">"]
    assert await terminal.ask("no hex", CTRL_Z) == ["+CMS ERROR: 304"]
    modem.smsc = ""
    assert await terminal.ask("AT+CSCA?") == ['+CSCA: "",129', "OK"]
    assert await terminal.sends(submit("x")) == ["+CMS ERROR: 330"]
    modem.smsc = "447700900990"
    simulator.faults.set(Fault.CMS_ERROR, 350)
    assert await terminal.sends(submit("x")) == ["+CMS ERROR: 350"]
    simulator.faults.clear()
    simulator.faults.set(Fault.NO_FUNDS)
    assert await terminal.sends(submit("x")) == ["+CMS ERROR: 21"]
    simulator.faults.clear()
    assert await terminal.ask("AT+CMGS=20") == [">"]
    assert await terminal.ask(submit("x"), ESCAPE) == ["OK"]
    assert shown(simulator) == []


async def test_replies_are_stored_read_and_deleted(
    terminal: Terminal, simulator: Simulator
) -> None:
    await simulator.reply(PHONE, "Grüße, €")
    assert await terminal.hears("+CMTI") == ['+CMTI: "SM",1']
    header, pdu, result = await terminal.ask("AT+CMGR=1")
    assert (header, result) == (f"+CMGR: 0,,{len(pdu) // 2 - 8}", "OK")
    assert pdu.startswith("0791447700099009040B915155100000F1")
    assert simulator.callbacks.sent[0].state is CallbackState.DONE
    assert await terminal.ask("AT+CMGL=0") == ["OK"]
    assert await terminal.ask("AT+CMGL=1") == [header.replace("R: 0", "L: 1,1"), pdu, "OK"]
    assert await terminal.ask("AT+CMGD=1") == ["OK"]
    assert await terminal.ask("AT+CMGL=4") == ["OK"]
    await simulator.reply(PHONE, "x" * 170)
    await terminal.hears('+CMTI: "SM",2')
    assert len(await terminal.ask("AT+CMGL=4")) == 5
    assert await terminal.ask("AT+CMGD=1,4") == ["OK"]
    assert simulator.modem.sim.slots == {}


async def test_a_full_sim(terminal: Terminal, simulator: Simulator) -> None:
    simulator.account.modem.sim_slots = 1
    await simulator.reply(PHONE, "one")
    await simulator.reply(PHONE, "two")
    assert await terminal.hears("+CMTI") == ['+CMTI: "SM",1']
    assert await terminal.ask("AT+CMGW=5") == ["+CMS ERROR: 322"]
    assert await terminal.ask("AT+CPMS?") == ['+CPMS: "SM",1,1,"SM",1,1,"SM",1,1', "OK"]
    assert len(simulator.modem.waiting) == 1
    assert await terminal.ask("AT+CMGD=1") == ["OK"]
    assert await terminal.hears("+CMTI") == ['+CMTI: "SM",1']
    await terminal.ask("AT+CMGD=1")
    simulator.faults.set(Fault.STORAGE_FULL)
    await simulator.reply(PHONE, "three")
    assert await terminal.ask("AT+CPMS?") == ['+CPMS: "SM",1,1,"SM",1,1,"SM",1,1', "OK"]
    simulator.faults.clear()
    assert await terminal.ask('AT+CPMS="SM","SM","ME"') == ["+CPMS: 0,1,0,1,0,100", "OK"]
    assert await terminal.hears("+CMTI") == ['+CMTI: "ME",0']


async def test_replies_that_are_told_at_once(terminal: Terminal, simulator: Simulator) -> None:
    assert await terminal.ask("AT+CNMI=2,2,0,1,0") == ["OK"]
    await simulator.reply(PHONE, "one")
    assert (await terminal.hears("+CMT", 2))[0] == "+CMT: ,22"
    assert simulator.modem.sim.slots == {}
    assert (await terminal.ask("AT+CSMS=1"))[-1] == "OK"
    await simulator.reply(PHONE, "two")
    await simulator.reply(PHONE, "three")
    await terminal.hears("+CMT", 2)
    assert len(simulator.modem.waiting) == 1
    assert await terminal.ask("AT+CNMA") == ["OK"]
    await terminal.hears("+CMT", 2)
    # What nobody acknowledges is told no more, and not lost.
    simulator.account.modem.acknowledgement_timeout = 0
    assert await terminal.ask("AT+CNMA") == ["OK"]
    await simulator.reply(PHONE, "four")
    await terminal.hears("+CMT", 2)
    assert await terminal.ask("AT+CNMI?") == ["+CNMI: 2,0,0,0,0", "OK"]
    assert len(simulator.modem.sim.slots) == 1


async def test_reports_that_are_stored(terminal: Terminal, simulator: Simulator) -> None:
    assert await terminal.ask("AT+CNMI=2,1,0,2,0") == ["OK"]
    assert await terminal.sends(submit("door open")) == ["+CMGS: 1", "OK"]
    assert await terminal.hears("+CDSI") == ['+CDSI: "SR",1']
    assert (await terminal.ask('AT+CPMS="SR"'))[-1] == "OK"
    assert (await terminal.ask("AT+CMGR=1"))[0] == "+CMGR: 0,,25"
    simulator.account.modem.family = ModemFamily.EC25
    assert await terminal.sends(submit("door open")) == ["+CMGS: 2", "OK"]
    assert await terminal.hears("+CDSI") == ['+CDSI: "SM",0']
    assert await terminal.ask("AT+CNMI=2,1,0,0,0") == ["OK"]
    await terminal.sends(submit("door open"))
    await simulator.settled()
    assert simulator.callbacks.sent[-1].state is CallbackState.LOST


async def test_what_comes_twice_or_in_another_order(
    terminal: Terminal, simulator: Simulator
) -> None:
    simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER, count=1)
    await simulator.reply(PHONE, "x" * 170)
    await terminal.hears('+CMTI: "SM",2')
    first = (await terminal.ask("AT+CMGR=1"))[1]
    assert "050003010202" in first
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS, count=1)
    await simulator.reply(PHONE, "one")
    await terminal.hears('+CMTI: "SM",4')
    assert (await terminal.ask("AT+CMGR=3"))[1] == (await terminal.ask("AT+CMGR=4"))[1]


async def test_interim_reports_and_reports_before_the_answer(
    terminal: Terminal, simulator: Simulator
) -> None:
    simulator.account.modem.interim_reports = True
    simulator.faults.set(Fault.REPORTS_FIRST, count=1)
    pdu = submit("door open")
    await terminal.ask(f"AT+CMGS={len(pdu) // 2 - 1}")
    said = (await terminal.ask(pdu, CTRL_Z))[:-2]
    assert [line[-2:] for line in said if not line.startswith("+")] == ["30", "00"]


async def test_over_a_serial_device(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "modem"
    path.symlink_to("/dev/pts/9999")
    other = Simulator()
    other.account.gateway, other.account.delivery_delay = "modem", 0
    await other.start(0, modem_pty=path)
    terminal = await Terminal.on_device(path)
    assert await terminal.ask("ATE0") == ["ATE0", "OK"]
    assert await terminal.ask("AT+CNMI=2,1") == ["OK"]
    # Nobody can be hung up on here.
    other.faults.set(Fault.SESSION_DROPPED, count=1)
    terminal.type("AT+CPAS\r")
    assert await terminal.ask("AT") == ["OK"]
    for _ in range(25):
        await other.reply(PHONE, "Щ" * 70)
    await terminal.hears('"SM",25')
    assert len(await terminal.ask("AT+CMGL=4")) == 51
    await other.modem.pull(0.01)
    await terminal.is_hung_up_on()
    terminal.hang_up()
    await other.settled()
    terminal = await Terminal.on_device(path)
    assert await terminal.ask("AT") == ["AT", "OK"]
    terminal.hang_up()
    await other.stop()
    await asyncio.sleep(0)
    assert not path.is_symlink()
