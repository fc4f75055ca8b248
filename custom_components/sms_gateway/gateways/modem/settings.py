"""What an account at a modem is set to: its port, its SIM, and how its balance is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import re
from urllib.parse import urlsplit

from ..base import CredentialField, FieldKind

_BAUD_RATES = ("9600", "19200", "38400", "57600", "115200")
_BAUD_RATE = "115200"
# Of these it can be seen whether a host and a port are there; others know their own.
_SOCKETS = ("socket", "tcp", "rfc2217")
_PIN = re.compile(r"[0-9]{4,8}")
_SMSC = re.compile(r"\+?[0-9]{3,20}")
_USSD = re.compile(r"[*#][*#0-9]{0,38}#")
_BETWEEN_DIGITS = re.compile(r"[\s()./-]")
# What stands for one character in a pattern, and may look like a group's end.
_CHARACTER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_ENDLESS_GROUP = re.compile(r"\)(?:[*+]|\{[0-9]*,\})")
_LONGEST_PATTERN = 200


class Wrong(StrEnum):
    """What can be seen to be wrong with an account's fields: the key of a sentence."""

    PORT = "wrong_port"
    PIN = "wrong_pin"
    SMSC = "wrong_smsc"
    CODE = "wrong_balance_code"
    NO_CODE = "balance_code_missing"
    PATTERN = "wrong_balance_pattern"
    NO_PATTERN = "balance_pattern_missing"
    NO_GROUP = "balance_pattern_without_group"
    ENDLESS = "balance_pattern_endless"


FIELDS = (
    CredentialField("port", FieldKind.PORT),
    CredentialField("pin", FieldKind.SECRET, required=False),
    CredentialField("sender", FieldKind.SENDER, required=False),
    CredentialField("balance_code", FieldKind.TEXT, required=False, section="balance"),
    CredentialField("balance_pattern", FieldKind.TEXT, required=False, section="balance"),
    CredentialField("smsc", FieldKind.TEXT, required=False, section="advanced"),
    CredentialField("baud_rate", FieldKind.CHOICE, default=_BAUD_RATE, choices=_BAUD_RATES),
)


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """What is read from the fields of an account; `smsc` is the number alone."""

    port: str
    baud_rate: int
    pin: str | None
    smsc: str | None
    balance_code: str | None
    balance_pattern: re.Pattern[str] | None


def settings(given: Mapping[str, str]) -> Settings:
    """Read the fields of an account, which have been found right."""
    pattern = given.get("balance_pattern")
    return Settings(
        port=given["port"].strip(),
        baud_rate=int(given.get("baud_rate") or _BAUD_RATE),
        pin=given.get("pin") or None,
        smsc=_without_marks(given.get("smsc", "")) or None,
        balance_code=given.get("balance_code", "").strip() or None,
        balance_pattern=re.compile(pattern) if pattern else None,
    )


def wrong_field(given: Mapping[str, str]) -> tuple[str, str] | None:
    """Return a field that can't be right, and the key of the sentence that says why."""
    if not _is_port(given["port"].strip()):
        return "port", Wrong.PORT
    for name, written, form, wrong in (
        ("pin", given.get("pin", ""), _PIN, Wrong.PIN),
        ("smsc", _without_marks(given.get("smsc", "")), _SMSC, Wrong.SMSC),
        ("balance_code", given.get("balance_code", "").strip(), _USSD, Wrong.CODE),
    ):
        if written and not form.fullmatch(written):
            return name, wrong
    return _wrong_balance(given.get("balance_code", ""), given.get("balance_pattern", ""))


def _is_port(written: str) -> bool:
    """Tell whether this can be the path of a device, or an address."""
    if not written.isprintable() or " " in written:
        return False
    try:
        where = urlsplit(written)
        has_place = bool(where.hostname) and where.port is not None
    except ValueError:
        return False
    if where.scheme in _SOCKETS:
        return has_place
    return written.startswith("/") or "://" in written


def _wrong_balance(code: str, pattern: str) -> tuple[str, str] | None:
    if not pattern:
        return ("balance_pattern", Wrong.NO_PATTERN) if code else None
    if not code:
        return "balance_code", Wrong.NO_CODE
    try:
        found = re.compile(pattern)
    except re.PatternError, OverflowError, RecursionError:
        return "balance_pattern", Wrong.PATTERN
    if len(pattern) > _LONGEST_PATTERN:
        return "balance_pattern", Wrong.PATTERN
    if not found.groups:
        return "balance_pattern", Wrong.NO_GROUP
    return ("balance_pattern", Wrong.ENDLESS) if _may_never_end(pattern) else None


def _may_never_end(pattern: str) -> bool:
    r"""Tell whether a group is repeated without an end.

    Looking for `(\w+\s*)+:` may take longer than a life, and nothing else happens meanwhile.
    """
    return _ENDLESS_GROUP.search(_CHARACTER.sub("x", pattern)) is not None


def _without_marks(number: str) -> str:
    return _BETWEEN_DIGITS.sub("", number)
