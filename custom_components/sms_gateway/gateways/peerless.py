"""Peerless Communications, as jambonz' plug-in speaks to it (gateways.md 3b).

There are no documents of the vendor's: what errors look like is not known.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
import json
import re
from typing import override
from urllib.parse import quote
from uuid import uuid4

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
from .callback_fields import content as json_of, is_empty
from .reading import text
from .reasons import Reason
from .success import Signs, any_of, member, read_results
from .transport import Answer, basic, request, undocumented

# What a success is known to begin with: "OK. Message Submitted Successfully".
_SUBMITTED = re.compile(r"OK\b", re.IGNORECASE)
_SIGNS = Signs(
    taken=any_of(member("responseText", r"OK\b"), r"\A\s*[\"']?OK\b"),
    refused=any_of(member("responseText", r"(?!OK\b)\w")),
)
# Peerless hands out the whole URL, and that is what is pasted as the address.
_SUBMIT_PATH = re.compile(r"/partners/messageReceiving(?:/[^/]+(?:/submitMessage)?)?/*$")


class Peerless(Gateway):
    """An account number at Peerless, with a user name and a password if it has them."""

    name = "Peerless"
    default_url = ""  # every customer is told one
    # Recipients are a list, but more than one have not been seen in it.
    capabilities = Capabilities(
        batch_size=1,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        balance=False,
        reports=False,
    )
    fields = (
        CredentialField("account", FieldKind.TEXT),
        CredentialField("username", FieldKind.TEXT, required=False),
        CredentialField("password", FieldKind.SECRET, required=False),
        CredentialField("sender", FieldKind.SENDER),
    )

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        return _SUBMIT_PATH.sub("", url).rstrip("/")

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["account"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        account = quote(self._credentials["account"], safe="")
        answer = await request(
            self._session,
            "POST",
            f"{self._url}/partners/messageReceiving/{account}/submitMessage",
            headers=self._headers(),
            body=json.dumps(_outgoing(message)).encode(),
        )
        return read_results(batch, answer, _results, _SIGNS)

    @override
    async def balance(self) -> Balance:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        answer = _receipt()
        if is_empty(request):
            return ParsedCallback(answer=answer)
        content = json_of(request)
        ours = self._credentials.get("sender", "")
        event = _inbound(content, ours) if isinstance(content, dict) else None
        if event is None:
            return ParsedCallback(answer=answer, oddity="it is no message from a phone")
        return ParsedCallback([event], answer)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        username, password = map(self._credentials.get, ("username", "password"))
        return headers | basic(username or "", password or "") if username or password else headers


def _outgoing(message: OutgoingMessage) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {"recipients": [message.to], "text": message.text}
    if message.sender:
        fields["from"] = message.sender
    return fields


def _results(_batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Return what became of the message; there is no id.

    Only an answer like the one that is known is a success. Other words may be those of a success,
    too: the message may have been sent.
    """
    content = answer.json()
    if answer.status != HTTPStatus.OK or not isinstance(content, dict):
        raise undocumented(answer)
    words = text(content.get("responseText"))
    if words is None:
        raise undocumented(answer)
    if _SUBMITTED.match(words):
        return [Accepted(None)]
    return [GatewayError(ErrorKind.UNKNOWN, words, retryable=True, uncertain=True)]


def _receipt() -> CallbackAnswer:
    """Return the answer Peerless wants, with an id of ours."""
    receipt = {"receipt": str(uuid4()), "status": "accepted"}
    return CallbackAnswer(body=json.dumps(receipt), content_type="application/json")


def _inbound(content: Mapping[str, object], ours: str) -> InboundMessage | None:
    """Return the message in a callback.

    Of several recipients the one meant is our sender, or the first: who is who is not said.
    Numbers have a plus sign; one without may be the ten digits of North America.
    """
    sender = (text(content.get("from")) or "").strip()
    if not sender:
        return None
    recipients = [each.strip() for each in _texts(content.get("recipients"))]
    ours = normalise_number(ours)
    is_ours = ours in map(normalise_number, recipients)
    to = ours if is_ours else next(iter(recipients), "")
    media = tuple(Media(address) for address in _texts(content.get("mediaURL")))
    return InboundMessage(None, sender, to, text(content.get("text")) or "", None, media=media)


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a list, or a single one: `mediaURL` comes as both."""
    for each in value if isinstance(value, list) else [value]:
        if (found := text(each)) is not None:
            yield found
