"""The actions that look at messages and call them back."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, CARLA, SENDER, AddEntry, other_entry, send, until
from ..test_retry import elapse, set_up, states
from ..test_webhook import Client
from .test_send import sent_to


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about what was."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def account(callbacks: Client, entry: MockConfigEntry) -> MockConfigEntry:
    """Return an account that messages come in to."""
    return entry


async def get_messages(hass: HomeAssistant, **data: object) -> list[dict[str, Any]]:
    """Call the action that looks back and return what it finds."""
    response: Any = await hass.services.async_call(
        DOMAIN, "get_messages", data, blocking=True, return_response=True
    )
    messages: list[dict[str, Any]] = response["messages"]
    return messages


async def found(hass: HomeAssistant, **data: object) -> list[str]:
    """Return the texts of what the action that looks back finds."""
    return [message["text"] for message in await get_messages(hass, **data)]


async def cancel(hass: HomeAssistant, **data: object) -> int:
    """Call the action that cancels and return how many messages it has."""
    response: Any = await hass.services.async_call(
        DOMAIN, "cancel_message", data, blocking=True, return_response=True
    )
    cancelled: int = response["cancelled"]
    return cancelled


async def test_question_and_answer_with_all_that_is_known(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    await send(hass, to=ANNA, tag="door", wait_for="accepted")
    reply = await simulator.reply(ANNA, "on my way")
    await until(hass, lambda: bool(received))
    (at_gateway,) = simulator.network.messages
    answer, question = await get_messages(hass)
    (attempt,) = question["attempts"]
    assert (attempt["state"], attempt["error"]) == ("accepted", None)
    assert question["at"] <= attempt["at"] <= answer["at"]
    assert question == {
        "direction": "outgoing",
        "config_entry_id": account.entry_id,
        "at": question["at"],
        "message_id": at_gateway.client_message_id,
        "provider_message_id": at_gateway.id,
        "to": ANNA,
        "recipient": "Anna",
        "state": "accepted",
        "parts": 1,
        "truncated": False,
        "error": None,
        "text": "door open",
        "from": SENDER,
        "tag": "door",
        "cost": None,
        "attempts": [attempt],
    }
    assert answer == {
        "direction": "incoming",
        "config_entry_id": account.entry_id,
        "at": answer["at"],
        "message_id": received[0].data["message_id"],
        "provider_message_id": reply.id,
        "from": ANNA,
        "to": SENDER,
        "recipient": "Anna",
        "text": "on my way",
        "tag": "door",
        "in_reply_to": at_gateway.client_message_id,
        "parts": 1,
        "complete": True,
        "late": False,
        "sent_at": dt_util.utc_from_timestamp(reply.sent_at / 1000).isoformat(),
    }


async def test_attempts_with_the_gateways_own_words(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503, count=2)
    await send(hass, to=ANNA, retry_rate=0.01, wait_for="accepted")
    (message,) = await get_messages(hass)
    busy = "Internal error, please retry. (19)"
    assert [(attempt["state"], attempt["error"]) for attempt in message["attempts"]] == [
        ("queued", busy),
        ("queued", busy),
        ("accepted", None),
    ]
    assert message["error"] is None
    moments = [attempt["at"] for attempt in message["attempts"]]
    assert moments == sorted(moments)


async def test_filters(hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry) -> None:
    await send(hass, to=ANNA, message="to Anna", wait_for="accepted")
    await simulator.reply(ANNA, "from Anna")
    between = dt_util.now()
    simulator.network.opt_out(BEN, SENDER, every_sender=False, confirmed=True)
    await send(hass, to=BEN, message="to Ben", wait_for="accepted")
    await simulator.reply(BEN, "from Ben")
    everything = ["from Ben", "to Ben", "from Anna", "to Anna"]
    assert await found(hass) == everything
    assert await found(hass, direction="both", limit=3) == everything[:3]
    assert await found(hass, direction="outgoing") == ["to Ben", "to Anna"]
    assert await found(hass, direction="incoming", limit=1) == ["from Ben"]
    assert await found(hass, number="ben") == ["from Ben", "to Ben"]
    assert await found(hass, number="+1 555 010 0001") == ["from Anna", "to Anna"]
    assert await found(hass, number=CARLA) == []
    assert await found(hass, state="rejected") == ["to Ben"]
    assert await found(hass, state=["accepted", "rejected"]) == ["to Ben", "to Anna"]
    assert await found(hass, state="delivered") == []
    assert await found(hass, since=between.isoformat()) == everything[:2]
    assert await found(hass, since=between.replace(tzinfo=None)) == everything[:2]


async def test_all_accounts_or_one(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    home, other = await add_entry(), await add_entry(other_entry(simulator))
    await send(hass, to="Anna", message="first")
    await send(hass, to="Carla", message="second")
    await send(hass, to="Anna", message="third")
    assert await found(hass) == ["third", "second", "first"]
    assert await found(hass, limit=2) == ["third", "second"]
    assert await found(hass, config_entry_id=home.entry_id) == ["third", "first"]
    assert await found(hass, config_entry_id=other.entry_id) == ["second"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("direction", "sideways"),
        ("state", "lost"),
        ("number", "nobody"),
        ("since", "lately"),
        ("limit", 0),
        ("limit", 1001),
    ],
)
async def test_what_can_not_be_looked_for(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, value: object
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await get_messages(hass, **{name: value})
    assert raised.value.translation_key == f"invalid_{name}"


async def test_cancel_by_id(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503)
    first, second = await send(hass, to=[ANNA, BEN])
    await until(hass, lambda: states(statuses, BEN).count("queued") == 2)
    assert await cancel(hass, message_id=first["message_id"]) == 1
    assert await cancel(hass, message_id=first["message_id"]) == 0
    simulator.faults.clear()
    elapse(hass, freezer, 60)
    await until(hass, lambda: states(statuses, BEN)[-1] == "accepted")
    assert states(statuses, ANNA)[-1] == "cancelled"
    assert sent_to(simulator) == [BEN]
    # The gateway has it: it can't be called back.
    assert await cancel(hass, message_id=second["message_id"]) == 0


async def test_cancel_by_tag_at_all_accounts(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, statuses: list[Event]
) -> None:
    await add_entry()
    await add_entry(other_entry(simulator))
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=["Anna", "Carla"], tag="freezer")
    await send(hass, to="Ben", tag="door")
    for number in (ANNA, BEN, CARLA):
        await until(hass, lambda n=number: states(statuses, n).count("queued") == 2)  # type: ignore[misc]
    assert await cancel(hass, tag="freezer") == 2
    assert await found(hass, state="cancelled") == ["door open"] * 2
    (left,) = await get_messages(hass, state="queued")
    assert left["recipient"] == "Ben"


@pytest.mark.parametrize("data", [{"tag": "window"}, {"message_id": "0" * 32}])
async def test_nothing_that_could_be_cancelled(
    hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, str]
) -> None:
    await send(hass, to=ANNA, tag="door", wait_for="accepted")
    assert await cancel(hass, **data) == 0


async def test_what_to_cancel_must_be_said(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await cancel(hass)
    assert raised.value.translation_key == "nothing_to_cancel"


async def test_senders_that_are_no_numbers(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    for sender in ("38282", "MyBank", "My Bank"):
        await simulator.reply(sender, f"from {sender}")
    await until(hass, lambda: len(received) == 3)
    for written, sender in (
        ("38282", "38282"),
        (38282, "38282"),
        ("MyBank", "MyBank"),
        (" My Bank\n", "My Bank"),
    ):
        assert await found(hass, number=written) == [f"from {sender}"]
        consent = {"number": written, "subscribed": False}
        response = await hass.services.async_call(
            DOMAIN, "set_consent", consent, blocking=True, return_response=True
        )
        assert response == {"number": sender, "subscribed": False, "scope": "sender"}
    # What has never written may be a name with a letter missing.
    for written in ("38283", "Ana", 38283):
        with pytest.raises(ServiceValidationError):
            await found(hass, number=written)
        consent = {"number": written, "subscribed": False}
        with pytest.raises(ServiceValidationError):
            await hass.services.async_call(
                DOMAIN, "set_consent", consent, blocking=True, return_response=True
            )
