"""Whether the callbacks of a gateway that signs them have to be signed."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

from .base import CallbackAnswer, CallbackRefusal, CredentialField, FieldKind, ParsedCallback


class Signature(StrEnum):
    """What the signature of a callback is good for."""

    IGNORED = "ignored"
    REQUIRED = "required"


_NAME = "signature"
# Ignored at first: the address is a secret already, and a reply that is refused is lost.
FIELD = CredentialField(
    _NAME, FieldKind.CHOICE, default=Signature.IGNORED, choices=tuple(map(str, Signature))
)


def is_required(credentials: Mapping[str, str]) -> bool:
    """Tell whether an account takes signed callbacks only; older ones never said."""
    return credentials.get(_NAME) == Signature.REQUIRED


def refused(why: CallbackRefusal) -> ParsedCallback:
    """Return what becomes of a callback that is not believed."""
    return ParsedCallback(answer=CallbackAnswer(HTTPStatus.FORBIDDEN), refusal=why)
