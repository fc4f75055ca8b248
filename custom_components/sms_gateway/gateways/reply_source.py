"""What can be asked for what came in, where callbacks can't bring it."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from ssl import SSLContext
from typing import ClassVar

from .asking import ReplyReader
from .base import Gateway, InboundMessage


@dataclass(frozen=True, slots=True)
class LogPiece:
    """What some lines of a log hold, and the place behind them, from which it can be read on.

    `follows` tells that it is the log that was read before, and no other in its place. Lines that
    could not be read are counted in `unreadable`, and `why` says of the first, without its content.
    """

    messages: Sequence[InboundMessage]
    place: str
    follows: bool
    unreadable: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class WrongLogField:
    """What keeps a log from being fetched: a field, the key of a sentence, and what that quotes."""

    field: str
    error: str
    words: str = ""


class ReplyLog(ABC):
    """A file at a gateway that what comes in is written to, and that can be fetched.

    It is there for `kept` seconds after its last line. `tls` is what a server proves itself by,
    from whoever runs the account: it is read from disk.
    """

    kept: ClassVar[float]
    tls: SSLContext

    @abstractmethod
    def pieces(self, place: str | None, since: float) -> AsyncGenerator[LogPiece]:
        """Fetch what stands behind a place, or all there is, without what was sent before `since`.

        `since` is in seconds since the epoch. Where there is no log, there is no piece. Raises
        GatewayError; what had come until then has been given.
        """

    @abstractmethod
    async def try_out(self) -> WrongLogField | None:
        """Look whether the log can be fetched; return what is wrong if it can't."""


class LogKeeper(ABC):
    """A gateway whose log can be fetched where its account says how."""

    @property
    @abstractmethod
    def reply_log(self) -> ReplyLog | None:
        """The log, None where it is not to be fetched."""


def reply_log(gateway: Gateway) -> ReplyLog | None:
    """Return the log of an account that is to be fetched, if there is one."""
    return gateway.reply_log if isinstance(gateway, LogKeeper) else None


def asked_every(gateway: Gateway) -> float | None:
    """Return how often an account is asked as long as nobody has set it, in seconds."""
    return gateway.asked_every if isinstance(gateway, ReplyReader) else None


def reply_source(gateway: Gateway) -> ReplyReader | ReplyLog | None:
    """Return what an account can ask for what came in, if there is anything."""
    return reply_log(gateway) or (gateway if isinstance(gateway, ReplyReader) else None)
