"""What becomes of a message after an attempt to hand it over."""

from collections.abc import Callable
from dataclasses import dataclass

from ..gateways.base import Accepted, ErrorKind, GatewayError, SendResult
from .message import OWN_REASONS, MessageState, OutboundMessage
from .outcomes import Outcome
from .retry import next_attempt

# What is wrong with one person, and says nothing about the others of a request.
_ABOUT_ONE = frozenset({ErrorKind.RECIPIENT, ErrorKind.OPTED_OUT})


class NoVerdictError(GatewayError):
    """One error about one person, for a request to several: nobody can say whom it is about."""


def for_all(error: GatewayError, count: int) -> list[SendResult]:
    """Return what an error that covers a whole request means for each of its messages."""
    if count > 1 and error.kind in _ABOUT_ONE:
        error = NoVerdictError(error.kind, error.text, code=error.code)
    return [error] * count


@dataclass(frozen=True, slots=True)
class Policy:
    """What an account does about messages that may have been sent, or that it may not send.

    `may_resend` tells whether a message goes out once more where it may have been sent, and
    `may_offer_uncertain` whether by another account. `has_fallback` tells whether another one could
    take over what this one may not send. With `two_way` None, answers are asked for where the
    sender is a number.
    """

    may_resend: bool
    may_offer_uncertain: bool
    two_way: bool | None
    has_fallback: Callable[[], bool]

    def decide(self, now: float, message: OutboundMessage, result: SendResult) -> Outcome:
        """Decide what becomes of a message after an attempt."""
        if isinstance(result, Accepted):
            return Outcome(
                message,
                MessageState.ACCEPTED,
                provider_message_id=result.provider_message_id,
                further_ids=result.further_ids,
            )
        if isinstance(result, NoVerdictError):
            return Outcome(message, MessageState.QUEUED, error=result, single=True)
        offer = result.kind in OWN_REASONS and message.origin is None and self.has_fallback()
        # New credentials make the same message good.
        if not result.retryable and result.kind is not ErrorKind.AUTH:
            return Outcome(message, MessageState.REJECTED, error=result, offer=offer)
        if result.uncertain and not self.may_resend:
            # Only a delivery report can settle it now; without a time limit none may ever come.
            state = MessageState.QUEUED if message.expires_at else MessageState.EXPIRED
            return Outcome(message, state, error=result)
        due = next_attempt(
            message.created_at, message.retry_rate, message.expires_at, now, result.retry_after
        )
        return Outcome(message, MessageState.QUEUED, due_at=due, error=result, offer=offer)
