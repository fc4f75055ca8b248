"""Adding, changing and deleting the recipients of an account."""

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_schema_suggested_value

from custom_components.sms_gateway.const import DOMAIN, SUBENTRY_RECIPIENT
from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, SENDER, AddEntry, new_entry, send
from ..translations import recipient_error


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Ask for a new recipient."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_RECIPIENT), context={"source": SOURCE_USER}
    )


async def enter(
    hass: HomeAssistant, result: SubentryFlowResult, **entered: str
) -> SubentryFlowResult:
    """Fill in the form that a flow shows."""
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], entered)
    await hass.async_block_till_done()
    return result


def device_name(hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str) -> str | None:
    """Return the name of a recipient's device, None where there is none."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, subentry_id), entry.entry_id
    )
    return device.name if device else None


async def test_add_a_recipient(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await begin(hass, entry)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    result = await enter(hass, result, name=" Carla\n", phone_number="+1 (555) 010-0003")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    added = next(s for s in entry.subentries.values() if s.title == "Carla")
    assert added.data == {"name": "Carla", "phone_number": CARLA}
    assert added.unique_id == CARLA
    assert hass.states.get("notify.carla") is not None
    assert device_name(hass, entry, added.subentry_id) == "Carla"


async def test_number_that_was_pasted(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    hass.config.country = "GB"
    for n, written in enumerate(
        (
            "+44\u202f7700\u202f900124",
            "07700\ufe0f 900124",
            "+44\u200f7700900124",
            "\u2066+44 7700 900124\u2069",
            "\u202a+447700900124\u202c",
            "\ufeff07700\u00a0900\u2009124\u200b",
            "+44\u20117700\u2012900\u2013124",
            "\uff0b\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff14",
            "+44\u00ad7700\u2060900124\n",
            "+44\u30007700\u2003900\t124",
            "+44 (0)\u200e7700 900124",
        )
    ):
        result = await enter(
            hass, await begin(hass, entry), name=f"Carla {n}", phone_number=written
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY, written
        (added,) = (s for s in entry.subentries.values() if s.title == f"Carla {n}")
        assert added.unique_id == "+447700900124"
        hass.config_entries.async_remove_subentry(entry, added.subentry_id)
        await hass.async_block_till_done()
        simulator.network.messages.clear()
        (sent,) = await send(hass, to=written, wait_for="accepted")
        assert sent["to"] == "+447700900124"


async def test_number_that_is_a_figure_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config.country = "AT"
    for written in ("+43664123456.0", "4.3664123456e10", "+43664123456,0"):
        result = await enter(hass, await begin(hass, entry), name="Carla", phone_number=written)
        assert result["errors"] == {"phone_number": "invalid_number"}


async def test_sender_and_channel_of_a_recipient_are_used(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await enter(
        hass,
        await begin(hass, entry),
        name="Carla",
        phone_number=CARLA,
        sender="+1 555 010 0077",
        channel="whatsapp",
    )
    await send(hass, to="Carla", wait_for="accepted")
    # What an action says comes before what is kept.
    await send(hass, to="Carla", sender="Home", channel="sms", wait_for="accepted")
    sent = [(message.sender, message.channel) for message in simulator.network.messages]
    assert sent == [("15550100077", "whatsapp"), ("Home", "sms")]


async def test_national_number(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config.country = "GB"
    await enter(hass, await begin(hass, entry), name="Carla", phone_number="07700 900123")
    assert "+447700900123" in {s.unique_id for s in entry.subentries.values()}


@pytest.mark.parametrize(
    ("entered", "errors"),
    [
        ({"phone_number": "07700 900123"}, {"phone_number": "invalid_number"}),
        ({"phone_number": "Carla"}, {"phone_number": "invalid_number"}),
        ({"phone_number": ""}, {"phone_number": "invalid_number"}),
        ({"phone_number": ANNA}, {"phone_number": "already_configured"}),
        ({"phone_number": SENDER}, {"phone_number": "own_number"}),
        ({"name": " "}, {"name": "name_empty"}),
        ({"name": ""}, {"name": "name_empty"}),
        ({"name": "anna"}, {"name": "name_taken"}),
        ({"name": "\u200bANNA! "}, {"name": "name_taken"}),
        ({"name": "n" * 101}, {"name": "text_too_long"}),
        ({"name": "\ud83d"}, {"name": "not_text"}),
        ({"phone_number": "1" * 20_000}, {"phone_number": "text_too_long"}),
        ({"sender": "a name that is too long"}, {"sender": "invalid_sender"}),
        ({"sender": "My House"}, {"sender": "invalid_sender"}),
    ],
)
async def test_wrong_entry_is_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entered: dict[str, str],
    errors: dict[str, str],
) -> None:
    good = {"name": "Carla", "phone_number": CARLA}
    result = await enter(hass, await begin(hass, entry), **{**good, **entered})
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert all(map(recipient_error, errors.values()))
    result = await enter(hass, result, **good)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("sender", [SENDER, SENDER.removeprefix("+")])
async def test_number_of_the_account_is_no_recipient_however_it_is_written(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, sender: str
) -> None:
    entry = await add_entry(new_entry(simulator, "clickatell_central", {"sender": sender}))
    result = await begin(hass, entry)
    result = await enter(hass, result, name="Home", phone_number="+1 (555) 010-0099")
    assert result["errors"] == {"phone_number": "own_number"}
    result = await entry.start_subentry_reconfigure_flow(hass, "recipient-anna")
    result = await enter(hass, result, name="Anna", phone_number=SENDER)
    assert result["errors"] == {"phone_number": "own_number"}


async def test_change_a_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    result = await entry.start_subentry_reconfigure_flow(hass, "recipient-anna")
    assert result["step_id"] == "reconfigure"
    assert result["data_schema"] is not None
    assert get_schema_suggested_value(result["data_schema"].schema, "phone_number") == ANNA
    result = await enter(hass, result, name="Anna", phone_number=BEN)
    assert result["errors"] == {"phone_number": "already_configured"}
    result = await enter(hass, result, name="Anna at work", phone_number=CARLA)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    subentry = entry.subentries["recipient-anna"]
    assert subentry.title == "Anna at work"
    assert subentry.unique_id == CARLA
    await send(hass, entity_id="notify.anna", wait_for="accepted")
    assert [message.to for message in simulator.network.messages] == [CARLA.removeprefix("+")]


async def test_two_of_one_name_from_before_may_keep_it(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator))
    ben = entry.subentries["recipient-ben"]
    hass.config_entries.async_update_subentry(
        entry, ben, title="Anna", data={**ben.data, "name": "Anna"}
    )
    result = await entry.start_subentry_reconfigure_flow(hass, "recipient-ben")
    result = await enter(hass, result, name="Anna", phone_number=CARLA)
    assert result["reason"] == "reconfigure_successful"
    result = await entry.start_subentry_reconfigure_flow(hass, "recipient-ben")
    result = await enter(hass, result, name="Ben", phone_number=CARLA)
    result = await entry.start_subentry_reconfigure_flow(hass, "recipient-ben")
    result = await enter(hass, result, name="Anna", phone_number=CARLA)
    assert result["errors"] == {"name": "name_taken"}
    assert result["description_placeholders"] == {"account": "Clickatell", "value": "Anna"}


async def test_change_all_but_the_number(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await entry.start_subentry_reconfigure_flow(hass, "recipient-anna")
    result = await enter(hass, result, name="Ann", phone_number=ANNA)
    assert result["reason"] == "reconfigure_successful"
    assert device_name(hass, entry, "recipient-anna") == "Ann"


async def test_delete_a_recipient(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config_entries.async_remove_subentry(entry, "recipient-anna")
    await hass.async_block_till_done()
    assert hass.states.get("notify.anna") is None
    assert er.async_get(hass).async_get("notify.anna") is None
    assert device_name(hass, entry, "recipient-anna") is None
    assert hass.states.get("notify.ben") is not None
