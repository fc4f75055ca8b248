"""What the gateways share: a phone, its replies, and the way back."""

from collections.abc import Callable, Coroutine

from aiohttp import ClientConnectionError, ClientSession
import pytest

from simulator import Simulator
from simulator.server import GATEWAYS

from .conftest import KEY, Customer, Webhook, message

NAMES = [gateway.name for gateway in GATEWAYS]
PHONE = "15550100001"
SENDER = "15550100099"


async def send_one(customer: Customer) -> None:
    assert (await customer.send(message() | {"from": SENDER})).status == 202


async def send_platform(customer: Customer) -> None:
    url = f"{customer.simulator.url}/clickatell_platform/messages"
    body = {"to": [PHONE], "content": "door open", "from": SENDER}
    async with customer.session.post(url, json=body, headers={"Authorization": KEY}) as response:
        assert response.status == 202


async def send_central(customer: Customer) -> None:
    account = customer.simulator.account
    async with customer.session.get(
        f"{customer.simulator.url}/clickatell_central/http/sendmsg",
        params={
            "user": account.user,
            "password": account.password,
            "api_id": account.api_id,
            "to": PHONE,
            "text": "door open",
            "from": SENDER,
            "mo": "1",
        },
    ) as response:
        assert (await response.text()).startswith("ID: ")


@pytest.mark.parametrize(
    ("name", "send", "id_field"),
    [
        ("clickatell_one", send_one, '"messageId": "'),
        ("clickatell_platform", send_platform, '"replyMessageId": "'),
        ("clickatell_central", send_central, "moMsgId="),
    ],
)
async def test_reply_goes_back_through_the_gateway_of_the_message(
    customer: Customer,
    webhook: Webhook,
    name: str,
    send: Callable[[Customer], Coroutine[None, None, None]],
    id_field: str,
) -> None:
    await send(customer)
    await customer.simulator.settled()
    (sent,) = customer.simulator.network.messages
    reply = await customer.simulator.reply(PHONE, "YES")
    assert (sent.gateway, reply.gateway, reply.answers) == (name, name, sent)
    heard = webhook.requests[-1]
    assert id_field + reply.id in (heard.query or heard.body)


@pytest.mark.parametrize("name", NAMES)
async def test_reply_to_nothing_goes_through_the_gateway_of_the_account(
    customer: Customer, webhook: Webhook, name: str
) -> None:
    await send_platform(customer)
    await customer.simulator.settled()
    customer.simulator.account.gateway = name
    reply = await customer.simulator.reply(PHONE, "YES", to="15550100098")
    assert (reply.gateway, reply.answers) == (name, None)
    forwards = {gateway.name: gateway.forwards_replies for gateway in GATEWAYS}
    assert len(webhook.requests) == 2 + forwards[name]


async def test_gateway_of_the_account_is_set_by_the_control_api(customer: Customer) -> None:
    answer = await customer.control("PUT", "account", {"gateway": "clickatell_central"})
    assert (answer.status, answer.body["gateway"]) == (200, "clickatell_central")
    answer = await customer.control("PUT", "account", {"gateway": "carrier_pigeon"})
    assert answer.status == 400
    assert customer.simulator.account.gateway == "clickatell_central"


async def test_one_api_joins_a_long_reply(customer: Customer, webhook: Webhook) -> None:
    reply = await customer.simulator.reply(PHONE, "a" * 500)
    (event,) = webhook.events("moText")
    assert (event["content"], event["messageId"]) == ("a" * 500, reply.id)


@pytest.mark.parametrize("name", NAMES)
async def test_every_gateway_is_cut_off_on_both_ports(simulator: Simulator, name: str) -> None:
    on_control_port = simulator.gateway_urls[name].replace(simulator.url, simulator.control_url)
    async with ClientSession() as session:
        for url in (simulator.gateway_urls[name], on_control_port):
            async with session.get(url):
                pass
        await simulator.refuse()
        for url in (simulator.gateway_urls[name], on_control_port):
            with pytest.raises(ClientConnectionError):
                await session.get(url)
