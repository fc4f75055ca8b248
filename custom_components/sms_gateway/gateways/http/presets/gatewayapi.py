"""GatewayAPI (providers.md 2.8): the token is the password, UCS-2 has to be asked for."""

from .preset import Preset

GATEWAYAPI = Preset(
    "GatewayAPI",
    "https://gatewayapi.com",
    {
        "method": "post",
        "path": "/rest/mtsms?token=%PASSWORD%",
        "content_type": "form",
        "body": (
            "recipients.0.msisdn=%TO%&sender=%FROM%&message=%MESSAGE%"
            "&encoding=%UNICODE:UCS2:UTF8%&userref=%ID%&callback_url=%CALLBACK%"
        ),
        "number_format": "digits",
        "success_status": "200",
        "success_at": "$.ids[0]",
        "id_at": "$.ids[0]",
        "error_at": "$.message",
        "code_at": "$.code",
        "auth_codes": (
            "0x0210, 0x0211, 0x0212, 0x0223, 0x0224, 0x0225, 0x0226, 0x0227, 0x0228, 0x0229"
        ),
        "recipient_codes": "0x0217, 0x021F, 0x0310",
        "opted_out_codes": "0x0214, 0x0215",
        "funds_codes": "0x0216",
        "final_codes": "0x022A, 0x0312",
        "balance_path": "/rest/me?token=%PASSWORD%",
        "balance_at": "$.credit",
        "reply_from": "msisdn",
        "reply_to": "receiver",
        "reply_text": "message",
        "reply_id": "id",
        "report_id": "id",
        "report_our_id": "userref",
        "report_status": "status",
        "report_delivered": "DELIVERED",
        "report_sent": "BUFFERED, ENROUTE, ACCEPTED",
        "report_failed": "EXPIRED, DELETED, UNDELIVERABLE, REJECTED, SKIPPED",
    },
)
