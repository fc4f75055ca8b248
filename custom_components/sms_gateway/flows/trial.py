"""Trying the credentials of an account before they are kept."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant

from ..account.gateway import async_equip, make_gateway
from ..account.phrases import async_load, explained
from ..const import CONF_ADVANCED, CONF_GATEWAY
from ..gateways import GATEWAYS
from ..gateways.base import ErrorKind, FieldKind, Gateway, GatewayError, SessionGateway
from ..gateways.reasons import Reason
from ..gateways.reply_source import reply_log
from ..gateways.wrong_field import WrongFieldError
from .entered import Trouble, wrong_account

# What the trial may run into, as an error of the form; all else is "unknown".
_ERRORS = {
    ErrorKind.AUTH: "invalid_auth",
    ErrorKind.ADDRESS: "address_not_allowed",
    ErrorKind.NETWORK: "cannot_connect",
    ErrorKind.SERVER: "cannot_connect",
    ErrorKind.RATE: "cannot_connect",
}
# What is about one field, whichever gateway met it.
_AT_FIELDS: Mapping[str, tuple[str, str]] = {
    Reason.CODE_REFUSED: ("balance_code", "code_refused"),
    Reason.LIBRARY_MISSING: ("port", "library_missing"),
    Reason.MODEM_SILENT: ("port", "no_modem"),
    Reason.NO_BALANCE: ("balance_pattern", "no_amount"),
    Reason.NO_SIM: ("port", "no_sim"),
    Reason.PIN_LAST_TRY: ("pin", "pin_last_try"),
    Reason.PORT_MISSING: ("port", "port_missing"),
    Reason.PORT_TAKEN: ("port", "port_taken"),
    Reason.SIM_BLOCKED: ("pin", "puk_needed"),
    Reason.SIM_LOCKED: ("pin", "pin_needed"),
    Reason.UNCLEAR_BALANCE: ("balance_pattern", "no_amount"),
    Reason.WRONG_PIN: ("pin", "pin_refused"),
}
# Clickatell's generations that go by nothing but a key; Central's accounts have none.
_BY_KEY = ("clickatell_one", "clickatell_platform")
OTHER_GENERATION = "other_generation"


async def async_wrong_account(hass: HomeAssistant, data: dict[str, Any]) -> Trouble | None:
    """Return what is wrong with the data of an account, by looking at them and by trying them."""
    gateway = GATEWAYS[data[CONF_GATEWAY]]
    if trouble := wrong_account(gateway, data):
        return trouble
    trouble = await _async_trouble(hass, data)
    if trouble is None or trouble.error != "invalid_auth":
        return trouble
    other = await _async_other_generation(hass, data)
    return Trouble(CONF_API_KEY, OTHER_GENERATION, other) if other else trouble


async def async_wrong_log(hass: HomeAssistant, data: Mapping[str, Any]) -> Trouble | None:
    """Return what keeps an account's log from being fetched, where it is to be."""
    log = reply_log(make_gateway(hass, data[CONF_GATEWAY], data))
    wrong = await log.try_out() if log else None
    if wrong is None:
        return None
    await async_load(hass)
    return Trouble(wrong.field, wrong.error, explained(hass, wrong.words))


def last_proof(gateway: type[Gateway]) -> str:
    """Return the last of the fields that prove that an account is one's own."""
    kinds = (FieldKind.TEXT, FieldKind.SECRET)
    return [each.name for each in gateway.fields if not each.section and each.kind in kinds][-1]


async def _async_trouble(hass: HomeAssistant, data: Mapping[str, Any]) -> Trouble | None:
    """Return what trying an account runs into, and at which field that is shown."""
    gateway = make_gateway(hass, data[CONF_GATEWAY], data)
    try:
        if isinstance(gateway, SessionGateway):
            await async_equip(hass, gateway)
            await gateway.try_out()
        elif gateway.capabilities.balance:
            await gateway.balance()
    except WrongFieldError as wrong:
        return Trouble(wrong.field, wrong.error, wrong.words)
    except GatewayError as error:
        if error.text == Reason.BAD_CERTIFICATE:
            return Trouble(CONF_VERIFY_SSL, "bad_certificate")
        if not gateway.schemes:
            return await _async_at_port(hass, gateway, error)
        return _trouble(data, _ERRORS.get(error.kind, "unknown"))
    return None


async def _async_at_port(hass: HomeAssistant, gateway: Gateway, refusal: GatewayError) -> Trouble:
    """Return what is wrong with what is at a port: there is no address to be wrong."""
    await async_load(hass)
    words = explained(hass, str(refusal))
    # What is behind a colon says more of the same.
    why = refusal.text.partition(":")[0]
    field, error = _AT_FIELDS.get(why, (gateway.fields[0].name, "port_failed"))
    return Trouble(field, error, words)


def _trouble(data: Mapping[str, Any], error: str) -> Trouble:
    if error in ("invalid_auth", "address_not_allowed"):
        return Trouble(last_proof(GATEWAYS[data[CONF_GATEWAY]]), error)
    # Where the balance is found is one of the settings.
    if error == "unknown" and "balance_path" in data:
        return Trouble("balance_path", "no_balance")
    return Trouble(CONF_URL, error)


async def _async_other_generation(hass: HomeAssistant, data: Mapping[str, Any]) -> str | None:
    """Return which of Clickatell's other generations takes a key, if one does."""
    own = data[CONF_GATEWAY]
    if own not in _BY_KEY:
        return None
    for other in _BY_KEY:
        advanced = dict(data[CONF_ADVANCED])
        if GATEWAYS[own].base_url(advanced[CONF_URL]) == GATEWAYS[own].default_url:
            advanced[CONF_URL] = GATEWAYS[other].default_url
        same = {**data, CONF_GATEWAY: other, CONF_ADVANCED: advanced}
        if other != own and await _async_trouble(hass, same) is None:
            return other
    return None
