"""Everything that can be made to go wrong."""

import asyncio

from aiohttp import ClientConnectorError, ClientError, ClientSession, ServerDisconnectedError
import pytest

from simulator import Simulator
from simulator.faults import Fault

from .conftest import Customer, first_message, message


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.HTTP_500, 500, 18),
        (Fault.HTTP_503, 503, 19),
        (Fault.RATE_429, 429, 43),
        (Fault.CODE_43, 400, 43),
        (Fault.BAD_KEY, 401, 1),
        (Fault.ADDRESS, 401, 7),
    ],
)
async def test_refusals(customer: Customer, fault: Fault, status: int, code: int) -> None:
    customer.simulator.faults.set(fault, count=2)
    for answer in (await customer.call("GET", "/v1/balance"), await customer.send(message())):
        assert (answer.status, answer.error) == (status, code)
    network = customer.simulator.network
    assert (network.accepted, network.send_requests) == (0, 1)
    assert (await customer.send(message())).status == 202


async def test_until_cleared(customer: Customer) -> None:
    faults = customer.simulator.faults
    faults.set(Fault.HTTP_503)
    faults.set(Fault.CODE_43)
    for _ in range(3):
        assert (await customer.send(message())).error == 19
    faults.clear(Fault.HTTP_503)
    assert (await customer.send(message())).error == 43
    faults.clear()
    assert (await customer.send(message())).status == 202


async def test_retry_after(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.RATE_429, 30)
    answer = await customer.send(message())
    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")


async def test_no_funds(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.NO_FUNDS, count=2)
    answer = await customer.send(message())
    assert (answer.status, answer.errors) == (402, [20])
    answer = await customer.send(message(), message())
    assert (answer.status, answer.errors) == (207, [20, 20])
    assert (await customer.send(message())).status == 202


async def test_drop_answer_takes_the_messages(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.DROP_ANSWER, count=1)
    with pytest.raises(ClientError):
        await customer.send(message())
    assert customer.simulator.network.accepted == 1
    assert (await customer.send(message())).status == 202


async def raw_send(customer: Customer) -> tuple[int, str, str]:
    """Send a message; return status, content type and text."""
    async with customer.session.post(
        f"{customer.simulator.url}/clickatell_one/v1/message",
        headers={"Authorization": customer.simulator.account.api_key},
        json={"messages": [message()]},
    ) as response:
        return response.status, response.content_type, await response.text()


async def test_html(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.HTML, count=1)
    status, content_type, text = await raw_send(customer)
    assert (status, content_type) == (200, "text/html")
    assert text.startswith("<!DOCTYPE html>")
    assert customer.simulator.network.accepted == 0


async def test_truncated_takes_the_messages(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.TRUNCATED, count=1)
    status, content_type, text = await raw_send(customer)
    assert (status, content_type) == (202, "application/json")
    assert text.startswith('{"messages": [{"apiMessageId": ')
    assert not text.endswith("}")
    assert customer.simulator.network.accepted == 1


async def test_slow_takes_the_messages_at_once(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.SLOW, 1000, count=1)
    sending = asyncio.create_task(customer.send(message()))
    await first_message(customer.simulator)
    assert not sending.done()
    sending.cancel()
    assert (await customer.send(message())).status == 202


async def test_slow_still_answers(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.SLOW, 0.01)
    assert (await customer.send(message())).status == 202


async def test_stop_does_not_wait_for_a_slow_answer(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.SLOW, 1000)
    sending = asyncio.create_task(customer.send(message()))
    await first_message(customer.simulator)
    await customer.simulator.stop()
    with pytest.raises(ClientError):
        await sending


async def test_random(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.RANDOM, 1)
    outcomes: set[int] = set()
    while outcomes != {0, 400, 500, 503}:
        try:
            outcomes.add((await customer.send(message())).status)
        except ClientError:
            outcomes.add(0)
    customer.simulator.faults.set(Fault.RANDOM, 0)
    assert (await customer.send(message())).status == 202


async def test_refuse_and_accept(customer: Customer) -> None:
    simulator = customer.simulator
    url = simulator.url
    await customer.send(message())
    await simulator.refuse()
    await simulator.refuse()
    with pytest.raises(ClientConnectorError):
        await customer.send(message())
    assert simulator.refusing
    assert (await customer.control("GET", "state")).status == 200
    await simulator.accept()
    await simulator.accept()
    assert simulator.url == url
    assert (await customer.send(message())).status == 202
    assert simulator.network.send_requests == 2


async def test_refuse_for_some_seconds(customer: Customer) -> None:
    await customer.simulator.refuse(0.01)
    with pytest.raises(ClientConnectorError):
        await customer.send(message())
    await customer.simulator.settled()
    assert (await customer.send(message())).status == 202


async def test_accept_before_the_seconds_are_over(customer: Customer) -> None:
    await customer.simulator.refuse(1000)
    await customer.simulator.accept()
    assert (await customer.send(message())).status == 202


async def test_refuse_cuts_a_request_short(customer: Customer) -> None:
    customer.simulator.faults.set(Fault.SLOW, 1000)
    sending = asyncio.create_task(customer.send(message()))
    await first_message(customer.simulator)
    await customer.simulator.refuse()
    with pytest.raises(ServerDisconnectedError):
        await sending


async def test_connection_that_was_used_for_control_is_refused_too(customer: Customer) -> None:
    url = customer.simulator.url
    async with ClientSession() as session:
        response = await session.put(f"{url}/control/faults", json={"refuse": True})
        assert response.status == 200
        with pytest.raises(ClientConnectorError):
            await session.get(f"{url}/clickatell_one/v1/balance")


async def test_port_is_taken(simulator: Simulator) -> None:
    port = int(simulator.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await Simulator().start(port=port)
    with pytest.raises(OSError, match="address already in use"):
        await Simulator().start(port=0, control_port=port)
    with pytest.raises(OSError, match="address already in use"):
        await Simulator().start(port=0, smpp_port=port)
    with pytest.raises(OSError, match="address already in use"):
        await Simulator().start(port=0, ftp_port=port)
