"""What became of a message, as the outbox sees it."""

from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError


def traits(result: object) -> tuple[ErrorKind, bool, bool]:
    """Return what the outbox decides by: kind, whether to try again, whether it may be out."""
    assert isinstance(result, GatewayError)
    return result.kind, result.retryable, result.uncertain
