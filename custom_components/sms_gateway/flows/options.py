"""Changing the options of an account."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.auth.models import User
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, OptionsFlow
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import SelectOptionDict

from ..account import accounts
from ..account.callback_address import async_callback_url, is_called_back
from ..account.gateway import make_gateway
from ..account.options import Access, poll_default
from ..account.phrases import callback_login_words, phrase
from ..const import (
    CONF_GATEWAY,
    CONF_KEYWORD,
    CONF_PEOPLE,
    CONF_POLL_REPLIES,
    CONF_SENDER,
    CONF_STOP_WORDS,
    CONF_TWO_WAY,
    DOMAIN,
)
from ..gateways.base import Gateway
from ..gateways.reply_source import asked_every, reply_log
from .callback import async_callback_words
from .entered import Trouble, place
from .schemas import SECTIONS, on_top, options_schema, two_way_default
from .wrong_options import wrong_option


class SmsGatewayOptionsFlow(OptionsFlow):
    """Changes how an account sends, receives and keeps."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all options, by section; they are kept without the sections."""
        entry = self.config_entry
        url = await async_callback_url(self.hass, entry.data[CONF_WEBHOOK_ID])
        account = accounts.find(self.hass, entry.entry_id)
        gateway = make_gateway(self.hass, entry.data[CONF_GATEWAY], entry.data)
        own_defaults = {
            CONF_TWO_WAY: two_way_default(entry.data.get(CONF_SENDER)),
            CONF_POLL_REPLIES: poll_default(
                url,
                has_brought_reply=account is not None and account.callbacks.has_brought_reply,
                from_log=reply_log(gateway) is not None,
                asked_every=asked_every(gateway),
            ),
        }
        options = dict(entry.options)
        trouble: Trouble | None = None
        if user_input is not None:
            options = _changed(options, user_input, own_defaults)
            trouble = wrong_option(self.hass, entry, options)
            if trouble is None:
                return self.async_create_entry(data=options)
        people = await _async_people(self.hass)
        unit = _unit(self.hass, entry)
        schema = options_schema(gateway, own_defaults, unit=unit, people=people, opened=("text",))
        errors = {}
        if trouble is not None:
            where = place(schema, trouble.field)
            errors[where] = trouble.error
            schema = on_top(
                options_schema(gateway, own_defaults, unit=unit, people=people, opened=(where,)),
                where,
            )
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, _shown(options, people)),
            description_placeholders={
                "account": entry.title,
                "callback": await self._async_callback(gateway, url),
                "callback_login": callback_login_words(self.hass, gateway),
                "value": trouble.value if trouble else "",
            },
            errors=errors,
        )

    async def _async_callback(self, gateway: Gateway, url: str | None) -> str:
        """Return the words about the callback address, none where nothing calls."""
        if not is_called_back(gateway):
            return ""
        return await async_callback_words(self.hass, self.config_entry.data, url)


def _changed(
    options: Mapping[str, Any], user_input: Mapping[str, Any], own_defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """Return options with what was entered, in the form in which they are kept."""
    changed = dict(options)
    for name, group in user_input.items():
        for option in SECTIONS[name]:
            changed.pop(option, None)
        # Not stripped: a prefix may end in a space, a password may begin with one.
        changed |= {key: value for key, value in group.items() if value not in ("", None, [])}
    # What is as it is without being set is not kept: it follows what it depends on.
    changed = {k: v for k, v in changed.items() if (k, v) not in own_defaults.items()}
    if keyword := changed.pop(CONF_KEYWORD, "").strip():
        changed[CONF_KEYWORD] = keyword
    if isinstance(written := changed.pop(CONF_STOP_WORDS, ()), str):
        written = [word.strip() for word in written.split(",")]
    if words := [word for word in written if word]:
        changed[CONF_STOP_WORDS] = words
    if isinstance(people := changed.get(CONF_PEOPLE), list):
        # Who may write comes last, and stays.
        changed[CONF_PEOPLE] = dict(sorted(each.split("/") for each in people))
    return changed


def _shown(
    options: Mapping[str, Any], people: Sequence[SelectOptionDict]
) -> dict[str, dict[str, Any]]:
    """Return options as the form shows them; what can't be chosen any more could not be saved."""
    offered = {each["value"] for each in people}
    let_in = [f"{user}/{access}" for user, access in options.get(CONF_PEOPLE, {}).items()]
    flat = {
        **options,
        CONF_STOP_WORDS: ", ".join(options.get(CONF_STOP_WORDS, ())),
        CONF_PEOPLE: [each for each in let_in if each in offered],
    }
    return {
        name: {key: flat[key] for key in fields if flat.get(key) not in (None, "", [])}
        for name, fields in SECTIONS.items()
    }


async def _async_people(hass: HomeAssistant) -> list[SelectOptionDict]:
    """Return what may be chosen of those who may not do everything anyway: to read, or to write."""
    users = [user for user in await hass.auth.async_get_users() if _is_asked_about(user)]
    return [
        SelectOptionDict(
            value=f"{user.id}/{access}",
            label=phrase(hass, f"may_{access}", name=user.name or user.id),
        )
        for user in sorted(users, key=lambda user: (user.name or "").casefold())
        for access in Access
    ]


def _is_asked_about(user: User) -> bool:
    return user.is_active and not user.is_admin and not user.system_generated


def _unit(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return what the balance is counted in, as far as that is known."""
    balance = er.async_get(hass).async_get_entity_id(
        SENSOR_DOMAIN, DOMAIN, f"{entry.entry_id}_balance"
    )
    state = hass.states.get(balance) if balance else None
    return state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
