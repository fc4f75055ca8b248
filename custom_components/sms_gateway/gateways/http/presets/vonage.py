"""Vonage's SMS API (providers.md 2.2).

HTTP 200 also for a refusal; the answer has an entry for each part, "0" for one that was taken. Each
part has an id and receipts of its own. Long replies come in parts. The address for receipts does
not go out with the messages: it may have 100 characters at most.
"""

from .preset import Preset

VONAGE = Preset(
    "Vonage",
    "https://rest.nexmo.com",
    {
        "method": "post",
        "path": "/sms/json",
        "content_type": "form",
        "body": (
            "api_key=%USERNAME%&api_secret=%PASSWORD%&to=%TO%&from=%FROM%&text=%MESSAGE%"
            "&type=%UNICODE:unicode:text%&client-ref=%ID%"
        ),
        "number_format": "digits",
        "success_status": "200",
        "success_at": "$.messages[*].status",
        "success_value": "0",
        "id_at": "$.messages[*].message-id",
        "error_at": "$.messages[*].error-text",
        "code_at": "$.messages[*].status",
        "auth_codes": "4, 8, 11, 14, 32",
        "recipient_codes": "6, 7, 22, 29, 33",
        "funds_codes": "9",
        "rate_codes": "1",
        "final_codes": "2, 3, 12, 15, 23",
        "balance_path": "/account/get-balance?api_key=%USERNAME%&api_secret=%PASSWORD%",
        "balance_at": "$.value",
        "balance_unit": "EUR",
        "reply_from": "msisdn",
        "reply_to": "to",
        "reply_text": "text",
        "reply_id": "messageId",
        "reply_part_reference": "concat-ref",
        "reply_part_total": "concat-total",
        "reply_part_number": "concat-part",
        "report_id": "messageId",
        "report_our_id": "client-ref",
        "report_status": "status",
        "report_delivered": "delivered",
        # What became of it nobody will tell.
        "report_sent": "accepted, buffered, unknown",
        "report_failed": "failed, rejected, expired, deleted",
    },
)
