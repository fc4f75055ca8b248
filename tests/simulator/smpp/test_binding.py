"""Who may bind, and how a session is kept and ended."""

import asyncio
import ssl

import pytest

from simulator import Simulator
from simulator.faults import Fault

from ...patience import soon
from .esme import (
    LOGIN,
    PHONE,
    RECEIVER,
    SUBMIT,
    TRANSCEIVER,
    TRANSMITTER,
    Esme,
    submit,
)

BOUND = "73696d756c61746f7200" + "0210000134"


@pytest.mark.parametrize("command", [TRANSCEIVER, TRANSMITTER, RECEIVER])
async def test_a_bind_is_answered_with_a_name_and_a_version(
    simulator: Simulator, command: str
) -> None:
    esme = await Esme.connect(simulator)
    answer = await esme.ask(command, LOGIN, 0x39951)
    assert answer == f"0000001f8{command[1:]}0000000000039951{BOUND}"
    (attempt,) = simulator.smpp.bind_attempts
    assert (attempt.bind.system_id, attempt.bind.version, attempt.status) == ("simulator", 0x34, 0)
    assert len(simulator.smpp.bound) == 1
    esme.close()


async def test_binds_of_others(simulator: Simulator) -> None:
    """The PDUs of smpp.md 14, 1 and 2: strangers are refused without a body (14, 4)."""
    esme = await Esme.connect(simulator)
    esme.write(
        "00000023 00000009 00000000 00039951 414c4c5f545700 414c4c5f545700 00 34 01 02 00"
        "00000021 00000009 00000000 00000001 6b7573657200 6b7061737300 00 34 00 00 00"
    )
    assert await esme.read() == "00000010800000090000000f00039951"
    assert await esme.read() == "00000010800000090000000f00000001"
    simulator.account.user, simulator.account.smpp.password = "kuser", "kpass"
    esme.write("00000021 00000009 00000000 00000001 6b7573657200 6b7061737300 00 34 00 00 00")
    assert (await esme.read())[8:32] == "800000090000000000000001"
    first = simulator.smpp.bind_attempts[0].bind
    assert (first.ton, first.npi, first.address_range) == (1, 2, "")
    esme.close()


@pytest.mark.parametrize(
    ("login", "status"),
    [
        (b"simulator\0wrong\0\0\x34\0\0\0", "0000000e"),
        (b"nobody\0simulat\0\0\x34\0\0\0", "0000000f"),
        (b"simulator\0simulat\0other\0\x34\0\0\0", "00000053"),
        (b"simulator\0simulat", "00000002"),
    ],
)
async def test_wrong_binds(simulator: Simulator, login: bytes, status: str) -> None:
    simulator.account.smpp.system_type = "1234567"
    esme = await Esme.connect(simulator)
    assert await esme.ask(TRANSCEIVER, login.hex()) == f"0000001080000009{status}00000001"
    assert simulator.smpp.bound == []
    esme.close()


async def test_a_second_bind_in_a_session(esme: Esme) -> None:
    assert (await esme.ask(TRANSCEIVER, LOGIN))[16:24] == "00000005"


async def test_binds_that_are_refused_by_faults(simulator: Simulator) -> None:
    esme = await Esme.connect(simulator)
    for status in (0x03, 0x05, 0x0D, 0x0E, 0x0F, 0x53):
        simulator.faults.set(Fault.BIND_REFUSED, status, count=1)
        assert (await esme.ask(TRANSCEIVER, LOGIN))[16:24] == f"{status:08x}"
    for fault, status in ((Fault.BAD_KEY, 0x0E), (Fault.ADDRESS, 0x0D)):
        simulator.faults.set(fault, count=1)
        assert (await esme.ask(TRANSCEIVER, LOGIN))[16:24] == f"{status:08x}"
    simulator.faults.set(Fault.BIND_UNANSWERED)
    esme.send(TRANSCEIVER, LOGIN, 7)
    # Only a transceiver is met with silence.
    assert (await esme.ask(TRANSMITTER, LOGIN, 8))[8:32] == "800000020000000000000008"
    assert simulator.smpp.bind_attempts[-2].status is None
    esme.close()


