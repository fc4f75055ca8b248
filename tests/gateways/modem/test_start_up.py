"""What a modem is told before it is used: SIM and PIN, memories, indications; and its port."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
import os
import pty
import sys
import tty

import pytest

from custom_components.sms_gateway.gateways import modem
from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.modem import Modem
from custom_components.sms_gateway.gateways.modem.timing import Timing
from custom_components.sms_gateway.gateways.reasons import Reason

from ...patience import soon
from ...roads import NO_SESSION
from ..home import Home, at_home
from .conftest import account, outgoing
from .counterpart import Stick, done

LOCKED = done("+CPIN: SIM PIN")
WRONG = b"\r\n+CME ERROR: 16\r\n"
BUSY = b"\r\n+CME ERROR: 14\r\n"


async def refusal(gateway: Modem) -> GatewayError:
    """Return why a modem can't be used."""
    with pytest.raises(GatewayError) as raised:
        await gateway.try_out()
    return raised.value


async def test_a_modem_is_made_ready_in_this_order(stick: Stick, gateway: Modem) -> None:
    await gateway.try_out()
    assert stick.heard == [
        "ESC",
        "AT",
        "ATE0",
        "AT+CMEE=1",
        "AT+CGMI",
        "AT+CGMM",
        "AT+CPIN?",
        "AT+COPS=3,0",
        'AT+CSCS="IRA"',
        "AT+CMGF=0",
        "AT+CPMS=?",
        'AT+CPMS="SM","SM","SM"',
        "AT+CSMS?",
        "AT+CNMI=?",
        "AT+CNMI=2,1,0,1,0",
        "AT+CNMI?",
    ]


async def test_what_a_modem_may_refuse_it_may_refuse(stick: Stick, gateway: Modem) -> None:
    for refused in (
        *("ATE0", "AT+CMEE=1", "AT+CNMI?", "AT+CGMI", "AT+CGMM", "AT+COPS=3,0", 'AT+CSCS="IRA"'),
        *('AT+CSCS="GSM"', "AT+CSMS?", "AT+CNMI=?", "AT+CPMS=?"),
    ):
        stick.always[refused] = b"\r\nERROR\r\n"
    await gateway.try_out()


async def test_a_modem_may_wake_at_the_second_try(stick: Stick, gateway: Modem) -> None:
    stick.answers["AT"] = [None, b"\r\nERROR\r\n\r\nOK\r\n"]
    await gateway.try_out()
    assert stick.heard[:4] == ["ESC", "AT", "ESC", "AT"]


async def test_nobody_at_the_port(stick: Stick, gateway: Modem) -> None:
    stick.is_mute = True
    found = await refusal(gateway)
    assert (found.kind, found.text) == (ErrorKind.NETWORK, Reason.MODEM_SILENT)


async def test_a_pin_is_entered_once(stick: Stick) -> None:
    stick.answers["AT+CPIN?"] = [BUSY, LOCKED]
    await account(stick, pin="1234").try_out()
    assert stick.heard.count('AT+CPIN="1234"') == 1


async def test_a_pin_that_was_refused_is_never_entered_again(stick: Stick) -> None:
    stick.always["AT+CPIN?"] = LOCKED
    stick.answers['AT+CPIN="1234"'] = [WRONG]
    for _ in range(3):  # accounts of their own: as the form for it makes them
        found = await refusal(account(stick, pin="1234"))
        assert (found.kind, found.text) == (ErrorKind.AUTH, Reason.WRONG_PIN)
    home = Home(account(stick, pin="1234"))
    await home.run()
    assert home.errors[0].kind is ErrorKind.AUTH
    assert stick.heard.count('AT+CPIN="1234"') == 1
    await account(stick, pin="4321").try_out()
    assert stick.heard.count('AT+CPIN="4321"') == 1


