"""Put faults into the code, a sample of all there could be, and list those that no test notices.

The sample is the same for the same seed and code. Exits with 1 where too many faults survive.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, pairwise
import os
from pathlib import Path
import queue
import random
import shutil
import sys
import tempfile

from .faults import Fault, faults_in
from .reached import Reached, look
from .trial import is_passed
from .watch import HOME

COMPONENT = Path("custom_components/sms_gateway")
# Wire formats have tables of their own, and are held against counterparts.
_LEFT_OUT = frozenset({"gateways"})
_COPIED = ("custom_components", "simulator", "tests", "blueprints", "dashboards", "demo", "docs")
_FILES = ("pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "hacs.json", "info.md")
# For one fault: tests, fewer first, and seconds for each turn.
_TESTS = (8, 40, 300)
_PATIENCE = 600
_WRITTEN = count(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a fault."""

    fault: Fault
    outcome: str


def main() -> int:
    """Do what was asked for."""
    asked = _arguments()
    if asked.look or not HOME.exists():
        look(asked.tests)
    if not asked.count:
        return 0
    reached = Reached.read()
    faults = _sample(reached, asked.count, asked.seed, asked.only)
    verdicts = _try_all(faults, reached, asked.jobs)
    survivors = [one.fault for one in verdicts if one.outcome == "survived"]
    for fault in survivors:
        print(f"{fault.path}:{fault.line}: {fault.kind}: {fault.text}")
    share = len(survivors) / max(1, len(verdicts))
    print(f"{len(verdicts)} faults, {len(survivors)} survived: {share:.1%}")
    return 1 if share >= float(asked.most) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=__doc__)
    parser.add_argument("--look", action="store_true", help="note anew which test reaches what")
    parser.add_argument("--count", type=int, default=200, help="faults in the sample")
    parser.add_argument("--seed", type=int, default=1, help="another one is another sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=float, default=0.05, help="share that may survive")
    parser.add_argument("--only", default="", help="files whose path has this in it")
    parser.add_argument("tests", nargs="*", help="tests to look at, all if none are named")
    return parser.parse_args()


def _sample(reached: Reached, count: int, seed: int, only: str) -> list[Fault]:
    """Return some of the faults that can be put where a test comes by."""
    possible = [
        fault
        for path in sorted(COMPONENT.rglob("*.py"))
        if not _LEFT_OUT.intersection(path.parts) and only in str(path)
        for fault in faults_in(str(path), path.read_text())
        if _covering(fault, reached, 1)
    ]
    return random.Random(seed).sample(possible, min(count, len(possible)))  # noqa: S311 - a sample


def _try_all(faults: Sequence[Fault], reached: Reached, jobs: int) -> list[Verdict]:
    """Try each fault, in copies of the tree, some at a time."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for n in range(jobs):
            copies.put(_copy(Path(folder) / str(n)))

        def attempt(fault: Fault) -> Verdict:
            copy = copies.get()
            try:
                verdict = _try(fault, copy, reached)
            finally:
                copies.put(copy)
            print(f"{verdict.outcome:9} {fault.path}:{fault.line} {fault.kind}", flush=True)
            return verdict

        with ThreadPoolExecutor(jobs) as threads:
            return list(threads.map(attempt, faults))


def _copy(folder: Path) -> Path:
    folder.mkdir()
    for name in _COPIED:
        shutil.copytree(name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _FILES:
        shutil.copy(name, folder)
    for name in (".venv", ".tools"):
        (folder / name).symlink_to(Path(name).resolve())
    return folder


def _try(fault: Fault, copy: Path, reached: Reached) -> Verdict:
    file = copy / fault.path
    sound = file.read_text()
    file.write_text(fault.put_into(sound))
    # Python goes by time and size when it looks whether what it has compiled is still right.
    written = next(_WRITTEN)
    os.utime(file, (written, written))
    try:
        tests = _covering(fault, reached, _TESTS[-1])
        # Most faults are noticed by the first few.
        for begin, end in pairwise((0, *_TESTS)):
            if tests[begin:] and not is_passed(copy, tests[begin:end], _PATIENCE):
                return Verdict(fault, "noticed")
        return Verdict(fault, "survived")
    except TimeoutError:
        return Verdict(fault, "hung")
    finally:
        file.write_text(sound)


def _covering(fault: Fault, reached: Reached, most: int) -> list[str]:
    return reached.covering(fault.path, fault.line if fault.in_function else None, most)


if __name__ == "__main__":
    sys.exit(main())
