"""Keeps a password out of what is shown, in each form in which it may stand there."""

import base64
from html import escape
import json
import re
from urllib.parse import quote, quote_plus

_INSTEAD = "••••••"


def hide(password: str, username: str, text: str) -> str:
    """Return a text without the password: as it is, percent-encoded, in JSON, HTML or base64."""
    if not password:
        return text
    written = {password, quote(password, safe=""), quote(password), quote_plus(password)}
    written |= {json.dumps(password)[1:-1], json.dumps(password, ensure_ascii=False)[1:-1]}
    written |= {escape(password), _base64(password), _base64(f"{username}:{password}")}
    # The longest first: one form may be the beginning of another.
    longest_first = sorted(written, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), _INSTEAD, text, flags=re.IGNORECASE)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode()
