"""What a client asks a modem before it does anything else, and who may."""

import pytest

from simulator import Simulator
from simulator.faults import Fault
from simulator.modem_settings import ModemFamily

from .terminal import ESCAPE, Terminal, submit

START: list[tuple[str, list[str]]] = [
    ("AT", []),
    ("ATZ", []),
    ("at+cpin?", ["+CPIN: READY"]),
    ("AT+CGMI", ["Simulated"]),
    ("AT+CGSN", ["350123451234560"]),
    ("AT+CIMI", ["001010123456789"]),
    ("AT+CREG?;+CEREG?", ["+CREG: 0,1", "+CEREG: 0,1"]),
    ("AT+CREG=2;+CREG?", ['+CREG: 2,1,"00C3","0000A1B2"']),
    ("AT+COPS?", ['+COPS: 0,0,"Simulated",7']),
    ("AT+COPS=3,2;+COPS?", ['+COPS: 0,2,"00101",7']),
    ("AT+CSQ", ["+CSQ: 21,99"]),
    ("AT+CSCA?", ['+CSCA: "+447700900990",145']),
    ('AT+CSCA="+4477",145;+CSCA?', ['+CSCA: "+4477",145']),
    ("AT+CMGF=?", ["+CMGF: (0)"]),
    ("AT+CMGF=0;+CMGF?", ["+CMGF: 0"]),
    ("AT+CSMS=1", ["+CSMS: 1,1,1"]),
    ("AT+CSMS?", ["+CSMS: 1,1,1,1"]),
    ('AT+CPMS="ME","SM"', ["+CPMS: 0,100,0,30,0,30"]),
    ("AT+CPMS?", ['+CPMS: "ME",0,100,"SM",0,30,"SM",0,30']),
    ("AT+CNMI=2,1,,2", []),
    ("AT+CNMI?", ["+CNMI: 2,1,0,2,0"]),
    ("AT+CMMS=2", []),
    ("AT+CLCC", []),
    ("AT+CGATT?", ["+CGATT: 1"]),
    ("AT+CSCS?", ['+CSCS: "IRA"']),
    ("ATS0=0", []),
    ("AT&F;+CNMI?", ["+CNMI: 0,0,0,0,0"]),
]
REFUSED = [
    ("AT+NONE", "ERROR"),
    ("AT+CMGF=1", "+CMS ERROR: 303"),
    ("AT+CNMI=2,1,0,3", "+CMS ERROR: 303"),
    ("AT+CNMI=2,12", "+CMS ERROR: 303"),
    ('AT+CPMS="XX"', "+CMS ERROR: 302"),
    ('AT+CPMS="SM","SR"', "+CMS ERROR: 302"),
    ("AT+CMGR=1", "+CMS ERROR: 321"),
    ("AT+CMGD=0", "+CMS ERROR: 321"),
    ("AT+CMGR=x", "ERROR"),
    ("AT+CMGS=0", "+CMS ERROR: 304"),
    ("AT+CNMA", "+CMS ERROR: 340"),
    ('AT+CSCS="EBCDIC"', "+CME ERROR: 4"),
    ('AT+CPIN="1234"', "+CME ERROR: 3"),
    ("AT=", "ERROR"),
]


async def test_what_is_asked_at_the_start(terminal: Terminal) -> None:
    for command, answer in START:
        assert await terminal.ask(command) == [*answer, "OK"]
    await terminal.ask("ATE0;+CMEE=1")
    for command, refusal in REFUSED:
        assert await terminal.ask(command) == [refusal], command


async def test_errors_in_words_or_without_a_code(terminal: Terminal) -> None:
    assert await terminal.ask("AT+CMEE=2") == ["OK"]
    assert await terminal.ask("AT+CMGR=1") == ["+CMS ERROR: Invalid memory index"]
    assert await terminal.ask("AT+CMEE=0") == ["OK"]
    assert await terminal.ask('AT+CPIN="1234"') == ["ERROR"]


async def test_the_line_stays_as_it_was_when_somebody_else_comes(
    terminal: Terminal, simulator: Simulator
) -> None:
    assert await terminal.ask("AT+CMGS=20") == [">"]
    terminal.hang_up()
    other = await Terminal.on_socket(simulator)
    other.type("AT\r")
    assert await other.ask("", ESCAPE) == ["OK"]
    assert await other.ask("ATE1") == ["OK"]
    assert await other.ask("AT") == ["AT", "OK"]
    other.hang_up()


async def test_the_port_is_for_one(terminal: Terminal, simulator: Simulator) -> None:
    other = await Terminal.on_socket(simulator)
    assert await other.is_hung_up_on() == "Port already in use\r\n"
    assert await terminal.ask("AT") == ["OK"]
    terminal.hang_up()
    simulator.faults.set(Fault.PORT_BUSY, count=1)
    assert await (await Terminal.on_socket(simulator)).is_hung_up_on() == "Port already in use\r\n"
    again = await Terminal.on_socket(simulator)
    assert await again.ask("AT") == ["OK"]
    again.hang_up()


