"""Free Mobile, France: to the account's own phone, for nothing (providers.md 5).

402 is "too many in a short time", 403 "not switched on, or wrong credentials", 400 "a parameter is
missing". The answers are empty.
"""

from .preset import Preset

FREE_MOBILE = Preset(
    "Free Mobile",
    "https://smsapi.free-mobile.fr",
    {
        "method": "get",
        "path": "/sendmsg?user=%USERNAME%&pass=%PASSWORD%&msg=%MESSAGE%",
        "content_type": "none",
        "success_status": "200",
        "auth_codes": "403",
        "rate_codes": "402",
        "final_codes": "400",
    },
    opened=("request",),
)
