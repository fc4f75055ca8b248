"""Foreign programs end, whatever they do."""

import os
from pathlib import Path

import pytest

from counterparts import programs
from counterparts.checks import NotSeenError
from counterparts.programs import Program, output_of

STUBBORN = 'trap "" TERM; echo "$$"; while :; do sleep 0.05; done'


def shell(script: str, log: Path) -> Program:
    """Return a program that is a shell script."""
    return Program(("sh", "-c", script), log)


def is_there(process: int) -> bool:
    """Tell whether a process still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_stubborn_program_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_STOP_TIMEOUT", 0.2)
    program = shell(STUBBORN, tmp_path / "log")
    for _ in range(2):
        await program.start()
        assert program.runs
        await program.stop()
        assert not program.runs
    assert not any(is_there(int(line)) for line in program.last_words().split(" | ") if line)


@pytest.mark.usefixtures("socket_enabled")
async def test_one_that_ends_by_itself_is_not_waited_for(tmp_path: Path) -> None:
    program = shell("echo one; echo two >&2; exit 1", tmp_path / "log")
    await program.start()
    with pytest.raises(NotSeenError, match=r"a box has ended: one \| two"):
        await program.listens(1, "a box")
    await program.stop()


async def test_output_is_not_waited_for_without_end() -> None:
    with pytest.raises(NotSeenError, match=r"not within 0\.2 s: sh has ended"):
        await output_of(("sh", "-c", STUBBORN), seconds=0.2)


async def test_a_failure_is_told_in_its_last_words() -> None:
    assert await output_of(("echo", "well")) == "well\n"
    with pytest.raises(NotSeenError, match=r"^sh: no such thing$"):
        await output_of(("sh", "-c", "echo much; echo 'no such thing' >&2; exit 3"))
