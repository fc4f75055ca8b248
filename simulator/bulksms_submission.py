"""What BulkSMS is asked to send, and how it refuses (gateways.md 1)."""

from dataclasses import dataclass
from http import HTTPStatus
import json
import re

from aiohttp import web
import voluptuous as vol

from .account import Account
from .network import is_international
from .segments import count_segments, is_gsm7

MAX_MESSAGES = 30_000

_words = vol.All(str, vol.Length(min=1))
_recipient = vol.Any(
    _words,
    {vol.Required("address"): _words, "type": "INTERNATIONAL", "fields": [str]},
)
_entry = vol.Schema(
    {
        vol.Required("to"): vol.Any(vol.All([_recipient], vol.Length(min=1)), _recipient),
        vol.Required("body"): _words,
        vol.Optional("from", default={"type": "REPLIABLE"}): vol.Any(
            _words,
            {
                vol.Required("type"): vol.In(
                    ["INTERNATIONAL", "ALPHANUMERIC", "SHORTCODE", "REPLIABLE"]
                ),
                "address": _words,
            },
        ),
        "encoding": vol.In(["TEXT", "UNICODE"]),
        vol.Optional("longMessageMaxParts", default=3): vol.All(int, vol.Range(min=1)),
        "userSuppliedId": vol.All(str, vol.Length(max=20)),
        "deliveryReports": vol.In(["ALL", "ERRORS", "NONE"]),
        "routingGroup": vol.In(["ECONOMY", "STANDARD", "PREMIUM"]),
        "messageClass": vol.Any(int, str),
        "protocolId": vol.Any(int, str),
    }
)
ENTRIES = vol.Schema(vol.All([_entry], vol.Length(min=1)))
"""The entries of a submission; the fields after `userSuppliedId` are not obeyed."""

SENDERS = {
    "INTERNATIONAL": re.compile(r"\+?[0-9]{7,15}"),
    "ALPHANUMERIC": re.compile(r".{1,11}"),
    "SHORTCODE": re.compile(r"[0-9]{1,6}"),
}
type Json = dict[str, object]


class ProblemError(Exception):
    """A request is refused."""

    def __init__(self, status: HTTPStatus, name: str, detail: str | None = None) -> None:
        """Refuse with an error type."""
        super().__init__(name)
        self.status = status
        self.name = name
        self.detail = detail

    def answer(self) -> web.Response:
        """Say it in problem-style JSON."""
        fields: Json = {
            "type": f"https://developer.bulksms.com/json/v1/errors#{self.name}",
            "title": self.name.replace("-", " ").title(),
            "status": self.status,
        }
        if self.detail:
            fields["detail"] = self.detail
        return web.json_response(fields, status=self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One text for some recipients."""

    to: tuple[str, ...]
    text: str
    ucs2: bool
    sender: str
    own_id: str | None
    segments: int


def bad_request(detail: str) -> ProblemError:
    """Return the refusal of what can't be read or is not allowed."""
    return ProblemError(HTTPStatus.BAD_REQUEST, "bad-request", detail)


async def read_submissions(request: web.Request, account: Account) -> list[Submission]:
    """Read a body, one entry or a list of them; raise ProblemError if it is neither."""
    if request.content_type != "application/json":
        raise bad_request("the content type is not application/json")
    auto_unicode = request.query.get("auto-unicode") == "true"
    try:
        content = json.loads(await request.read())
        entries = ENTRIES(content if isinstance(content, list) else [content])
    except (ValueError, vol.Invalid) as error:
        raise bad_request(str(error)) from error
    submissions = [_submission(entry, account, auto_unicode=auto_unicode) for entry in entries]
    if sum(len(submission.to) for submission in submissions) > MAX_MESSAGES:
        raise bad_request("there are too many messages")
    return submissions


def _submission(entry: Json, account: Account, *, auto_unicode: bool) -> Submission:
    """Read an entry; without auto-unicode, what GSM 03.38 lacks becomes a question mark."""
    ucs2 = entry.get("encoding") == "UNICODE"
    text = str(entry["body"])
    if not ucs2 and not auto_unicode:
        text = "".join(character if is_gsm7(character) else "?" for character in text)
    segments = count_segments(text, ucs2=ucs2)
    if segments > int(str(entry["longMessageMaxParts"])):
        raise bad_request("the message has too many parts")
    to, own_id = entry["to"], entry.get("userSuppliedId")
    return Submission(
        to=tuple(map(_number, to if isinstance(to, list) else [to])),
        text=text,
        ucs2=ucs2,
        sender=_sender(entry["from"], account),
        own_id=None if own_id is None else str(own_id),
        segments=segments,
    )


def _number(to: object) -> str:
    number = str(to["address"] if isinstance(to, dict) else to).removeprefix("+")
    if not is_international(number):
        raise bad_request("a recipient is not an international number")
    return number


def _sender(given: object, account: Account) -> str:
    """Return who a message is from; BulkSMS picks a number for one that can be answered."""
    if given == {"type": "REPLIABLE"}:
        return account.sender
    if isinstance(given, dict):
        kind, address = str(given["type"]), str(given.get("address", ""))
    else:
        address = str(given)
        named = not address.startswith("+") and not address.isdecimal()
        kind = "ALPHANUMERIC" if named else "INTERNATIONAL"
    form, sender = SENDERS.get(kind), address.removeprefix("+")
    if form is None or not form.fullmatch(address):
        raise bad_request(f"the sender is not of the type {kind}")
    if account.senders and sender not in account.senders:
        raise bad_request("the sender is not allowed")
    return sender
