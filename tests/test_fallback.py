"""A second account takes over what the first one may not send, or can't in time."""

from collections.abc import Awaitable, Callable
from sqlite3 import Connection
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import (
    CONF_ADVANCED,
    CONF_GATEWAY,
    CONF_SENDER,
    DOMAIN,
)
from custom_components.sms_gateway.messaging.message import MessageState
from simulator import Simulator
from simulator.faults import Fault

from .account.test_changes import add
from .actions.test_ask import ask
from .conftest import ANNA, CREDENTIALS, AddEntry, new_entry, other_entry, send, until, until_state
from .test_retry import START, elapse
from .test_webhook import Client

OTHER_SENDER = "15550100098"
OTHER_WEBHOOK_ID = "9" * 64
# A port that nothing listens on.
NOWHERE = "http://127.0.0.1:9"

type Pair = tuple[MockConfigEntry, MockConfigEntry]
type AddPair = Callable[..., Awaitable[Pair]]


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that only goes when it is told to."""
    freezer.move_to(START)
    return freezer


def other_gateway(simulator: Simulator, url: str = "", **options: object) -> MockConfigEntry:
    """Return an account at another gateway, not yet added."""
    entry = other_entry(simulator, balance_interval=10080, **options)
    data = {
        CONF_GATEWAY: "clickatell_platform",
        CONF_SENDER: f"+{OTHER_SENDER}",
        CONF_WEBHOOK_ID: OTHER_WEBHOOK_ID,
        CONF_ADVANCED: {"url": url or f"{simulator.url}/clickatell_platform", "verify_ssl": True},
        **CREDENTIALS["clickatell_platform"],
    }
    return MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        entry_id=entry.entry_id,
        data=data,
        options=dict(entry.options),
    )


@pytest.fixture
async def add_pair(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> AddPair:
    """Return a way to set up an account and one that it hands over to."""
    simulator.account.callback_urls["clickatell_platform"] = str(
        callbacks.make_url(f"/api/sms_gateway/{OTHER_WEBHOOK_ID}")
    )

    async def add(
        credentials: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401 - a test's own
    ) -> Pair:
        second = await add_entry(other_gateway(simulator))
        await until_state(hass, "sensor.holiday_home_balance", "100.0")
        options = {"fallback": second.entry_id, "balance_interval": 10080, **options}
        first = await add_entry(new_entry(simulator, credentials=credentials, **options))
        await until(
            hass,
            lambda: (
                first.runtime_data.coordinator.trouble is not None
                or (first.runtime_data.coordinator.balance is not None)
            ),
        )
        return first, second

    return add


def away(simulator: Simulator) -> dict[str, Any]:
    """Return credentials of an account whose gateway can't be reached."""
    return {CONF_ADVANCED: {"url": NOWHERE, "verify_ssl": True}}


def told(statuses: list[Event]) -> list[tuple[str, bool]]:
    """Return the states that were told, and whether the other account had the message then."""
    return [(event.data["state"], "fallback" in event.data) for event in statuses]


