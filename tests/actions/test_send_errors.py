"""What the action that sends raises: every error, in the words that people read."""

from pathlib import Path
import re
import sqlite3
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from ..conftest import ANNA, BEN, SENDER, AddEntry, new_entry, other_entry, recipient, send
from ..translations import english
from .test_send import NUMBER_OF_NOBODY, sent_to


async def refusal(hass: HomeAssistant, **data: object) -> HomeAssistantError:
    """Return what the action raises; its text is checked to be the translated one."""
    with pytest.raises(HomeAssistantError) as raised:
        await send(hass, **data)
    error = raised.value
    if error.translation_domain == DOMAIN:
        assert error.translation_key is not None
        text = english()["exceptions"][error.translation_key]["message"]
        placeholders = error.translation_placeholders or {}
        # Home Assistant takes the full stop off.
        assert str(error) == text.format(**placeholders).removesuffix(".")
        assert set(placeholders) == set(re.findall(r"{(\w+)}", text))
    return error


async def test_neither_a_name_nor_a_number(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    error = await refusal(hass, to="nobody 15550100077")
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "invalid_number"
    assert '"nobody 155•••••077" is neither' in str(error)


async def test_number_in_groups_is_masked_too(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    error = await refusal(hass, to="nobody +1 (555) 010-0077")
    assert '"nobody +15•••••077" is neither' in str(error)


async def test_national_number_without_a_country(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert (await refusal(hass, to="030 1234")).translation_key == "invalid_number"


async def test_who_has_written_stop(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    reply = await simulator.reply(ANNA, "STOP")
    error = await refusal(hass, to="Anna")
    assert error.translation_key == "opted_out"
    since = dt_util.as_local(dt_util.utc_from_timestamp(reply.sent_at / 1000))
    assert f"Anna has written STOP ({since:%Y-%m-%d %H:%M})" in str(error)
    await simulator.reply(NUMBER_OF_NOBODY, "STOP")
    error = await refusal(hass, to=NUMBER_OF_NOBODY)
    assert "+15•••••042 has written STOP" in str(error)


async def test_hourly_limit(hass: HomeAssistant, add_entry: AddEntry) -> None:
    await add_entry(recipient_hourly_limit=1)
    await send(hass, to=ANNA)
    error = await refusal(hass, to=ANNA)
    assert error.translation_key == "hourly_limit"
    assert "The message to Anna was not taken" in str(error)


async def test_daily_limit(hass: HomeAssistant, add_entry: AddEntry) -> None:
    await add_entry(daily_limit=2)
    await send(hass, to=[ANNA, BEN])
    error = await refusal(hass, to=ANNA, priority="critical")
    assert error.translation_key == "daily_limit"


async def test_sending_switched_off(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await hass.services.async_call(
        "switch", "turn_off", {ATTR_ENTITY_ID: "switch.clickatell_sending"}, blocking=True
    )
    error = await refusal(hass, to=ANNA)
    assert error.translation_key == "sending_off"
    assert sent_to(simulator) == []


async def test_empty_message(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    error = await refusal(hass, to=[ANNA, BEN], message=" \n")
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "message_empty"


async def test_too_long_where_that_is_refused(hass: HomeAssistant, add_entry: AddEntry) -> None:
    await add_entry(max_parts=2, too_long="refuse")
    error = await refusal(hass, to=[ANNA, BEN], message="x" * 400)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "message_too_long"
    assert "takes 3 parts, and 2 are allowed" in str(error)


async def test_nobody_addressed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert (await refusal(hass)).translation_key == "no_recipient"


async def test_target_that_is_no_recipient(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    error = await refusal(hass, entity_id="sensor.clickatell_balance")
    assert error.translation_key == "not_a_recipient"
    assert "sensor.clickatell_balance" in str(error)
    assert (await refusal(hass, entity_id="notify.gone")).translation_key == "not_a_recipient"


@pytest.mark.parametrize("kind", ["floor_id", "area_id", "device_id", "label_id"])
async def test_target_that_is_gone_does_not_stop_the_others(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, kind: str
) -> None:
    error = await refusal(hass, entity_id="notify.anna", **{kind: "gone"})
    assert f"1 of 2 messages failed: There is no {kind.removesuffix('_id')} gone." in str(error)
    await send(hass, to=BEN, wait_for="accepted")
    assert sent_to(simulator) == [ANNA, BEN]


async def test_unknown_account(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    error = await refusal(hass, to=ANNA, config_entry_id="unknown")
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "unknown_account"
    assert "Clickatell (0123456789abcdef0123456789)" in str(error)


async def test_name_not_unique(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry()
    other = await add_entry(
        MockConfigEntry(
            domain=DOMAIN,
            title="Holiday home",
            entry_id="fedcba98765432100123456789",
            data={**new_entry(simulator).data, "webhook_id": "9" * 64},
            subentries_data=[{**recipient("Anna", BEN), "subentry_id": "other-anna"}],
        )
    )
    error = await refusal(hass, to="Anna")
    assert error.translation_key == "name_not_unique"
    await send(hass, to="Anna", config_entry_id=other.entry_id, wait_for="accepted")
    assert sent_to(simulator) == [BEN]


def break_journal(path: Path) -> None:
    """Make every message fail to be written, as a full disk does."""
    db = sqlite3.connect(path)
    for table in ("outbound", "inbound"):
        db.execute(
            f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table}"
            " BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
        )
    db.commit()
    db.close()


async def test_journal_that_fails(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    break_journal(journal_path(hass, entry.entry_id))
    error = await refusal(hass, to=[ANNA, BEN])
    assert error.translation_key == "journal_failed"
    assert "can't be used: database or disk is full." in str(error)


async def test_journal_of_one_account_does_not_stop_the_other(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    await add_entry(other_entry(simulator))
    break_journal(journal_path(hass, entry.entry_id))
    error = await refusal(hass, to=["Anna", "Ben", "Carla"])
    assert error.translation_key == "some_failed"
    assert str(error).startswith("2 of 3 messages failed: The message store on disk")
    assert str(error).count("database or disk is full") == 1
    assert error.translation_placeholders is not None


async def test_account_that_is_not_loaded_does_not_stop_the_other(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    await add_entry(other_entry(simulator))
    await hass.config_entries.async_unload(entry.entry_id)
    error = await refusal(hass, entity_id=["notify.anna", "notify.carla"])
    assert error.translation_key == "some_failed"
    assert "Clickatell" in str(error)
    assert len(sent_to(simulator)) <= 1
    await send(hass, entity_id="notify.carla", wait_for="accepted")
    assert len(sent_to(simulator)) == 2


async def test_who_fails_is_named_and_does_not_stop_the_others(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    await simulator.reply(BEN, "STOP")
    error = await refusal(
        hass,
        to=["Ben", "nobody"],
        entity_id=["notify.anna", "switch.clickatell_sending"],
    )
    assert error.translation_key == "some_failed"
    text = str(error)
    assert text.startswith("3 of 4 messages failed: ")
    assert "Ben has written STOP" in text
    assert '"nobody" is neither' in text
    assert "switch.clickatell_sending is not" in text
    await send(hass, to="Anna", wait_for="accepted")
    assert sent_to(simulator) == [ANNA, ANNA]


async def test_rejected_while_waiting_is_named(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.network.opt_out(BEN, SENDER, every_sender=False, confirmed=True)
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(
            DOMAIN,
            "send_message",
            {"to": ["Anna", "Ben"], "message": "door open", "wait_for": "accepted"},
            blocking=True,
        )
    assert str(raised.value) == (
        "1 of 2 messages failed: The message to Ben was not delivered (rejected):"
        " The recipient has opted out. (26)"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "a name that is too long"},
        {"channel": "pigeon"},
        {"priority": "urgent"},
        {"retry_rate": 0},
        {"retry_rate": 1441},
        {"stop_after": -1},
        {"tag": "x" * 256},
        {"wait_for": "ever"},
        {"timeout": "soon"},
        {"timeout": -1},
        {"message": None},
        {"message": ["door"]},
        {"to": [["+15550100001"]]},
        {"to": {"number": "+15550100001"}},
        {"title": {}},
        {"config_entry_id": []},
        {"entity_id": "no entity"},
        {"colour": "red"},
    ],
)
async def test_field_out_of_bounds(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, wrong: dict[str, Any]
) -> None:
    (name,) = wrong
    with pytest.raises(ServiceValidationError) as raised:
        await send(hass, **{"to": ANNA, **wrong})
    key = "unknown_field" if name == "colour" else f"invalid_{name}"
    assert raised.value.translation_key == key
    text: str = english()["exceptions"][key]["message"].removesuffix(".")
    assert str(raised.value) == text.format(**(raised.value.translation_placeholders or {}))
    assert sent_to(simulator) == []


async def test_a_channel_that_the_gateway_does_not_have(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(new_entry(simulator, "clickatell_platform"))
    error = await refusal(hass, to=ANNA, channel="whatsapp")
    assert error.translation_key == "channel_unavailable"
    assert simulator.network.messages == []
    await send(hass, to=ANNA, channel="sms", wait_for="accepted")
