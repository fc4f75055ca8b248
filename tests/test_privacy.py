"""No credential, no text, no address of a callback and no whole number is logged or raised."""

from collections.abc import Coroutine
import json
import logging
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.const import CONF_CHANNEL, CONF_GATEWAY
from simulator import Simulator
from simulator.faults import Fault

from .conftest import (
    ANNA,
    BEN,
    CREDENTIALS,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    new_entry,
    send,
    until,
    until_state,
)
from .test_config_flow import account, begin, enter
from .test_entities import press
from .test_services import NUMBER_OF_NOBODY
from .test_services_errors import break_journal
from .test_webhook import PATH, Client, basic, inbound

PASSWORD = "pass-word-of-callbacks"
TEXT = "the secret text of a message"
ANSWER = "the secret text of an answer"
WRONG = "wrong-key-3333"
BODY = "http-body-4444"
CREDENTIAL = {
    "clickatell_one": "api_key",
    "clickatell_platform": "api_key",
    "clickatell_central": "password",
}
SECRETS = {PASSWORD, WEBHOOK_ID, TEXT, ANSWER, WRONG, BODY} | {
    CREDENTIALS[gateway][name] for gateway, name in CREDENTIAL.items()
}
NUMBERS = (ANNA, BEN, SENDER, NUMBER_OF_NOBODY, "+447700900123")
INBOUND = {
    "clickatell_one": json.dumps(inbound(ANSWER)),
    "clickatell_platform": json.dumps({"replyMessageId": "1", "fromNumber": ANNA, "text": ANSWER}),
    "clickatell_central": f"moMsgId=1&from={ANNA}&text={ANSWER}",
}
# Home Assistant's own lines are its own, and its server logs no access outside of tests.
NOT_OURS = re.compile(r"homeassistant\b|aiohttp\.access$")


def leaks(text: str) -> list[str]:
    """Return what should not be in a text and is."""
    bare = (number.removeprefix("+") for number in NUMBERS)
    together = re.sub(r"[\s()-]", "", text)
    return [secret for secret in SECRETS if secret in text] + [n for n in bare if n in together]


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return all that was logged by the integration and by what it uses, tracebacks too."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return [
        formatter.format(record) for record in caplog.records if not NOT_OURS.match(record.name)
    ]


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


@pytest.mark.parametrize("gateway", CREDENTIAL)
async def test_nothing_leaks(
    gateway: str,
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    raised = Raised()
    simulator.account.callback_password = PASSWORD
    options: dict[str, Any] = {"recipient_hourly_limit": 9, "max_parts": 1, "too_long": "refuse"}
    entry = await add_entry(new_entry(simulator, gateway, callback_password=PASSWORD, **options))
    await _send_and_answer(hass, simulator)
    await _refused_at_once(hass, simulator, raised)
    await _refused_by_the_gateway(hass, simulator)
    await _odd_callbacks(callbacks)
    await _wrong_credentials(hass, simulator, entry, raised)
    await _journal_fails(hass, simulator, callbacks, entry, raised)
    await hass.config_entries.async_reload(entry.entry_id)
    lines = logged(caplog)
    assert any("custom_components.sms_gateway" in line for line in lines)
    assert [line for line in lines if leaks(line)] == []
    assert len(raised.texts) > 10
    assert [text for text in raised.texts if leaks(text)] == []


async def _send_and_answer(hass: HomeAssistant, simulator: Simulator) -> None:
    await send(hass, to=[ANNA, NUMBER_OF_NOBODY], message=TEXT, wait_for="delivered")
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
            {"message": TEXT, "data": {"colour": "red", "sender": NUMBER_OF_NOBODY}},
            blocking=True,
        )
    )


async def _refused_by_the_gateway(hass: HomeAssistant, simulator: Simulator) -> None:
    for fault in (Fault.HTTP_500, Fault.RATE_429, Fault.HTML, Fault.DROP_ANSWER, Fault.TRUNCATED):
        simulator.faults.set(fault, 0 if fault is Fault.RATE_429 else None, count=1)
        await send(hass, to=ANNA, message=TEXT, retry_rate=0.01, wait_for="delivered")
    number = "+447700900123"
    # Central would put another sender in the place of a wrong one.
    simulator.account.senders = ("15550100055",)
    simulator.network.opt_out(number, SENDER, every_sender=True, confirmed=True)
    (message,) = await send(hass, to=number, message=TEXT, wait_for="delivered")
    assert message["state"] == "rejected"
    simulator.account.senders = ()
    await simulator.refuse()
    await send(hass, to="+447700900124", message=TEXT, retry_rate=0.01)
    await until_state(hass, "sensor.clickatell_status", "retrying")
    await simulator.accept()
    await until_state(hass, "sensor.clickatell_status", "running")


async def _odd_callbacks(callbacks: Client) -> None:
    headers = {"Authorization": basic("", PASSWORD)}
    for body in (BODY, f'{{"event": {{"moText": [{{"content": "{BODY}"}}]}}}}', f"<a>{BODY}</a>"):
        assert (await callbacks.post(PATH, data=body, headers=headers)).status == 200
    assert (await callbacks.get(f"{PATH}?text={BODY}", headers=headers)).status == 200
    assert (await callbacks.post(PATH, data=BODY)).status == 401
    headers = {"Authorization": basic("", WRONG)}
    assert (await callbacks.post(PATH, data=BODY, headers=headers)).status == 401


async def _wrong_credentials(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, raised: Raised
) -> None:
    simulator.faults.set(Fault.BAD_KEY)
    await raised.by(press(hass, "button.clickatell_check_balance"))
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    gateway = entry.data[CONF_GATEWAY]
    right = {
        name: value
        for name, value in CREDENTIALS[gateway].items()
        if name not in (CONF_CHANNEL, "transport")
    }
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {**right, CREDENTIAL[gateway]: WRONG}
    )
    assert result["errors"] == {"base": "invalid_auth"}
    simulator.faults.clear()
    await hass.config_entries.flow.async_configure(flow["flow_id"], right)
    await hass.async_block_till_done()
    result = await enter(hass, await begin(hass), account(simulator, api_key=WRONG))
    assert result["errors"] == {"base": "invalid_auth"}


async def _journal_fails(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    raised: Raised,
) -> None:
    await hass.async_add_executor_job(break_journal, journal_path(hass, entry.entry_id))
    await raised.by(send(hass, to=ANNA, message=TEXT))
    headers = {"Authorization": basic("", PASSWORD)}
    callback = INBOUND[entry.data[CONF_GATEWAY]]
    response = await callbacks.post(PATH, data=callback, headers=headers)
    assert response.status == 503


async def test_title_of_a_new_account_masks_its_sender(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    result = await enter(hass, await enter(hass, await begin(hass), account(simulator)), {})
    await simulator.refuse()
    await send(hass, to=NUMBER_OF_NOBODY, message=TEXT)
    await until(hass, lambda: "can't be reached" in caplog.text)
    assert leaks(result["title"]) == []
    assert [line for line in logged(caplog) if leaks(line)] == []
    await hass.config_entries.async_unload(result["result"].entry_id)
