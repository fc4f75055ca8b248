"""The add-ons SMS Gammu Gateway of pajikos and of PavelVe (own-sim.md 3.4).

The answer names the references of the parts, which are no ids: they begin anew after 255. What the
modem refuses is HTTP 500.
"""

from .preset import Preset

SMS_GAMMU = Preset(
    "SMS Gammu Gateway",
    "http://192.168.1.5:5000",
    {
        "method": "post",
        "path": "/sms",
        "content_type": "json",
        "body": '{"number": "%TO%", "text": "%MESSAGE%", "unicode": "%UNICODE:true:%"}',
        "authentication": "basic",
        "success_status": "200",
        "success_at": "$.status",
        "success_value": "200",
        "error_at": "$.message",
        "final_status": "400, 404",
    },
    is_example=True,
)
