"""The lines of a log as its bytes come in, and the place behind those that are whole."""

from contextlib import suppress

from ..base import InboundMessage
from ..reply_source import LogPiece
from .log import parse_line
from .log_place import KNOWN_BY, LogPlace, Mark

# After so many messages, or bytes, what was read is given out, and is stored in one transaction.
_MANY = 500
_MANY_BYTES = 1024 * 1024
# A line is longer in no log: a part of a message, with all of it percent-encoded. In bytes.
_LONGEST_LINE = 64 * 1024


class LogLines:
    """What stands behind a place, without what was sent before `since`."""

    def __init__(self, place: LogPlace, before: bytes, since: float, *, follows: bool) -> None:
        """Begin at a place with what stands before it; `follows` is passed on."""
        self._begun_at = place
        self._offset = self._given_to = place.offset
        self._before = before
        self._since = since
        self._follows = follows
        self._rest = b""
        self._is_within_long = False
        self._messages: list[InboundMessage] = []
        self._reasons: list[str] = []

    @property
    def are_many(self) -> bool:
        """Whether it is time to give out what was read."""
        size = self._offset - self._given_to
        return len(self._messages) >= _MANY or size >= _MANY_BYTES

    def add(self, chunk: bytes) -> None:
        """Read the lines that are whole with these bytes."""
        whole, line_end, self._rest = (self._rest + chunk).rpartition(b"\n")
        if line_end:
            for line in whole.split(b"\n"):
                self._read(line + line_end)
            self._advance(whole + line_end)
        if len(self._rest) > _LONGEST_LINE:
            self._read(self._rest)
            self._advance(self._rest)
            self._rest, self._is_within_long = b"", True

    def end(self) -> None:
        """Read what is left as a line, if nothing was added to it since it was seen before.

        Nobody says whether the last line of a log has an end.
        """
        is_seen_again = Mark.of(self._rest) == self._begun_at.half
        if self._rest and is_seen_again and self._offset == self._begun_at.offset:
            # What can't be read so is waited for: it may still become a line.
            with suppress(ValueError):
                self._keep(parse_line(self._rest))
                self._advance(self._rest)
                self._rest = b""

    def take(self) -> LogPiece:
        """Give out what was read since the last time, and the place behind it."""
        messages, self._messages = self._messages, []
        reasons, self._reasons = self._reasons, []
        self._given_to = self._offset
        place = LogPlace.at(self._offset, self._before, half=self._rest)
        return LogPiece(messages, place.write(), self._follows, len(reasons), *reasons[:1])

    def _read(self, line: bytes) -> None:
        if self._is_within_long:
            self._is_within_long = not line.endswith(b"\n")
        elif len(line) > _LONGEST_LINE:
            self._reasons.append("it is too long")
        elif line.strip():
            try:
                self._keep(parse_line(line))
            except ValueError as error:
                self._reasons.append(str(error))

    def _keep(self, message: InboundMessage) -> None:
        if message.sent_at is None or message.sent_at >= self._since:
            self._messages.append(message)

    def _advance(self, content: bytes) -> None:
        self._offset += len(content)
        self._before = (self._before + content)[-KNOWN_BY:]