async def test_what_another_sim_refused_is_entered_again(stick: Stick) -> None:
    stick.always["AT+CPIN?"] = LOCKED
    stick.always['AT+CPINR="SIM PIN"'] = done("+CPINR: SIM PIN,3,3")
    stick.answers['AT+CPIN="1234"'] = [WRONG]
    assert (await refusal(account(stick, pin="1234"))).text == Reason.WRONG_PIN
    stick.always['AT+CPINR="SIM PIN"'] = done("+CPINR: SIM PIN,2,3")
    assert (await refusal(account(stick, pin="1234"))).text == Reason.WRONG_PIN
    assert stick.heard.count('AT+CPIN="1234"') == 1
    stick.always['AT+CPINR="SIM PIN"'] = done("+CPINR: SIM PIN,3,3")
    await account(stick, pin="1234").try_out()
    assert stick.heard.count('AT+CPIN="1234"') == 2


@pytest.mark.parametrize("said", [None, b"\r\nERROR\r\n", b"\r\n+CME ERROR: 100\r\n"])
async def test_a_pin_of_which_nobody_knows_what_became_counts_as_refused(
    stick: Stick, said: bytes | None
) -> None:
    stick.always["AT+CPIN?"] = LOCKED
    stick.answers['AT+CPIN="1234"'] = [said]
    await refusal(account(stick, pin="1234"))
    assert (await refusal(account(stick, pin="1234"))).text == Reason.WRONG_PIN
    assert stick.heard.count('AT+CPIN="1234"') == 1


async def test_a_pin_that_the_sim_had_no_time_for_is_entered_again(stick: Stick) -> None:
    stick.always["AT+CPIN?"] = LOCKED
    stick.answers['AT+CPIN="1234"'] = [BUSY]
    await account(stick, pin="1234").try_out()
    assert stick.heard.count('AT+CPIN="1234"') == 2


@pytest.mark.parametrize(
    ("make", "question", "answer"),
    [
        ("Acme", 'AT+CPINR="SIM PIN"', "+CPINR: SIM PIN,{},3"),
        ("huawei", "AT^CPIN?", "^CPIN: SIM PIN,,10,{},10,3"),
        ("Quectel", "AT+QPINC?", '+QPINC: "SC",{},10'),
        ("SIMCOM_Ltd", "AT+SPIC", "+SPIC: {},10,0,10"),
        ("Telit", "AT#PCT", "#PCT: {}"),
        ("Sierra Wireless", "AT+CPINC?", "+CPINC: {},3,10,10"),
        ("ZTE CORPORATION", "AT+ZPINPUK=?", "+ZPINPUK: {},10"),
    ],
)
async def test_the_last_try_is_a_persons(
    stick: Stick, make: str, question: str, answer: str
) -> None:
    stick.always["AT+CGMI"] = done(make)
    stick.always["AT+CPIN?"] = LOCKED
    stick.always[question] = done(answer.format(1))
    found = await refusal(account(stick, pin="1234"))
    assert (found.kind, found.text) == (ErrorKind.AUTH, Reason.PIN_LAST_TRY)
    assert 'AT+CPIN="1234"' not in stick.heard
    stick.always[question] = done(answer.format(2))
    await account(stick, pin="1234").try_out()


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        (LOCKED, ErrorKind.AUTH, Reason.SIM_LOCKED),
        (done("+CPIN: SIM PUK"), ErrorKind.SENDER, Reason.SIM_BLOCKED),
        (done("+CPIN: PH-NET PIN"), ErrorKind.SENDER, Reason.SIM_FAILS),
        (b"\r\n+CME ERROR: 10\r\n", ErrorKind.SENDER, Reason.NO_SIM),
        (BUSY, ErrorKind.SERVER, Reason.SIM_BUSY),
    ],
)
async def test_a_sim_that_a_person_has_to_see_to(
    stick: Stick, gateway: Modem, said: bytes, kind: ErrorKind, text: str
) -> None:
    stick.always["AT+CPIN?"] = said
    found = await refusal(gateway)
    assert (found.kind, found.text) == (kind, text)


async def test_a_sim_may_take_its_time(stick: Stick, gateway: Modem) -> None:
    stick.answers["AT+CMGF=0"] = [b"\r\n+CMS ERROR: 515\r\n", b"\r\n+CMS ERROR: 314\r\n"]
    stick.answers["AT+CPMS"] = [BUSY]
    await gateway.try_out()
    assert stick.heard.count("AT+CMGF=0") == 3


