"""SMSPlanet, Poland (providers.md 2.7): a token; six parts at most.

Bad and barred numbers are one code. How replies are forwarded is not documented.
"""

from .preset import Preset

SMSPLANET = Preset(
    "SMSPlanet",
    "https://api2.smsplanet.pl",
    {
        "method": "post",
        "path": "/sms",
        "content_type": "form",
        "body": "from=%FROM%&to=%TO%&msg=%MESSAGE%",
        "headers": "Authorization: Bearer %PASSWORD%",
        "number_format": "digits",
        "most_parts": "6",
        "success_at": "$.messageId",
        "id_at": "$.messageId",
        "error_at": "$.errorMsg",
        "code_at": "$.errorCode",
        "auth_codes": "101, 102, 200, 201, 202, 203",
        "recipient_codes": "106",
        "funds_codes": "109",
        "rate_codes": "105",
        "final_codes": "100, 103, 104, 108, 111, 113, 114, 115",
        "balance_path": "/getBalance",
        "balance_method": "post",
        "balance_at": "$.balance",
        "report_id": "notification.messageId",
        "report_status": "notification.delivered",
        "report_delivered": "true",
        "report_failed": "false",
    },
)
