"""The tests that pytest really collects, and does not skip."""

from collections.abc import Collection, Iterable
import json
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parent.parent
SKIPPED = frozenset({"skip", "skipif", "xfail"})
# Told through a file, because what is printed is pytest's own.
_COLLECT = """
import json, pathlib, sys
import pytest
from tests.collected import run_among

class Told:
    def pytest_collection_finish(self, session):
        pathlib.Path(sys.argv[1]).write_text(json.dumps(sorted(run_among(session.items))))

arguments = ["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[2:]]
sys.exit(pytest.main(arguments, plugins=[Told()]))
"""


def run_among(items: Iterable[pytest.Item]) -> set[str]:
    """Return those of collected tests that nobody skips, without their parameters."""
    return {
        item.nodeid.partition("[")[0]
        for item in items
        if SKIPPED.isdisjoint(mark.name for mark in item.iter_markers())
    }


def collect(files: Collection[str], folder: Path) -> set[str]:
    """Return the tests that pytest collects from some files, asked beside this run."""
    told = folder / "collected.json"
    done = subprocess.run(  # noqa: S603 - our own interpreter, and files of our own
        [sys.executable, "-c", _COLLECT, str(told), *sorted(files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=85,
        check=False,
    )
    # A file that can't be read lacks its tests; the others are told.
    assert told.is_file(), done.stdout[-2000:] + done.stderr[-2000:]
    return set(json.loads(told.read_text()))
