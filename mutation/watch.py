"""A plug-in for pytest that notes which lines of the integration each test reaches, and its time.

Python tells of each line once, and again after `restart_events`, which is as good as free;
coverage's contexts take twice the time of all tests.
"""

from collections import defaultdict
from collections.abc import Generator
import json
import os
from pathlib import Path
import sys
from types import CodeType

import pytest

HOME = Path(".mutation").resolve()
WATCHED = str(Path("custom_components/sms_gateway").resolve())

_TOOL = sys.monitoring.PROFILER_ID
_LINES: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
_TESTS: list[str] = []
_SECONDS: dict[str, float] = {}


def pytest_configure() -> None:
    """Have Python tell which lines it comes to."""
    sys.monitoring.use_tool_id(_TOOL, "mutation")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.PY_START, _began)
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, _came_to)
    sys.monitoring.set_events(_TOOL, sys.monitoring.events.PY_START)


def pytest_unconfigure() -> None:
    """Have it tell no more, before what would listen is gone."""
    sys.monitoring.free_tool_id(_TOOL)


def _began(code: CodeType, _offset: int) -> object:
    if code.co_filename.startswith(WATCHED):
        sys.monitoring.set_local_events(_TOOL, code, sys.monitoring.events.LINE)
    return sys.monitoring.DISABLE


def _came_to(code: CodeType, line: int) -> object:
    if _TESTS:
        tests = _LINES[code.co_filename][line]
        if not tests or tests[-1] != len(_TESTS) - 1:
            tests.append(len(_TESTS) - 1)
    return sys.monitoring.DISABLE


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let all that runs from now on count for this test, its fixtures too."""
    _TESTS.append(item.nodeid)
    sys.monitoring.restart_events()
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the phases of a test."""
    _SECONDS[report.nodeid] = _SECONDS.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    """Keep what was seen: each process of pytest has a file of its own."""
    if _TESTS:
        HOME.mkdir(exist_ok=True)
        seen = {"tests": _TESTS, "lines": _LINES, "seconds": _SECONDS}
        (HOME / f"{os.getpid()}.json").write_text(json.dumps(seen))
