"""Who may do what: everybody who may call an action x each action."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.auth.models import Group, User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, AddEntry, other_entry, until
from .test_send import NUMBER_OF_NOBODY, sent_to

type Who = Callable[[str], Awaitable[Context]]

EVERYBODY = ("automation", "admin", "user", "guest", "reader", "writer")
ALL = frozenset(EVERYBODY)
# Of those in `people`, both are guests otherwise: who may read may not send for that.
TRUSTED = frozenset({"automation", "admin"})
SENDERS = TRUSTED | {"user"}


@pytest.fixture
async def who(hass: HomeAssistant) -> Who:
    """Return a way to be somebody: the context of what he or she calls."""

    async def be(name: str) -> Context:
        if name == "automation":
            return Context()
        groups = {"admin": GROUP_ID_ADMIN, "user": GROUP_ID_USER}
        user = await hass.auth.async_create_user(
            name, group_ids=[groups.get(name, GROUP_ID_READ_ONLY)]
        )
        return Context(user_id=user.id)

    await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])  # the first is the owner
    return be


@pytest.fixture
async def being(hass: HomeAssistant, who: Who, add_entry: AddEntry) -> dict[str, Context]:
    """Return everybody, with an account that knows the reader and the writer."""
    assert await async_setup_component(hass, "notify", {})
    contexts = {name: await who(name) for name in EVERYBODY}
    people = {contexts["reader"].user_id: "read", contexts["writer"].user_id: "write"}
    await add_entry(people=people)
    return contexts


async def call(hass: HomeAssistant, context: Context, action: str, data: dict[str, object]) -> Any:  # noqa: ANN401 - Home Assistant's response
    """Call an action as somebody; return its response, if it has one."""
    domain, _, name = action.partition(".")
    return await hass.services.async_call(
        domain, name, data, blocking=True, context=context, return_response=domain == DOMAIN
    )


async def may(hass: HomeAssistant, context: Context, action: str, **data: object) -> bool:
    """Tell whether somebody may call an action; whatever else it raises is passed on."""
    try:
        await call(hass, context, action, data)
    except Unauthorized:
        return False
    return True


MESSAGE: dict[str, object] = {"message": "dinner"}
TABLE: list[tuple[str, dict[str, object], frozenset[str]]] = [
    ("sms_gateway.send_message", {**MESSAGE, "to": "Anna"}, SENDERS),
    ("sms_gateway.send_message", {**MESSAGE, "to": BEN}, SENDERS),
    ("sms_gateway.send_message", {**MESSAGE, "to": NUMBER_OF_NOBODY}, SENDERS),
    ("sms_gateway.send_message", {**MESSAGE, "entity_id": "notify.anna"}, SENDERS),
    ("sms_gateway.ask", {**MESSAGE, "to": "Anna", "timeout": 0}, SENDERS),
    ("sms_gateway.cancel_message", {"tag": "dinner"}, SENDERS),
    ("sms_gateway.get_messages", {}, TRUSTED | {"reader", "writer"}),
    ("sms_gateway.set_consent", {"number": ANNA, "subscribed": True}, TRUSTED | {"writer"}),
    (
        "sms_gateway.set_consent",
        {"number": ANNA, "subscribed": True, "scope": "all"},
        TRUSTED | {"writer"},
    ),
    ("notify.clickatell", MESSAGE, SENDERS),
    ("notify.clickatell", {**MESSAGE, "target": "Anna"}, SENDERS),
    ("notify.clickatell", {**MESSAGE, "target": NUMBER_OF_NOBODY}, SENDERS),
    ("notify.send_message", {**MESSAGE, "entity_id": "notify.anna"}, SENDERS),
]


@pytest.mark.parametrize("row", range(len(TABLE)))
async def test_who_may_call_what(
    hass: HomeAssistant, simulator: Simulator, being: dict[str, Context], row: int
) -> None:
    action, data, expected = TABLE[row]
    allowed = {name for name in EVERYBODY if await may(hass, being[name], action, **data)}
    assert allowed == expected


async def test_who_may_import_a_log(hass: HomeAssistant, being: dict[str, Context]) -> None:
    for name in EVERYBODY:
        # This account has none, which is found out after who is asking.
        with pytest.raises(HomeAssistantError) as raised:
            await hass.services.async_call(
                DOMAIN, "import_log", {"path": "/a.log"}, blocking=True, context=being[name]
            )
        is_allowed = raised.value.translation_key == "no_log"
        assert is_allowed is (name in TRUSTED | {"writer"})
        assert is_allowed is not isinstance(raised.value, Unauthorized)


async def test_nothing_is_sent_by_who_may_not(
    hass: HomeAssistant, simulator: Simulator, being: dict[str, Context]
) -> None:
    for action, data, expected in TABLE:
        if "guest" not in expected:
            assert not await may(hass, being["guest"], action, **data)
    # One who is not allowed stops all: it is no mistake of writing, which others need not suffer.
    await hass.async_block_till_done()
    assert sent_to(simulator) == []


def allow(user: User, entities: Mapping[str, Mapping[str, bool] | bool | None]) -> None:
    """Let a user control some entities only."""
    user.groups = [Group(name="some", policy={"entities": {"entity_ids": entities}})]


async def test_user_who_may_control_one_person(
    hass: HomeAssistant, simulator: Simulator, being: dict[str, Context]
) -> None:
    child = being["user"]
    assert child.user_id is not None
    user = await hass.auth.async_get_user(child.user_id)
    assert user is not None
    allow(user, {"notify.anna": {"control": True}, "notify.ben": {"read": True}})
    send = "sms_gateway.send_message"
    assert await may(hass, child, send, message="x", to=["Anna", ANNA])
    assert not await may(hass, child, send, message="x", to=["Anna", "Ben"])
    assert not await may(hass, child, send, message="x", entity_id=["notify.ben"])
    assert not await may(hass, child, send, message="x", to=NUMBER_OF_NOBODY)
    assert await may(hass, child, "notify.clickatell", message="x", target="Anna")
    assert not await may(hass, child, "notify.clickatell", message="x")
    allow(user, {"switch.clickatell_sending": True})
    assert await may(hass, child, send, message="x", to=NUMBER_OF_NOBODY)
    assert not await may(hass, child, send, message="x", to=ANNA)


async def test_user_who_was_deleted(hass: HomeAssistant, being: dict[str, Context]) -> None:
    gone = Context(user_id="gone")
    for action, data, _ in TABLE:
        with pytest.raises(UnknownUser):
            await call(hass, gone, action, data)


async def test_who_sent_by_hand_is_recorded_and_calls_back_what_is_his_or_her_own(
    hass: HomeAssistant, simulator: Simulator, being: dict[str, Context]
) -> None:
    simulator.faults.set(Fault.HTTP_503)

    async def send(name: str, **data: object) -> str:
        message = {"message": name, "to": "Anna", "tag": "dinner", **data}
        response = await call(hass, being[name], "sms_gateway.send_message", message)
        message_id: str = response["messages"][0]["message_id"]
        return message_id

    async def cancel(name: str, **data: object) -> int:
        response = await call(hass, being[name], "sms_gateway.cancel_message", data)
        cancelled: int = response["cancelled"]
        return cancelled

    ids = {name: await send(name) for name in ("automation", "admin", "user")}
    account = hass.config_entries.async_loaded_entries(DOMAIN)[0].runtime_data
    sent = {
        message.text: message.sent_by for message in await account.outbox.find(list(ids.values()))
    }
    assert sent == {name: being[name].user_id for name in ids}
    assert await cancel("user", message_id=ids["admin"]) == 0
    assert await cancel("user", tag="dinner") == 1
    assert await cancel("automation", message_id=ids["admin"]) == 1
    assert await cancel("admin", tag="dinner") == 1


async def test_by_hand_through_the_entity_and_the_old_action(
    hass: HomeAssistant, simulator: Simulator, being: dict[str, Context]
) -> None:
    await may(hass, being["user"], "notify.send_message", message="x", entity_id="notify.anna")
    await may(hass, being["user"], "notify.clickatell", message="x", target="Ben")
    await until(hass, lambda: sent_to(simulator) == [ANNA, BEN])
    account = hass.config_entries.async_loaded_entries(DOMAIN)[0].runtime_data
    sent = await account.outbox.find(
        [message.client_message_id for message in simulator.network.messages]
    )
    assert {message.sent_by for message in sent} == {being["user"].user_id}


async def test_several_accounts_and_a_place_in_one(
    hass: HomeAssistant, simulator: Simulator, being: dict[str, Context], add_entry: AddEntry
) -> None:
    entry = hass.config_entries.async_loaded_entries(DOMAIN)[0]
    other: MockConfigEntry = await add_entry(other_entry(simulator))
    for name in ("admin", "user"):
        context = being[name]
        await may(hass, context, "sms_gateway.send_message", message=name, to=["Anna", "Carla"])

    async def found(name: str, **data: object) -> set[str]:
        response = await call(hass, being[name], "sms_gateway.get_messages", data)
        return {message["config_entry_id"] for message in response["messages"]}

    assert await found("admin") == {entry.entry_id, other.entry_id}
    assert await found("reader") == {entry.entry_id}
    assert await found("reader", config_entry_id=entry.entry_id) == {entry.entry_id}
    for name in ("reader", "writer"):
        with pytest.raises(Unauthorized):
            await found(name, config_entry_id=other.entry_id)
    # Carla is of the other account, where the writer has no say.
    consent = {"number": "Carla", "subscribed": False}
    assert await may(hass, being["writer"], "sms_gateway.set_consent", **consent)
    assert await may(hass, being["admin"], "sms_gateway.send_message", message="x", to="Carla")
    assert not await may(hass, being["writer"], "sms_gateway.set_consent", **consent, scope="all")
    assert not await may(
        hass,
        being["writer"],
        "sms_gateway.set_consent",
        **consent,
        config_entry_id=other.entry_id,
    )
