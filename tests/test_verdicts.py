"""What a gateway has itself taken a message for counts, whatever the message says."""

from typing import Any
from urllib.parse import urlencode

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .actions.test_consent import is_blocked
from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, SENDER, AddEntry, new_entry, send, until
from .test_webhook import PATH, Client

KINDS = ("message_received", "opt_out", "opt_in", "help_requested")


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about consent."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def account(simulator: Simulator, callbacks: Client, add_entry: AddEntry) -> MockConfigEntry:
    """Return an account at Twilio that hears of its recipients only."""
    return await add_entry(
        new_entry(simulator, "twilio", replies_from="recipients", help_reply="Call us")
    )


@pytest.fixture
def told(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return what is told of messages that come in, as it comes: of which kind, and the text."""
    events: list[tuple[str, str]] = []

    @callback
    def hear(event: Event) -> None:
        events.append((str(event.event_type).removeprefix(f"{DOMAIN}_"), event.data["text"]))

    for kind in KINDS:
        hass.bus.async_listen(f"{DOMAIN}_{kind}", hear)
    return events


async def write(
    callbacks: Client, text: str, verdict: str = "", sid: str = "", sender: str = ANNA
) -> None:
    """Bring a message as Twilio does, with what it has taken it for."""
    fields = {"From": sender, "To": SENDER, "Body": text, "MessageSid": sid or f"SM{text}"}
    fields |= {"OptOutType": verdict} if verdict else {}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await callbacks.post(PATH, data=urlencode(fields), headers=form)
    assert answer.status == 200


async def test_words_that_are_set_at_the_gateway(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    account: MockConfigEntry,
    told: list[tuple[str, str]],
) -> None:
    await write(callbacks, "BASTA", "STOP")
    assert await is_blocked(hass, account)
    await write(callbacks, "JOIN", "START")
    assert not await is_blocked(hass, account)
    await write(callbacks, "AYUDA", "HELP")
    await until(hass, lambda: simulator.network.messages[-1].text == "Call us")
    assert told == [
        ("opt_out", "BASTA"), ("opt_in", "JOIN"), ("message_received", "JOIN"),
        ("help_requested", "AYUDA"),
    ]  # fmt: skip
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    assert message["state"] == "accepted"


async def test_strangers_are_heard_for_it(
    hass: HomeAssistant,
    callbacks: Client,
    account: MockConfigEntry,
    told: list[tuple[str, str]],
) -> None:
    await write(callbacks, "BASTA", "STOP", sender=NUMBER_OF_NOBODY)
    assert await is_blocked(hass, account, NUMBER_OF_NOBODY)
    await write(callbacks, "JOIN", "START", sender=NUMBER_OF_NOBODY)
    assert not await is_blocked(hass, account, NUMBER_OF_NOBODY)


@pytest.mark.parametrize("word", ["REVOKE", "revoke.", "OPTOUT", "OptOut!"])
@pytest.mark.parametrize("start", ["YES", "Yes!", "START\u200b", "Start.\u00a0", "unstop"])
async def test_its_own_words(
    hass: HomeAssistant, callbacks: Client, account: MockConfigEntry, word: str, start: str
) -> None:
    await write(callbacks, word)
    assert await is_blocked(hass, account)
    await write(callbacks, "JOIN")
    assert await is_blocked(hass, account)
    await write(callbacks, start)
    assert not await is_blocked(hass, account)


async def test_its_words_are_no_options(hass: HomeAssistant, account: MockConfigEntry) -> None:
    for word in ("revoke", "OptOut.", "STOP", "help", "Info"):
        with pytest.raises(ServiceValidationError) as raised:
            await ask(hass, options=["approve", word])
        assert raised.value.translation_key == "option_is_stop", word


async def test_yes_may_be_an_option(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, account: MockConfigEntry
) -> None:
    asking = hass.async_create_task(ask(hass, options=["yes", "no"]))
    await until(hass, lambda: simulator.network.accepted == 1)
    await write(callbacks, "YES")
    assert (await asking)["option"] == "yes"


async def ask(hass: HomeAssistant, **data: object) -> dict[str, Any]:
    """Put a question to Anna."""
    answer: Any = await hass.services.async_call(
        DOMAIN, "ask", {"to": ANNA, "message": "?", **data}, blocking=True, return_response=True
    )
    return dict(answer)


async def test_later_copy_without_it_changes_nothing(
    hass: HomeAssistant,
    callbacks: Client,
    account: MockConfigEntry,
    told: list[tuple[str, str]],
) -> None:
    """Asked for what came in, Twilio leaves out what it took it for."""
    await write(callbacks, "YES", "STOP", sid="SM1")
    await write(callbacks, "YES", sid="SM1")
    assert await is_blocked(hass, account)
    await write(callbacks, "JOIN", "START", sid="SM2")
    await write(callbacks, "JOIN", sid="SM2")
    assert not await is_blocked(hass, account)
    await write(callbacks, "the last one", sid="SM3")
    await until(hass, lambda: told[-1:] == [("message_received", "the last one")])
    assert told[:-1] == [("opt_out", "YES"), ("opt_in", "JOIN"), ("message_received", "JOIN")]


async def test_earlier_copy_without_it_does_not_take_it_away(
    hass: HomeAssistant,
    callbacks: Client,
    account: MockConfigEntry,
    told: list[tuple[str, str]],
) -> None:
    await write(callbacks, "BASTA", sid="SM1")
    assert not await is_blocked(hass, account)
    for _ in range(2):
        await write(callbacks, "BASTA", "STOP", sid="SM1")
        assert await is_blocked(hass, account)
    await write(callbacks, "JOIN", sid="SM2")
    await write(callbacks, "JOIN", "START", sid="SM2")
    assert not await is_blocked(hass, account)
    await until(hass, lambda: told[-1:] == [("opt_in", "JOIN")])
    assert told == [
        ("message_received", "BASTA"), ("opt_out", "BASTA"), ("message_received", "JOIN"),
        ("opt_in", "JOIN"),
    ]  # fmt: skip
