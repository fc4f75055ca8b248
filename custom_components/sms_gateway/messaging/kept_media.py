"""The pictures of a message, as the journal keeps them: addresses and types, in JSON."""

from collections.abc import Sequence
import json

from ..gateways.base import Media


def write(media: Sequence[Media]) -> str | None:
    """Return what is kept of the pictures of a message; nothing where there are none."""
    return json.dumps([[one.address, one.media_type] for one in media]) if media else None


def read(kept: str | None) -> tuple[Media, ...]:
    """Return the pictures that were kept; raises ValueError or TypeError where that is damaged."""
    return tuple(Media(address, kind) for address, kind in json.loads(kept or "[]"))
