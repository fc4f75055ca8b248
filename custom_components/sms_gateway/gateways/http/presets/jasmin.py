"""Jasmin, a box of one's own (gateways.md 7, counterparts.md F2 and F6).

The documentation's HTTP API: hex-content is what takes UCS-2; of two reports the first tells what
the SMSC said (ESME_...), the second what the phone did (the states of SMPP 3.4). It cuts what has
more than five parts (long_content_max_parts).
"""

from .preset import Preset

JASMIN = Preset(
    "Jasmin",
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
        "most_parts": "5",
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
    is_example=True,
)
