"""What the control API takes: settings of the account, faults, phones, what is typed on them."""

from dataclasses import dataclass
from decimal import Decimal
import math
from zoneinfo import ZoneInfo

import voluptuous as vol

from .account import CallbackForm
from .faults import DEFAULT_AMOUNTS, Fault
from .modem_settings import ModemFamily
from .network import digits
from .smpp_settings import Alphabet, Dialect, IdForm, LongReplies


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise vol.Invalid("a number is needed")
    if value < 0:
        raise vol.Invalid("it must not be negative")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise vol.Invalid("a whole number above 0 is needed")
    return value


def _money(value: object) -> Decimal:
    return Decimal(str(_number(value)))


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise vol.Invalid("a text is needed")
    return value


def _phone_number(value: object) -> str:
    number = digits(_words(value))
    if not (number.isascii() and number.isdigit()):
        raise vol.Invalid("a phone number is needed, digits with or without + before them")
    return number


def _url(value: object) -> str | None:
    if value is None:
        return None
    url = _words(value).strip()
    if not url.startswith(("http://", "https://")):
        raise vol.Invalid("a URL is needed that begins with http:// or https://")
    return url


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fault as it is wanted."""

    amount: float | None = None
    count: int | None = None


def _with_amount(value: object) -> Wanted | None:
    """Read the value of a fault that has an amount: that is what a number means."""
    match value:
        case None | False:
            return None
        case True:
            return Wanted()
        case dict():
            return Wanted(**FAULT(value))
    return Wanted(amount=_number(value))


def _without_amount(value: object) -> Wanted | None:
    """Read the value of a fault that has none: a number is how often it happens."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Wanted(count=_whole(value))
    return _with_amount(value)


def _senders(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise vol.Invalid("a list of sender numbers is needed")
    return tuple(digits(_words(sender)) for sender in value)


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise vol.Invalid("a list of names is needed")
    return tuple(map(_words, value))


def _zone(value: object) -> str:
    name = _words(value)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise vol.Invalid("a time zone is needed, such as Europe/Stockholm") from error
    return name


def _window(value: object) -> int:
    return 0 if value == 0 and not isinstance(value, bool) else _whole(value)


SMPP = vol.Schema(
    {
        "password": _words,
        "system_type": str,
        "alphabet": vol.Coerce(Alphabet),
        "ids": vol.Coerce(IdForm),
        "receipts": vol.Coerce(Dialect),
        "long_replies": vol.Coerce(LongReplies),
        "window": _window,
    }
)
MODEM = vol.Schema(
    {
        "family": vol.Coerce(ModemFamily),
        "pin": str,
        "puk": _words,
        "smsc": str,
        "sim_slots": _whole,
        "signal": vol.All(int, vol.Any(99, vol.Range(0, 31))),
        "registration": vol.All(int, vol.Range(0, 7)),
        "lte_registration": vol.All(int, vol.Range(0, 7)),
        "operator": str,
        "zone": vol.All(int, vol.Range(-48, 56)),
        "interim_reports": bool,
        "acknowledgement_timeout": _number,
        "ussd": vol.Schema({str: str}),
        "ussd_ucs2": bool,
    }
)
ACCOUNT = vol.Schema(
    {
        "api_key": _words,
        "user": _words,
        "password": _words,
        "api_id": _words,
        "ftp_password": _words,
        "replies_to_log": bool,
        "balance": _money,
        "currency": _words,
        "price": _money,
        "senders": _senders,
        "default_sender": _phone_number,
        "shared_sender": _phone_number,
        "two_way": bool,
        "max_parts": _whole,
        "kannel_max_messages": _whole,
        "phone_battery": _whole,
        "phone_internet": bool,
        "router_modems": _ids,
        "router_zone": vol.Any(None, _zone),
        "jasmin_quota": bool,
        "delivery_delay": _number,
        "credits_plural": bool,
        "callback_url": _url,
        "callback_urls": vol.Schema({str: _url}),
        "callback_username": str,
        "callback_password": str,
        "callback_form": vol.Any(None, vol.Coerce(CallbackForm)),
        "callback_utf8": bool,
        "callback_time_as_text": bool,
        "callback_retry_delay": _number,
        "callback_retries": vol.All(_number, vol.Coerce(int)),
        "callback_timeout": _number,
        "smpp": SMPP,
        "modem": MODEM,
        "wide_references": bool,
    }
)
REPLY = vol.Schema(
    {vol.Required("from"): _phone_number, vol.Required("text"): _words, "to": _phone_number}
)
PHONE = vol.Schema({vol.Required("number"): _phone_number, "unreachable": bool, "opted_out": bool})
FAULT = vol.Schema({"amount": _number, "count": _whole})
FAULTS = vol.Schema(
    {str(fault): _with_amount if fault in DEFAULT_AMOUNTS else _without_amount for fault in Fault}
    | {"refuse": _with_amount, "pulled": _with_amount}
)
