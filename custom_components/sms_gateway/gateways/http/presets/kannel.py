"""Kannel, a box of one's own (gateways.md 7, counterparts.md F1, F4, F10).

The user guide's chapters on the HTTP interface and on delivery reports, and what smsbox does:
dlr-url is called with %d for the kind of report. 4xx is final by the user guide, but what is in
between may say 404. A post-url gets the text as the body, and sender and recipient in headers; what
stands in its address by itself counts first.
"""

from .preset import Preset

KANNEL = Preset(
    "Kannel",
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
        "reply_from": "sender, X-Kannel-From",
        "reply_to": "receiver, X-Kannel-To",
        "reply_text": "text, *",
        "reply_id": "id",
        "reply_charset": "charset, Content-Type",
        "report_id": "id",
        "report_status": "status",
        "report_delivered": "1",
        "report_sent": "8",
        # Refused by the phone's network, by the SMSC, expired there, and of unknown fate.
        "report_failed": "2, 16, 34, 66",
    },
    is_example=True,
)

# What accounts of version 0.1.0 have, whose replies come by GET, with the text in the address.
REPLIES_BY_GET = {
    "reply_from": "sender",
    "reply_to": "receiver",
    "reply_text": "text",
    "reply_id": "id",
    "reply_charset": "charset",
}
