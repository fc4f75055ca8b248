"""Mending the credentials of an account, and changing it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
import voluptuous as vol

from ..const import CONF_GATEWAY
from ..gateways import GATEWAYS
from ..gateways.base import FieldKind
from .account import GatewaySteps, placeholders, shown_of, when_changed
from .entered import Trouble, bare, place
from .http_template import HttpSteps
from .schemas import HTTP, reauth_schema
from .trial import async_wrong_account

# A token has an id of its own: with each token of the same account it is another one.
_ID_OF_A_TOKEN = "token_id"  # noqa: S105 - the name of a field


class ChangeSteps(GatewaySteps, HttpSteps):
    """The steps for an account that is there."""

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to mend the credentials of an account."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for what proves that the account is one's own, and try it."""
        entry = self._get_reauth_entry()
        gateway = GATEWAYS[entry.data[CONF_GATEWAY]]
        schema = reauth_schema(gateway)
        trouble: Trouble | None = None
        if user_input is not None:
            self._data = {**_without(entry.data, schema), **bare(user_input)}
            trouble = await async_wrong_account(self.hass, self._data)
            if trouble is None:
                if _is_another_account(entry, self._data):
                    return self.async_abort(reason="unique_id_mismatch")
                await self.async_abort_if_there_is_one(entry)
                return self.async_update(entry, self._data, entry.title)
        return self.async_show_form(
            # At a port there is neither a portal nor a password, but a SIM.
            step_id="reauth_confirm" if gateway.schemes else "reauth_pin",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or shown_of(entry)),
            description_placeholders={"account": entry.title, **placeholders(trouble)},
            errors={place(schema, trouble.field): when_changed(trouble.error)} if trouble else {},
        )

    async_step_reauth_pin = async_step_reauth_confirm

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything anew, in the form that the account was added with."""
        entry = self._get_reconfigure_entry()
        gateway: str = entry.data[CONF_GATEWAY]
        if gateway == HTTP:
            self._shown = shown_of(entry)
            return await self.async_step_http_settings()
        return await self.async_go_to(gateway)


def _without(data: Mapping[str, Any], schema: vol.Schema) -> dict[str, Any]:
    """Return what stays of an account whatever is entered in a form."""
    return {name: value for name, value in data.items() if name not in schema.schema}


def _is_another_account(entry: ConfigEntry, data: Mapping[str, Any]) -> bool:
    """Tell whether credentials are those of another account than before.

    That can be told where the gateway knows the account by a name or a number that is no secret.
    Keys and tokens come and go with the same account.
    """
    gateway = GATEWAYS[data[CONF_GATEWAY]]
    names = [each.name for each in gateway.fields if each.kind is FieldKind.TEXT]
    if not names or names[0] == _ID_OF_A_TOKEN:
        return False
    return bool(data.get(names[0]) != entry.data.get(names[0]))
