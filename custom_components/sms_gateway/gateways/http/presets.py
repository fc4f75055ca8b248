"""Gateways whose form is known: what the settings are for them, to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings of a gateway; `url` is an example where everybody's is another."""

    url: str
    settings: Mapping[str, str]


# The user guide's chapters on the HTTP interface and on delivery reports, and what smsbox does:
# dlr-url is called with %d for the kind of report, 1 delivered, 2 not delivered, 8 taken by the
# SMSC, 16 refused by it. 4xx is final by the user guide, but what is in between may say 404.
_KANNEL = Preset(
    "http://192.168.1.5:13013",
    {
        "method": "get",
        "path": (
            "/cgi-bin/sendsms?username=%USERNAME%&password=%PASSWORD%&to=%TO%&from=%FROM%"
            "&text=%MESSAGE%&charset=UTF-8&coding=%UNICODE:2:0%&dlr-mask=27"
            "&dlr-url=%CALLBACK:KANNEL%%3Fid%3D%ID%%26status%3D%25d"
        ),
        "content_type": "none",
        "success_status": "202",
        "error_at": "*",
        "auth_at": "Authorization failed",
        "final_status": "400, 403",
        "reply_from": "sender",
        "reply_to": "receiver",
        "reply_text": "text",
        "reply_id": "id",
        "reply_charset": "charset",
        "report_id": "id",
        "report_status": "status",
        "report_delivered": "1",
        "report_sent": "8",
        "report_failed": "2, 16",
    },
)

# The documentation's HTTP API: hex-content is what takes UCS-2; of two reports the first tells
# what the SMSC said (ESME_...), the second what the phone did (the states of SMPP 3.4).
_JASMIN = Preset(
    "http://192.168.1.5:1401",
    {
        "method": "post",
        "path": "/send",
        "content_type": "form",
        "body": (
            "username=%USERNAME%&password=%PASSWORD%&to=%TO%&from=%FROM%&content=%PLAIN%"
            "&hex-content=%HEX%&coding=%UNICODE:8:0%&dlr=yes&dlr-level=3&dlr-method=POST"
            "&dlr-url=%CALLBACK%"
        ),
        "number_format": "digits",
        "success_status": "200",
        "success_at": 'Success "*"',
        "id_at": 'Success "*"',
        "error_at": 'Error "*"',
        "auth_at": "Authentication failure",
        "final_status": "400, 412",
        "balance_path": "/balance?username=%USERNAME%&password=%PASSWORD%",
        "balance_at": "$.balance",
        "reply_from": "from",
        "reply_to": "to",
        "reply_text": "content",
        "reply_id": "id",
        "reply_charset": "coding",
        "callback_answer": "ACK/Jasmin",
        "report_id": "id",
        "report_status": "message_status",
        "report_delivered": "DELIVRD",
        "report_sent": "ESME_ROK, ACCEPTD, ENROUTE",
        "report_failed": "UNDELIV, EXPIRED, REJECTD, DELETED, ESME_*",
    },
)

# Vonage's SMS API: HTTP 200 also for a refusal, "0" for a success (gateways.md 8).
_VONAGE = Preset(
    "https://rest.nexmo.com",
    {
        "method": "post",
        "path": "/sms/json",
        "content_type": "form",
        "body": (
            "api_key=%USERNAME%&api_secret=%PASSWORD%&to=%TO%&from=%FROM%&text=%MESSAGE%"
            "&type=%UNICODE:unicode:text%&client-ref=%ID%&callback=%CALLBACK%"
        ),
        "number_format": "digits",
        "success_status": "200",
        "success_at": "$.messages[0].status",
        "success_value": "0",
        "id_at": "$.messages[0].message-id",
        "error_at": "$.messages[0].error-text",
        "auth_at": "Bad Credentials",
        "balance_path": "/account/get-balance?api_key=%USERNAME%&api_secret=%PASSWORD%",
        "balance_at": "$.value",
        "balance_unit": "EUR",
        "reply_from": "msisdn",
        "reply_to": "to",
        "reply_text": "text",
        "reply_id": "messageId",
        "report_id": "messageId",
        "report_status": "status",
        "report_delivered": "delivered",
        "report_sent": "accepted, buffered",
        "report_failed": "failed, rejected, expired",
    },
)

# Name -> what is filled in for it; "own" begins with an empty form.
PRESETS: Mapping[str, Preset] = {
    "kannel": _KANNEL,
    "jasmin": _JASMIN,
    "vonage": _VONAGE,
    "own": Preset("", {}),
}
