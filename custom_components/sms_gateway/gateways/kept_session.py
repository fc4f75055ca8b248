"""The session that a gateway keeps, and messages wait for."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress

from .base import ErrorKind, GatewayError
from .reasons import Reason


class KeptSession[Session]:
    """A session while there is one, and else why there is none."""

    def __init__(self, is_lost: Callable[[Session], bool]) -> None:
        """Begin with none; `is_lost` tells of one whether anything can still go over it."""
        self._is_lost = is_lost
        self._wanted = asyncio.Event()
        self._tried = asyncio.Event()
        self._error: GatewayError | None = None
        self.now: Session | None = None

    async def hold(
        self,
        opened: AbstractAsyncContextManager[Session],
        stay: Callable[[Session], Awaitable[GatewayError]],
    ) -> None:
        """Open a session and stay until it is lost; raises GatewayError, which says why."""
        self._wanted.clear()
        try:
            async with opened as session:
                self.now, self._error = session, None
                self._tried.set()
                self._error = lost = await stay(session)
        except GatewayError as error:
            self._error = lost = error
            self._tried.set()
        finally:
            self.now = None
        raise lost.with_traceback(None)

    async def wanted(self) -> None:
        """Return as soon as a message waits for a session."""
        await self._wanted.wait()

    async def get(self, patience: float) -> Session:
        """Return the session, once it is there; raises GatewayError where there is none soon.

        `patience` is in seconds. Where the last one was refused, and the network is not to blame,
        nobody waits.
        """
        if self.now is None or self._is_lost(self.now):
            if (error := self._error) is not None and error.kind is not ErrorKind.NETWORK:
                raise error.with_traceback(None)
            self._tried.clear()
            self._wanted.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._tried.wait()
        if self.now is None:
            raise (self._error or _unreachable()).with_traceback(None)
        return self.now


def _unreachable() -> GatewayError:
    return GatewayError(ErrorKind.NETWORK, Reason.UNREACHABLE, retryable=True)
