"""A call that holds up the event loop fails the test that makes it."""

import asyncio
import builtins
from contextlib import suppress
from pathlib import Path

import pytest

import custom_components.sms_gateway

from .blocking import no_blocking_calls

OURS = Path(custom_components.sms_gateway.__file__).with_name("made_up.py")


@pytest.mark.parametrize(
    "call",
    [
        "open(__file__)",
        "__import__('pathlib').Path(__file__).read_text()",
        "__import__('os').listdir('.')",
        "__import__('time').sleep(0)",
        "__import__('importlib').import_module('this_is_not_there')",
        "__import__('ssl').create_default_context()",
    ],
)
def test_a_blocking_call_of_the_integration_fails_its_test(call: str) -> None:
    offender = compile(call, OURS, "eval")

    async def run() -> None:
        # What the call itself raises, as some integrations do, is swallowed.
        with suppress(Exception):
            eval(offender, {"__file__": "pyproject.toml"})  # noqa: S307

    with pytest.raises(pytest.fail.Exception, match="Detected blocking call"), no_blocking_calls():
        asyncio.run(run())


def test_the_same_call_in_a_thread_is_fine() -> None:
    offender = compile("open(__file__).close()", OURS, "eval")

    async def run() -> None:
        await asyncio.to_thread(eval, offender, {"__file__": "pyproject.toml"})

    with no_blocking_calls():
        asyncio.run(run())


async def test_it_is_on_in_tests_that_run_home_assistant(hass: object) -> None:
    assert hasattr(builtins.open, "__wrapped__")


def test_it_is_off_where_there_is_none() -> None:
    assert not hasattr(builtins.open, "__wrapped__")
