"""Adding an account: which gateway, its credentials, the address for callbacks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, override

from homeassistant.components import webhook
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_NAME, CONF_PORT, CONF_URL, CONF_WEBHOOK_ID

from ..account.callback_address import async_callback_url, is_called_back
from ..account.gateway import make_gateway
from ..const import CONF_ADVANCED, CONF_GATEWAY, CONF_SENDER, SUBENTRY_RECIPIENT
from ..gateways import GATEWAYS
from ..gateways.base import FieldKind, Gateway
from .callback import callback_page
from .entered import Trouble, cleaned, free_name, place, wrong_name
from .port import lasting
from .schemas import HTTP, NEXT_STEP, account_schema, choice_schema, in_sections, on_top
from .trial import OTHER_GENERATION, async_wrong_account, async_wrong_log

# The one that most come for is on top, and the one for all others below.
_FIRST = ("clickatell_one", "clickatell_platform", "clickatell_central")


type Step = Callable[[], Awaitable[ConfigFlowResult]]


class AccountSteps(ConfigFlow):
    """What adding an account and changing it have in common."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._name = ""
        self._data: dict[str, Any] = {}
        self.shown_at_first: Mapping[str, Any] | None = None

    async def async_ask_for_account(
        self,
        key: str,
        step_id: str,
        user_input: dict[str, Any] | None,
        shown: Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        opened: Sequence[str] = (),
    ) -> ConfigFlowResult | None:
        """Ask for an account at a gateway, and try it; None once all is right.

        `shown` is what stands in the form at first, `name` what the account is called unless
        somebody knows better.
        """
        if user_input is None:
            return self._show_account(key, step_id, shown, None, name, opened)
        trouble = await self._async_wrong(key, user_input)
        if trouble is None:
            await self.async_abort_if_there_is_one(self._changed_entry)
            return None
        if trouble.error == OTHER_GENERATION and self._changed_entry is None:
            other = trouble.value
            # What stood in the form by itself is not that of the other one.
            own = {CONF_NAME: free_name(self.hass, GATEWAYS[key].name)}
            own[CONF_URL] = GATEWAYS[key].default_url
            return self._show_account(other, other, _altered(user_input, own), trouble)
        return self._show_account(key, step_id, user_input, trouble, name, opened)

    async def _async_wrong(self, key: str, user_input: Mapping[str, Any]) -> Trouble | None:
        """Keep what was entered, in its form; return what is wrong with it."""
        gateway, entry = GATEWAYS[key], self._changed_entry
        entered = cleaned(gateway, user_input)
        self._name = " ".join(entered.pop(CONF_NAME, "").split())
        new = {CONF_WEBHOOK_ID: webhook.async_generate_id()}
        self._data = {**(_kept(entry, gateway) if entry else new), CONF_GATEWAY: key, **entered}
        if port := self._data.get(CONF_PORT):
            self._data[CONF_PORT] = await self.hass.async_add_executor_job(lasting, port)
        return (
            wrong_name(self.hass, self._name, entry)
            or await async_wrong_account(self.hass, self._data)
            or await async_wrong_log(self.hass, self._data)
        )

    def _show_account(
        self,
        key: str,
        step_id: str,
        shown: Mapping[str, Any] | None,
        trouble: Trouble | None,
        name: str | None = None,
        opened: Sequence[str] = (),
    ) -> ConfigFlowResult:
        """Show the form for an account; the section with what is wrong in it is open."""
        gateway, entry = GATEWAYS[key], self._changed_entry
        called = entry.title if entry else free_name(self.hass, name or gateway.name)
        form = partial(
            account_schema,
            gateway,
            called,
            is_new=entry is None,
            port=(shown or {}).get(CONF_PORT, ""),
        )
        schema = form(opened=opened)
        errors = {}
        if trouble is not None:
            where = place(schema, trouble.field)
            errors[where] = trouble.error if entry is None else when_changed(trouble.error)
            schema = on_top(form(opened=(*opened, where)), where)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
            description_placeholders=placeholders(trouble),
            last_step=entry is not None and key != HTTP,
        )

    async def async_go_to(self, step_id: str) -> ConfigFlowResult:
        """Go on with a step that was chosen."""
        step: Step = getattr(self, f"async_step_{step_id}")
        return await step()

    async def async_finish(self) -> ConfigFlowResult:
        """Go on with an account that is right."""
        entry = self._changed_entry
        if entry is None:
            return await self.async_step_callback()
        return self.async_update(entry, self._data, self._name)

    def async_update(self, entry: ConfigEntry, data: dict[str, Any], name: str) -> ConfigFlowResult:
        """Put checked data into an entry."""
        if data == entry.data and name == entry.title:
            # What was wrong was mended at the gateway: nothing changes, but what waits may go.
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        unique_id = account_unique_id(data)
        return self.async_update_and_abort(entry, unique_id=unique_id, title=name, data=data)

    async def async_step_callback(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address that the gateway has to be told, or say what will not work."""
        gateway = make_gateway(self.hass, self._data[CONF_GATEWAY], self._data)
        if user_input is not None or not is_called_back(gateway):
            return self.async_create_entry(title=self._name, data=self._data)
        url = await async_callback_url(self.hass, self._data[CONF_WEBHOOK_ID])
        return self.async_show_form(
            step_id=callback_page(self.hass, self._data, url),
            description_placeholders={"callback_url": url or ""},
            last_step=False,
        )

    # A page for each gateway: where in its portal the address goes.
    async_step_no_callback = async_step_callback
    async_step_no_callback_but_asked = async_step_callback
    async_step_no_callback_but_log = async_step_callback
    async_step_callback_bulksms = async_step_callback
    async_step_callback_burst = async_step_callback
    async_step_callback_clickatell_central = async_step_callback
    async_step_callback_clickatell_one = async_step_callback
    async_step_callback_clickatell_platform = async_step_callback
    async_step_callback_com382 = async_step_callback
    async_step_callback_elks46 = async_step_callback
    async_step_callback_gatewayapi = async_step_callback
    async_step_callback_http = async_step_callback
    async_step_callback_infobip = async_step_callback
    async_step_callback_jasmin = async_step_callback
    async_step_callback_kannel = async_step_callback
    async_step_callback_kannel_by_get = async_step_callback
    async_step_callback_messagebird = async_step_callback
    async_step_callback_peerless = async_step_callback
    async_step_callback_plivo = async_step_callback
    async_step_callback_simwood = async_step_callback
    async_step_callback_smsapi = async_step_callback
    async_step_callback_smsplanet = async_step_callback
    async_step_callback_twilio = async_step_callback
    async_step_callback_vonage = async_step_callback

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the first recipient, unless a modem that was found is not wanted."""
        if self.source == SOURCE_IGNORE:
            return result
        subentry = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, subentry["flow_id"])
        return result

    @property
    def _changed_entry(self) -> ConfigEntry | None:
        """The account that is being changed, None while one is being added."""
        return self._get_reconfigure_entry() if self.source == SOURCE_RECONFIGURE else None

    async def async_abort_if_there_is_one(self, entry: ConfigEntry | None) -> None:
        """Stop here if there is an account like this already, other than the one being changed."""
        unique_id = account_unique_id(self._data)
        if entry is None or unique_id != entry.unique_id:
            await self.async_set_unique_id(unique_id)
            has_address = GATEWAYS[self._data[CONF_GATEWAY]].schemes
            error = "already_configured" if has_address else "port_in_use"
            self._abort_if_unique_id_configured(error=error)


