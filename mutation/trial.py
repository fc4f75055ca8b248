"""One run of some tests in a copy of the tree, in a process that has imported all else already."""

from collections.abc import Sequence
import multiprocessing
import os
from pathlib import Path
import sys

import pytest

# What takes most of the time of a short run of tests, and has nothing of ours in it.
_PRELOADED = (
    "pytest",
    "hypothesis",
    "pytest_homeassistant_custom_component.plugins",
)
_OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore", "--timeout", "60")
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([*_PRELOADED, __name__])


def is_passed(copy: Path, tests: Sequence[str], patience: float) -> bool:
    """Tell whether all of some tests pass in a copy of the tree; raises TimeoutError."""
    process = _PROCESSES.Process(target=_run, args=(str(copy), list(tests)))
    process.start()
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError
    return process.exitcode == 0


def _run(copy: str, tests: list[str]) -> None:
    """Be the process: nothing of the tree that it was started from may be imported."""
    sys.path[:] = [copy, *(path for path in sys.path if path not in ("", str(Path.cwd())))]
    os.chdir(copy)
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(silent, descriptor)
    os._exit(pytest.main([*_OPTIONS, *tests]))
