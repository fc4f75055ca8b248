"""Home Assistant's own detection of calls that hold up its event loop, on for tests, too."""

from collections.abc import Iterator
from contextlib import contextmanager
import logging
from typing import override
from unittest.mock import patch

from homeassistant import block_async_io
from homeassistant.util import loop
import pytest

from custom_components.sms_gateway.const import DOMAIN


class _Listener(logging.Handler):
    """Keeps what the detection says of the integration; of others it says more in tests."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if f"custom integration '{DOMAIN}'" in message:
            self.found.append(message)


@contextmanager
def no_blocking_calls() -> Iterator[None]:
    """Fail the test if the integration holds up the event loop of this thread."""
    logger = logging.getLogger(loop.__name__)
    listener = _Listener()
    logger.addHandler(listener)
    # What was found once is found in every test.
    loop._PREVIOUSLY_REPORTED.clear()  # noqa: SLF001
    try:
        # In tests it leaves out most calls by itself.
        with patch.object(block_async_io, "_IN_TESTS", new=False):
            block_async_io.enable()
        yield
    finally:
        for call in block_async_io._BLOCKED_CALLS.calls:  # noqa: SLF001
            setattr(call.object, call.function, call.original_func)
        block_async_io._BLOCKED_CALLS.calls.clear()  # noqa: SLF001
        logger.removeHandler(listener)
    if listener.found:
        pytest.fail("\n".join(listener.found))
