"""What a gateway by template has to be told, and what can be seen to be wrong with it."""

from collections.abc import Mapping
from enum import StrEnum
import json
import re

from ..base import CredentialField, FieldKind
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
    REPLIES = "wrong_replies"
    REPORTS = "wrong_reports"


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
    CredentialField("path", FieldKind.TEXT, required=False, section=Section.REQUEST),
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
    *(
        CredentialField(name, FieldKind.TEXT, required=False, section=Section.ANSWER)
        for name in (
            "success_status",
            "success_at",
            "success_value",
            "id_at",
            "error_at",
            "auth_at",
            "final_status",
        )
    ),
    CredentialField("balance_path", FieldKind.TEXT, required=False, section=Section.BALANCE),
    CredentialField(
        "balance_method",
        FieldKind.CHOICE,
        default=Method.GET,
        choices=tuple(map(str, Method)),
        section=Section.BALANCE,
    ),
    CredentialField("balance_at", FieldKind.TEXT, required=False, section=Section.BALANCE),
    CredentialField("balance_unit", FieldKind.TEXT, required=False, section=Section.BALANCE),
    *(
        CredentialField(name, FieldKind.TEXT, required=False, section=Section.REPLIES)
        for name in (
            "reply_from",
            "reply_text",
            "reply_to",
            "reply_id",
            "reply_charset",
            "callback_answer",
        )
    ),
    *(
        CredentialField(name, FieldKind.TEXT, required=False, section=Section.REPORTS)
        for name in (
            "report_id",
            "report_status",
            "report_delivered",
            "report_sent",
            "report_failed",
        )
    ),
)

_ANY_SUCCESS = "200-299"
_STATUSES = re.compile(r"\s*[1-5][0-9]{2}(?:\s*-\s*[1-5][0-9]{2})?\s*")
_PATH = re.compile(r"/[^\s#]*")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x1f\x7f]*")
_TEMPLATES = ("path", "body", "headers", "balance_path")
_PLACES = ("success_at", "id_at", "error_at", "auth_at", "balance_at")
_TEXT = {"MESSAGE", "PLAIN", "HEX"}


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


def wrong_field(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    """Return the first field that can't be right, and why."""
    return (
        _wrong_request(credentials)
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


def _wrong_placeholder(credentials: Mapping[str, str]) -> tuple[str, Wrong] | None:
    for name in _TEMPLATES:
        if template.unknown_placeholder(credentials.get(name, "")):
            return name, Wrong.PLACEHOLDER
    used = {name: template.placeholders(credentials.get(name, "")) for name in _TEMPLATES}
    in_message = used["path"] | used["body"] | used["headers"]
    if "TO" not in in_message or not in_message & _TEXT:
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
    return None


def _is_json(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict | list)
    except ValueError, RecursionError:
        return False