class GatewaySteps(AccountSteps):
    """The choice of a gateway, and a step for each."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which gateway."""
        if user_input is not None:
            return await self.async_go_to(user_input[NEXT_STEP])
        others = sorted(
            GATEWAYS.keys() - {*_FIRST, HTTP}, key=lambda key: GATEWAYS[key].name.lower()
        )
        return self.async_show_form(
            step_id="user",
            data_schema=choice_schema([*_FIRST, *others, HTTP], CONF_GATEWAY),
            last_step=False,
        )

    async def async_step_android(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a phone with the app SMS Gateway for Android."""
        return await self._async_step_gateway("android", user_input)

    async def async_step_bulksms(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an account of BulkSMS."""
        return await self._async_step_gateway("bulksms", user_input)

    async def async_step_burst(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for an account of Burst SMS."""
        return await self._async_step_gateway("burst", user_input)

    async def async_step_clickatell_central(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an account of Clickatell's Central."""
        return await self._async_step_gateway("clickatell_central", user_input)

    async def async_step_clickatell_one(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a key of Clickatell's One API."""
        return await self._async_step_gateway("clickatell_one", user_input)

    async def async_step_clickatell_platform(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a key of an older set-up of Clickatell's portal."""
        return await self._async_step_gateway("clickatell_platform", user_input)

    async def async_step_com382(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for an account of 382 Communications."""
        return await self._async_step_gateway("com382", user_input)

    async def async_step_modem(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a GSM or LTE modem."""
        return await self._async_step_gateway("modem", user_input)

    async def async_step_peerless(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an account of Peerless."""
        return await self._async_step_gateway("peerless", user_input)

    async def async_step_simwood(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for an account of Simwood."""
        return await self._async_step_gateway("simwood", user_input)

    async def async_step_smpp(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for an account at an SMSC."""
        return await self._async_step_gateway("smpp", user_input)

    async def async_step_teltonika(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a router of Teltonika's with RutOS 7."""
        return await self._async_step_gateway("teltonika", user_input)

    async def async_step_twilio(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for an account of Twilio."""
        return await self._async_step_gateway("twilio", user_input)

    async def _async_step_gateway(
        self, key: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for the credentials of a gateway, and go on."""
        entry = self._changed_entry
        shown = shown_of(entry) if entry else self.shown_at_first
        asked = await self.async_ask_for_account(key, key, user_input, shown)
        return asked or await self.async_finish()


def account_unique_id(data: Mapping[str, Any]) -> str:
    """Return what tells accounts apart, hashed because credentials are a part of it."""
    gateway = GATEWAYS[data[CONF_GATEWAY]]
    # What is in a port is there once, whatever number it is said to have.
    sender = data.get(CONF_SENDER, "") if gateway.schemes else ""
    parts = (
        data[CONF_GATEWAY],
        gateway.base_url(data[CONF_ADVANCED][CONF_URL]),
        gateway.account_id(data),
        sender,
    )
    return sha256("\n".join(parts).encode()).hexdigest()


def shown_of(entry: ConfigEntry) -> dict[str, Any]:
    """Return what a form may show of an account: everything but its secrets."""
    gateway = GATEWAYS[entry.data[CONF_GATEWAY]]
    shown = {k: v for k, v in entry.data.items() if k not in _secrets(gateway)}
    return in_sections(gateway, shown)


def _kept(entry: ConfigEntry, gateway: type[Gateway]) -> dict[str, Any]:
    """Return what stays of an account that is changed, if it is not entered anew."""
    names = (CONF_WEBHOOK_ID, *_secrets(gateway))
    return {name: entry.data[name] for name in names if name in entry.data}


def _secrets(gateway: type[Gateway]) -> tuple[str, ...]:
    return tuple(field.name for field in gateway.fields if field.kind is FieldKind.SECRET)


def _altered(entered: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered in a form without what stood there by itself."""
    altered = {
        name: _altered(value, defaults) if isinstance(value, Mapping) else value
        for name, value in entered.items()
    }
    return {name: value for name, value in altered.items() if value != defaults.get(name)}


def when_changed(error: str) -> str:
    """Return the sentence for an account that stays at its gateway."""
    return "key_of_other_generation" if error == OTHER_GENERATION else error


def placeholders(trouble: Trouble | None) -> dict[str, str]:
    """Return what the sentences of errors may quote."""
    value = trouble.value if trouble else ""
    gateway = GATEWAYS[value].name if value in GATEWAYS else ""
    return {"value": value, "gateway": gateway}
