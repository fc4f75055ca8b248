"""The table of who may do what is the one that is kept."""

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
import pytest

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from .conftest import ANNA, AddEntry
from .papers import in_code, part, read, tables

PAGE = "docs/actions-and-events.md"
(TABLE,) = tables(part(PAGE, "Who may do what"))
# What a row begins with, and what its user is in Home Assistant and in the option `people`.
USERS: dict[str, tuple[str | None, str | None]] = {
    "An automation": (None, None),
    "An administrator": (GROUP_ID_ADMIN, None),
    "A user in the option `people`, *read and write*": (GROUP_ID_USER, "write"),
    "A user in the option `people`, *read*": (GROUP_ID_USER, "read"),
    "Any other user": (GROUP_ID_USER, None),
    "A user who may only read": (GROUP_ID_READ_ONLY, None),
}
CALLS: dict[str, dict[str, object]] = {
    "send_message": {"to": ANNA, "message": "dinner"},
    "ask": {"to": ANNA, "message": "dinner?", "timeout": 0},
    "notify.<account>": {"message": "dinner"},
    "cancel_message": {"tag": "dinner"},
    "get_messages": {},
    "set_consent": {"number": ANNA, "subscribed": True},
    "import_log": {"path": "/a.log"},
}


def columns() -> list[list[str]]:
    """Return the actions of each column but the first."""
    (heading,) = [line for line in part(PAGE, "Who may do what").splitlines() if "| Who |" in line]
    return [in_code(cell) for cell in heading.split("|")[2:-1]]


async def may(hass: HomeAssistant, context: Context, action: str) -> bool:
    """Tell whether somebody may call an action, whatever else is wrong with the call."""
    domain, name = ("notify", "clickatell") if "." in action else (DOMAIN, action)
    try:
        await hass.services.async_call(
            domain,
            name,
            CALLS[action],
            blocking=True,
            context=context,
            return_response=domain == DOMAIN,
        )
    except Unauthorized:
        return False
    except HomeAssistantError:
        return True
    return True


def test_every_row_and_every_action_is_tried() -> None:
    assert len(TABLE) == len(USERS)
    assert {action for cell in columns() for action in cell} == set(CALLS)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
async def test_who_may_do_what(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, row: list[str]
) -> None:
    await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    who = next(one for one in USERS if row[0] == one or row[0].startswith(f"{one},"))
    group, access = USERS[who]
    user = await hass.auth.async_create_user("somebody", group_ids=[group]) if group else None
    await add_entry(people={user.id: access} if user and access else {})
    context = Context(user_id=user.id if user else None)
    for cell, actions in zip(row[1:], columns(), strict=True):
        for action in actions:
            assert await may(hass, context, action) is (cell != "no"), (who, action)


def test_what_a_tablet_on_the_wall_can_do_is_said() -> None:
    assert "**A tablet on the wall**" in read(PAGE)
