"""Adding a bridge to chat to an account, and changing one."""

from typing import Any

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..bridge.bridges import stepped_aside
from ..bridge.settings import Place, Strangers
from ..bridge.trial import async_compared, async_obstacle
from ..bridge.wire import Obstacle
from ..const import (
    CONF_COMPONENT,
    CONF_CONTACTS,
    CONF_MESSAGE_PREFIX,
    CONF_READERS,
    CONF_SECRET,
    CONF_STRANGERS,
    DOMAIN,
    SUBENTRY_XMPP_BRIDGE,
)
from .entered import Trouble, bare, wrong_text

# Where servers take components unless they are told otherwise.
_PORT = 5347
_LINE = TextSelector()
_LINES = TextSelector(TextSelectorConfig(multiple=True))
_FIELDS: dict[vol.Marker, object] = {
    vol.Required(CONF_HOST): _LINE,
    vol.Required(CONF_PORT, default=_PORT): NumberSelector(
        NumberSelectorConfig(min=1, max=65535, step=1, mode=NumberSelectorMode.BOX)
    ),
    vol.Required(CONF_COMPONENT): _LINE,
    vol.Optional(CONF_SECRET): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
    ),
    vol.Required(CONF_CONTACTS): _LINES,
    vol.Optional(CONF_READERS): _LINES,
    vol.Optional(CONF_MESSAGE_PREFIX): _LINE,
    vol.Required(CONF_STRANGERS, default=Strangers.CONTACT.value): SelectSelector(
        SelectSelectorConfig(options=list(Strangers), translation_key="strangers")
    ),
}
SCHEMA = vol.Schema(_FIELDS)
# What a server may be like, as an error of the form, and the field that it concerns.
TROUBLES = {
    Obstacle.UNREACHABLE: (CONF_HOST, "cannot_connect"),
    Obstacle.REFUSED: (CONF_SECRET, "invalid_auth"),
    Obstacle.UNKNOWN_NAME: (CONF_COMPONENT, "unknown_component"),
    Obstacle.IN_USE: (CONF_COMPONENT, "component_in_use"),
    Obstacle.LOST: (CONF_HOST, "cannot_connect"),
}


class XmppBridgeFlow(ConfigSubentryFlow):
    """Adds a bridge to an account, or changes one; either is tried before it is kept."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask where the server is, and who may use the bridge."""
        trouble: Trouble | None = None
        if user_input is not None:
            data = _cleaned(user_input)
            trouble = await self._async_wrong(data, None)
            if trouble is None:
                return self.async_create_entry(title=data[CONF_COMPONENT], data=data)
        return self._show("user", user_input, trouble)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what has changed; a secret that is left out stays."""
        subentry = self._get_reconfigure_subentry()
        trouble: Trouble | None = None
        if user_input is not None:
            data = {CONF_SECRET: subentry.data[CONF_SECRET], **_cleaned(user_input)}
            async with stepped_aside(self.hass, self._get_entry().entry_id, subentry.subentry_id):
                trouble = await self._async_wrong(data, subentry)
                if trouble is None:
                    return self.async_update_and_abort(
                        self._get_entry(), subentry, title=data[CONF_COMPONENT], data=data
                    )
        kept = {name: value for name, value in subentry.data.items() if name != CONF_SECRET}
        return self._show("reconfigure", user_input or kept, trouble)

    def _show(
        self, step_id: str, shown: dict[str, Any] | None, trouble: Trouble | None
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(SCHEMA, shown),
            errors={trouble.field: trouble.error} if trouble else {},
            description_placeholders={
                "account": self._get_entry().title,
                "value": trouble.value if trouble else "",
            },
        )

    async def _async_wrong(
        self, data: dict[str, Any], own: ConfigSubentry | None
    ) -> Trouble | None:
        """Return what is wrong with a bridge, by looking and by connecting.

        Addresses are brought into the form in which servers compare them.
        """
        for field in (CONF_HOST, CONF_COMPONENT, CONF_SECRET):
            if not data.get(field):
                return Trouble(field, "empty")
        if trouble := wrong_text(data):
            return trouble
        try:
            if trouble := await self._async_wrong_address(data):
                return trouble
            if self._is_taken(data, own):
                return Trouble(CONF_COMPONENT, "already_configured", data[CONF_COMPONENT])
            place = Place(data[CONF_HOST], data[CONF_PORT], data[CONF_COMPONENT], data[CONF_SECRET])
            obstacle = await async_obstacle(self.hass, place)
        except HomeAssistantError:
            return Trouble("base", "xmpp_library_missing")
        return None if obstacle is None else Trouble(*TROUBLES[obstacle])

    async def _async_wrong_address(self, data: dict[str, Any]) -> Trouble | None:
        component = await async_compared(self.hass, data[CONF_COMPONENT])
        if component is None or "@" in component or "/" in component:
            return Trouble(CONF_COMPONENT, "invalid_component", data[CONF_COMPONENT])
        data[CONF_COMPONENT] = component
        for field in (CONF_CONTACTS, CONF_READERS):
            found = []
            for written in data[field]:
                address = await async_compared(self.hass, written)
                if address is None or address.count("@") != 1 or "/" in address:
                    return Trouble(field, "invalid_address", written)
                found.append(address)
            data[field] = list(dict.fromkeys(found))
        if not data[CONF_CONTACTS] and not data[CONF_READERS]:
            return Trouble(CONF_CONTACTS, "nobody")
        return None

    def _is_taken(self, data: dict[str, Any], own: ConfigSubentry | None) -> bool:
        """Tell whether another bridge, be it of another account, is this component already."""
        others = (
            subentry
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            for subentry in entry.get_subentries_of_type(SUBENTRY_XMPP_BRIDGE)
            if own is None or subentry.subentry_id != own.subentry_id
        )
        same = (CONF_HOST, CONF_PORT, CONF_COMPONENT)
        return any(all(other.data[name] == data[name] for name in same) for other in others)


def _cleaned(user_input: dict[str, Any]) -> dict[str, Any]:
    """Return what was filled in, as a subentry keeps it."""
    data = bare(user_input)
    for field in (CONF_CONTACTS, CONF_READERS):
        data[field] = [one for each in user_input.get(field, ()) if (one := each.strip())]
    data[CONF_PORT] = int(data.get(CONF_PORT, _PORT))
    # The space behind it is part of a prefix.
    if prefix := user_input.get(CONF_MESSAGE_PREFIX):
        data[CONF_MESSAGE_PREFIX] = prefix
    return data
