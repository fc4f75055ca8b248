"""No credential, no text, no address of a callback and no whole number is logged or raised."""

from collections.abc import Coroutine
import logging
import re
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send import NUMBER_OF_NOBODY
from .actions.test_send_errors import break_journal
from .conftest import (
    ANNA,
    BEN,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    send,
    until,
    until_state,
)
from .flows.test_account import account, begin, enter
from .flows.test_options import show
from .flows.test_recipient import begin as begin_recipient, enter as enter_recipient
from .patience import moment, patience
from .roads import ROADS, Road, every_road
from .test_entities import press
from .test_main_road import end_of
from .test_webhook import PATH, Client, basic

PASSWORD = "pass-word-of-callbacks"
TEXT = "the secret text of a message"
ANSWER = "the secret text of an answer"
WRONG = "wrong-key-3333"
BODY = "http-body-4444"
OPTION = "certainly"
SECRETS = {PASSWORD, WEBHOOK_ID, TEXT, ANSWER, WRONG, BODY} | {
    secret for road in ROADS for secret in road.secrets.values()
}
NUMBERS = (ANNA, BEN, SENDER, NUMBER_OF_NOBODY, "+447700900123")
# What Home Assistant says at debug of all integrations alike, and no integration can change.
NOT_OURS = {
    "aiohttp.access": "the addresses that its own server was asked for; it has no such log at work",
    "homeassistant.helpers.http": "the address of each request, those of callbacks, too",
    "homeassistant.core": "the data of each event and of each call of an action",
}


def leaks(text: str) -> list[str]:
    """Return what should not be in a text and is."""
    bare = (number.removeprefix("+") for number in NUMBERS)
    together = re.sub(r"[\s()-]", "", text)
    return [secret for secret in SECRETS if secret in text] + [n for n in bare if n in together]


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return all that was logged, by Home Assistant and its libraries as well, with tracebacks."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return [formatter.format(record) for record in caplog.records if record.name not in NOT_OURS]


class Raised:
    """The exceptions that were raised, with all that caused them, as texts."""

    def __init__(self) -> None:
        """Begin with none."""
        self.texts: list[str] = []

    async def by(self, work: Coroutine[Any, Any, object]) -> None:
        """Do what has to raise."""
        with pytest.raises(HomeAssistantError) as raised:
            await work
        error: BaseException | None = raised.value
        while error is not None:
            self.texts += [str(error), repr(error)]
            error = error.__cause__


