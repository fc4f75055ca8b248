"""Adding a gateway by template: which one it is like, its settings, a message that tries them."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from homeassistant.components.notify import ATTR_MESSAGE
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..account.gateway import make_gateway
from ..account.options import Options
from ..account.phrases import async_load, explained
from ..const import CONF_ADVANCED, CONF_PHONE_NUMBER, CONF_SENDER
from ..gateways import GATEWAYS
from ..gateways.base import Accepted, GatewayError, OutgoingMessage, SendResult
from ..gateways.http import Http, Request
from ..gateways.http.presets import PRESETS
from ..gateways.transport import Answer
from ..messaging.number import InvalidNumberError
from ..messaging.text import Encoding, count_parts, encoding
from .account import AccountSteps
from .entered import async_number, wrong_text
from .schemas import HTTP, NEXT_STEP, choice_schema, in_sections

# How to go on with settings that look right.
NEXT_STEPS = ("http_test", "http_save", "http_settings")

_CONF_PRESET = "preset"
PRESET_SCHEMA = vol.Schema(
    {
        vol.Required(_CONF_PRESET): SelectSelector(
            SelectSelectorConfig(
                options=list(PRESETS), mode=SelectSelectorMode.LIST, translation_key=_CONF_PRESET
            )
        )
    }
)
TEST_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_PHONE_NUMBER): TextSelector(
            TextSelectorConfig(type=TextSelectorType.TEL)
        ),
        vol.Required(ATTR_MESSAGE, default="Test message: SMS alerts reach this phone."): (
            TextSelector(TextSelectorConfig(multiline=True))
        ),
    }
)
# A test message of ten parts shows all there is to see; in characters.
_LONGEST_TEST = 1530
# A page is not the place for more of an answer; in bytes.
_SHOWN = 2000


class HttpSteps(AccountSteps):
    """The steps that only a gateway by template has."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._preset: str | None = None
        self._shown: dict[str, Any] = {}

    async def async_step_http(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which gateway the settings are to begin with."""
        if user_input is None:
            return self.async_show_form(step_id=HTTP, data_schema=PRESET_SCHEMA, last_step=False)
        self._preset = user_input[_CONF_PRESET]
        preset = PRESETS[self._preset]
        # The address of one's own box has to be entered; what the preset has is an example.
        known = {} if preset.is_example else {CONF_URL: preset.url}
        advanced = {**known, CONF_VERIFY_SSL: True}
        self._shown = in_sections(GATEWAYS[HTTP], {**preset.settings, CONF_ADVANCED: advanced})
        return await self.async_step_http_settings()

    async def async_step_http_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the settings; what was entered is shown again to who comes back."""
        self._shown = user_input or self._shown
        preset = PRESETS[self._preset] if self._preset else None
        asked = await self.async_ask_for_account(
            HTTP,
            "http_settings",
            user_input,
            self._shown,
            name=preset.name if preset else None,
            opened=preset.opened if preset else (),
        )
        return asked or self._show_choice("http_ready", "http_test")

    async def async_step_http_ready(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        """Go where was chosen: to a test, to the end, or back."""
        return await self.async_go_to(user_input[NEXT_STEP])

    async_step_http_taken = async_step_http_ready
    async_step_http_refused = async_step_http_ready

    async def async_step_http_test(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send a message with the settings as they are, and show what went and what came back."""
        errors = {}
        if user_input is not None:
            trouble = wrong_text(user_input, _LONGEST_TEST)
            try:
                if trouble is None:
                    number = await async_number(self.hass, user_input[CONF_PHONE_NUMBER])
                    return await self._async_try(number, user_input[ATTR_MESSAGE])
                errors = {trouble.field: trouble.error}
            except InvalidNumberError:
                errors = {CONF_PHONE_NUMBER: "invalid_number"}
        return self.async_show_form(
            step_id="http_test",
            data_schema=self.add_suggested_values_to_schema(TEST_SCHEMA, user_input),
            errors=errors,
        )

    async def async_step_http_save(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Keep the settings."""
        return await self.async_finish()

    def _show_choice(
        self, step_id: str, likely: str, placeholders: Mapping[str, str] | None = None
    ) -> ConfigFlowResult:
        """Ask how to go on with settings that look right."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=choice_schema(NEXT_STEPS, "http_next", likely),
            description_placeholders=placeholders,
            last_step=False,
        )

    async def _async_try(self, number: str, text: str) -> ConfigFlowResult:
        entry = self._changed_entry
        options = Options.of(entry.options if entry else {})
        gateway = cast("Http", make_gateway(self.hass, HTTP, self._data, lambda: options))
        message = OutgoingMessage(
            uuid4().hex,
            number,
            text,
            self._data.get(CONF_SENDER),
            parts=count_parts(text),
            unicode=encoding(text) is Encoding.UCS_2,
        )
        request: Request | None = None
        answer: Answer | None = None
        result: SendResult
        try:
            request = await gateway.prepare(message)
            answer = await gateway.make(request)
            result = gateway.judge(answer)
        except GatewayError as error:
            result = error
        await async_load(self.hass)
        shown = {
            "request": _block(gateway, _in_words(request)),
            "answer": _block(gateway, _answer_in_words(answer)),
            "outcome": _block(gateway, explained(self.hass, _outcome(result))),
        }
        if isinstance(result, Accepted):
            return self._show_choice("http_taken", "http_save", shown)
        return self._show_choice("http_refused", "http_settings", shown)


def _outcome(result: SendResult) -> str:
    return result.provider_message_id or "-" if isinstance(result, Accepted) else str(result)


def _in_words(request: Request | None) -> str:
    if request is None:
        return "-"
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
    return f"{request.method} {request.url}\n{headers}\n{request.body}"


def _answer_in_words(answer: Answer | None) -> str:
    if answer is None:
        return "-"
    body = answer.body[:_SHOWN].decode("utf-8", "replace")
    return f"HTTP {answer.status}\n\n{body}"


def _block(gateway: Http, text: str) -> str:
    """Return a text as it is shown on the page: without the password, and not as Markdown."""
    return "\n".join(f"    {line}" for line in gateway.hide_password(text).strip().splitlines())
