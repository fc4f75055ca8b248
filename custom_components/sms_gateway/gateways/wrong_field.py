"""What was entered for an account, and only the other side can tell that it is wrong."""

from .base import ErrorKind, GatewayError


class WrongFieldError(GatewayError):
    """A field is why: `error` is the key of the sentence that says so, `words` what that quotes."""

    def __init__(self, field: str, error: str, text: str, words: str = "") -> None:
        """Keep what the form shows; `text` says the same where there is no form."""
        super().__init__(ErrorKind.UNKNOWN, text, retryable=True)
        self.field = field
        self.error = error
        self.words = words
