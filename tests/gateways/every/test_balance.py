"""What is left on the account."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.gateways.base import ErrorKind, Gateway
from simulator import Simulator
from simulator.faults import Fault

from ..outcome import traits
from .conftest import WRONG, accepted, assert_keeps_secret, outgoing, refusal
from .roads import ROADS, Road, roads_where

with_balance = roads_where(lambda road: road.capabilities.balance)
REFUSALS = [
    (road, fault, kind)
    for road in ROADS
    if road.capabilities.balance
    for fault, kind in (
        (Fault.BAD_KEY, "auth"),
        (Fault.ADDRESS, "address"),
        (Fault.CODE_43, "rate"),
    )
    if kind in road.refusals
]


@with_balance
async def test_the_balance(road: Road, simulator: Simulator, account: Gateway) -> None:
    found = await account.balance()
    # Whether it is money is known before it is asked.
    stated = road.all_credentials.get("balance_unit", simulator.account.currency)
    currency = stated if account.capabilities.money else None
    assert (found.value, found.currency) == (100.0, currency)
    await accepted(account, outgoing(account, "x" * 161))
    assert (await account.balance()).value == pytest.approx(99.92)


@pytest.mark.parametrize("left", ["0", "0.5", "12345.67", "-3.1"])
@with_balance
async def test_any_balance(simulator: Simulator, account: Gateway, left: str) -> None:
    simulator.account.balance = Decimal(left)
    assert (await account.balance()).value == pytest.approx(float(left))


@pytest.mark.parametrize(("road", "fault", "kind"), REFUSALS, ids=str)
async def test_a_balance_that_is_refused(
    road: Road, simulator: Simulator, account: Gateway, fault: Fault, kind: str
) -> None:
    simulator.faults.set(fault)
    error = await refusal(account.balance())
    assert error.kind is ErrorKind(kind)
    assert_keeps_secret(error, road.secrets.values())


@with_balance
async def test_wrong_secrets(simulator: Simulator, stranger: Gateway) -> None:
    error = await refusal(stranger.balance())
    assert traits(error) == (ErrorKind.AUTH, False, False)
    assert_keeps_secret(error, [WRONG])


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        # The Platform API says it with a code that no document explains.
        (Fault.HTTP_500, {ErrorKind.SERVER, ErrorKind.UNKNOWN}),
        (Fault.HTTP_503, {ErrorKind.SERVER}),
        (Fault.RATE_429, {ErrorKind.RATE}),
        (Fault.HTML, {ErrorKind.SERVER, ErrorKind.UNKNOWN}),
        (Fault.DROP_ANSWER, {ErrorKind.NETWORK}),
    ],
)
@with_balance
async def test_trouble_that_may_pass(
    road: Road, simulator: Simulator, account: Gateway, fault: Fault, kinds: set[ErrorKind]
) -> None:
    simulator.faults.set(fault)
    error = await refusal(account.balance())
    assert error.kind in kinds
    assert error.retryable
    assert_keeps_secret(error, road.secrets.values())


@with_balance
async def test_a_gateway_that_is_not_there(simulator: Simulator, account: Gateway) -> None:
    await simulator.refuse()
    error = await refusal(account.balance())
    assert traits(error) == (ErrorKind.NETWORK, True, False)
