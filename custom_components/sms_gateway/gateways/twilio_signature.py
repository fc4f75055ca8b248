"""The signature of Twilio's callbacks (gateways.md 8; the library's RequestValidator)."""

from base64 import b64encode
from hmac import compare_digest, digest
import re
from urllib.parse import unquote_to_bytes, urlsplit

from .base import CallbackRequest

_PORT = re.compile(r":[0-9]*\Z")


def is_signed(request: CallbackRequest, token: str) -> bool:
    """Tell whether a callback is signed for an address that the gateway may know.

    Signed is where it was sent, which a proxy may have changed since, and all fields of the body.
    """
    shown = request.headers.get("X-Twilio-Signature", "").strip().encode()
    query = b"?" + request.query if request.query else b""
    fields = b"".join(name + value for name, value in sorted(_fields(request.body.strip())))
    signed = (
        address.encode() + query + fields
        for known in request.addresses
        for address in _with_and_without_port(known)
    )
    # All are looked at: how long it takes tells nothing.
    return any([compare_digest(_signature(each, token), shown) for each in signed])  # noqa: C419


def _signature(signed: bytes, token: str) -> bytes:
    return b64encode(digest(token.encode(), signed, "sha1"))


def _fields(body: bytes) -> set[tuple[bytes, bytes]]:
    """Return the fields of a form; one that is there twice counts once for each of its values."""
    pairs = (each.partition(b"=") for each in body.split(b"&") if each)
    return {(_decoded(name), _decoded(value)) for name, _, value in pairs}


def _decoded(encoded: bytes) -> bytes:
    return unquote_to_bytes(encoded.replace(b"+", b" "))


def _with_and_without_port(address: str) -> tuple[str, str]:
    """Return both forms: which one Twilio signs is not the same everywhere, its library says."""
    parts = urlsplit(address)
    bare = _PORT.sub("", parts.netloc)
    numbered = parts.netloc
    if numbered == bare:
        numbered = f"{bare}:{80 if parts.scheme == 'http' else 443}"
    return parts._replace(netloc=bare).geturl(), parts._replace(netloc=numbered).geturl()
