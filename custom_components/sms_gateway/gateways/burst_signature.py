"""The signature of Burst's callbacks (gateways.md 2, KUD-DOC)."""

from hmac import compare_digest, digest
import json
from urllib.parse import parse_qsl


def is_signed(query: bytes, signature: str, secret: str) -> bool:
    """Tell whether a signature is that of a callback's query."""
    return compare_digest(_signature(query, secret).encode(), signature.strip().lower().encode())


def _signature(query: bytes, secret: str) -> str:
    """Return an HMAC-SHA256, in hexadecimal, of the query as PHP's json_encode writes it.

    That is all values as strings, in the order they came in, without spaces and with slashes
    escaped (documented by an example; the slashes are PHP's habit).
    """
    fields = dict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True))
    written = json.dumps(fields, separators=(",", ":")).replace("/", r"\/")
    return digest(secret.encode(), written.encode(), "sha256").hex()
