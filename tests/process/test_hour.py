"""An hour in which everything goes wrong that can, with time that runs sixty times as fast.

The engine and the client of a gateway run against the simulator, over real sockets. Every fault
strikes, by a chance that is repeated with HOUR_SEED; people answer, write STOP, and messages are
called back. Afterwards every promise is looked at (hour/judgement.py), memory, tasks and the file.

By default it is 12 minutes with 2,000 messages. The whole hour with 10,000, for messages that may
be sent twice and for those that must not, takes two and a half minutes:

    SMS_GATEWAY_FULL_HOUR=1 .venv/bin/pytest -s tests/process/test_hour.py
"""

import os
from pathlib import Path
import random
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[2]
IS_FULL = os.environ.get("SMS_GATEWAY_FULL_HOUR") == "1"
MESSAGES, MINUTES = (10_000, 60) if IS_FULL else (2_000, 12)
DEADLINE = 280
"""Seconds of real time; what is not quiet in the end says so long before (hour/stage.py)."""

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("manner", ["eager", "careful"])
def test_everything_goes_wrong_and_every_promise_is_kept(tmp_path: Path, manner: str) -> None:
    seed = os.environ.get("HOUR_SEED") or str(random.randrange(2**32))
    print(f"HOUR_SEED={seed}")
    ended = subprocess.run(  # noqa: S603 - the hour beside this file
        [
            *(sys.executable, "-m", "tests.process.hour"),
            *(str(tmp_path), str(MESSAGES), str(MINUTES), seed, manner),
        ],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
        timeout=DEADLINE,
    )
    print(ended.stdout, ended.stderr)
    assert ended.returncode == 0
    assert ended.stderr == ""
