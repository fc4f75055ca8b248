"""A message of several parts of which only some were taken."""

from .base import GatewayError
from .reasons import Reason


def in_part(error: GatewayError) -> GatewayError:
    """Return what is wrong with a message of which one part failed, and others are on their way."""
    return GatewayError(
        error.kind,
        f"{Reason.NOT_ALL_PARTS}: {error.text}",
        code=error.code,
        retryable=error.retryable,
        uncertain=error.uncertain,
        retry_after=error.retry_after,
    )
