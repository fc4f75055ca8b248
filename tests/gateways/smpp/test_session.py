"""A session: bound, alive, lost, left; and what comes in over it."""

import asyncio

from custom_components.sms_gateway.gateways.base import Accepted, ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.smpp import Smpp
from custom_components.sms_gateway.gateways.smpp.pdu import Command, Name, Pdu

from .conftest import outgoing
from .smsc import Home, Smsc, from_phone, receipt


async def test_the_main_road(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    (result,) = await gateway.send([outgoing("Gate open @ 5€")])
    assert result == Accepted("id-1")
    assert smsc.texts == [b"Gate open \0 5\x1be"]
    smsc.say(receipt("id-1", sequence=77), from_phone(b"OK", 78))
    await home.until(lambda: len(home.arrivals) == 2)
    assert home.texts == ["OK"]
    assert [(one.provider_message_id, one.state) for one in home.reports] == [("id-1", "delivered")]
    await smsc.until(lambda: len(smsc.of(0x80000005)) == 2)
    assert smsc.of(0x80000005) == [Pdu(0x80000005, n, body=Name()) for n in (77, 78)]


async def test_a_connection_that_is_cut_leaves_what_has_no_response_uncertain(
    smsc: Smsc, gateway: Smpp, home: Home
) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    sending = asyncio.create_task(gateway.send([outgoing()]))
    await smsc.until(lambda: len(smsc.submitted) == 1)
    smsc.cut()
    (result,) = await sending
    assert isinstance(result, GatewayError)
    assert (result.kind, result.retryable, result.uncertain) == (ErrorKind.NETWORK, True, True)
    await home.until(lambda: bool(home.errors))
    assert not gateway.is_connected
