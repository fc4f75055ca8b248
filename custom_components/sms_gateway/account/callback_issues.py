"""Repair issues about callbacks: whether they can come in, where, and with which credentials."""

from typing import override

from homeassistant.const import CONF_WEBHOOK_ID, EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback

from ..gateways.base import CallbackRefusal
from ..gateways.reply_source import reply_source
from ..messaging import told_address
from ..messaging.told_address import Told
from . import issues
from .account import Account
from .callback_address import (
    KnownAddress,
    async_callback_address,
    async_listen_cloud,
    is_called_back,
)
from .follower import Follower
from .issues import (
    CALLBACK_CHANGED,
    CALLBACK_NEW,
    CALLBACK_REFUSED,
    CALLBACK_UNCHECKED,
    CALLBACK_UNSIGNED,
    NO_CALLBACK,
)
from .phrases import callback_login_words

_REFUSALS = {
    CallbackRefusal.CREDENTIALS: CALLBACK_REFUSED,
    CallbackRefusal.SIGNATURE: CALLBACK_UNSIGNED,
    CallbackRefusal.NO_ADDRESS: CALLBACK_UNCHECKED,
}
# Where Home Assistant's own address is entered.
_NETWORK_SETTINGS = "homeassistant://config/network"


class CallbackIssues(Follower):
    """What keeps callbacks of one account from coming in, as it changes."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Follow an account."""
        self._hass = hass
        self._account = account
        self._entry = account.entry
        self._has_brought_reply = False

    @override
    @callback
    def home_started(self) -> None:
        # Home Assistant Cloud, which gives callbacks their address, may not be there before.
        self._review()
        self._entry.async_on_unload(
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._review)
        )
        self._entry.async_on_unload(async_listen_cloud(self._hass, self._review))

    @override
    @callback
    def day_began(self) -> None:
        self._review()

    @override
    @callback
    def changed(self) -> None:
        self._show_refusals()
        if self._has_brought_reply != self._account.callbacks.has_brought_reply:
            self._has_brought_reply = self._account.callbacks.has_brought_reply
            self._review()

    @callback
    def _review(self, _event: Event | None = None) -> None:
        if is_called_back(self._account.gateway):
            self._account.run(self._async_review(), "callback address")

    async def _async_review(self) -> None:
        """Look whether replies can come in, and whether the gateway knows where."""
        gateway = self._account.gateway
        is_asked = reply_source(gateway) is not None
        webhook_id = self._entry.data[CONF_WEBHOOK_ID]
        address = await async_callback_address(self._hass, webhook_id)
        has_address = address.url is not None
        if address.is_certain:
            self._show(
                NO_CALLBACK,
                is_so=not has_address and gateway.capabilities.inbound and not is_asked,
                learn_more_url=_NETWORK_SETTINGS,
            )
        told = await self._what_is_told(address)
        if not address.is_certain:
            return
        # The address itself is shown by the flow that mends it, and kept nowhere.
        self._show(
            CALLBACK_NEW, is_so=has_address and not is_asked and told is Told.NONE, is_fixable=True
        )
        is_needed = not is_asked or self._account.callbacks.has_brought_reply
        self._show(
            CALLBACK_CHANGED,
            is_so=has_address and is_needed and told is Told.ANOTHER,
            is_fixable=True,
        )

    async def _what_is_told(self, address: KnownAddress) -> Told:
        """Return what the gateway was told; one that uses an address knows one."""
        journal, url = self._account.journal, address.url
        told = await journal.persist(lambda db: told_address.what_is_told(db, url))
        if told is Told.NONE and url and address.is_certain and self._is_used():
            await journal.persist(lambda db: told_address.note(db, url))
            return Told.THIS
        return told

    def _is_used(self) -> bool:
        """Tell whether what has to be told to the gateway has been: reports may need no telling."""
        if self._account.gateway.capabilities.inbound:
            return self._account.callbacks.has_brought_reply
        return self._account.callbacks.last is not None

    def _show_refusals(self) -> None:
        login = callback_login_words(self._hass, self._account.gateway)
        for why, key in _REFUSALS.items():
            if why in self._account.callbacks.refusals:
                issues.create(self._hass, self._entry, key, login=login)
            else:
                issues.delete(self._hass, self._entry, key)

    def _show(
        self, key: str, *, is_so: bool, is_fixable: bool = False, learn_more_url: str | None = None
    ) -> None:
        if is_so:
            issues.create(
                self._hass, self._entry, key, is_fixable=is_fixable, learn_more_url=learn_more_url
            )
        else:
            issues.delete(self._hass, self._entry, key)
