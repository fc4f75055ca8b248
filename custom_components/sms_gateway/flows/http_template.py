"""Adding a gateway by template: which one it is like, its settings, a message that tries them."""

from typing import Any, cast
from uuid import uuid4

from homeassistant.components.notify import ATTR_MESSAGE
from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
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
from ..const import CONF_ADVANCED, CONF_PHONE_NUMBER, CONF_SENDER
from ..gateways import GATEWAYS
from ..gateways.base import Accepted, GatewayError, OutgoingMessage, SendResult
from ..gateways.http import Http, Request
from ..gateways.http.presets import PRESETS
from ..gateways.transport import Answer
from ..messaging.number import InvalidNumberError, parse_recipient
from ..messaging.text import Encoding, count_parts, encoding
from .schemas import in_sections

HTTP = "http"

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
# A page is not the place for more of an answer; in bytes.
_SHOWN = 2000


class HttpSteps(ConfigFlow):
    """The steps that only a gateway by template has."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._data: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}

    async def async_ask_for_account(
        self,
        key: str,
        step_id: str,
        user_input: dict[str, Any] | None,
        shown: dict[str, Any] | None,
    ) -> ConfigFlowResult | None:
        """Show the form for an account at a gateway; None once there are data that are right."""
        raise NotImplementedError

    async def async_step_callback(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """End with the address for callbacks."""
        raise NotImplementedError

    async def async_step_http(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which gateway the settings are to begin with."""
        if user_input is None:
            return self.async_show_form(step_id=HTTP, data_schema=PRESET_SCHEMA)
        preset = PRESETS[user_input[_CONF_PRESET]]
        advanced = {CONF_URL: preset.url, CONF_VERIFY_SSL: True}
        self._shown = in_sections(GATEWAYS[HTTP], {**preset.settings, CONF_ADVANCED: advanced})
        return await self.async_step_http_settings()

    async def async_step_http_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the settings; what was entered is shown again to who comes back."""
        self._shown = user_input or self._shown
        asked = await self.async_ask_for_account(HTTP, "http_settings", user_input, self._shown)
        return asked or self.async_show_menu(
            step_id="http_ready", menu_options=["http_test", "http_save", "http_settings"]
        )

    async def async_step_http_test(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send a message with the settings as they are, and show what went and what came back."""
        errors = {}
        if user_input is not None:
            country = self.hass.config.country
            try:
                # In a thread: a country's numbering plan is loaded from disk.
                number = await self.hass.async_add_executor_job(
                    parse_recipient, user_input[CONF_PHONE_NUMBER], country
                )
                return await self._async_try(number, user_input[ATTR_MESSAGE])
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
        return await self.async_step_callback()

    # Menus, from which only their options lead on.
    async_step_http_ready = async_step_http_save
    async_step_http_taken = async_step_http_save
    async_step_http_refused = async_step_http_save

    async def _async_try(self, number: str, text: str) -> ConfigFlowResult:
        gateway = cast("Http", make_gateway(self.hass, HTTP, self._data))
        request = await gateway.prepare(
            OutgoingMessage(
                uuid4().hex,
                number,
                text,
                self._data.get(CONF_SENDER),
                parts=count_parts(text),
                unicode=encoding(text) is Encoding.UCS_2,
            )
        )
        answer: Answer | None = None
        result: SendResult
        try:
            answer = await gateway.make(request)
            result = gateway.judge(answer)
        except GatewayError as error:
            result = error
        return self.async_show_menu(
            step_id="http_taken" if isinstance(result, Accepted) else "http_refused",
            menu_options=["http_save", "http_test", "http_settings"],
            description_placeholders={
                "request": _block(gateway, _in_words(request)),
                "answer": _block(gateway, _answer_in_words(answer)),
                "outcome": _block(gateway, _outcome(result)),
            },
        )


def _outcome(result: SendResult) -> str:
    return result.provider_message_id or "-" if isinstance(result, Accepted) else str(result)


def _in_words(request: Request) -> str:
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
