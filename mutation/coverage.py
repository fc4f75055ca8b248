"""Which tests reach which lines, and how long each test takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Self

from coverage import CoverageData

HOME = Path(".mutation")
_DATA = HOME / "coverage"
_TIMES = HOME / "times.json"


@dataclass(frozen=True, slots=True)
class Reached:
    """The tests by line of each file, and the seconds that each takes."""

    tests: Mapping[str, Mapping[int, Sequence[str]]]
    seconds: Mapping[str, float]

    @classmethod
    def read(cls) -> Self:
        """Read what the last `look` has found."""
        data = CoverageData(str(_DATA))
        data.read()
        root = Path.cwd()
        tests = {
            str(Path(file).relative_to(root)): {
                line: [name.removesuffix("|run") for name in names if name.endswith("|run")]
                for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        return cls(tests, json.loads(_TIMES.read_text()))

    def covering(self, path: str, line: int, most: int) -> list[str]:
        """Return the tests that reach a line: those named like the file, then the quickest."""
        name = Path(path).stem
        found = set(self.tests.get(path, {}).get(line, ()))
        return sorted(found, key=lambda test: (name not in test, self.seconds.get(test, 9.0)))[
            :most
        ]


def look(paths: Sequence[str]) -> None:
    """Run all tests, or some, and note what each of them reaches."""
    HOME.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(os.cpu_count()), *paths]
    command += ["--cov", "--cov-context=test", "--cov-report=", "-p", "mutation.times"]
    # Only this core of coverage's knows which test is running.
    settings = {"COVERAGE_CORE": "ctrace", "COVERAGE_FILE": str(_DATA.resolve())}
    subprocess.run(command, check=False, env={**os.environ, **settings})


def note_times(seconds: Mapping[str, float]) -> None:
    """Keep how long each test took."""
    HOME.mkdir(exist_ok=True)
    _TIMES.write_text(json.dumps(seconds))
