"""Central's mo=1: when it is asked for, what Clickatell makes of the sender, what comes back.

The simulator reads the table of the two-way guide 8.2 strictly: where the account has numbers, only
one of these together with mo=1 is kept, and what is answered to another one is lost.
"""

from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator

from .conftest import ANNA, BEN, SENDER, AddEntry, new_entry, send, until
from .flows.test_options import save, show
from .test_webhook import Client

CENTRAL = "clickatell_central"
OURS = SENDER.removeprefix("+")
CLICKATELLS = "27990000000"


@pytest.fixture(params=["http", "xml"])
def transport(request: pytest.FixtureRequest, simulator: Simulator) -> dict[str, str]:
    """Return an account's transport; the account has a number and a name to send from."""
    simulator.account.senders = (OURS, "Home")
    transport: str = request.param
    return {"transport": transport}


async def sender_on_phone(
    hass: HomeAssistant, simulator: Simulator, received: list[Event], **data: str
) -> tuple[str, list[str]]:
    """Send a message and answer it; return whom it came from, and what came of the answer."""
    await send(hass, to=ANNA, wait_for="accepted", **data)
    await simulator.settled()
    (shown,) = simulator.network.messages
    await simulator.reply(ANNA, "the answer")
    # What comes in to one of the account's numbers always arrives.
    await simulator.reply(BEN, "the last one", to=SENDER)
    await until(hass, lambda: bool(received) and received[-1].data["text"] == "the last one")
    return shown.sender, [event.data["text"] for event in received[:-1]]


async def test_number_is_kept_and_can_be_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    transport: dict[str, str],
) -> None:
    await add_entry(new_entry(simulator, CENTRAL, transport))
    assert await sender_on_phone(hass, simulator, received) == (OURS, ["the answer"])


async def test_number_is_replaced_with_the_option_off(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    transport: dict[str, str],
) -> None:
    entry = await add_entry(new_entry(simulator, CENTRAL, transport))
    await save(hass, entry, replies={"two_way": False})
    assert await sender_on_phone(hass, simulator, received) == (CLICKATELLS, [])


@pytest.mark.parametrize(("options", "shown"), [({}, CLICKATELLS), ({"two_way": True}, "Home")])
async def test_name_is_asked_for_only_with_the_option_on(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    transport: dict[str, str],
    options: dict[str, bool],
    shown: str,
) -> None:
    await add_entry(new_entry(simulator, CENTRAL, transport | {"sender": "Home"}, **options))
    assert (await sender_on_phone(hass, simulator, received))[0] == shown


@pytest.mark.parametrize("options", [{}, {"two_way": True}])
async def test_without_a_sender_no_answer_comes(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    transport: dict[str, str],
    options: dict[str, bool],
) -> None:
    await add_entry(new_entry(simulator, CENTRAL, transport | {"sender": ""}, **options))
    assert await sender_on_phone(hass, simulator, received) == (CLICKATELLS, [])


async def test_number_of_the_action_counts_and_not_the_name_of_the_account(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    transport: dict[str, str],
) -> None:
    await add_entry(new_entry(simulator, CENTRAL, transport | {"sender": "Home"}))
    answered = await sender_on_phone(hass, simulator, received, sender=SENDER)
    assert answered == (OURS, ["the answer"])


@pytest.mark.parametrize("sender", [SENDER, "Home", ""])
async def test_saving_other_options_leaves_it_to_follow_the_sender(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, sender: str
) -> None:
    entry = await add_entry(new_entry(simulator, CENTRAL, {"sender": sender}))
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    shown = result["data_schema"]({str(name): {} for name in result["data_schema"].schema})
    assert shown["replies"]["two_way"] is (sender == SENDER)
    shown["storage"]["keep_days"] = 3
    await hass.config_entries.options.async_configure(result["flow_id"], shown)
    await hass.async_block_till_done()
    assert entry.options["keep_days"] == 3
    assert "two_way" not in entry.options
