"""Gateways whose form is known: what the settings are for them, to begin with; one file each."""

from collections.abc import Mapping

from .elks46 import ELKS46
from .free_mobile import FREE_MOBILE
from .gatewayapi import GATEWAYAPI
from .infobip import INFOBIP
from .jasmin import JASMIN
from .kannel import KANNEL
from .messagebird import MESSAGEBIRD
from .mikrotik import MIKROTIK
from .plivo import PLIVO
from .preset import Preset
from .sms_gammu import SMS_GAMMU
from .smsapi import SMSAPI
from .smsplanet import SMSPLANET
from .teltonika import TELTONIKA
from .vonage import VONAGE

# Name -> what is filled in for it; "own" begins with an empty form.
PRESETS: Mapping[str, Preset] = {
    "kannel": KANNEL,
    "jasmin": JASMIN,
    "elks46": ELKS46,
    "free_mobile": FREE_MOBILE,
    "gatewayapi": GATEWAYAPI,
    "infobip": INFOBIP,
    "messagebird": MESSAGEBIRD,
    "mikrotik": MIKROTIK,
    "plivo": PLIVO,
    "sms_gammu": SMS_GAMMU,
    "smsapi": SMSAPI,
    "smsplanet": SMSPLANET,
    "teltonika": TELTONIKA,
    "vonage": VONAGE,
    "own": Preset("", "", {}, is_example=True, opened=("request",)),
}
