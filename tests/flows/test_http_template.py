"""Adding a gateway by template: presets, settings, and a message that tries them."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.http.presets.kannel import REPLIES_BY_GET
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, CREDENTIALS, SENDER, AddEntry, new_entry, send
from ..roads import ROADS
from ..translations import config_error, config_step
from .test_account import _tidy_up, begin, enter, shown_in  # noqa: F401 - a fixture

PASSWORD = CREDENTIALS["http"]["password"]
OPTIONS = ["http_test", "http_save", "http_settings"]

pytestmark = pytest.mark.usefixtures("_tidy_up")


async def pick(hass: HomeAssistant, preset: str) -> ConfigFlowResult:
    """Pick a gateway by template, and which one it is like."""
    return await enter(hass, await begin(hass, "http"), {"preset": preset})


async def go(hass: HomeAssistant, result: ConfigFlowResult, step: str) -> ConfigFlowResult:
    """Choose how to go on."""
    return await enter(hass, result, {"next_step_id": step})


def filled(
    result: ConfigFlowResult, simulator: Simulator, played_by: str, **more: object
) -> dict[str, Any]:
    """Return a form as somebody leaves it who enters user name, password and address."""
    proof = {"username": "simulator", "password": PASSWORD, "sender": SENDER}
    entered = {**proof, **shown_in(result), "url": simulator.gateway_urls[played_by]}
    for name, value in more.items():
        entered[name] = entered[name] | value if isinstance(value, dict) else value
    return entered


def choices(result: ConfigFlowResult) -> tuple[list[str], str]:
    """Return how one may go on, and what is chosen at first."""
    assert result["type"] is FlowResultType.FORM
    assert result["last_step"] is False
    assert result["data_schema"] is not None
    ((field, choice),) = result["data_schema"].schema.items()
    assert field == "next_step_id"
    return choice.config["options"], field.default()


async def ready(
    hass: HomeAssistant, simulator: Simulator, preset: str = "jasmin", **more: object
) -> ConfigFlowResult:
    """Go as far as the menu in which the settings can be tried."""
    simulator.account.gateway = preset
    result = await pick(hass, preset)
    result = await enter(hass, result, filled(result, simulator, preset, **more))
    assert result["step_id"] == "http_ready", result
    assert choices(result) == (OPTIONS, "http_test")
    return result


async def try_out(
    hass: HomeAssistant, result: ConfigFlowResult, message: str = "door open"
) -> ConfigFlowResult:
    """Send a test message."""
    result = await go(hass, result, "http_test")
    assert result["step_id"] == "http_test"
    return await enter(hass, result, {"phone_number": ANNA, "message": message})


def placeholder(result: ConfigFlowResult, name: str) -> str:
    """Return a text that is shown."""
    assert result["description_placeholders"] is not None
    return result["description_placeholders"][name]


async def test_a_user_without_a_quota_can_be_added(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.jasmin_quota = False
    assert (await ready(hass, simulator))["step_id"] == "http_ready"


async def test_a_test_message_that_the_gateway_would_cut(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await try_out(hass, await ready(hass, simulator), message="x" * 766)
    assert result["step_id"] == "http_refused"
    assert placeholder(result, "request") == placeholder(result, "answer") == "    -"
    expected = "    the gateway takes no message of so many parts"
    assert placeholder(result, "outcome") == expected
    assert simulator.network.send_requests == 0


async def test_callback_address_is_shown(hass: HomeAssistant, simulator: Simulator) -> None:
    hass.config.external_url = "https://home.example.net"
    result = await go(hass, await ready(hass, simulator), "http_save")
    assert (result["step_id"], result["last_step"]) == ("callback_jasmin", False)
    assert placeholder(result, "callback_url").startswith("https://home.example.net/api/")


@pytest.mark.parametrize(
    ("preset", "replies", "page"),
    [
        ("kannel", {}, "callback_kannel"),
        ("vonage", {}, "callback_vonage"),
        ("smsapi", {}, "callback_smsapi"),
        # What reads no replies is known by its reports.
        ("smsplanet", {}, "callback_smsplanet"),
        # As accounts of version 0.1.0 have it.
        ("kannel", REPLIES_BY_GET, "callback_kannel_by_get"),
        # What stands behind the address has to fit to what is read.
        ("kannel", {"reply_from": "phone"}, "callback_http"),
    ],
)
async def test_page_of_the_callback_address_is_that_of_the_preset(
    hass: HomeAssistant, simulator: Simulator, preset: str, replies: dict[str, str], page: str
) -> None:
    hass.config.external_url = "https://home.example.net"
    result = await pick(hass, preset)
    balance = {"balance_path": ""}
    entered = filled(result, simulator, "kannel", replies=replies, balance=balance)
    result = await go(hass, await enter(hass, result, entered), "http_save")
    assert result["step_id"] == page
    text = config_step(page)["description"]
    (line,) = (line for line in text.splitlines() if "{callback_url}" in line)
    # The address is alone on its line; for Kannel it is the complete one.
    behind = {
        "callback_kannel": "?sender=%q&receiver=%Q&id=%I&charset=%C",
        "callback_kannel_by_get": "?sender=%q&receiver=%Q&text=%a&id=%I&charset=%C",
    }.get(page, "")
    assert line == f"`{{callback_url}}{behind}`"


async def test_without_callbacks_there_is_no_page_for_them(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await pick(hass, "own")
    request = {"path": "/send", "body": PRESETS["jasmin"].settings["body"]}
    entered = filled(result, simulator, "jasmin", request=request)
    result = await go(hass, await enter(hass, result, entered), "http_save")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_what_was_sent_and_what_came_back(hass: HomeAssistant, simulator: Simulator) -> None:
    hass.config.external_url = "https://home.example.net"
    simulator.faults.set(Fault.NO_RECEIPTS)
    result = await try_out(hass, await ready(hass, simulator))
    assert result["step_id"] == "http_taken"
    assert choices(result) == (OPTIONS, "http_save")
    (message,) = simulator.network.messages
    assert (f"+{message.to}", f"+{message.sender}", message.text) == (ANNA, SENDER, "door open")
    url = URL(simulator.gateway_urls["jasmin"])
    request, answer = placeholder(result, "request"), placeholder(result, "answer")
    assert f"    POST {url}/send\n" in request
    assert "    Content-Type: application/x-www-form-urlencoded\n" in request
    assert "username=simulator&password=••••••&to=15550100001" in request
    assert "home.example.net" in request
    assert answer.startswith('    HTTP 200\n    \n    Success "')
    assert placeholder(result, "outcome").strip() in answer
    result = await enter(hass, await go(hass, result, "http_save"), {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("preset", ["kannel", "jasmin"])
@pytest.mark.parametrize("how", ["template", "basic", "header"])
async def test_the_password_is_shown_nowhere(
    hass: HomeAssistant, simulator: Simulator, preset: str, how: str
) -> None:
    password = "p&ss wörd/1"
    simulator.account.password = password
    request = {
        "template": {},
        "basic": {"authentication": "basic"},
        "header": {"headers": f"X-Key: %PASSWORD%\nX-Again: {password}"},
    }[how]
    more = {"password": password, "request": request}
    result = await try_out(hass, await ready(hass, simulator, preset, **more))
    assert result["step_id"] == "http_taken"
    told = str(result["description_placeholders"])
    assert "••••••" in told
    for form in ("rd/1", "rd%2F1", "p&ss", "p%26ss", "c2ltdWxhdG9y"):
        assert form not in told


async def test_a_refusal_and_then_other_settings(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await ready(hass, simulator, answer={"success_at": "nothing of the kind"})
    result = await try_out(hass, result, message="one")
    assert result["step_id"] == "http_refused"
    assert choices(result) == (OPTIONS, "http_settings")
    assert placeholder(result, "outcome").endswith("(200)")
    assert "Success" in placeholder(result, "answer")
    result = await go(hass, result, "http_settings")
    assert result["step_id"] == "http_settings"
    again = shown_in(result)
    assert again["answer"]["success_at"] == "nothing of the kind"
    assert again["sender"] == SENDER
    again["answer"]["success_at"] = 'Success "*"'
    result = await enter(hass, result, again)
    assert result["step_id"] == "http_ready"
    result = await try_out(hass, result, message="two")
    assert result["step_id"] == "http_taken"
    result = await try_out(hass, result, message="three → 🛑")
    assert result["step_id"] == "http_taken"
    texts = [message.text for message in simulator.network.messages]
    assert texts == ["one", "two", "three → 🛑"]


async def test_a_gateway_that_refuses_or_is_not_there(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await ready(hass, simulator, "kannel")
    simulator.faults.set(Fault.BAD_KEY)
    result = await try_out(hass, result)
    assert result["step_id"] == "http_refused"
    assert placeholder(result, "outcome") == "    Authorization failed for sendsms (403)"
    await simulator.refuse()
    result = await try_out(hass, result)
    assert result["step_id"] == "http_refused"
    assert placeholder(result, "outcome") == "    the gateway could not be reached"
    assert placeholder(result, "answer") == "    -"


async def test_an_answer_is_no_markdown(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await ready(hass, simulator, "kannel")
    simulator.faults.set(Fault.HTML)
    result = await try_out(hass, result)
    lines = placeholder(result, "answer").splitlines()
    assert all(line.startswith("    ") for line in lines)


async def test_test_message_to_what_is_no_number(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await go(hass, await ready(hass, simulator), "http_test")
    result = await enter(hass, result, {"phone_number": "Anna", "message": "x"})
    assert result["errors"] == {"phone_number": "invalid_number"}
    assert config_error("invalid_number")
    result = await enter(hass, result, {"phone_number": ANNA, "message": "x" * 1531})
    assert result["errors"] == {"message": "text_too_long"}
    assert simulator.network.messages == []
    hass.config.country = "US"
    result = await enter(hass, result, {"phone_number": "(555) 010-0001", "message": "x"})
    assert result["step_id"] == "http_taken"


@pytest.mark.parametrize(
    ("more", "errors", "named"),
    [
        ({"request": {"path": "send"}}, {"request": "wrong_path"}, "send"),
        ({"request": {"path": "/%MESAGE%"}}, {"request": "wrong_placeholder"}, "%MESAGE%"),
        ({"request": {"body": "to=%TO%"}}, {"request": "nothing_to_send"}, "/send"),
        ({"request": {"body": "to=\ud83d"}}, {"request": "not_text"}, ""),
        ({"request": {"body": "b" * 10_001}}, {"request": "text_too_long"}, ""),
        ({"answer": {"id_at": "$id"}}, {"answer": "wrong_place"}, "$id"),
        ({"answer": {"success_status": "2xx"}}, {"answer": "wrong_statuses"}, "2xx"),
        ({"reports": {"report_status": " "}}, {"reports": "wrong_reports"}, "id"),
        ({"username": ""}, {"username": "no_credentials"}, ""),
        ({"password": " "}, {"password": "no_credentials"}, ""),
        ({"sender": "a name that is too long"}, {"sender": "invalid_sender"}, ""),
        ({"url": "192.168.1.5:13013"}, {"url": "invalid_url"}, ""),
        ({"password": "another"}, {"password": "invalid_auth"}, ""),
        ({"balance": {"balance_path": "/nothing"}}, {"balance": "no_balance"}, ""),
        ({"balance": {"balance_at": "$.nothing"}}, {"balance": "no_balance"}, ""),
        ({"balance": {"balance_divisor": "0"}}, {"balance": "wrong_amount"}, "0"),
        ({"request": {"most_parts": "many"}}, {"request": "wrong_amount"}, "many"),
        ({"request": {"only_to": "0612"}}, {"request": "wrong_only_to"}, "0612"),
        ({"replies": {"reply_mark": "incoming"}}, {"replies": "wrong_mark"}, "incoming"),
        ({"replies": {"reply_part_number": "n"}}, {"replies": "wrong_parts"}, ""),
    ],
)
async def test_wrong_settings_are_told(
    hass: HomeAssistant,
    simulator: Simulator,
    more: dict[str, Any],
    errors: dict[str, str],
    named: str,
) -> None:
    result = await pick(hass, "jasmin")
    right = filled(result, simulator, "jasmin")
    result = await enter(hass, result, filled(result, simulator, "jasmin", **more))
    assert result["step_id"] == "http_settings"
    assert result["errors"] == errors
    assert all(map(config_error, errors.values()))
    assert placeholder(result, "value") == named
    # The section that it stands at is open.
    assert result["data_schema"] is not None
    schema = result["data_schema"].schema
    sections = {str(k): v.options["collapsed"] for k, v in schema.items() if isinstance(v, section)}
    assert {
        name for name, collapsed in sections.items() if not collapsed
    } == errors.keys() & sections
    result = await enter(hass, result, right)
    assert result["step_id"] == "http_ready"


async def test_an_account_is_added_once(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await go(hass, await ready(hass, simulator), "http_save")
    await enter(hass, result, {})
    result = await pick(hass, "jasmin")
    result = await enter(hass, result, filled(result, simulator, "jasmin"))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    await go(hass, await ready(hass, simulator, "kannel"), "http_save")
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_the_choice_leads_to_the_presets(hass: HomeAssistant) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await go(hass, result, "http")
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "http")
    assert config_step("http")["data"]["preset"]


@pytest.fixture
async def entry(simulator: Simulator, add_entry: AddEntry) -> MockConfigEntry:
    return await add_entry(new_entry(simulator, "http"))


async def test_reauth_asks_for_user_name_and_password_alone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.password = "new"
    result = await entry.start_reauth_flow(hass)
    assert result["data_schema"] is not None
    assert [str(field) for field in result["data_schema"].schema] == ["username", "password"]
    assert PASSWORD not in str(result)
    result = await enter(hass, result, {"username": "simulator", "password": "wrong"})
    assert result["errors"] == {"password": "invalid_auth"}
    result = await enter(hass, result, {"username": "simulator", "password": "new"})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.data["password"] == "new"
    assert entry.data["path"] == "/send"


async def test_reconfigure_shows_all_but_the_password_and_keeps_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    result = await entry.start_reconfigure_flow(hass)
    again = shown_in(result)
    assert "password" not in again
    assert again["username"] == "simulator"
    assert again["answer"]["success_at"] == 'Success "*"'
    assert again["url"] == simulator.gateway_urls["jasmin"]
    del again["answer"]["auth_at"]
    again["request"]["number_format"] = "plus"
    again["replies"] = {"reply_from": "from"}
    result = await enter(hass, result, again)
    assert result["errors"] == {"replies": "wrong_replies"}
    again["replies"] = {}
    result = await enter(hass, result, again)
    # What was changed can be tried as well before it is kept, and changed once more.
    result = await try_out(hass, result)
    assert result["step_id"] == "http_taken"
    result = await go(hass, result, "http_settings")
    assert shown_in(result)["request"]["number_format"] == "plus"
    result = await enter(hass, result, again)
    result = await go(hass, result, "http_save")
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data["password"] == PASSWORD
    assert entry.data["number_format"] == "plus"
    assert not {"auth_at", "reply_from", "replies"} & entry.data.keys()
    await send(hass, to=ANNA, wait_for="accepted")


async def test_login_of_callbacks_is_tried_and_shown_nowhere(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    """Else the report of the test message would be refused, and told as a fault."""
    hass.config.external_url = "https://home.example.net"
    simulator.faults.set(Fault.NO_RECEIPTS)
    (road,) = (each for each in ROADS if each.name == "http kannel")
    login = {"callback_username": "user", "callback_password": "hush@hush"}
    entry = await add_entry(road.entry(simulator, **login))
    result = await entry.start_reconfigure_flow(hass)
    result = await try_out(hass, await enter(hass, result, shown_in(result)))
    assert result["step_id"] == "http_taken"
    request = placeholder(result, "request")
    assert "dlr-url=https%3A%2F%2F•••%40home.example.net%2Fapi" in request
    assert "hush" not in str(result["description_placeholders"])


async def test_test_message_has_no_sender_where_none_is_set(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await pick(hass, "jasmin")
    entered = filled(result, simulator, "jasmin")
    del entered["sender"]
    result = await try_out(hass, await enter(hass, result, entered))
    assert "from=" not in placeholder(result, "request")
