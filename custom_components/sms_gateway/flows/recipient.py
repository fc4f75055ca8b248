"""Adding a recipient to an account, and changing one."""

from typing import Any

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME

from ..account.gateway import make_gateway
from ..const import CONF_GATEWAY, CONF_PHONE_NUMBER, CONF_SENDER, SUBENTRY_RECIPIENT
from ..gateways import GATEWAYS
from ..gateways.base import normalise_number
from ..messaging.number import InvalidNumberError
from ..messaging.words import comparable
from .entered import LONGEST_NAME, Trouble, async_number, bare, place, wrong_sender, wrong_text
from .schemas import recipient_schema


class RecipientFlow(ConfigSubentryFlow):
    """Adds a recipient to an account, or changes one."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask who is to be reached."""
        trouble: Trouble | None = None
        if user_input is not None:
            data = bare(user_input)
            trouble = await self._async_wrong(data, None)
            if trouble is None:
                return self.async_create_entry(
                    title=data[CONF_NAME], data=data, unique_id=data[CONF_PHONE_NUMBER]
                )
        return self._show("user", user_input, trouble)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what has changed about a recipient."""
        subentry = self._get_reconfigure_subentry()
        trouble: Trouble | None = None
        if user_input is not None:
            data = bare(user_input)
            trouble = await self._async_wrong(data, subentry)
            if trouble is None:
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    title=data[CONF_NAME],
                    data=data,
                    unique_id=data[CONF_PHONE_NUMBER],
                )
        return self._show("reconfigure", user_input or dict(subentry.data), trouble)

    def _show(
        self, step_id: str, shown: dict[str, Any] | None, trouble: Trouble | None
    ) -> SubentryFlowResult:
        entry = self._get_entry()
        schema = recipient_schema(GATEWAYS[entry.data[CONF_GATEWAY]])
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors={place(schema, trouble.field): trouble.error} if trouble else {},
            description_placeholders={
                "account": entry.title,
                "value": trouble.value if trouble else "",
            },
        )

    async def _async_wrong(
        self, data: dict[str, Any], own: ConfigSubentry | None
    ) -> Trouble | None:
        """Return what is wrong with a recipient; number and sender are brought into their form."""
        if CONF_NAME not in data:
            return Trouble(CONF_NAME, "name_empty")
        if trouble := wrong_text(data, LONGEST_NAME):
            return trouble
        data[CONF_NAME] = " ".join(data[CONF_NAME].split())
        try:
            number = await async_number(self.hass, data.get(CONF_PHONE_NUMBER, ""))
        except InvalidNumberError:
            return Trouble(CONF_PHONE_NUMBER, "invalid_number")
        data[CONF_PHONE_NUMBER] = number
        entry = self._get_entry()
        if number == normalise_number(entry.data.get(CONF_SENDER, "")):
            return Trouble(CONF_PHONE_NUMBER, "own_number")
        only_to = make_gateway(self.hass, entry.data[CONF_GATEWAY], entry.data).capabilities.only_to
        if only_to is not None and number != only_to:
            return Trouble(CONF_PHONE_NUMBER, "only_own_phone", only_to)
        return wrong_sender(data) or self._taken(data, own)

    def _taken(self, data: dict[str, Any], own: ConfigSubentry | None) -> Trouble | None:
        """Return what another recipient of the account has already."""
        name = comparable(data[CONF_NAME])
        for other in self._get_entry().get_subentries_of_type(SUBENTRY_RECIPIENT):
            if own is not None and other.subentry_id == own.subentry_id:
                continue
            if other.unique_id == data[CONF_PHONE_NUMBER]:
                return Trouble(CONF_PHONE_NUMBER, "already_configured", other.title)
            # Who has had the name of another one all along may keep it.
            is_new = own is None or comparable(own.title) != name
            if is_new and comparable(other.title) == name:
                return Trouble(CONF_NAME, "name_taken", other.title)
        return None
