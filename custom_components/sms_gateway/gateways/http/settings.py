"""What a gateway by template has to be told, and what can be seen to be wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
import json
from math import isfinite
import re

from ..base import CredentialField, ErrorKind, FieldKind
from . import template
from .locator import is_place


class Section(StrEnum):
    """The parts of the form."""

    REQUEST = "request"
    ANSWER = "answer"
    BALANCE = "balance"
    REPLIES = "replies"
    REPORTS = "reports"


class Method(StrEnum):
    """How a request is made."""

    POST = "post"
    GET = "get"


class ContentType(StrEnum):
    """What the body of a request is."""

    FORM = "form"
    JSON = "json"
    NONE = "none"


class Authentication(StrEnum):
    """How user name and password go along, other than where a template has them."""

    NONE = "none"
    BASIC = "basic"


class NumberFormat(StrEnum):
    """What stands before the digits of an international number."""

    PLUS = "plus"
    DIGITS = "digits"
    ZEROS = "zeros"


class Wrong(StrEnum):
    """What can be wrong; the keys of the sentences that say so."""

    PATH = "wrong_path"
    HEADERS = "wrong_headers"
    BODY = "wrong_body"
    PLACEHOLDER = "wrong_placeholder"
    NOTHING_TO_SEND = "nothing_to_send"
    NO_CREDENTIALS = "no_credentials"
    STATUSES = "wrong_statuses"
    PLACE = "wrong_place"
    AMOUNT = "wrong_amount"
    ONLY_TO = "wrong_only_to"
    MARK = "wrong_mark"
    PARTS = "wrong_parts"
    REPLIES = "wrong_replies"
    REPORTS = "wrong_reports"


# What a gateway's code of an error may mean, the first that fits; any other may pass.
CODES: Mapping[str, ErrorKind] = {
    "auth_codes": ErrorKind.AUTH,
    "recipient_codes": ErrorKind.RECIPIENT,
    "opted_out_codes": ErrorKind.OPTED_OUT,
    "funds_codes": ErrorKind.FUNDS,
    "rate_codes": ErrorKind.RATE,
    "final_codes": ErrorKind.UNKNOWN,
}
# Where the reference of a long reply stands, of how many parts it is, and which one this is.
PARTS = ("reply_part_reference", "reply_part_total", "reply_part_number")


def _texts(section: Section, *names: str) -> tuple[CredentialField, ...]:
    """Return fields of one line that may stay empty."""
    return tuple(
        CredentialField(name, FieldKind.TEXT, required=False, section=section) for name in names
    )


FIELDS = (
    CredentialField("username", FieldKind.TEXT, required=False),
    CredentialField("password", FieldKind.SECRET, required=False),
    CredentialField("sender", FieldKind.SENDER, required=False),
    CredentialField(
        "method",
        FieldKind.CHOICE,
        default=Method.POST,
        choices=tuple(map(str, Method)),
        section=Section.REQUEST,
    ),
    *_texts(Section.REQUEST, "path"),
    CredentialField(
        "content_type",
        FieldKind.CHOICE,
        default=ContentType.FORM,
        choices=tuple(map(str, ContentType)),
        section=Section.REQUEST,
    ),
    CredentialField("body", FieldKind.LINES, required=False, section=Section.REQUEST),
    CredentialField("headers", FieldKind.LINES, required=False, section=Section.REQUEST),
    CredentialField(
        "authentication",
        FieldKind.CHOICE,
        default=Authentication.NONE,
        choices=tuple(map(str, Authentication)),
        section=Section.REQUEST,
    ),
    CredentialField(
        "number_format",
        FieldKind.CHOICE,
        default=NumberFormat.PLUS,
        choices=tuple(map(str, NumberFormat)),
        section=Section.REQUEST,
    ),
    *_texts(Section.REQUEST, "most_parts", "only_to"),
    *_texts(
        Section.ANSWER,
        "success_status",
        "success_at",
        "success_value",
        "id_at",
        "error_at",
        "auth_at",
        "final_status",
        "code_at",
        *CODES,
    ),
    *_texts(Section.BALANCE, "balance_path"),
    CredentialField(
        "balance_method",
        FieldKind.CHOICE,
        default=Method.GET,
        choices=tuple(map(str, Method)),
        section=Section.BALANCE,
    ),
    *_texts(Section.BALANCE, "balance_at", "balance_divisor", "balance_unit"),
    *_texts(
        Section.REPLIES,
        "reply_from",
        "reply_text",
        "reply_to",
        "reply_id",
        "reply_charset",
        "reply_media",
        *PARTS,
        "reply_mark",
        "events_at",
        "callback_answer",
    ),
    *_texts(
        Section.REPORTS,
        "report_id",
        "report_our_id",
        "report_status",
        "report_delivered",
        "report_sent",
        "report_failed",
    ),
)

_ANY_SUCCESS = "200-299"
_STATUSES = re.compile(r"\s*[1-5][0-9]{2}(?:\s*-\s*[1-5][0-9]{2})?\s*")
_PATH = re.compile(r"/[^\s#]*")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x1f\x7f]*")
_MARK = re.compile(r"[^=]*[^=\s][^=]*=.*\S.*")
_TEMPLATES = ("path", "body", "headers", "balance_path")
_PLACES = ("success_at", "id_at", "error_at", "auth_at", "code_at", "balance_at")
# What people write between the digits of a number.
_BETWEEN_DIGITS = re.compile(r"[\s()./-]")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_TEXT = {"MESSAGE", "ASCII", "PLAIN", "HEX"}


def statuses(written: str) -> frozenset[int]:
    """Return HTTP statuses written as "200-299, 304"; raises ValueError."""
    found: set[int] = set()
    for each in filter(str.strip, written.split(",")):
        if not _STATUSES.fullmatch(each):
            raise ValueError
        first, _, last = each.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def success_statuses(credentials: Mapping[str, str]) -> frozenset[int]:
    """Return the statuses of a success; raises ValueError."""
    return statuses(credentials.get("success_status") or _ANY_SUCCESS)


def is_one_of(value: str, values: str) -> bool:
    """Tell whether a value is one of some divided by commas; a `*` stands for any ending."""
    value = value.strip().casefold()
    for each in values.casefold().split(","):
        wanted = each.strip()
        if wanted and (wanted == value or (wanted.endswith("*") and value.startswith(wanted[:-1]))):
            return True
    return False


def most_parts(credentials: Mapping[str, str]) -> int | None:
    """Return how many parts a message may have, None where nobody knows; raises ValueError."""
    written = credentials.get("most_parts")
    return None if written is None else _above_0(int(written))


def divisor(credentials: Mapping[str, str]) -> float:
    """Return what a balance has to be divided by; raises ValueError."""
    return _above_0(float(credentials.get("balance_divisor", "1")))


def only_to(credentials: Mapping[str, str]) -> str | None:
    """Return the one number that messages go to, as E.164; raises ValueError."""
    if (written := credentials.get("only_to")) is None:
        return None
    number = _BETWEEN_DIGITS.sub("", written)
    if not _INTERNATIONAL.fullmatch(number):
        raise ValueError("not E.164")
    return number


def _above_0[N: (int, float)](number: N) -> N:
    if not (isfinite(number) and number > 0):
        raise ValueError("not above 0")
    return number


def wrong_field(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    """Return the first field that can't be right, and why."""
    return (
        _wrong_request(credentials)
        or _wrong_amount(credentials)
        or _wrong_placeholder(credentials)
        or _wrong_answer(credentials)
        or _wrong_callback(credentials)
    )


