"""Plivo (providers.md 2.9): an auth ID and an auth token; pictures come with addresses."""

from .preset import Preset

PLIVO = Preset(
    "Plivo",
    "https://api.plivo.com",
    {
        "method": "post",
        "path": "/v1/Account/%USERNAME%/Message/",
        "content_type": "json",
        "body": (
            '{"src": "%FROM%", "dst": "%TO%", "text": "%MESSAGE%", "url": "%CALLBACK%",'
            ' "method": "POST"}'
        ),
        "authentication": "basic",
        "number_format": "digits",
        "success_status": "202",
        "success_at": "$.message_uuid[0]",
        "id_at": "$.message_uuid[0]",
        "error_at": "$.error",
        "final_codes": "400, 404",
        "funds_codes": "402",
        "balance_path": "/v1/Account/%USERNAME%/",
        "balance_at": "$.cash_credits",
        "balance_unit": "USD",
        "reply_from": "From",
        "reply_to": "To",
        "reply_text": "Text",
        "reply_id": "MessageUUID",
        "reply_media": "Media*",
        "report_id": "MessageUUID",
        "report_status": "Status",
        "report_delivered": "delivered",
        "report_sent": "queued, sent",
        "report_failed": "failed, undelivered, rejected, expired",
    },
)
