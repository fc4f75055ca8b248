"""Adding an account, mending its credentials, changing it."""

from collections.abc import Mapping
from functools import partialmethod
from hashlib import sha256
from typing import Any, override

from homeassistant.components import webhook
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_URL, CONF_WEBHOOK_ID

from ..account.account import make_gateway
from ..account.callback_address import async_callback_url
from ..const import CONF_ADVANCED, CONF_GATEWAY, CONF_SENDER, SUBENTRY_RECIPIENT
from ..gateways import GATEWAYS
from ..gateways.base import ErrorKind, FieldKind, Gateway, GatewayError, mask_numbers
from ..messaging.number import InvalidNumberError, parse_sender
from .entered import cleaned, wrong_fields
from .http_template import HTTP, HttpSteps
from .schemas import account_schema, in_sections, reauth_schema

# What the balance call may run into, as an error of the form; all else is "unknown".
_ERRORS = {
    ErrorKind.AUTH: "invalid_auth",
    ErrorKind.ADDRESS: "address_not_allowed",
    ErrorKind.NETWORK: "cannot_connect",
    ErrorKind.SERVER: "cannot_connect",
    ErrorKind.RATE: "cannot_connect",
}


class AccountSteps(HttpSteps):
    """Adds an account: pick a gateway, give credentials, take the callback URL along."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which gateway."""
        by_name = sorted(GATEWAYS, key=lambda key: (key == HTTP, GATEWAYS[key].name.casefold()))
        return self.async_show_menu(step_id="user", menu_options=by_name)

    async def _async_step_gateway(
        self, user_input: dict[str, Any] | None = None, *, key: str
    ) -> ConfigFlowResult:
        """Ask for the credentials of a gateway, and go on to the callbacks."""
        asked = await self.async_ask_for_account(key, key, user_input, user_input)
        return asked or await self.async_step_callback()

    @override
    async def async_ask_for_account(
        self,
        key: str,
        step_id: str,
        user_input: dict[str, Any] | None,
        shown: dict[str, Any] | None,
    ) -> ConfigFlowResult | None:
        """Ask for the credentials of a gateway, and try them; None once they are right."""
        gateway = GATEWAYS[key]
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {CONF_GATEWAY: key, **cleaned(gateway, user_input)}
            errors = await self._async_check(data)
            if not errors:
                await self.async_set_unique_id(_unique_id(data))
                self._abort_if_unique_id_configured()
                self._data = {**data, CONF_WEBHOOK_ID: webhook.async_generate_id()}
                return None
        schema = account_schema(gateway)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    @override
    async def async_step_callback(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address that the gateway has to be told, or say what will not work."""
        can = make_gateway(self.hass, self._data[CONF_GATEWAY], self._data).capabilities
        if user_input is not None or not (can.inbound or can.reports):
            return self.async_create_entry(title=_title(self._data), data=self._data)
        url = await async_callback_url(self.hass, self._data[CONF_WEBHOOK_ID])
        if url is None:
            return self.async_show_form(step_id="no_callback")
        return self.async_show_form(
            step_id="callback", description_placeholders={"callback_url": url}
        )

    async_step_no_callback = async_step_callback

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the first recipient."""
        subentry = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, subentry["flow_id"])
        return result

    async def async_step_reauth(
        self,
        entry_data: Mapping[str, Any],
    ) -> ConfigFlowResult:
        """Begin to mend the credentials of an account."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the secrets anew, and try them."""
        entry = self._get_reauth_entry()
        gateway = GATEWAYS[entry.data[CONF_GATEWAY]]
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**entry.data, **cleaned(gateway, user_input)}
            errors = await self._async_check(data)
            if not errors:
                return await self._async_update(entry, data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                reauth_schema(gateway), user_input or _shown(entry, gateway)
            ),
            description_placeholders={"account": entry.title},
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything anew; a secret that is left empty stays as it is."""
        entry = self._get_reconfigure_entry()
        gateway = GATEWAYS[entry.data[CONF_GATEWAY]]
        errors: dict[str, str] = {}
        if user_input is not None:
            kept = {
                name: entry.data[name]
                for name in (CONF_GATEWAY, CONF_WEBHOOK_ID, *_secrets(gateway))
                if name in entry.data
            }
            data = {**kept, **cleaned(gateway, user_input)}
            errors = await self._async_check(data)
            if not errors:
                return await self._async_update(entry, data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                account_schema(gateway, secrets_required=False),
                user_input or _shown(entry, gateway),
            ),
            errors=errors,
        )

    async def _async_update(self, entry: ConfigEntry, data: dict[str, Any]) -> ConfigFlowResult:
        """Put checked data into an entry, unless they are those of another one."""
        unique_id = _unique_id(data)
        if unique_id != entry.unique_id:
            await self.async_set_unique_id(unique_id)
            self._abort_if_unique_id_configured()
        if data == entry.data:
            # What was wrong was mended at the gateway: nothing changes, but what waits may go.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        # The title names the sender, unless the user has found a better one.
        title = _title(data) if entry.title == _title(entry.data) else entry.title
        return self.async_update_and_abort(entry, unique_id=unique_id, title=title, data=data)

    async def _async_check(self, data: dict[str, Any]) -> dict[str, str]:
        """Return what is wrong with the data of an account; a sender is brought into its form."""
        if sender := data.get(CONF_SENDER):
            try:
                data[CONF_SENDER] = parse_sender(sender)
            except InvalidNumberError:
                return {CONF_SENDER: "invalid_sender"}
        if errors := wrong_fields(GATEWAYS[data[CONF_GATEWAY]], data):
            return errors
        gateway = make_gateway(self.hass, data[CONF_GATEWAY], data)
        if not gateway.capabilities.balance:
            return {}
        try:
            await gateway.balance()
        except GatewayError as error:
            return {"base": _ERRORS.get(error.kind, "unknown")}
        return {}


for _key in GATEWAYS.keys() - {HTTP}:
    # A menu option leads to the step of its name: each gateway gets one.
    setattr(
        AccountSteps,
        f"async_step_{_key}",
        partialmethod(AccountSteps._async_step_gateway, key=_key),  # noqa: SLF001
    )


def _shown(entry: ConfigEntry, gateway: type[Gateway]) -> dict[str, Any]:
    """Return what a form may show of an account: everything but its secrets."""
    shown = {k: v for k, v in entry.data.items() if k not in _secrets(gateway)}
    return in_sections(gateway, shown)


def _secrets(gateway: type[Gateway]) -> tuple[str, ...]:
    return tuple(field.name for field in gateway.fields if field.kind is FieldKind.SECRET)


def _unique_id(data: Mapping[str, Any]) -> str:
    """Return what tells accounts apart, hashed because credentials are a part of it."""
    gateway = GATEWAYS[data[CONF_GATEWAY]]
    parts = (
        data[CONF_GATEWAY],
        gateway.base_url(data[CONF_ADVANCED][CONF_URL]),
        gateway.account_id(data),
        data.get(CONF_SENDER, ""),
    )
    return sha256("\n".join(parts).encode()).hexdigest()


def _title(data: Mapping[str, Any]) -> str:
    """Return a name for an account; it becomes that of its device and its notify action.

    Titles are logged, so a sender's number is masked in it.
    """
    name = GATEWAYS[data[CONF_GATEWAY]].name
    sender = data.get(CONF_SENDER)
    return f"{name} {mask_numbers(sender)}" if sender else name
