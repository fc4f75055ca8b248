"""Ports that stay a test's own, although others run at the same time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
import socket


@contextmanager
def reserved_port() -> Iterator[int]:
    """Keep a port from all who ask for any; whoever asks for this one gets it, again and again.

    As long as nobody listens on it, connections to it are refused.
    """
    with _keeper(0) as keeper:
        yield keeper.getsockname()[1]


@contextmanager
def reserved_row(length: int) -> Iterator[int]:
    """Keep ports that follow each other; return the first."""
    while True:
        with ExitStack() as kept:
            port: int = kept.enter_context(_keeper(0)).getsockname()[1]
            try:
                for more in range(1, length):
                    kept.enter_context(_keeper(port + more))
            except OSError:
                continue
            yield port
            return


def _keeper(port: int) -> socket.socket:
    keeper = socket.socket()
    try:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", port))
    except OSError:
        keeper.close()
        raise
    return keeper
