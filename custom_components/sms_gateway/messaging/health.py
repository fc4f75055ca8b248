"""How a gateway does, as far as its answers tell: what stands in the way, and when to try again."""

from collections.abc import Callable, Sequence
import time

from ..gateways.base import ErrorKind, GatewayError, SendResult

# While the gateway is down, how far apart the single batches are that probe it, in seconds.
_PROBE_INTERVAL = 1.0

# What is over as soon as the gateway answers anything at all.
MENDED_BY_ANY_ANSWER = frozenset({ErrorKind.AUTH, ErrorKind.ADDRESS, ErrorKind.NETWORK})


class GatewayHealth:
    """What an outbox knows of its gateway.

    `has_contact` tells whether it was asked at all. `changed` is called when something may have
    changed.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Know nothing yet, and expect nothing bad."""
        self._changed = changed
        self._trouble: GatewayError | None = None
        self._heard: GatewayError | None = None
        self._hold_end = 0.0
        self.has_contact = False

    @property
    def trouble(self) -> GatewayError | None:
        """Return what stands in the way of messages, or what another request has met."""
        # An outage goes by itself; refused credentials need a person, who has to be told meanwhile.
        if self._heard is not None and self._heard.kind is ErrorKind.AUTH:
            return self._heard
        return self._trouble or self._heard

    @property
    def is_down(self) -> bool:
        """Tell whether one request at a time is to find out if the gateway takes messages again."""
        return self._trouble is not None

    @property
    def is_refused(self) -> bool:
        """Tell whether the gateway refuses messages for the credentials."""
        return self._trouble is not None and self._trouble.kind is ErrorKind.AUTH

    @property
    def held_until(self) -> float | None:
        """Return when something may be tried again, by the clock that nobody can set."""
        return self._hold_end if self._hold_end > time.monotonic() else None

    def judge(self, results: Sequence[SendResult], retry_rate: float) -> None:
        """Learn from a request for messages.

        A permanent refusal of a message says nothing about the gateway: it was there to refuse.
        """
        self.has_contact = True
        self._heard = None
        errors = [result for result in results if isinstance(result, GatewayError)]
        trouble = next((error for error in errors if _is_gateways(error)), None)
        if trouble is None or len(errors) < len(results):
            self._trouble = None
            self._hold_end = 0.0
        else:
            self._hold(trouble, retry_rate)
        self._changed()

    def hear(self, error: GatewayError | None) -> None:
        """Learn from another request, such as one for the balance: it holds no message back."""
        self.has_contact = True
        if error is None:
            self._heard = None
            # That the balance can be asked says nothing about why messages were refused.
            if self._trouble is not None and self._trouble.kind in MENDED_BY_ANY_ANSWER:
                self._trouble = None
                self._hold_end = 0.0
        elif error.kind in MENDED_BY_ANY_ANSWER:
            self._heard = error
        self._changed()

    def _hold(self, trouble: GatewayError, retry_rate: float) -> None:
        self._trouble = trouble
        pause = _PROBE_INTERVAL
        if trouble.kind is ErrorKind.AUTH:
            # What is refused for the credentials is a hiccup, or needs a person: either takes time.
            pause = retry_rate
        # A gateway may name tomorrow. The messages it refused wait until then; what comes after
        # them, an alarm perhaps, asks again at their pace.
        pause = min(max(pause, trouble.retry_after or 0.0), retry_rate)
        self._hold_end = time.monotonic() + pause


def _is_gateways(error: GatewayError) -> bool:
    """Tell whether an error is about the gateway or the account rather than one message."""
    return error.retryable or error.kind is ErrorKind.AUTH