@pytest.mark.parametrize(
    ("known", "entered", "written"),
    [
        ('"+491710760000",145', "+49 171 0760000", None),
        ('"",129', "+491710760000", 'AT+CSCA="+491710760000",145'),
        ('"+491710760000",145', "1710760000", 'AT+CSCA="1710760000",129'),
    ],
)
async def test_the_number_of_the_smsc_is_written_where_it_is_another(
    stick: Stick, known: str, entered: str, written: str | None
) -> None:
    stick.always["AT+CSCA?"] = done(f"+CSCA: {known}")
    await account(stick, smsc=entered).try_out()
    assert [one for one in stick.heard if one.startswith("AT+CSCA=")] == (
        [written] if written else []
    )


@pytest.mark.parametrize(
    ("offered", "refused", "chosen"),
    [
        ('("SM","ME"),("SM","ME"),("SM","ME")', (), '"SM","SM","SM"'),
        ('("ME","MT","SR"),("ME","MT"),("ME","MT")', (), '"ME","ME","ME"'),
        ('("MT"),("SM"),("MT")', (), '"MT","SM","MT"'),
        ('("SM","ME"),("SM"),("ME")', (), '"ME","SM","ME"'),
        ('("SM","ME"),("SM","ME"),("SM","ME")', ('"SM","SM","SM"',), '"ME","ME","ME"'),
    ],
)
async def test_messages_are_stored_where_there_is_a_memory(
    stick: Stick, gateway: Modem, offered: str, refused: tuple[str, ...], chosen: str
) -> None:
    stick.stored["MT"] = {}
    stick.always["AT+CPMS=?"] = done(f"+CPMS: {offered}")
    stick.always |= {f"AT+CPMS={one}": b"\r\n+CMS ERROR: 302\r\n" for one in refused}
    await gateway.try_out()
    wishes = [one for one in stick.heard if one.startswith('AT+CPMS="')]
    assert wishes[-1] == f"AT+CPMS={chosen}"


@pytest.mark.parametrize(
    ("offered", "refused", "chosen"),
    [
        ("(0-2),(0-3),(0,2),(0-2),(0,1)", ["2,1,0,1,0"], "2,1,0,2,0"),
        ("(0-2),(0-3),(0,2),(0-2),(0,1)", ["2,1,0,1,0", "2,1,0,2,0"], "2,1,0,0,0"),
        ("(0,1),(0,1),(0),(0,2),(1)", [], "1,1,0,2,1"),
        ("(3),(0,2),(2),(0,1),(0,1)", [], "3,2,2,1,0"),
        ("(0-999999999),(0-3),(0),(1),(0)", [], "2,1,0,1,0"),
        ("something", ["2,1,0,1,0"], "2,1,0,2,0"),
        ("", ["2,1,0,1,0", "2,1,0,2,0", "2,1,0,0,0"], "1,1,0,1,0"),
    ],
)
async def test_indications_are_chosen_from_what_is_offered(
    stick: Stick, gateway: Modem, offered: str, refused: list[str], chosen: str
) -> None:
    stick.always["AT+CNMI=?"] = done(f"+CNMI: {offered}") if offered else b"\r\nERROR\r\n"
    stick.always |= {f"AT+CNMI={one}": b"\r\n+CMS ERROR: 303\r\n" for one in refused}
    await gateway.try_out()
    assert stick.heard[-2:] == [f"AT+CNMI={chosen}", "AT+CNMI?"]


async def test_one_that_only_tells_stores_what_comes_while_nobody_listens(
    stick: Stick, gateway: Modem
) -> None:
    stick.always["AT+CNMI=?"] = done("+CNMI: (2),(0,2),(0),(0,1),(0)")
    async with at_home(Home(gateway)):
        assert stick.indications == "2,2,0,1,0"
    assert stick.indications == "2,0,0,0,0"
    async with at_home(Home(gateway)) as home:
        stick.cut()
        await home.until(lambda: bool(home.errors))


