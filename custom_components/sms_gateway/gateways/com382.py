"""382 Communications, as jambonz' plug-in speaks to it (gateways.md 3c).

There are no documents of the vendor's: what it answers is not known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
import json
import re
from typing import override
from urllib.parse import quote, quote_plus, urlencode

from .base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackAnswer,
    CallbackRequest,
    Capabilities,
    CredentialField,
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
    InboundMessage,
    Media,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    normalise_number,
)
from .callback_fields import fields as fields_of, is_empty
from .charset import as_text
from .reading import text, wording
from .reasons import Reason
from .transport import Answer, request, undocumented

_PATH = "/sendsms.cgi"
_TAKEN = CallbackAnswer(body="OK")

# Numbers are those of North America, without its country code.
_COUNTRY_CODE = "+1"
_NATIONAL = re.compile(r"[2-9][0-9]{9}")

_PAGE = re.compile(r"\s*<(?:!doctype|html)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# A page of these words alone is the gateway's, and none that a network has put in front of it.
_OK = re.compile(
    r"\s*(?:OK|success|(?:message )?(?:sent|accepted|queued|submitted))\W*", re.IGNORECASE
)
_ERROR = re.compile(
    r"\b(?:err|error|fail|failed|failure|invalid|denied|rejected|unauthori[sz]ed|not)\b",
    re.IGNORECASE,
)
_LONGEST_ERROR = 200
_ADDRESS = re.compile(r"https?://\S", re.IGNORECASE)
_PASSWORD = re.compile(r"pass=[^&\s]*")
# In the sample of a form each field stands on a line of its own. White space, of which a text may
# hold very much, is looked through from where it begins, and not again from within.
_LINE_BETWEEN_FIELDS = re.compile(rb"(?<!\s)\s++(?=(?:source|destination|type|message)=)")


class Com382(Gateway):
    """A user name and password of 382 Communications."""

    name = "382 Communications"
    default_url = "https://secure1.382com.com"
    capabilities = Capabilities(
        batch_size=1,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        balance=False,
        reports=False,
    )
    fields = (
        CredentialField("username", FieldKind.TEXT),
        CredentialField("password", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER),
    )

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        # What is pasted as the address may be all of it.
        return super().base_url(url).removesuffix(_PATH)

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["username"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        fields = {
            "user": self._credentials["username"],
            "pass": self._credentials["password"],
            "source": _national(message.sender or ""),
            "destination": _national(message.to),
            "message": message.text,
        }
        url = f"{self._url}{_PATH}?{urlencode(fields, quote_via=quote)}"
        return [self._result(await request(self._session, "GET", url, headers={}), message)]

    @override
    async def balance(self) -> Balance:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)

    def _result(self, answer: Answer, message: OutgoingMessage) -> SendResult:
        """Return what became of the message; there is no id.

        As far as is known HTTP 200 is a success, and so is its like. A text with the words of an
        error, or a web page as networks put in front of the gateway, is none; but that is a guess,
        so the message may have been sent.
        """
        written = as_text(answer.body)
        is_success = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
        if is_success and _PAGE.match(written) and _OK.fullmatch(_TAG.sub(" ", written)):
            return Accepted(None)
        if not is_success or _PAGE.match(written):
            raise undocumented(answer)
        if not _ERROR.search(_without_echo(written, message.text)):
            return Accepted(None)
        # It may quote the request.
        written = _PASSWORD.sub("", written).replace(self._credentials["password"], "")
        words = " ".join(written.split())[:_LONGEST_ERROR]
        return GatewayError(ErrorKind.UNKNOWN, words, retryable=True, uncertain=True)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        """Read a callback, in JSON as it was seen or in a form as it was announced."""
        if is_empty(request):
            return ParsedCallback(answer=_TAKEN)
        message = _inbound(_fields(request))
        if message is None:
            return ParsedCallback(answer=_TAKEN, oddity="it is no message from a phone")
        return ParsedCallback([message], _TAKEN)


def _national(number: str) -> str:
    """Return a number as 382 writes it: the ten digits of one in North America."""
    rest = number.removeprefix(_COUNTRY_CODE)
    return rest if _NATIONAL.fullmatch(rest) else number.removeprefix("+")


def _international(number: str) -> str:
    number = number.strip()
    return _COUNTRY_CODE + number if _NATIONAL.fullmatch(number) else normalise_number(number)


def _without_echo(written: str, told: str) -> str:
    """Return an answer without the text of the message: that a pump has failed is no error here.

    One word alone may be the gateway's own.
    """
    if len(told.split()) <= 1:
        return written
    in_json = json.dumps(told)[1:-1], json.dumps(told, ensure_ascii=False)[1:-1]
    for echo in (told, *in_json, quote(told), quote(told, safe=""), quote_plus(told)):
        written = written.replace(echo, "")
    return written


def _fields(request: CallbackRequest) -> Mapping[str, object]:
    said = fields_of(request)
    if "source" in said and "message" in said:
        return said
    body = _LINE_BETWEEN_FIELDS.sub(b"&", request.body.strip())
    return fields_of(replace(request, body=body))


def _inbound(fields: Mapping[str, object]) -> InboundMessage | None:
    """Return the message in a callback; that of an MMS is the address of its picture.

    Where it is something else, it is told as a text, lest it be lost.
    """
    sender = _international(text(fields.get("source")) or "")
    written = wording(fields.get("message"))
    if not sender or written is None or "message" not in fields:
        return None
    is_mms = (text(fields.get("type")) or "").strip().lower() == "mms"
    addresses = written.split() if is_mms else []
    is_media = all(map(_ADDRESS.match, addresses))
    return InboundMessage(
        provider_message_id=None,
        sender=sender,
        to=_international(text(fields.get("destination")) or ""),
        text="" if is_mms and is_media else written,
        sent_at=None,
        media=tuple(map(Media, addresses)) if is_media else (),
    )