async def test_what_the_key_forbids_goes_out_through_the_other_account_at_once(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    (message,) = await send(hass, to="Anna", tag="freezer", wait_for="delivered")
    assert message["state"] == "delivered"
    assert message.get("fallback") == second.entry_id
    (sent,) = simulator.network.messages
    assert (sent.gateway, sent.sender, sent.to) == (
        "clickatell_platform",
        OTHER_SENDER,
        ANNA.removeprefix("+"),
    )
    assert sent.client_message_id == message["message_id"]
    # One message, one id, told by the account that it was given to.
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    assert {event.data["message_id"] for event in statuses} == {message["message_id"]}
    assert {event.data["config_entry_id"] for event in statuses} == {first.entry_id}
    assert {event.data["recipient"] for event in statuses} == {"Anna"}
    assert statuses[-1].data["provider_message_id"] == sent.id
    states = told(statuses)
    assert states[0] == ("queued", False)
    assert ("queued", True) in states
    assert [state for state, there in states if there][-3:] == ["accepted", "sent", "delivered"]


async def test_what_the_gateway_refuses_for_want_of_funds(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    _, second = await add_pair()
    simulator.faults.set(Fault.NO_FUNDS, count=1)
    (message,) = await send(hass, to="Anna", wait_for="delivered")
    assert (message["state"], message.get("fallback")) == ("delivered", second.entry_id)
    assert [sent.gateway for sent in simulator.network.messages] == ["clickatell_platform"]


async def test_what_the_gateway_refuses_for_its_sender(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    await add_pair()
    simulator.account.senders = (OTHER_SENDER,)
    (message,) = await send(hass, to="Anna", wait_for="delivered")
    assert message["state"] == "delivered"
    assert [sent.sender for sent in simulator.network.messages] == [OTHER_SENDER]


async def test_what_is_the_recipients_fault_is_refused_once(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    await add_pair()
    simulator.network.opt_out(ANNA, "15550100099", every_sender=False, confirmed=True)
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    assert (message["state"], message.get("fallback")) == ("rejected", None)
    assert simulator.network.messages == []


async def test_what_the_gateway_does_not_take_in_time(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await add_pair(away(simulator), fallback_after=2, stop_after=5)
    await send(hass, to="Anna")
    for minute in (1, 2):
        await until(hass, lambda n=minute: [s for s, _ in told(statuses)].count("queued") == n + 1)  # type: ignore[misc]
        assert simulator.network.messages == []
        elapse(hass, clock, 60)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    assert len(simulator.network.messages) == 1


async def test_what_may_have_been_sent_is_not_sent_by_another_account(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await add_pair(retry_uncertain=False, fallback_after=1)
    simulator.faults.set(Fault.NO_RECEIPTS)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to="Anna")
    await until(hass, lambda: told(statuses)[-1] == ("queued", False) and len(statuses) == 3)
    for _ in range(5):
        elapse(hass, clock, 60)
        await hass.async_block_till_done()
    await until(hass, lambda: told(statuses)[-1] == ("expired", False))
    assert [sent.gateway for sent in simulator.network.messages] == ["clickatell_one"]


async def test_what_may_have_been_sent_is_where_the_option_allows_it(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await add_pair(retry_uncertain=True, fallback_after=0.5)
    simulator.faults.set(Fault.NO_RECEIPTS)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to="Anna")
    await until(hass, lambda: len(statuses) == 3)
    elapse(hass, clock, 30)
    await until(hass, lambda: told(statuses)[-1] == ("accepted", True))
    gateways = [sent.gateway for sent in simulator.network.messages]
    assert gateways == ["clickatell_one", "clickatell_platform"]


@pytest.mark.parametrize(("code", "state"), [(3, "accepted"), (4, "sent"), (5, "delivered")])
async def test_a_report_that_it_had_arrived_calls_it_back_from_the_other_account(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    callbacks: Client,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    code: int,
    state: str,
) -> None:
    first, second = await add_pair(fallback_after=0.5)
    simulator.faults.set(Fault.NO_RECEIPTS)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    (message,) = await send(hass, to="Anna")
    await until(hass, lambda: len(statuses) == 3)
    await simulator.refuse()
    elapse(hass, clock, 30)
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    path = f"/api/sms_gateway/{first.data[CONF_WEBHOOK_ID]}"
    # That it was not delivered there says nothing about the other account.
    for status in (7, code):
        report = {"clientMessageId": message["message_id"], "statusCode": status, "status": ""}
        report |= {"status": "DELIVERY_FAILURE", "statusCode": 23} if status == 7 else {}
        await callbacks.post(path, json={"event": {"messageStatusUpdate": [report]}})
    await until(hass, lambda: told(statuses)[-1][0] == state)
    assert second.runtime_data.outbox.pending == 0
    await simulator.accept()
    elapse(hass, clock, 60)
    await hass.async_block_till_done()
    assert [sent.gateway for sent in simulator.network.messages] == ["clickatell_one"]


async def test_what_the_other_account_refuses_stays_where_it_was(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    _, second = await add_pair()
    await second.runtime_data.inbox.set_consent(ANNA, "sender")
    simulator.account.senders = (OTHER_SENDER,)
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    assert (message["state"], message.get("fallback")) == ("rejected", None)
    assert "FROM" in message["error"]
    assert simulator.network.messages == []


async def test_with_the_other_account_disabled_it_is_as_if_there_were_none(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    _, second = await add_pair()
    await hass.config_entries.async_set_disabled_by(second.entry_id, ConfigEntryDisabler.USER)
    simulator.account.senders = (OTHER_SENDER,)
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    assert (message["state"], message.get("fallback")) == ("rejected", None)


async def test_what_was_refused_waits_for_an_account_that_is_not_open_yet(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    _, second = await add_pair()
    await hass.config_entries.async_unload(second.entry_id)
    simulator.account.senders = (OTHER_SENDER,)
    await send(hass, to="Anna")
    await until(hass, lambda: told(statuses)[1:] == [("sending", False), ("queued", False)])
    assert await hass.config_entries.async_setup(second.entry_id)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))


@pytest.mark.parametrize("fault", [Fault.HTTP_503, Fault.NO_FUNDS])
async def test_the_other_account_is_relied_on_again_after_a_bad_moment(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    fault: Fault,
) -> None:
    _, second = await add_pair({"api_key": "revoked"}, stop_after=3)
    simulator.faults.set(fault, at="clickatell_platform")
    await send(hass, to="Anna")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    elapse(hass, clock, 180)
    await until(hass, lambda: told(statuses)[-1] == ("expired", True))
    simulator.faults.clear()
    (message,) = await send(hass, to="Anna", message="flood", wait_for="delivered")
    assert message["state"] == "delivered"


async def test_what_the_other_account_may_not_send_either_is_tried_here_again(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    _, second = await add_pair(fallback_after=1, stop_after=30)
    simulator.faults.set(Fault.HTTP_503)
    simulator.account.senders = ("15550100099",)
    await send(hass, to="Anna")
    await until(hass, lambda: len(statuses) == 3)
    elapse(hass, clock, 60)
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    simulator.faults.clear()
    elapse(hass, clock, 60)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", False))
    assert [sent.sender for sent in simulator.network.messages] == ["15550100099"]


async def test_what_was_handed_over_long_ago_is_not_given_again(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    first, second = await add_pair({"api_key": "revoked"}, stop_after=0)
    simulator.faults.set(Fault.NO_RECEIPTS)
    await send(hass, to="Anna", wait_for="accepted")
    await until(hass, lambda: told(statuses)[-1] == ("accepted", True))

    def forget(db: Connection) -> None:
        db.execute("DELETE FROM outbound")

    await second.runtime_data.journal.run(forget)
    await hass.config_entries.async_reload(first.entry_id)
    (message,) = await send(hass, to="Anna", message="another", wait_for="accepted")
    assert message["state"] == "accepted"
    assert [sent.text for sent in simulator.network.messages] == ["door open", "another"]


@pytest.mark.parametrize("is_removed", [True, False])
async def test_what_is_at_an_account_that_is_gone_ends(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    is_removed: bool,
) -> None:
    first, second = await add_pair({"api_key": "revoked"}, stop_after=5)
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, to="Anna")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    if is_removed:
        await hass.config_entries.async_remove(second.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(second.entry_id, ConfigEntryDisabler.USER)
        # It may have been sent in its last second there, and be told a little later.
        elapse(hass, clock, 359)
        await hass.async_block_till_done()
        await first.runtime_data.journal.run(lambda _db: None)
        await hass.async_block_till_done()
        assert told(statuses)[-1][0] != "expired"
        elapse(hass, clock, 2)
    await until(hass, lambda: told(statuses)[-1] == ("expired", True))


async def test_another_accounts_disk_does_not_stop_this_ones_sending(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = await add_pair()

    def rename(name: str, to: str) -> Callable[[Connection], object]:
        return lambda db: db.execute(f"ALTER TABLE {name} RENAME TO {to}").rowcount

    await second.runtime_data.journal.run(rename("outbound", "outbound_elsewhere"))
    account_before = first.runtime_data
    simulator.faults.set(Fault.NO_FUNDS, count=1)
    await send(hass, to="Anna")
    await until(hass, lambda: ("queued", True) in told(statuses))
    (message,) = await send(hass, to="Anna", message="flood")
    elapse(hass, clock, 2)
    await until(hass, lambda: statuses[-1].data["state"] == "delivered")
    assert statuses[-1].data["message_id"] == message["message_id"]
    assert first.runtime_data is account_before
    assert "can't take messages over now" in caplog.text
    # It is asked again, and takes over what it could not.
    await second.runtime_data.journal.run(rename("outbound_elsewhere", "outbound"))
    elapse(hass, clock, 60)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))


@pytest.mark.parametrize("text", ["START", "hello"])
async def test_a_stop_at_the_other_account_is_lifted_there_for_both(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, text: str
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    await send(hass, to="Anna", wait_for="accepted")
    await simulator.reply(ANNA, "STOP")
    assert first.runtime_data.inbox.blocked == {ANNA}
    await simulator.reply(ANNA, text)
    assert first.runtime_data.inbox.blocked == second.runtime_data.inbox.blocked == frozenset()


async def test_a_stop_said_to_the_first_account_is_not_lifted_at_the_other_one(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    first, _ = await add_pair({"api_key": "revoked"})
    await send(hass, to="Anna", wait_for="accepted")
    await first.runtime_data.inbox.set_consent(ANNA, "sender")
    await simulator.reply(ANNA, "hello")
    assert first.runtime_data.inbox.blocked == {ANNA}


async def test_what_waits_goes_out_once_the_other_account_is_there(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    _, second = await add_pair({"api_key": "revoked"})
    await hass.config_entries.async_unload(second.entry_id)
    await send(hass, to="Anna")
    await until(
        hass,
        lambda: told(statuses) == [("queued", False), ("sending", False), ("queued", False)],
    )
    assert await hass.config_entries.async_setup(second.entry_id)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    assert len(simulator.network.messages) == 1


@pytest.mark.parametrize("reloaded", [["first"], ["second"], ["first", "second"]])
async def test_a_reload_neither_loses_nor_repeats_what_was_handed_over(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    reloaded: list[str],
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, to="Anna")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    pair = {"first": first, "second": second}
    for name in reloaded:
        assert await hass.config_entries.async_unload(pair[name].entry_id)
    simulator.faults.clear()
    elapse(hass, clock, 60)
    for name in reloaded:
        assert await hass.config_entries.async_setup(pair[name].entry_id)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    assert len(simulator.network.messages) == 1


@pytest.mark.parametrize("opens_last", ["first", "second"])
async def test_what_was_delivered_meanwhile_is_told_when_both_accounts_are_open_again(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    callbacks: Client,
    statuses: list[Event],
    opens_last: str,
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    simulator.faults.set(Fault.NO_RECEIPTS)
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    await until(hass, lambda: told(statuses)[-1] == ("accepted", True))
    assert await hass.config_entries.async_unload(first.entry_id)
    report = {"clientMessageId": message["message_id"], "statusCode": 4, "to": ANNA[1:]}
    answer = await callbacks.post(f"/api/sms_gateway/{OTHER_WEBHOOK_ID}", json=report)
    assert answer.status == 200
    await hass.async_block_till_done()
    last = first
    if opens_last == "second":
        last = second
        assert await hass.config_entries.async_unload(second.entry_id)
        assert await hass.config_entries.async_setup(first.entry_id)
        await hass.async_block_till_done()
    assert told(statuses)[-1] == ("accepted", True)
    assert await hass.config_entries.async_setup(last.entry_id)
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))


async def test_what_is_at_an_account_that_is_removed_is_given_up(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    simulator.faults.set(Fault.NO_RECEIPTS)
    (taken,) = await send(hass, to="Anna", wait_for="accepted")
    await until(hass, lambda: told(statuses)[-1] == ("accepted", True))
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, to="Anna")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    await hass.config_entries.async_remove(second.entry_id)
    await hass.config_entries.async_reload(first.entry_id)
    await until(hass, lambda: told(statuses)[-1] == ("expired", True))
    assert "removed" in statuses[-1].data["error"]
    # What its gateway has taken is on its way all the same.
    (sent,) = await first.runtime_data.outbox.find([taken["message_id"]])
    assert sent.state is MessageState.ACCEPTED


async def test_cancelling_calls_it_back_from_the_other_account(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    _, second = await add_pair({"api_key": "revoked"})
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, to="Anna", tag="freezer")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    response = await hass.services.async_call(
        DOMAIN, "cancel_message", {"tag": "freezer"}, blocking=True, return_response=True
    )
    assert response == {"cancelled": 1}
    await until(hass, lambda: told(statuses)[-1] == ("cancelled", True))


async def test_it_is_found_once_on_looking_back(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    await send(hass, to="Anna", wait_for="delivered")
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    response: Any = await hass.services.async_call(
        DOMAIN, "get_messages", {}, blocking=True, return_response=True
    )
    (message,) = response["messages"]
    assert message["config_entry_id"] == first.entry_id
    assert message["fallback"] == second.entry_id
    assert message["from"] == f"+{OTHER_SENDER}"
    assert message["state"] == "delivered"


async def test_an_answer_that_comes_to_the_other_account(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, received: list[Event]
) -> None:
    _, second = await add_pair({"api_key": "revoked"})
    second_options = {**second.options, "replies_from": "recipients"}
    hass.config_entries.async_update_entry(second, options=second_options)
    await hass.async_block_till_done()
    simulator.faults.set(Fault.NO_RECEIPTS)
    asking = await ask(hass, simulator, to="Anna", options=["yes", "no"])
    await simulator.reply(ANNA, "yes")
    answer = await asking
    assert (answer["option"], answer["recipient"]) == ("yes", "Anna")
    # The answer came to the other account, which knows the people of the first.
    (event,) = received
    assert event.data["config_entry_id"] == second.entry_id
    assert event.data["recipient"] == "Anna"
    (message,) = simulator.network.messages
    assert event.data["in_reply_to"] == message.client_message_id
    state = hass.states.get("event.anna_reply")
    assert state is not None
    assert state.attributes["text"] == "yes"


async def test_a_stop_that_comes_to_the_other_account_counts_for_both(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    await send(hass, to="Anna", wait_for="accepted")
    await simulator.reply(ANNA, "STOP")
    for entry in (first, second):
        assert entry.runtime_data.inbox.blocked == {ANNA}
    with pytest.raises(HomeAssistantError, match="Anna"):
        await send(hass, to="Anna")
    await simulator.reply(ANNA, "START")
    for entry in (first, second):
        assert entry.runtime_data.inbox.blocked == frozenset()


async def test_a_stop_calls_back_what_waits_at_the_other_account(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    first, second = await add_pair({"api_key": "revoked"})
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, to="Anna")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    await first.runtime_data.inbox.set_consent(ANNA, "sender")
    await until(hass, lambda: told(statuses)[-1] == ("cancelled", True))


async def test_two_accounts_that_rely_on_each_other_do_not_pass_it_on_for_ever(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
) -> None:
    first, second = await add_pair()
    hass.config_entries.async_update_entry(
        second, options={**second.options, "fallback": first.entry_id}
    )
    await hass.async_block_till_done()
    simulator.account.senders = ("15550100097",)
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    assert (message["state"], message.get("fallback")) == ("rejected", None)
    assert simulator.network.messages == []


async def test_a_message_that_was_handed_over_keeps_its_priority_and_its_end(
    hass: HomeAssistant,
    simulator: Simulator,
    add_pair: AddPair,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    _, second = await add_pair({"api_key": "revoked"}, stop_after=3)
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, to="Anna", priority="critical")
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    for _ in range(3):
        elapse(hass, clock, 60)
        await hass.async_block_till_done()
    await until(hass, lambda: told(statuses)[-1] == ("expired", True))
    assert simulator.network.messages == []


@pytest.mark.parametrize(("channel", "parts"), [("sms", 2), ("whatsapp", 1)])
async def test_the_other_account_counts_the_parts_of_what_it_sends(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, channel: str, parts: int
) -> None:
    second = await add_entry(other_entry(simulator, balance_interval=10080))
    revoked = {"api_key": "revoked"}
    await add_entry(new_entry(simulator, credentials=revoked, fallback=second.entry_id))
    (message,) = await send(
        hass, to="Anna", message="x" * 200, channel=channel, wait_for="accepted"
    )
    assert message["fallback"] == second.entry_id
    (sent,) = await second.runtime_data.outbox.find([message["message_id"]])
    assert sent.parts == parts


async def test_who_leaves_the_other_account_is_still_a_person_of_the_first(
    hass: HomeAssistant, simulator: Simulator, add_pair: AddPair, statuses: list[Event]
) -> None:
    _, second = await add_pair({"api_key": "revoked"})
    add(hass, second, "Anna there", ANNA)
    await hass.async_block_till_done()
    simulator.faults.set(Fault.HTTP_503, at="clickatell_platform")
    await send(hass, entity_id="notify.anna", stop_after=0)
    await until(hass, lambda: second.runtime_data.outbox.health.trouble is not None)
    hass.config_entries.async_remove_subentry(second, "recipient-anna there")
    await hass.async_block_till_done()
    assert "cancelled" not in {state for state, _ in told(statuses)}
    assert second.runtime_data.outbox.pending == 1