async def test_one_that_tells_nothing_is_asked_more_often(stick: Stick, gateway: Modem) -> None:
    stick.answers["AT+CNMI"] = [b"\r\nERROR\r\n"] * 20
    async with at_home(Home(gateway)):
        await stick.until(lambda: stick.heard.count("AT+CMGL=4") > 4)


@pytest.mark.parametrize(
    ("answers", "condition"),
    [
        ({}, {"signal": -71, "network": "home", "operator": "Home, sweet home"}),
        (
            {
                "AT+CSQ": "+CSQ: 99,99",
                "AT+CREG?": "+CREG: 0,0",
                "AT+CEREG?": '+CEREG: 2,5,"00C3","0123ABCD",7',
                "AT+COPS?": "+COPS: 0",
            },
            {"network": "roaming"},
        ),
        (
            {"AT+CSQ": "+CSQ: 0,0", "AT+CREG?": "+CREG: 0,7", "AT+CEREG?": "+CEREG: 0,3"},
            {"signal": -113, "network": "sms_only", "operator": "Home, sweet home"},
        ),
        (
            {"AT+CREG?": "+CREG: 0,2", "AT+CEREG?": "+CEREG: 0,0"},
            {"signal": -71, "network": "searching", "operator": "Home, sweet home"},
        ),
        (
            {"AT+CSQ": "", "AT+CREG?": "", "AT+CEREG?": "", "AT+COPS?": ""},
            {},
        ),
    ],
)
async def test_how_a_modem_does(
    stick: Stick, gateway: Modem, answers: dict[str, str], condition: dict[str, object]
) -> None:
    for asked, said in answers.items():
        stick.always[asked] = done(said) if said else b"\r\nERROR\r\n"
    async with at_home(Home(gateway)) as home:
        home.connected.clear()
        await home.connected.wait()
        assert gateway.condition == condition
    assert gateway.condition == {}


async def test_a_port_that_is_not_there(stick: Stick) -> None:
    stick.cut()
    gone = Modem(NO_SESSION, "", {"port": "/dev/serial/by-id/usb-none"})
    found = await refusal(gone)
    assert (found.kind, found.text) == (ErrorKind.NETWORK, Reason.PORT_MISSING)
    no_port = Modem(NO_SESSION, "", {"port": "/dev/null"})
    assert (await refusal(no_port)).text == Reason.PORT_FAILED
    far = Modem(NO_SESSION, "", {"port": "socket://127.0.0.1:1"})
    assert (await refusal(far)).text == Reason.UNREACHABLE
    nowhere = Modem(NO_SESSION, "", {"port": "socket://127.0.0.1"})
    assert (await refusal(nowhere)).text == Reason.BAD_ADDRESS


def answer(controller: int) -> None:
    """Answer at a pseudo-terminal: that the SIM is ready, and OK to all else."""
    said = os.read(controller, 1000)
    os.write(controller, done("+CPIN: READY") if b"CPIN" in said else done())


@contextmanager
def terminal() -> Iterator[int]:
    """Have a serial device, at which a modem answers until it is pulled out."""
    controller, found = pty.openpty()
    tty.setraw(found)
    loop = asyncio.get_running_loop()
    loop.add_reader(controller, answer, controller)
    try:
        yield found
    finally:
        loop.remove_reader(controller)
        os.close(found)
        os.close(controller)


async def test_a_port_is_ours_alone(socket_enabled: None) -> None:
    with terminal() as device:
        first, second = (Modem(NO_SESSION, "", {"port": os.ttyname(device)}) for _ in range(2))
        async with at_home(Home(first)):
            # What is at work is tried out as it is; that this is the same port is not known.
            await second.try_out()
            found = await refusal(Modem(NO_SESSION, "", {"port": f"/proc/self/fd/{device}"}))
            assert (found.kind, found.text) == (ErrorKind.NETWORK, Reason.PORT_TAKEN)
        await second.try_out()


