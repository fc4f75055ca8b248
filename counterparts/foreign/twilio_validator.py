"""Twilio's RequestValidator: signs callbacks, and judges signatures. It prints JSON."""

import json
import sys
from typing import Any

from twilio.request_validator import RequestValidator


def judge(token: str, callbacks: list[dict[str, Any]]) -> list[dict[str, object]]:
    """Return for each callback its signature, and whether the one that it has is right."""
    validator = RequestValidator(token)
    return [
        {
            "signature": validator.compute_signature(each["url"], each["fields"]),
            "is_right": validator.validate(each["url"], each["fields"], each["signature"]),
        }
        for each in callbacks
    ]


if __name__ == "__main__":
    print(json.dumps({"judged": judge(sys.argv[1], json.loads(sys.argv[2]))}))
