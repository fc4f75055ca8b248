"""Changing the options of an account."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult, OptionsFlow
from homeassistant.const import CONF_WEBHOOK_ID

from ..account.account import make_gateway
from ..account.callback_address import async_callback_url
from ..account.options import poll_default
from ..const import (
    CONF_FALLBACK,
    CONF_GATEWAY,
    CONF_KEYWORD,
    CONF_POLL_REPLIES,
    CONF_SENDER,
    CONF_TWO_WAY,
)
from ..messaging.wish import Vocabulary, Wish, read_wish
from .schemas import SECTIONS, options_schema, two_way_default


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


def _wrong_option(entry: ConfigEntry, options: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with options; it can only stand beside a field outside the sections."""
    if read_wish(options.get(CONF_KEYWORD, ""), Vocabulary()) is not Wish.NONE:
        return {"base": "invalid_keyword"}
    if options.get(CONF_FALLBACK) == entry.entry_id:
        return {"base": "fallback_is_itself"}
    return {}
