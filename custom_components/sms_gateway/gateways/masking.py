"""What must not be seen in words that are logged or shown: numbers and logins."""

import re

# What may be a telephone number in a text that is to be logged or shown, also written in groups.
_NUMBER = re.compile(r"\+?\d(?:[\s()./-]*\d){6,}")
_BETWEEN_DIGITS = re.compile(r"[\s()./-]")
# User name and password in an address; it may stand in JSON, or percent-encoded as a whole.
_LOGIN = re.compile(
    r"""(:(?:\\?/){2})[^/\s@?#&"'<>]*(@)|(%3A%2F%2F)(?:(?!%2F|%3F)[^/\s@&"'<>])*?(%40)""",
    re.IGNORECASE,
)


def mask_number(number: str) -> str:
    """Return a number that can be shown: +447700900001 becomes +44•••••001."""
    return f"{number[:3]}•••••{number[-3:]}"


def mask_numbers(text: str) -> str:
    """Mask everything in a text that may be a telephone number."""
    return _NUMBER.sub(lambda found: mask_number(_BETWEEN_DIGITS.sub("", found[0])), text)


def mask_logins(text: str) -> str:
    """Mask user names and passwords in addresses."""
    return _LOGIN.sub(r"\1\3•••\2\4", text)
