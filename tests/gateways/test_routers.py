"""Routers and add-ons with a SIM, by preset: what they take, lose and refuse (own-sim.md 3)."""

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    Gateway,
    GatewayError,
    OutgoingMessage,
    SendResult,
)
from custom_components.sms_gateway.gateways.http.ascii import ascii_only
from custom_components.sms_gateway.messaging.text import Encoding, count_parts, encoding
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, SENDER
from ..roads import BY_ROUTER, by_template
from .outcome import traits

FUNNY = "Tür „offen“: 5 °C, 3 €"


def phone(simulator: Simulator, session: ClientSession, preset: str, **own: str) -> Gateway:
    """Return an account at a simulated router."""
    return by_template(preset).account(session, simulator.gateway_urls[preset], own)


async def sent(account: Gateway, text: str = "door open", to: str = ANNA) -> SendResult:
    """Send a message as the outbox hands it over."""
    is_unicode = encoding(text, account.takes_plainly) is Encoding.UCS_2
    parts = count_parts(text, account.takes_plainly)
    message = OutgoingMessage("ha42", to, text, SENDER, parts=parts, unicode=is_unicode)
    try:
        (result,) = await account.send([message])
    except GatewayError as error:
        return error
    return result


@pytest.mark.parametrize("preset", BY_ROUTER)
async def test_what_arrives(simulator: Simulator, session: ClientSession, preset: str) -> None:
    account = phone(simulator, session, preset)
    assert await sent(account) == Accepted(None)
    assert await sent(account, FUNNY) == Accepted(None)
    first, second = simulator.network.messages
    assert (f"+{first.to}", f"+{first.sender}", first.text) == (ANNA, SENDER, "door open")
    assert second.text == ('Tur "offen": 5 C, 3 EUR' if preset == "mikrotik" else FUNNY)


@pytest.mark.parametrize("preset", BY_ROUTER)
async def test_what_does_not(simulator: Simulator, session: ClientSession, preset: str) -> None:
    stranger = phone(simulator, session, preset, password="another")
    assert traits(await sent(stranger)) == (ErrorKind.AUTH, False, False)
    account = phone(simulator, session, preset)
    simulator.faults.set(Fault.HTML, count=1)
    result = await sent(account)
    assert isinstance(result, GatewayError)
    assert result.retryable
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    assert traits(await sent(account)) == (ErrorKind.NETWORK, True, True)
    await simulator.refuse()
    assert traits(await sent(account)) == (ErrorKind.NETWORK, True, False)
    assert simulator.network.accepted == 1


@pytest.mark.parametrize("preset", ["teltonika", "mikrotik"])
async def test_one_part_at_most(simulator: Simulator, session: ClientSession, preset: str) -> None:
    account = phone(simulator, session, preset)
    assert await sent(account, "x" * 160) == Accepted(None)
    assert traits(await sent(account, "x" * 161)) == (ErrorKind.CONTENT, False, False)
    assert simulator.network.send_requests == 1


async def test_words_of_a_teltonika(simulator: Simulator, session: ClientSession) -> None:
    account = phone(simulator, session, "teltonika")
    error = await sent(account, to="+12345")
    assert traits(error) == (ErrorKind.RECIPIENT, False, False)
    assert isinstance(error, GatewayError)
    assert error.text == "WRONG_NUMBER"
    simulator.faults.set(Fault.NO_FUNDS, count=1)
    # A word that says nothing: it may pass.
    assert traits(await sent(account)) == (ErrorKind.UNKNOWN, True, False)


async def test_what_a_mikrotik_refuses(simulator: Simulator, session: ClientSession) -> None:
    account = phone(simulator, session, "mikrotik")
    error = await sent(account, to="+12345")
    assert isinstance(error, GatewayError)
    assert error.text == "failure: invalid phone number"
    # No status tells that from what passes.
    simulator.faults.set(Fault.CODE_43, count=1)
    error = await sent(account)
    assert isinstance(error, GatewayError)
    assert (error.text, error.retryable) == ("failure: modem is busy", True)
    assert not error.uncertain


async def test_a_long_text_by_the_add_on(simulator: Simulator, session: ClientSession) -> None:
    text = "Щ" * 135
    assert await sent(phone(simulator, session, "sms_gammu"), text) == Accepted(None)
    assert [message.text for message in simulator.network.messages] == [text]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Größe: 3 \u00d7 2 m \u2013 „ja“", 'Grosse: 3 x 2 m - "ja"'),
        ("Łódź, Ærø, Straße, e\u0301", "Lodz, AEro, Strasse, e"),
        ("½ ﬁ ①", "1/2 fi 1"),
        ("Дверь 👍\u200d", "????? ?"),
        ("-5 °C → ¿qué?", "-5 C -> que?"),
    ],
)
def test_a_text_without_accents(text: str, plain: str) -> None:
    assert ascii_only(text) == plain
