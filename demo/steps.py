"""The steps of a story, each printed as it is seen, with the time it took."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Any

STEP_TIMEOUT = 30

type Events = asyncio.Queue[dict[str, Any]]


class StepFailedError(Exception):
    """A step of the demo was not seen."""


class Steps:
    """What was seen so far of a story."""

    def __init__(self) -> None:
        """Begin now."""
        self._began = time.monotonic()
        self._step_began = self._began

    def title(self, text: str) -> None:
        """Begin a chapter."""
        print(f"\n{text}", flush=True)
        self._step_began = time.monotonic()

    def seen(self, text: str) -> None:
        """Print a step that was seen."""
        now = time.monotonic()
        print(f"  ✓ {now - self._step_began:5.1f} s  {text}", flush=True)
        self._step_began = now

    def end(self) -> None:
        """Tell that all were seen."""
        print(f"\nEvery step was seen, in {time.monotonic() - self._began:.0f} s.", flush=True)


def expect(seen: bool, what: str) -> None:
    """Fail the step unless it was seen."""
    if not seen:
        raise StepFailedError(what)


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(STEP_TIMEOUT):
            while not await condition():
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise StepFailedError(f"not within {STEP_TIMEOUT} s: {what}") from error


async def next_event(events: Events, kind: str) -> dict[str, Any]:
    """Return the next event of a kind, passing over others."""
    try:
        async with asyncio.timeout(STEP_TIMEOUT):
            while (event := await events.get())["event_type"] != kind:
                pass
    except TimeoutError as error:
        raise StepFailedError(f"not within {STEP_TIMEOUT} s: event {kind}") from error
    return event


async def next_status(events: Events, state: str) -> dict[str, Any]:
    """Return what the next status event with a state says."""
    others = []
    try:
        async with asyncio.timeout(STEP_TIMEOUT):
            while True:
                event = await next_event(events, "sms_gateway_message_status")
                data: dict[str, Any] = event["data"]
                if data["state"] == state:
                    return data
                others.append(data["state"])
    except TimeoutError as error:
        what = f"a message is {state}; told was {', '.join(others) or 'nothing'}"
        raise StepFailedError(f"not within {STEP_TIMEOUT} s: {what}") from error
