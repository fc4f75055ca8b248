"""A plug-in for pytest that notes how long each test takes."""

import pytest

from .coverage import note_times

_SECONDS: dict[str, float] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the phases of a test."""
    _SECONDS[report.nodeid] = _SECONDS.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep the sums; those who only run tests for somebody else leave it to them."""
    if not hasattr(session.config, "workerinput"):
        note_times(_SECONDS)
