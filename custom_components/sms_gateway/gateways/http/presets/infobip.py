"""Infobip (providers.md 2.9): everybody has an address of their own; callbacks are lists."""

from .preset import Preset

INFOBIP = Preset(
    "Infobip",
    "https://xxxxxx.api.infobip.com",
    {
        "method": "post",
        "path": "/sms/3/messages",
        "content_type": "json",
        "body": (
            '{"messages": [{"sender": "%FROM%", "destinations": [{"to": "%TO%", "messageId":'
            ' "%ID%"}], "content": {"text": "%MESSAGE%"}, "webhooks": {"delivery":'
            ' {"url": "%CALLBACK%"}}}]}'
        ),
        "headers": "Authorization: App %PASSWORD%\nAccept: application/json",
        "number_format": "digits",
        "success_status": "200",
        "success_at": "$.messages[0].status.groupName",
        "success_value": "PENDING, DELIVERED",
        "id_at": "$.messages[0].messageId",
        "error_at": "$.messages[0].status.description",
        "code_at": "$.messages[0].status.name",
        "recipient_codes": "REJECTED_DESTINATION*, REJECTED_INVALID_DESTINATION",
        "funds_codes": "REJECTED_NOT_ENOUGH_CREDITS, REJECTED_PREPAID_PACKAGE_EXPIRED",
        "final_codes": "REJECTED*, UNDELIVERABLE*",
        "balance_path": "/account/1/balance",
        "balance_at": "$.balance",
        "events_at": "results",
        "reply_from": "from",
        "reply_to": "to",
        "reply_text": "text",
        "reply_id": "messageId",
        "report_id": "messageId",
        "report_status": "status.groupName",
        "report_delivered": "DELIVERED",
        "report_sent": "PENDING",
        "report_failed": "UNDELIVERABLE, EXPIRED, REJECTED",
    },
    is_example=True,
)