def _wrong_request(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    if not _PATH.fullmatch(credentials.get("path", "")):
        return "path", Wrong.PATH
    if not _PATH.fullmatch(credentials.get("balance_path", "/")):
        return "balance_path", Wrong.PATH
    if not all(map(_HEADER.fullmatch, credentials.get("headers", "").splitlines())):
        return "headers", Wrong.HEADERS
    body = credentials.get("body", "")
    match credentials["content_type"]:
        case ContentType.NONE if body:
            return "body", Wrong.BODY
        case ContentType.JSON if not _is_json(body):
            return "body", Wrong.BODY
    return None


def _wrong_amount(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    reads: Sequence[tuple[str, Wrong, Callable[[Mapping[str, str]], object]]] = (
        ("most_parts", Wrong.AMOUNT, most_parts),
        ("balance_divisor", Wrong.AMOUNT, divisor),
        ("only_to", Wrong.ONLY_TO, only_to),
    )
    for name, wrong, read in reads:
        try:
            read(credentials)
        except ValueError:
            return name, wrong
    return None


def _wrong_placeholder(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    for name in _TEMPLATES:
        if template.unknown_placeholder(credentials.get(name, "")):
            return name, Wrong.PLACEHOLDER
    used = {name: template.placeholders(credentials.get(name, "")) for name in _TEMPLATES}
    in_message = used["path"] | used["body"] | used["headers"]
    if not (in_message & _TEXT and ("TO" in in_message or "only_to" in credentials)):
        return "path", Wrong.NOTHING_TO_SEND
    needed = in_message | used["balance_path"]
    if credentials["authentication"] == Authentication.BASIC:
        needed.add("USERNAME")
    for name in ("username", "password"):
        if name.upper() in needed and not credentials.get(name):
            return name, Wrong.NO_CREDENTIALS
    return None


def _wrong_answer(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    for name in ("success_status", "final_status"):
        try:
            statuses(credentials.get(name, ""))
        except ValueError:
            return name, Wrong.STATUSES
    for name in _PLACES:
        if not is_place(credentials.get(name, "")):
            return name, Wrong.PLACE
    return None


def _wrong_callback(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    if ("reply_from" in credentials) != ("reply_text" in credentials):
        return "reply_from", Wrong.REPLIES
    if ("report_id" in credentials) != ("report_status" in credentials):
        return "report_id", Wrong.REPORTS
    if len(credentials.keys() & set(PARTS)) not in (0, len(PARTS)):
        return PARTS[0], Wrong.PARTS
    if not _MARK.fullmatch(credentials.get("reply_mark", "a=b")):
        return "reply_mark", Wrong.MARK
    return None


def _is_json(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict | list)
    except ValueError, RecursionError:
        return False