async def test_a_device_that_is_pulled_out_is_missed_at_once(socket_enabled: None) -> None:
    with terminal() as device:
        gateway = Modem(NO_SESSION, "", {"port": os.ttyname(device)})
        home = Home(gateway)
        running = asyncio.create_task(home.run())
        await home.connected.wait()
        assert gateway.is_connected
    await soon(running, "the session has ended")
    assert home.errors[0].text == Reason.SESSION_ENDED


async def test_one_that_is_just_being_opened_is_waited_for(stick: Stick, gateway: Modem) -> None:
    stick.answers["AT+CMGF=0"] = [None]
    running = asyncio.create_task(Home(gateway).run())
    await stick.until(lambda: "AT+CMGF=0" in stick.heard)
    trying = asyncio.create_task(account(stick).try_out())
    await asyncio.sleep(0)
    stick.say(done())
    await trying
    assert stick.opened == 1
    running.cancel()
    await asyncio.wait([running])


async def test_a_message_is_told_at_once_what_a_person_has_to_see_to(
    stick: Stick, gateway: Modem
) -> None:
    stick.always["AT+CPIN?"] = LOCKED
    await Home(gateway).run()
    with pytest.raises(GatewayError) as raised:
        await gateway.send([outgoing()])
    assert (raised.value.kind, raised.value.uncertain) == (ErrorKind.AUTH, False)


async def test_without_the_package_there_is_no_port(
    stick: Stick, gateway: Modem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "serialx", None)
    found = await refusal(gateway)
    assert (found.text, found.retryable) == (Reason.LIBRARY_MISSING, True)


async def test_the_smsc_is_written_where_it_cant_be_read(stick: Stick) -> None:
    stick.always["AT+CSCA?"] = b"\r\n+CMS ERROR: 330\r\n"
    await account(stick, smsc="+491710760000").try_out()
    assert 'AT+CSCA="+491710760000",145' in stick.heard


@pytest.mark.parametrize("after", ["AT+CMEE=1", "AT+CPIN?", "AT+CPMS=?", "AT+CNMI=?"])
async def test_one_that_is_pulled_out_while_it_is_made_ready(
    stick: Stick, gateway: Modem, after: str
) -> None:
    stick.answers[after] = [lambda _asked: stick.cut()]
    found = await refusal(gateway)
    assert (found.kind, found.text) == (ErrorKind.NETWORK, Reason.SESSION_ENDED)


@pytest.mark.parametrize("said", [b"\r\nRDY\r\n", b"\r\nNORMAL POWER DOWN\r\n", b"^SYSSTART\r"])
async def test_one_that_says_that_it_was_switched_on_or_off_is_made_ready_anew(
    stick: Stick, gateway: Modem, said: bytes
) -> None:
    async with at_home(Home(gateway)) as home:
        stick.say(said)
        await home.until(lambda: bool(home.errors))
    assert home.errors[0].text == Reason.SESSION_ENDED


@pytest.mark.parametrize("answer", ["+CNMI: 0,0,0,0,0", "", "+CME ERROR: 11"])
async def test_one_that_has_forgotten_what_it_was_told_is_made_ready_anew(
    stick: Stick, gateway: Modem, monkeypatch: pytest.MonkeyPatch, timing: Timing, answer: str
) -> None:
    monkeypatch.setattr(modem, "TIMING", replace(timing, look_every=0.01))
    async with at_home(Home(gateway)) as home:
        await stick.until(lambda: stick.heard.count("AT+CNMI?") > 2)
        stick.answers["AT+CNMI?"] = [b"\r\n+CMS ERROR: 314\r\n"]
        await stick.until(lambda: not stick.answers["AT+CNMI?"])
        assert not home.errors
        is_error = "ERROR" in answer
        stick.always["AT+CNMI?"] = f"\r\n{answer}\r\n".encode() if is_error else done(answer)
        await home.until(lambda: bool(home.errors))
    assert home.errors[0].kind is ErrorKind.NETWORK


async def test_what_was_asked_before_and_comes_late_answers_nothing_else(stick: Stick) -> None:
    stick.answers["AT+CPIN?"] = [b"\r\n+CPIN: READY\r\n\r\n+CMGR: 0,,24\r\n\r\nOK\r\n"]
    await account(stick, pin="1234").try_out()