async def test_enquire_link_and_unbind(simulator: Simulator, esme: Esme) -> None:
    """The PDUs of smpp.md 14, 20 and 21."""
    esme.write("00000010 00000015 00000000 0a342ee7")
    assert await esme.read() == "0000001080000015000000000a342ee7"
    simulator.faults.set(Fault.ENQUIRE_LINK_UNANSWERED, count=1)
    esme.write("00000010 00000015 00000000 0a342ee8")
    esme.write("00000010 00000006 00000000 00000001")
    assert await esme.rest() == "00000010800000060000000000000001"
    assert (simulator.smpp.enquiries, simulator.smpp.unbinds) == (2, 1)
    assert simulator.smpp.bound == []


async def test_the_smsc_enquires_and_unbinds(simulator: Simulator, esme: Esme) -> None:
    asking = asyncio.create_task(simulator.smpp.enquire())
    assert await esme.read() == "00000010000000150000000000000001"
    esme.send("80000015", sequence=1)
    (answer,) = await soon(asking, "the answer is heard")
    assert answer is not None
    leaving = asyncio.create_task(simulator.smpp.unbind())
    assert await esme.read() == "00000010000000060000000000000002"
    esme.send("80000006", sequence=2)
    assert await esme.rest() == ""
    esme.close()
    await soon(leaving, "everybody is gone")


async def test_what_is_no_request_of_the_protocol(esme: Esme) -> None:
    """As smpp.md 14, 23: with the number of the PDU."""
    assert await esme.ask("00000003", "00", 6) == "00000010800000000000000300000006"
    # Lengths that can't be; smpp.md 14, below 24.
    esme.write("f0000011 00000004 00000000 00000007")
    assert await esme.rest() == "00000010800000000000000200000007"


async def test_pdus_in_pieces_and_together(esme: Esme) -> None:
    for octet in bytes.fromhex("00000010000000150000000000000001"):
        esme.write(f"{octet:02x}")
        await asyncio.sleep(0)
    assert (await esme.read())[8:16] == "80000015"
    esme.write("00000010000000150000000000000002" * 2)
    assert [(await esme.read())[8:16] for _ in range(2)] == ["80000015"] * 2


async def test_nobody_sends_who_is_not_bound_for_it(simulator: Simulator) -> None:
    esme = await Esme.connect(simulator)
    assert (await esme.ask(SUBMIT, submit("41")))[16:24] == "00000004"
    await esme.ask(RECEIVER, LOGIN)
    assert (await esme.ask(SUBMIT, submit("41")))[16:24] == "00000004"
    assert simulator.network.messages == []
    esme.close()


async def test_refused_connections(simulator: Simulator, esme: Esme) -> None:
    await simulator.refuse()
    assert await esme.rest() == ""
    with pytest.raises(OSError, match="Connect call failed"):
        await Esme.connect(simulator)
    await simulator.accept()
    again = await Esme.bound(simulator)
    assert len(simulator.smpp.bound) == 1
    await simulator.reset()
    assert await again.submit("41")
    assert simulator.network.messages[0].to == PHONE
    assert simulator.smpp.bind_attempts == []
    again.close()


@pytest.mark.usefixtures("socket_enabled")
async def test_tls() -> None:
    simulator = Simulator()
    await simulator.start(port=0, smpp_tls=True)
    assert simulator.gateway_urls["smpp"].startswith("smpps://127.0.0.1:")
    strict = await asyncio.to_thread(ssl.create_default_context)
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
        await Esme.connect(simulator, strict)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    esme = await Esme.connect(simulator, context)
    assert (await esme.ask(TRANSCEIVER, LOGIN))[16:24] == "00000000"
    esme.close()
    await simulator.stop()
