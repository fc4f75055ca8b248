"""The STOP rules of clickatell.md 7, held on the gateway's side."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from .conftest import Customer, message

PHONE = "15550100001"
SENDER = "15550100099"
OTHER_SENDER = "15550100098"


async def errors(customer: Customer, sender: str = SENDER, to: str = PHONE) -> list[object]:
    """Send a message; return its error."""
    return (await customer.send(message(to) | {"from": sender})).errors


@pytest.mark.parametrize("text", ["STOP", "end", "Cancel", " unsubscribe ", "QUIT"])
async def test_stop_lets_one_confirmation_through(customer: Customer, text: str) -> None:
    await customer.simulator.reply(f"+{PHONE}", text)
    assert await errors(customer) == [None]
    assert await errors(customer) == [26]
    assert await errors(customer, OTHER_SENDER) == [None]
    assert await errors(customer, to="15550100002") == [None]


async def test_confirmation_comes_too_late(
    customer: Customer, freezer: FrozenDateTimeFactory
) -> None:
    await customer.simulator.reply(PHONE, "STOP")
    freezer.tick(6 * 3600)
    assert await errors(customer) == [26]


@pytest.mark.parametrize("text", ["STOP ALL", "stop stop"])
async def test_stop_everything(customer: Customer, text: str) -> None:
    await customer.simulator.reply(PHONE, text)
    assert await errors(customer, OTHER_SENDER) == [26]
    assert await errors(customer, SENDER) == [None]
    assert await errors(customer, SENDER) == [26]
    assert await errors(customer, SENDER, to="15550100002") == [None]


@pytest.mark.parametrize("text", ["Please stop the heating", "STOP it", "STOPPED", "START"])
async def test_any_other_message_lifts_the_block(customer: Customer, text: str) -> None:
    customer.simulator.network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    assert await errors(customer) == [26]
    await customer.simulator.reply(PHONE, text, to=SENDER)
    assert await errors(customer) == [None]


async def test_a_message_to_another_number_does_not_lift_the_block(customer: Customer) -> None:
    customer.simulator.network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    await customer.simulator.reply(PHONE, "hello", to=OTHER_SENDER)
    assert await errors(customer) == [26]


async def test_rejected_message_is_no_confirmation(customer: Customer) -> None:
    await customer.simulator.reply(PHONE, "STOP")
    answer = await customer.send(message(content="a" * 10000) | {"from": SENDER})
    assert answer.errors == [100]
    assert await errors(customer) == [None]
