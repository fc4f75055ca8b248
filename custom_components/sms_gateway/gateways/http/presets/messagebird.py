"""MessageBird, for accounts with keys of dashboard.messagebird.com (providers.md 1 and 2.9).

A body has nine parts at most. Receipts and replies come by GET.
"""

from .preset import Preset

MESSAGEBIRD = Preset(
    "MessageBird",
    "https://rest.messagebird.com",
    {
        "method": "post",
        "path": "/messages",
        "content_type": "form",
        "body": (
            "originator=%FROM%&recipients=%TO%&body=%MESSAGE%&datacoding=auto&reference=%ID%"
            "&reportUrl=%CALLBACK%"
        ),
        "headers": "Authorization: AccessKey %PASSWORD%",
        "number_format": "digits",
        "most_parts": "9",
        "success_status": "201",
        "success_at": "$.id",
        "id_at": "$.id",
        "error_at": "$.errors[0].description",
        "code_at": "$.errors[0].code",
        "auth_codes": "2",
        "funds_codes": "25",
        "final_codes": "9, 10, 20, 21",
        "balance_path": "/balance",
        "balance_at": "$.amount",
        "reply_from": "originator",
        "reply_to": "recipient",
        "reply_text": "body",
        "reply_id": "id",
        "report_id": "id",
        "report_our_id": "reference",
        "report_status": "status",
        "report_delivered": "delivered",
        "report_sent": "scheduled, sent, buffered",
        "report_failed": "expired, delivery_failed",
    },
)