@every_road
async def test_nothing_leaks(
    road: Road,
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    statuses: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    raised = Raised()
    simulator.account.callback_password = PASSWORD
    options = {"recipient_hourly_limit": 9, "max_parts": 1, "too_long": "refuse"}
    # What has to be asked for is, all the time.
    options["poll_replies"] = 0 if road.brings_replies else 0.0005
    entry = await add_entry(road.entry(simulator, callback_password=PASSWORD, **options))
    await _send_and_answer(road, hass, simulator)
    await until(hass, lambda: entry.runtime_data.inbox.blocked == {BEN, NUMBER_OF_NOBODY})
    await _refused_at_once(hass, simulator, raised)
    await _every_action(road, hass, simulator, raised)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await _tried_once(hass, statuses)
    if "opted_out" in road.refusals:
        await _refused_by_the_gateway(road, hass, simulator)
    await _odd_callbacks(road, callbacks)
    await _wrong_credentials(road, hass, simulator, raised)
    await _journal_fails(road, hass, simulator, entry, raised)
    await hass.config_entries.async_reload(entry.entry_id)
    await _forms(hass, entry)
    assert len(raised.texts) > 10
    assert [text for text in raised.texts if leaks(text)] == []
    assert_log_is_clean(caplog)


async def test_nothing_leaks_when_there_is_trouble(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    statuses: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in (Fault.HTTP_500, Fault.RATE_429, Fault.HTML, Fault.TRUNCATED):
        simulator.faults.set(fault, 0 if fault is Fault.RATE_429 else None, count=1)
        await _tried_once(hass, statuses)
    await simulator.refuse()
    await _tried_once(hass, statuses)
    assert_log_is_clean(caplog)


def assert_log_is_clean(caplog: pytest.LogCaptureFixture) -> None:
    """Check that something was logged, and nothing that should not be."""
    lines = logged(caplog)
    assert any("custom_components.sms_gateway" in line for line in lines)
    assert [line for line in lines if leaks(line)] == []


async def _send_and_answer(road: Road, hass: HomeAssistant, simulator: Simulator) -> None:
    await send(hass, to=[ANNA, NUMBER_OF_NOBODY], message=TEXT, wait_for=end_of(road))
    for text in (ANSWER, "STOP", "HELP"):
        await simulator.reply(BEN, text)
        await simulator.reply(NUMBER_OF_NOBODY, text)


async def _refused_at_once(hass: HomeAssistant, simulator: Simulator, raised: Raised) -> None:
    for to in (BEN, NUMBER_OF_NOBODY, "nobody 15550100042", "+1 (555) 010-0042 nobody"):
        await raised.by(send(hass, to=to, message=TEXT))
    await raised.by(send(hass, to=[ANNA, BEN, NUMBER_OF_NOBODY], message=TEXT))
    await raised.by(send(hass, to=ANNA, message=TEXT * 10))
    await raised.by(
        hass.services.async_call(
            "notify",
            "clickatell",
            {
                "message": TEXT,
                "target": f"nobody {NUMBER_OF_NOBODY}",
                "data": {"colour": "red", "sender": NUMBER_OF_NOBODY},
            },
            blocking=True,
        )
    )


async def _every_action(
    road: Road, hass: HomeAssistant, simulator: Simulator, raised: Raised
) -> None:
    """Call all actions but the one that sends, with what they take and with what they do not."""
    asking = hass.async_create_task(
        _call(hass, "ask", to=ANNA, message=TEXT, options=[OPTION, "later"], hint=TEXT)
    )
    sent = simulator.network.accepted
    await until(hass, lambda: simulator.network.accepted > sent)
    for text in (ANSWER, OPTION):
        await simulator.reply(ANNA, text)
    assert (await asking)["option"] == OPTION
    assert (await _call(hass, "get_messages", number=ANNA))["messages"]
    await _call(hass, "cancel_message", tag="nothing has it")
    for subscribed in (False, True):
        await _call(hass, "set_consent", number=NUMBER_OF_NOBODY, subscribed=subscribed)
    await hass.services.async_call(
        "notify", "send_message", {"entity_id": "notify.anna", "message": TEXT}, blocking=True
    )
    await press(hass, "button.anna_send_test_message")
    for action, wrong in (
        ("ask", {"to": "nobody " + NUMBER_OF_NOBODY, "message": TEXT}),
        ("get_messages", {"number": "nobody " + NUMBER_OF_NOBODY}),
        ("set_consent", {"number": "nobody " + NUMBER_OF_NOBODY, "subscribed": False}),
        ("cancel_message", {}),
        ("import_log", {"path": "/etc/hosts"}),
    ):
        await raised.by(_call(hass, action, **wrong))


async def _call(hass: HomeAssistant, action: str, **data: object) -> dict[str, Any]:
    response: Any = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    return dict(response)


async def _forms(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add a person, and change the options."""
    flow = await begin_recipient(hass, entry)
    await enter_recipient(hass, flow, name="Nobody", phone_number=NUMBER_OF_NOBODY)
    shown = await show(hass, entry)
    assert shown["data_schema"] is not None
    sections: dict[str, object] = {str(section): {} for section in shown["data_schema"].schema}
    secret = {"callbacks": {"callback_password": WRONG}} if "callbacks" in sections else {}
    changed = sections | secret
    await hass.config_entries.options.async_configure(shown["flow_id"], changed)
    await hass.async_block_till_done()
    assert entry.options["callback_password"] == (WRONG if secret else PASSWORD)


async def _tried_once(hass: HomeAssistant, statuses: list[Event]) -> None:
    (message,) = await send(hass, to=ANNA, message=TEXT)
    ours = {"message_id": message["message_id"]}

    def told() -> list[str]:
        return [event.data["state"] for event in statuses if event.data.items() >= ours.items()]

    await until(hass, lambda: len(told()) > 2)
    await hass.services.async_call(
        DOMAIN, "cancel_message", ours, blocking=True, return_response=True
    )


async def _refused_by_the_gateway(road: Road, hass: HomeAssistant, simulator: Simulator) -> None:
    number = "+447700900123"
    # Central would put another sender in the place of a wrong one.
    simulator.account.senders = ("15550100055",)
    simulator.network.opt_out(number, SENDER, every_sender=True, confirmed=True)
    (message,) = await send(hass, to=number, message=TEXT, wait_for=end_of(road))
    assert message["state"] == "rejected"
    simulator.account.senders = ()


async def _odd_callbacks(road: Road, callbacks: Client) -> None:
    refused = 503 if road.capabilities.drops_refused else 401
    headers = {"Authorization": basic("", PASSWORD)}
    for body in (BODY, f'{{"event": {{"moText": [{{"content": "{BODY}"}}]}}}}', f"<a>{BODY}</a>"):
        assert (await callbacks.post(PATH, data=body, headers=headers)).status == 200
    assert (await callbacks.get(f"{PATH}?text={BODY}", headers=headers)).status == 200
    assert (await callbacks.post(PATH, data=BODY)).status == refused
    headers = {"Authorization": basic("", WRONG)}
    assert (await callbacks.post(PATH, data=BODY, headers=headers)).status == refused


async def _wrong_credentials(
    road: Road, hass: HomeAssistant, simulator: Simulator, raised: Raised
) -> None:
    if road.capabilities.radio:
        return  # A PIN that was taken is not asked for again.
    simulator.faults.set(Fault.BAD_KEY)
    if road.capabilities.balance:
        await raised.by(press(hass, "button.clickatell_check_balance"))
    else:
        await send(hass, to=ANNA, message=TEXT)
        await until_state(hass, "sensor.clickatell_status", "reauth")
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    if road.capabilities.balance:
        wrong = road.asked_again | dict.fromkeys(road.secrets, WRONG)
        result = await hass.config_entries.flow.async_configure(flow["flow_id"], wrong)
        assert set((result["errors"] or {}).values()) == {"invalid_auth"}
    simulator.faults.clear()
    await hass.config_entries.flow.async_configure(flow["flow_id"], road.asked_again)
    await hass.async_block_till_done()
    result = await enter(hass, await begin(hass), account(simulator, api_key=WRONG))
    assert result["errors"] == {"api_key": "invalid_auth"}


async def _journal_fails(
    road: Road, hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, raised: Raised
) -> None:
    await hass.async_add_executor_job(break_journal, journal_path(hass, entry.entry_id))
    await raised.by(send(hass, to=ANNA, message=TEXT))
    simulator.account.callback_retries = 0
    before = len(simulator.callbacks.sent)
    if road.capabilities.radio:
        # What can't be stored stays where it is.
        simulator.post_reply(ANNA, f"{ANSWER} that was not given before")
        async with patience(lambda: "it is on the SIM"):
            while not simulator.modem.sim.slots:
                await moment()
        return
    await simulator.reply(ANNA, f"{ANSWER} that was not given before")
    sent = simulator.callbacks.sent[before:]
    if not road.brings_replies:
        return
    put_off = 100 if road.has_session else 503
    assert {attempt.answer for callback in sent for attempt in callback.attempts} == {put_off}


async def test_title_of_a_new_account_masks_its_sender(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    result = await enter(hass, await enter(hass, await begin(hass), account(simulator)), {})
    await simulator.refuse()
    await send(hass, to=NUMBER_OF_NOBODY, message=TEXT)
    await until(hass, lambda: " fails (" in caplog.text)
    assert leaks(result["title"]) == []
    assert [line for line in logged(caplog) if leaks(line)] == []
    await hass.config_entries.async_unload(result["result"].entry_id)
