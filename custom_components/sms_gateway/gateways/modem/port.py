"""The port that a modem is at, and the one file that knows serialx."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
import errno
from typing import TYPE_CHECKING

from ..base import ErrorKind, GatewayError
from ..reasons import Reason
from .timing import Timing

if TYPE_CHECKING:
    from serialx import BaseSerialTransport, SerialStreamWriter

    type Streams = tuple[asyncio.StreamReader, SerialStreamWriter[BaseSerialTransport]]

# As Home Assistant's own `usb` has it: two versions can't be installed beside each other.
REQUIREMENT = "serialx==1.11.0"

_AT_ONCE = 4096
_TAKEN = frozenset({errno.EBUSY})
_MISSING = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})


class Port:
    """An open port: octets out, octets in."""

    def __init__(self, streams: Streams) -> None:
        """Speak over what is open."""
        self._reader, self._writer = streams

    async def read(self) -> bytes:
        """Return what came, and nothing once the port is gone."""
        try:
            return await self._reader.read(_AT_ONCE)
        except Exception:  # noqa: BLE001 - each kind of port has errors of its own: it is gone
            return b""

    def write(self, octets: bytes) -> None:
        """Write, unless the port is gone, which whoever reads is told."""
        try:
            self._writer.write(octets)
        except Exception:  # noqa: BLE001 - as above
            self._writer.transport.abort()

    async def close(self, seconds: float) -> None:
        """Close the port; others may open it then."""
        self._writer.transport.abort()
        async with asyncio.timeout(seconds):
            await self._writer.transport.wait_closed()


@asynccontextmanager
async def opened(address: str, baud_rate: int, timing: Timing) -> AsyncIterator[Port]:
    """Open a port, for us alone, and close it in the end; raises GatewayError."""
    port = Port(await _streams(address, baud_rate, timing))
    try:
        yield port
    finally:
        # A driver that does not let go is left behind: there is nothing else to be done about it.
        with suppress(TimeoutError):
            await port.close(timing.close)


async def _streams(address: str, baud_rate: int, timing: Timing) -> Streams:
    loop = asyncio.get_running_loop()
    try:
        open_connection = await loop.run_in_executor(None, _load)
        async with asyncio.timeout(timing.open):
            return await open_connection(address, baudrate=baud_rate, exclusive=True)
    except ImportError:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.LIBRARY_MISSING, retryable=True) from None
    except ValueError:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.BAD_ADDRESS) from None
    except Exception as error:  # noqa: BLE001 - each kind of port has errors of its own
        raise GatewayError(ErrorKind.NETWORK, _why(error, address), retryable=True) from None


def _load() -> Callable[..., Awaitable[Streams]]:
    # It brings much with it, and is not there before the first modem is added.
    from serialx import open_serial_connection  # noqa: PLC0415

    return open_serial_connection


def _why(error: Exception, address: str) -> Reason:
    code = error.errno if isinstance(error, OSError) else None
    if code in _TAKEN:
        return Reason.PORT_TAKEN
    if code in _MISSING:
        return Reason.PORT_MISSING
    return Reason.UNREACHABLE if "://" in address else Reason.PORT_FAILED
