"""Which tests reach which lines, and how long each test takes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
import json
from operator import itemgetter
import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Self

from .watch import HOME

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Reached:
    """The tests by line of each file, and the seconds that each takes."""

    tests: Mapping[str, Mapping[int, Sequence[str]]]
    seconds: Mapping[str, float]

    @classmethod
    def read(cls) -> Self:
        """Read what the last `look` has found, one file for each process that ran tests.

        What is no test any more is left out: pytest fails where it is asked for one.
        """
        root, known = Path.cwd(), _collected()
        tests: dict[str, dict[int, list[str]]] = {}
        seconds: dict[str, float] = {}
        for seen in (json.loads(file.read_text()) for file in sorted(HOME.glob("*.json"))):
            seconds |= seen["seconds"]
            for file, lines in seen["lines"].items():
                of_file = tests.setdefault(str(Path(file).relative_to(root)), {})
                for line, numbers in lines.items():
                    names = [name for number in numbers if (name := seen["tests"][number]) in known]
                    of_file.setdefault(int(line), []).extend(names)
        return cls(tests, seconds)

    def covering(self, path: str, line: int | None, most: int) -> list[str]:
        """Return tests that reach a line: some that are named like the file, then of all files.

        Of each file the quickest comes first: what is alike in a file is not noticed twice. Without
        a line they are those that reach the file: only the first one of all imports it.
        """
        lines = self.tests.get(path, {})
        quickest_first = sorted(
            set(chain(*lines.values()) if line is None else lines.get(line, ())),
            key=lambda test: self.seconds.get(test, 9.0),
        )
        named = [test for test in quickest_first if Path(path).stem in test][:_NAMED]
        turn: Counter[str] = Counter()
        others: list[tuple[int, str]] = []
        for test in quickest_first:
            file = test.partition("::")[0]
            others.append((turn[file], test))
            turn[file] += 1
        spread = [test for _, test in sorted(others, key=itemgetter(0))]
        return list(dict.fromkeys([*named, *spread]))[:most]


def _collected() -> set[str]:
    """Return the tests that there are now."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return set(told.splitlines())


def look(paths: Sequence[str]) -> None:
    """Run all tests, or some, and note what each of them reaches."""
    shutil.rmtree(HOME, ignore_errors=True)
    # A process that a time limit ends would take with it what it has seen.
    options = ("-q", "-n", str(os.cpu_count()), "--dist", "worksteal", "--timeout", "600")
    command = [sys.executable, "-m", "pytest", *options, "-p", "mutation.watch", *paths]
    subprocess.run(command, check=False)
