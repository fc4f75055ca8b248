"""A MikroTik router with RouterOS 7, by its REST interface (own-sim.md 3.3).

What is not ASCII is lost without a word, so nothing else is sent; one part at most. Whatever a
command fails with is HTTP 400, a modem that is busy too: nothing is final.
"""

from .preset import Preset

MIKROTIK = Preset(
    "MikroTik",
    "https://192.168.88.1",
    {
        "method": "post",
        "path": "/rest/tool/sms/send",
        "content_type": "json",
        "body": '{"port": "lte1", "phone-number": "%TO%", "message": "%ASCII%"}',
        "authentication": "basic",
        "most_parts": "1",
        "success_status": "200",
        # An empty list, or one of what was done.
        "success_at": "[",
        "error_at": "$.detail",
    },
    is_example=True,
)
