"""What the user can do about a repair issue in one click."""

from typing import override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
import voluptuous as vol

from .account import accounts
from .account.callback_address import async_callback_address
from .account.issues import CALLBACK_CHANGED, CALLBACK_NEW, FALLBACK_GONE
from .const import CONF_FALLBACK
from .messaging import told_address


class CallbackAddressFlow(RepairsFlow):
    """Shows the callback address; the user says that the gateway was told."""

    def __init__(self, entry_id: str) -> None:
        """Mend the account of an entry, which may be loaded anew meanwhile."""
        self._entry_id = entry_id
        self._shown: str | None = None

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Go on to the only step."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show the address; keep that it is known there."""
        account = accounts.find(self.hass, self._entry_id)
        if account is None:
            return self.async_abort(reason="account_not_open")
        if user_input is not None:
            shown = self._shown
            await account.journal.persist(lambda db: told_address.note(db, shown))
            return self.async_create_entry(data={})
        address = await async_callback_address(self.hass, account.entry.data[CONF_WEBHOOK_ID])
        if address.url is None or not address.is_certain:
            return self.async_abort(reason="address_not_known")
        self._shown = address.url
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders={
                "account": account.entry.title,
                "callback_url": address.url,
            },
        )


class FallbackGoneFlow(ConfirmRepairFlow):
    """Takes an account that is no more out of the options of the one that relied on it."""

    def __init__(self, entry_id: str) -> None:
        """Mend the options of an entry."""
        self._entry_id = entry_id

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and do so."""
        if user_input is not None:
            entry = self.hass.config_entries.async_get_known_entry(self._entry_id)
            options = {name: v for name, v in entry.options.items() if name != CONF_FALLBACK}
            self.hass.config_entries.async_update_entry(entry, options=options)
        return await super().async_step_confirm(user_input)


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow that mends an issue, or in which the user says that it is understood."""
    data = data or {}
    entry_id = str(data.get("entry_id"))
    match data.get("key"):
        case str(key) if key in (CALLBACK_CHANGED, CALLBACK_NEW):
            return CallbackAddressFlow(entry_id)
        case str(key) if key == FALLBACK_GONE:
            return FallbackGoneFlow(entry_id)
    return ConfirmRepairFlow()
