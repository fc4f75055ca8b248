"""46elks, the Nordics (providers.md 2.6): balances in ten-thousandths, pictures with addresses.

What callbacks are answered would be sent to the phone: the answer is empty.
"""

from .preset import Preset

ELKS46 = Preset(
    "46elks",
    "https://api.46elks.com",
    {
        "method": "post",
        "path": "/a1/sms",
        "content_type": "form",
        "body": "from=%FROM%&to=%TO%&message=%MESSAGE%&whendelivered=%CALLBACK:LOGIN%",
        "authentication": "basic",
        "success_status": "200",
        "success_at": "$.id",
        "id_at": "$.id",
        "error_at": "*",
        "final_status": "400",
        "balance_path": "/a1/me",
        "balance_at": "$.balance",
        "balance_divisor": "10000",
        "reply_mark": "direction=incoming",
        "reply_from": "from",
        "reply_to": "to",
        "reply_text": "message",
        "reply_id": "id",
        "reply_media": "image*",
        "report_id": "id",
        "report_status": "status",
        "report_delivered": "delivered",
        "report_sent": "sent",
        "report_failed": "failed",
    },
)
