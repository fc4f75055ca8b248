"""Through which account something goes, where there are several."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.messaging.journal import Journal
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, CARLA, AddEntry, new_entry, other_entry, recipient, send
from ..patience import patience, soon
from .test_consent import is_blocked
from .test_send import NUMBER_OF_NOBODY, sent_to
from .test_send_errors import refusal

FIRST, SECOND = "15550100099", "15550100098"


def senders(simulator: Simulator) -> Mapping[str, str | None]:
    """Return who each number has got its message from."""
    return {f"+{message.to}": message.sender for message in simulator.network.messages}


async def test_number_of_a_recipient_goes_through_its_account(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry()
    await add_entry(other_entry(simulator))
    await send(hass, to=[CARLA, "Anna", NUMBER_OF_NOBODY], wait_for="accepted")
    assert senders(simulator) == {CARLA: SECOND, ANNA: FIRST, NUMBER_OF_NOBODY: FIRST}


async def test_account_that_only_helps_out_is_nobodys(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    helper = await add_entry(new_entry(simulator))
    second = other_entry(simulator, fallback=helper.entry_id)
    await add_entry(second)
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="accepted")
    assert senders(simulator) == {NUMBER_OF_NOBODY: SECOND}


async def test_person_of_two_accounts_is_written_to_through_the_one_that_does_not_help_out(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    helper = await add_entry()
    second = other_entry(simulator, fallback=helper.entry_id)
    await add_entry(
        MockConfigEntry(
            domain=DOMAIN,
            title="Holiday home",
            entry_id=second.entry_id,
            data=dict(second.data),
            options=dict(second.options),
            subentries_data=[
                {**recipient("Anna", ANNA), "subentry_id": "other-anna"},
                {**recipient("Ben", CARLA), "subentry_id": "other-ben"},
            ],
        )
    )
    await send(hass, to=["anna", "Ben"], wait_for="accepted")
    assert senders(simulator) == {ANNA: SECOND, CARLA: SECOND}


async def test_several_accounts_that_only_help_each_other_out(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    other = other_entry(simulator)
    entry = await add_entry(fallback=other.entry_id)
    await add_entry(other_entry(simulator, fallback=entry.entry_id))
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="accepted")
    assert senders(simulator) == {NUMBER_OF_NOBODY: FIRST}


async def test_recipient_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    other = await add_entry(other_entry(simulator))
    await hass.config_entries.async_unload(entry.entry_id)
    for who in ("Anna", ANNA):
        error = await refusal(hass, to=who)
        assert error.translation_key == "recipients_account_not_loaded"
        assert str(error).startswith("Anna belongs to the account Clickatell, which is not loaded")
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    for data in ({"to": "Anna"}, {"to": ANNA}, {"entity_id": "notify.anna"}):
        error = await refusal(hass, **data)
        assert error.translation_key == "recipients_account_disabled"
    error = await refusal(hass, to=ANNA, config_entry_id=entry.entry_id)
    assert error.translation_key == "account_disabled"
    # Whoever is nobody's goes through the other one, and Anna if it is named.
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="accepted")
    await send(hass, to=ANNA, config_entry_id=other.entry_id, wait_for="accepted")
    assert senders(simulator) == {NUMBER_OF_NOBODY: SECOND, ANNA: SECOND}


async def test_without_any_account(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    await hass.config_entries.async_remove(entry.entry_id)
    assert (await refusal(hass, to=ANNA)).translation_key == "no_account"
    assert (await refusal(hass, to=ANNA, config_entry_id="x")).translation_key == "unknown_account"


async def test_consent_is_that_of_the_recipients_account(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    other = await add_entry(other_entry(simulator))
    for number in ("Carla", NUMBER_OF_NOBODY):
        await hass.services.async_call(
            DOMAIN, "set_consent", {"number": number, "subscribed": False}, blocking=True
        )
    assert await is_blocked(hass, other, CARLA)
    assert await is_blocked(hass, entry, NUMBER_OF_NOBODY)
    assert not await is_blocked(hass, other, NUMBER_OF_NOBODY)


async def test_log_is_of_the_only_account_that_has_one(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    async def key() -> str | None:
        with pytest.raises(ServiceValidationError) as raised:
            await hass.services.async_call(
                DOMAIN, "import_log", {"path": "/not/allowed.log"}, blocking=True
            )
        return raised.value.translation_key

    entry = await add_entry()
    assert await key() == "no_log"
    central = new_entry(simulator, "clickatell_central")
    with_log = MockConfigEntry(
        domain=DOMAIN, title="Central", entry_id="c" * 26, data=dict(central.data)
    )
    await add_entry(with_log)
    assert await key() == "path_not_allowed"
    await add_entry(
        MockConfigEntry(
            domain=DOMAIN, title="Central 2", entry_id="d" * 26, data=dict(central.data)
        )
    )
    assert await key() == "several_accounts"
    assert entry.entry_id


async def test_two_people_of_one_name_and_different_numbers_are_not_guessed(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    second = other_entry(simulator)
    await add_entry(
        MockConfigEntry(
            domain=DOMAIN,
            title="Holiday home",
            entry_id=second.entry_id,
            data=dict(second.data),
            subentries_data=[{**recipient("Anna", BEN), "subentry_id": "other-anna"}],
        )
    )
    # Also while one of the accounts happens to be away.
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await refusal(hass, to="anna")).translation_key == "name_not_unique"
    assert sent_to(simulator) == []


@pytest.fixture
def may_open(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let the disk of accounts that are opened be slow until this is set; it is set at first."""
    may_open = asyncio.Event()
    may_open.set()
    really_open = Journal.open

    async def open_late(path: Path, *, in_backup: bool = False) -> Journal:
        await may_open.wait()
        return await really_open(path, in_backup=in_backup)

    monkeypatch.setattr(Journal, "open", open_late)
    return may_open


async def test_an_account_does_not_wait_for_another_ones_disk(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, may_open: asyncio.Event
) -> None:
    other = other_entry(simulator)
    other.add_to_hass(hass)
    may_open.clear()
    opening = asyncio.create_task(hass.config_entries.async_setup(other.entry_id))
    async with patience(lambda: "messages through the account that is open"):
        for to in ("Anna", ANNA):
            (message,) = await send(hass, to=to)
            assert message["to"] == ANNA
        (message,) = await send(hass, entity_id="notify.ben")
    late = asyncio.create_task(send(hass, to="Carla"))
    may_open.set()
    assert await opening
    (message,) = await late
    assert message["to"] == CARLA


async def test_what_is_about_all_accounts_waits_for_one_that_is_just_opened(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    may_open: asyncio.Event,
) -> None:
    other = await add_entry(other_entry(simulator))
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to="Carla", tag="late")
    await hass.config_entries.async_unload(other.entry_id)
    may_open.clear()
    opening = asyncio.create_task(hass.config_entries.async_setup(other.entry_id))
    await asyncio.sleep(0)
    asked = [
        asyncio.create_task(
            hass.services.async_call(DOMAIN, action, data, blocking=True, return_response=True)
        )
        for action, data in (
            ("get_messages", {"number": CARLA}),
            ("cancel_message", {"tag": "late"}),
            (
                "set_consent",
                {"number": ANNA, "subscribed": False, "config_entry_id": other.entry_id},
            ),
        )
    ]
    assert not (await asyncio.wait(asked, timeout=0.05))[0]
    may_open.set()
    found, cancelled, _ = await soon(asyncio.gather(*asked), "the other account is heard")
    assert found is not None
    assert found["messages"]
    assert cancelled == {"cancelled": 1}
    assert await opening
    assert await is_blocked(hass, other)
