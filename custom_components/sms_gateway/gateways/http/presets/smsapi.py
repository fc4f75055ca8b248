"""smsapi.com, .pl and .bg (providers.md 2.9): a token; HTTP 200 also for errors.

Callbacks want the body OK, and may tell of several messages, divided by commas.
"""

from .preset import Preset

SMSAPI = Preset(
    "smsapi",
    "https://api.smsapi.com",
    {
        "method": "post",
        "path": "/sms.do",
        "content_type": "form",
        "body": (
            "to=%TO%&from=%FROM%&message=%MESSAGE%&format=json&encoding=utf-8&idx=%ID%"
            "&notify_url=%CALLBACK%"
        ),
        "headers": "Authorization: Bearer %PASSWORD%",
        "number_format": "digits",
        "success_at": "$.list[0].id",
        "id_at": "$.list[0].id",
        "error_at": "$.message",
        "code_at": "$.error",
        "auth_codes": "101, 102, 105, 110",
        "recipient_codes": "13",
        "opted_out_codes": "57, 59",
        "funds_codes": "103",
        "rate_codes": "52",
        "final_codes": "11, 12, 14, 94, 98, 112",
        "balance_path": "/profile",
        "balance_at": "$.points",
        "reply_from": "sms_from",
        "reply_to": "sms_to",
        "reply_text": "sms_text",
        "reply_id": "MsgId",
        "callback_answer": "OK",
        "report_id": "MsgId",
        "report_our_id": "idx",
        "report_status": "status_name",
        "report_delivered": "DELIVERED",
        "report_sent": "SENT, QUEUE, ACCEPTED",
        "report_failed": "EXPIRED, UNDELIVERED, FAILED, REJECTED, NOT_FOUND, STOP",
    },
)
