"""A Teltonika router, by its older interface for programs (own-sim.md 3.1).

It answers with a word, and always with HTTP 200. One part at most; the exact words differ by
firmware, so what is not known may pass.
"""

from .preset import Preset

TELTONIKA = Preset(
    "Teltonika",
    "http://192.168.1.1",
    {
        "method": "get",
        "path": (
            "/cgi-bin/sms_send?username=%USERNAME%&password=%PASSWORD%&number=%TO%&text=%MESSAGE%"
        ),
        "content_type": "none",
        "number_format": "zeros",
        "most_parts": "1",
        "success_status": "200",
        "success_at": "*",
        "success_value": "OK",
        "error_at": "*",
        "code_at": "*",
        "auth_codes": "FORBIDDEN*, UNAUTHORIZED*, 403 *, 401 *",
        "recipient_codes": "WRONG_NUMBER, WRONG NUMBER, NO_NUMBER, NO NUMBER",
        "final_codes": "NO_MESSAGE, NO MESSAGE",
    },
    is_example=True,
)
