"""Adding a recipient to an account, and changing one."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME

from ..const import CONF_GATEWAY, CONF_PHONE_NUMBER, CONF_SENDER
from ..gateways import GATEWAYS
from ..gateways.base import normalise_number
from ..messaging.number import InvalidNumberError, parse_recipient, parse_sender
from .entered import stripped
from .schemas import recipient_schema


class RecipientFlow(ConfigSubentryFlow):
    """Adds a recipient to an account, or changes one."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask who is to be reached."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._async_check(user_input, None)
            if not errors:
                return self.async_create_entry(
                    title=data[CONF_NAME], data=data, unique_id=data[CONF_PHONE_NUMBER]
                )
        return self._show("user", user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what has changed about a recipient."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._async_check(user_input, subentry.subentry_id)
            if not errors:
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    title=data[CONF_NAME],
                    data=data,
                    unique_id=data[CONF_PHONE_NUMBER],
                )
        return self._show("reconfigure", user_input or dict(subentry.data), errors)

    def _show(
        self, step_id: str, shown: dict[str, Any] | None, errors: dict[str, str]
    ) -> SubentryFlowResult:
        gateway = GATEWAYS[self._get_entry().data[CONF_GATEWAY]]
        schema = self.add_suggested_values_to_schema(recipient_schema(gateway), shown)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    async def _async_check(
        self, user_input: dict[str, Any], own_id: str | None
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return a recipient in its form, and what is wrong with it."""
        data = stripped(user_input)
        if CONF_NAME not in data:
            return data, {CONF_NAME: "name_empty"}
        country = self.hass.config.country
        try:
            # In a thread: a country's numbering plan is loaded from disk.
            data[CONF_PHONE_NUMBER] = await self.hass.async_add_executor_job(
                parse_recipient, user_input[CONF_PHONE_NUMBER], country
            )
        except InvalidNumberError:
            return data, {CONF_PHONE_NUMBER: "invalid_number"}
        if data[CONF_PHONE_NUMBER] == normalise_number(self._get_entry().data.get(CONF_SENDER, "")):
            return data, {CONF_PHONE_NUMBER: "own_number"}
        if sender := data.get(CONF_SENDER):
            try:
                data[CONF_SENDER] = parse_sender(sender)
            except InvalidNumberError:
                return data, {CONF_SENDER: "invalid_sender"}
        for subentry in self._get_entry().subentries.values():
            if subentry.subentry_id == own_id:
                continue
            if subentry.unique_id == data[CONF_PHONE_NUMBER]:
                return data, {CONF_PHONE_NUMBER: "already_configured"}
        return data, {}
