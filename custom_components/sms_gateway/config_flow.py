"""The flows: add an account, mend its credentials, change it, its options, its recipients."""

from collections.abc import Mapping
from functools import partialmethod
from hashlib import sha256
from typing import Any, override

from homeassistant.components import webhook
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME, CONF_URL, CONF_WEBHOOK_ID
from homeassistant.core import callback
from yarl import URL

from .account.account import make_gateway
from .account.callback_address import async_callback_url
from .account.options import poll_default
from .const import (
    CONF_ADVANCED,
    CONF_FALLBACK,
    CONF_GATEWAY,
    CONF_KEYWORD,
    CONF_PHONE_NUMBER,
    CONF_POLL_REPLIES,
    CONF_SENDER,
    CONF_TWO_WAY,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from .flows.http_template import HTTP, HttpSteps
from .flows.schemas import (
    SECTIONS,
    account_schema,
    in_sections,
    options_schema,
    reauth_schema,
    recipient_schema,
    two_way_default,
    without_sections,
)
from .gateways import GATEWAYS
from .gateways.base import (
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
    mask_numbers,
    normalise_number,
)
from .messaging.number import InvalidNumberError, parse_recipient, parse_sender
from .messaging.wish import Vocabulary, Wish, read_wish

# What the balance call may run into, as an error of the form; all else is "unknown".
_ERRORS = {
    ErrorKind.AUTH: "invalid_auth",
    ErrorKind.ADDRESS: "address_not_allowed",
    ErrorKind.NETWORK: "cannot_connect",
    ErrorKind.SERVER: "cannot_connect",
    ErrorKind.RATE: "cannot_connect",
}


class SmsGatewayConfigFlow(HttpSteps, domain=DOMAIN):
    """Adds an account: pick a gateway, give credentials, take the callback URL along."""

    VERSION = 1

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an account."""
        return {SUBENTRY_RECIPIENT: RecipientFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow for an account's options."""
        return SmsGatewayOptionsFlow()

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
            data = {CONF_GATEWAY: key, **_cleaned(gateway, user_input)}
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
            data = {**entry.data, **_cleaned(gateway, user_input)}
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
            data = {**kept, **_cleaned(gateway, user_input)}
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
        if errors := _wrong_fields(GATEWAYS[data[CONF_GATEWAY]], data):
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
        SmsGatewayConfigFlow,
        f"async_step_{_key}",
        partialmethod(SmsGatewayConfigFlow._async_step_gateway, key=_key),  # noqa: SLF001
    )


class SmsGatewayOptionsFlow(OptionsFlow):
    """Changes how an account sends, receives and keeps."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all options, by section; they are kept without the sections."""
        entry = self.config_entry
        options = dict(entry.options)
        url = await async_callback_url(self.hass, entry.data[CONF_WEBHOOK_ID])
        own_defaults = {
            CONF_TWO_WAY: two_way_default(entry.data.get(CONF_SENDER)),
            CONF_POLL_REPLIES: poll_default(url),
        }
        errors: dict[str, str] = {}
        if user_input is not None:
            for name, group in user_input.items():
                for option in SECTIONS[name]:
                    options.pop(option, None)
                # Not stripped: a prefix may end in a space, a password may begin with one.
                options |= {key: value for key, value in group.items() if value not in ("", None)}
            # What is as it is without being set is not kept: it follows what it depends on.
            options = {k: v for k, v in options.items() if (k, v) not in own_defaults.items()}
            if keyword := options.pop(CONF_KEYWORD, "").strip():
                options[CONF_KEYWORD] = keyword
            errors = _wrong_option(entry, options)
            if not errors:
                return self.async_create_entry(data=options)
        shown = {
            name: {key: options[key] for key in fields if key in options}
            for name, fields in SECTIONS.items()
        }
        gateway = make_gateway(self.hass, entry.data[CONF_GATEWAY], entry.data)
        schema = options_schema(gateway, own_defaults)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            description_placeholders={"callback_url": url or "-"},
            errors=errors,
        )


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
        data = _stripped(user_input)
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


def _wrong_option(entry: ConfigEntry, options: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with options; it can only stand beside a field outside the sections."""
    if read_wish(options.get(CONF_KEYWORD, ""), Vocabulary()) is not Wish.NONE:
        return {"base": "invalid_keyword"}
    if options.get(CONF_FALLBACK) == entry.entry_id:
        return {"base": "fallback_is_itself"}
    return {}


def _wrong_fields(gateway: type[Gateway], data: Mapping[str, Any]) -> dict[str, str]:
    """Return what can be seen to be wrong with the data of an account.

    An error can only stand beside a field that is not inside a section.
    """
    required = (field.name for field in gateway.fields if field.required)
    if not all(_is_credential(data.get(name)) for name in required):
        return {"base": "invalid_auth"}
    if not _is_http_url(data[CONF_ADVANCED][CONF_URL]):
        return {"base": "invalid_url"}
    if (wrong := gateway.wrong_field(data)) is None:
        return {}
    name, error = wrong
    is_inside = any(field.name == name and field.section for field in gateway.fields)
    return {"base" if is_inside else name: error}


def _cleaned(gateway: type[Gateway], user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form for an account was filled in with, as its entry keeps it."""
    return _stripped(without_sections(gateway, user_input))


def _stripped(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, without the spaces that come with copying."""
    stripped = {k: v.strip() if isinstance(v, str) else v for k, v in user_input.items()}
    return {k: v for k, v in stripped.items() if v not in ("", None)}


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


def _is_credential(value: str | None) -> bool:
    """Tell whether a request can carry a value: control characters can't stand in a header."""
    return bool(value) and str(value).isprintable()


def _is_http_url(text: str) -> bool:
    try:
        url = URL(text)
    except ValueError:
        return False
    has_more = url.query_string or url.user or url.password
    return url.scheme in ("http", "https") and bool(url.host) and not has_more
