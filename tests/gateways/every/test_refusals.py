"""What is not accepted: whose business it is, whether it may be tried again, and what is known."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.gateways.base import Accepted, ErrorKind, Gateway
from simulator import Simulator
from simulator.faults import Fault

from ...conftest import ANNA, SENDER
from ..outcome import traits
from .conftest import NO_NUMBER, TEXT, assert_keeps_secret, refused, send_one, shown
from .roads import ROADS, Road, every_road, roads_where

# Whether trying again may help: what the account or the message must be changed for is final.
RETRYABLE = {
    "auth": False,
    "address": True,
    "funds": True,
    "recipient": False,
    "sender": False,
    "content": False,
    "opted_out": False,
    "rate": True,
}
REFUSALS = [(road, kind) for road in ROADS for kind in sorted(road.refusals)]


def message_to_refuse(simulator: Simulator, kind: str) -> dict[str, str]:
    """Let the gateway refuse the next message; return what there is about it to be refused for."""
    match kind:
        case "auth":
            simulator.faults.set(Fault.BAD_KEY)
        case "address":
            simulator.faults.set(Fault.ADDRESS)
        case "rate":
            simulator.faults.set(Fault.CODE_43)
        case "funds":
            simulator.account.balance = Decimal(0)
        case "opted_out":
            simulator.network.opt_out(ANNA, SENDER, every_sender=True, confirmed=True)
        case "recipient":
            return {"to": NO_NUMBER}
        case "content":
            return {"text": "x" * 153 * 36}
        case "sender":
            # Clickatell's Central refuses no number, but puts its own in the place of a wrong one.
            simulator.account.senders = ("15550100055",)
            return {"sender": "No sender!"}
    return {}


@pytest.mark.parametrize(("road", "kind"), REFUSALS, ids=str)
async def test_every_class_of_refusal(
    road: Road, simulator: Simulator, account: Gateway, kind: str
) -> None:
    error = await refused(account, **message_to_refuse(simulator, kind))
    assert traits(error) == (ErrorKind(kind), RETRYABLE[kind], False)
    assert error.text
    assert shown(simulator) == []
    assert_keeps_secret(error, road.secrets.values())


@pytest.mark.parametrize("fault", [Fault.HTTP_500, Fault.HTTP_503, Fault.RATE_429, Fault.HTML])
@every_road
async def test_trouble_that_may_pass(
    road: Road, simulator: Simulator, account: Gateway, fault: Fault
) -> None:
    if fault is Fault.HTML and road.simulated.answers_by_status_alone:
        return
    simulator.faults.set(fault, 7)
    error = await refused(account)
    assert error.retryable
    if fault is Fault.HTTP_503:
        assert traits(error) == (ErrorKind.SERVER, True, False)
    if fault is Fault.RATE_429:
        # A modem knows no such thing.
        kind = ErrorKind.SERVER if road.capabilities.radio else ErrorKind.RATE
        assert traits(error) == (kind, True, False)
        # In a session it is for whoever sends to find out.
        assert error.retry_after == (None if road.has_session else 7)
    assert shown(simulator) == []
    assert_keeps_secret(error, road.secrets.values())


# A SIM is open to whoever is at its modem (test_modem.py).
@roads_where(lambda road: not road.capabilities.radio)
async def test_wrong_secrets(road: Road, simulator: Simulator, stranger: Gateway) -> None:
    assert traits(await refused(stranger)) == (ErrorKind.AUTH, False, False)
    assert shown(simulator) == []


@every_road
async def test_a_gateway_that_is_not_there(
    road: Road, simulator: Simulator, account: Gateway
) -> None:
    await simulator.refuse()
    error = await refused(account)
    assert traits(error) == (ErrorKind.NETWORK, True, False)
    assert_keeps_secret(error, road.secrets.values())


@every_road
async def test_an_answer_that_is_dropped(
    road: Road, simulator: Simulator, account: Gateway
) -> None:
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    error = await refused(account)
    assert traits(error) == (ErrorKind.NETWORK, True, True)
    assert shown(simulator) == [(ANNA, SENDER, TEXT)]
    assert_keeps_secret(error, road.secrets.values())


@every_road
async def test_an_answer_that_is_cut_off_is_no_refusal(
    road: Road, simulator: Simulator, account: Gateway
) -> None:
    simulator.faults.set(Fault.TRUNCATED, count=1)
    result = await send_one(account)
    assert isinstance(result, Accepted) or (result.retryable and result.uncertain)
    assert shown(simulator) == [(ANNA, SENDER, TEXT)]