async def test_a_pin_three_times_wrong_and_the_puk(
    terminal: Terminal, simulator: Simulator
) -> None:
    simulator.account.modem.pin = "1234"
    assert await terminal.ask("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
    assert await terminal.ask("AT+CIMI") == ["+CME ERROR: 11"]
    assert await terminal.ask("AT+CMGL=4") == ["+CMS ERROR: 311"]
    assert await terminal.ask("AT+CREG?") == ["+CREG: 0,2", "OK"]
    answers = [await terminal.ask('AT+CPIN="0000"') for _ in range(3)]
    assert answers == [["+CME ERROR: 16"], ["+CME ERROR: 16"], ["+CME ERROR: 12"]]
    assert await terminal.ask("AT+CPIN?") == ["+CPIN: SIM PUK", "OK"]
    assert await terminal.ask('AT+CPIN="1234"') == ["+CME ERROR: 12"]
    assert await terminal.ask('AT+CPIN="12345678","4321"') == ["OK"]
    await simulator.modem.pull()
    await simulator.modem.plug_in()
    again = await Terminal.on_socket(simulator)
    assert await again.ask("ATE0") == ["ATE0", "OK"]
    assert await again.ask("AT+CPIN=4321") == ["OK"]
    assert await again.ask("AT+CPIN?") == ["+CPIN: READY", "OK"]
    again.hang_up()


async def test_a_sim_that_is_not_ready_yet(terminal: Terminal, simulator: Simulator) -> None:
    simulator.account.modem.family = ModemFamily.SIM800
    simulator.faults.set(Fault.SIM_BUSY, count=2)
    assert await terminal.ask("AT+CPIN?") == ["+CME ERROR: 14"]
    assert await terminal.ask("AT+CPMS?") == ["+CMS ERROR: 515"]
    assert await terminal.hears("SMS Ready") == ["SMS Ready"]
    assert await terminal.ask("AT+CPIN?") == ["+CPIN: READY", "OK"]


async def test_no_network(terminal: Terminal, simulator: Simulator) -> None:
    simulator.faults.set(Fault.NO_NETWORK, 3)
    asked = await terminal.ask("AT+CREG?;+CEREG?;+CSQ;+COPS?")
    assert asked == ["+CREG: 0,3", "+CEREG: 0,3", "+CSQ: 21,99", "+COPS: 0", "OK"]
    assert await terminal.sends(submit("door open")) == ["+CMS ERROR: 331"]
    assert await terminal.ask('AT+CUSD=1,"*100#"') == ["+CME ERROR: 30"]
    await simulator.reply("+15550100001", "Where are you?")
    assert len(simulator.modem.waiting) == 1
    simulator.faults.clear()
    assert await terminal.ask("AT") == ["OK"]
    assert await terminal.hears("+CMTI") == ['+CMTI: "SM",1']


async def test_ussd(terminal: Terminal, simulator: Simulator) -> None:
    modem = simulator.account.modem
    modem.ussd = {"*101#": "Solde: 5 €", "*102#": "Привет"}
    asked = [
        ("*100#", '+CUSD: 0,"Your balance is 100.00 EUR.",15'),
        ("*101#", '+CUSD: 0,"Solde: 5 ?",15'),
        ("*102#", '+CUSD: 0,"041F04400438043204350442",72'),
        ("*103#", "+CUSD: 4"),
    ]
    for code, answer in asked:
        assert await terminal.ask(f'AT+CUSD=1,"{code}",15') == ["OK"]
        assert (await terminal.hears("+CUSD")) == [answer]
    modem.family = ModemFamily.HUAWEI
    assert await terminal.ask('AT+CUSD=1,"AA180C3602",15') == ["OK"]
    # "*100#" packed, and the answer as well: 27 letters in 24 octets.
    *_, said = await terminal.hears("+CUSD")
    assert '+CUSD: 0,"D9775D0E1287D961F7B80C4ACF41' in said


@pytest.mark.parametrize("family", sorted(ModemFamily))
async def test_families(terminal: Terminal, simulator: Simulator, family: ModemFamily) -> None:
    simulator.account.modem.family = family
    assert (await terminal.ask("AT+CGMM"))[-1] == "OK"
    *_, reports = await terminal.ask("AT+CNMI=2,1,0,1,0")
    assert reports == ("+CMS ERROR: 303" if family is ModemFamily.QUALCOMM else "OK")
    *_, listed = await terminal.ask("AT+CMGL=4")
    assert listed == ("+CMS ERROR: 303" if family is ModemFamily.EP06 else "OK")
    if family is not ModemFamily.HUAWEI:  # It speaks when it likes.
        assert await terminal.sends(submit("door open")) == ["+CMGS: 1", "OK"]
