"""A machine that has a copy of scripts/setup, and no programs but those that a test gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import hashlib
import io
import json
from pathlib import Path
import re
import signal
import subprocess
import sys
import tarfile
import time
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds for what takes less than one, on a machine that is busy."""

# Writes down how it was called; with a file named hold-<subcommand> it waits until that is gone.
FAKE_UV = """
import json, os, pathlib, sys, time
here = pathlib.Path(__file__).parent
arguments = sys.argv[1:]
if arguments == ["--version"]:
    print("uv VERSION (x86_64-unknown-linux-gnu)")
    sys.exit()
with (here / "calls").open("a") as calls:
    calls.write(json.dumps([__file__, arguments, dict(os.environ)]) + "\\n")
if arguments[:2] == ["python", "find"]:
    found = here / "python-found"
    print(found.read_text() if found.exists() else "")
    sys.exit(not found.exists())
if arguments[0] == "venv":
    python = pathlib.Path(arguments[-1], "bin", "python")
    python.parent.mkdir(parents=True, exist_ok=True)
    python.unlink(missing_ok=True)
    python.symlink_to(sys.executable)
(here / f"began-{arguments[0]}").touch()
while (here / f"hold-{arguments[0]}").exists():
    time.sleep(0.02)
"""

CONFIGURE = b"#!/bin/sh\n"

# What copies CPython: first a program that lacks its library; with a file named hold-copying it
# waits there, until that is gone.
FAKE_MAKE = """
import os, pathlib, sys, time
here = pathlib.Path(__file__).parent
if sys.argv[1] == "install":
    (folder,) = (a.removeprefix("DESTDIR=") for a in sys.argv if a.startswith("DESTDIR="))
    built = pathlib.Path(folder, "python", "bin", "python3.14")
    built.parent.mkdir(parents=True)
    built.write_text("#!/bin/sh\\nexit 1\\n")
    built.chmod(0o755)
    (here / "process").write_text(str(os.getpid()))
    (here / "began-copying").touch()
    while (here / "hold-copying").exists():
        time.sleep(0.02)
    built.write_text(f'#!/bin/sh\\nexec {sys.executable} "$@"\\n')
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run of scripts/setup came to."""

    code: int
    said: str


@dataclass(slots=True)
class Machine:
    """A fresh machine with a checkout."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def tools(self) -> Path:
        """Where set-up puts what it installs."""
        return self.folder / "checkout" / ".tools"

    @property
    def programs(self) -> Path:
        """The one folder on its PATH."""
        return self.folder / "bin"

    def has(self, name: str, program: str, folder: Path | None = None) -> None:
        """Give it a program, written in Python."""
        path = (folder or self.programs) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!{sys.executable}\n{program}")
        path.chmod(0o755)

    def has_uv(self, version: str, folder: Path | None = None) -> None:
        """Give it an uv of some version."""
        self.has("uv", FAKE_UV.replace("VERSION", version), folder)

    def has_python(self) -> None:
        """Let uv find a Python that is new enough."""
        (self.programs / "python-found").write_text(sys.executable)

    def has_source(self, folder: Path) -> None:
        """Let apt name an archive that has CPython's source, and give it what builds that."""
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:xz") as archive:
            configure = tarfile.TarInfo("Python-3.14.10/configure")
            configure.mode, configure.size = 0o755, len(CONFIGURE)
            archive.addfile(configure, io.BytesIO(CONFIGURE))
        source = folder / "debian/pool/main/p/python3.14/python3.14_3.14.10.orig.tar.xz"
        source.parent.mkdir(parents=True)
        source.write_bytes(content.getvalue())
        setup = self.folder / "checkout" / "scripts" / "setup"
        digest = hashlib.sha256(content.getvalue()).hexdigest()
        setup.write_text(re.sub(r'("3\.14\.10": ")\w+', rf"\g<1>{digest}", setup.read_text()))
        self.has("apt-get", f'print("{(folder / "debian").as_uri()}")')
        self.has("make", FAKE_MAKE)

    def begins(self, *arguments: str) -> subprocess.Popen[str]:
        """Run scripts/setup, and do not wait for it."""
        return subprocess.Popen(  # noqa: S603 - the script under test
            [sys.executable, self.folder / "checkout" / "scripts" / "setup", *arguments],
            env={"PATH": str(self.programs), **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def sets_up(self, *arguments: str) -> Ended:
        """Run scripts/setup to its end."""
        return ended(self.begins(*arguments))

    def until(self, name: str) -> None:
        """Wait until one of the programs has left a file of this name."""
        late = time.monotonic() + PATIENCE
        while not (self.programs / name).exists():
            assert time.monotonic() < late, f"never: {name}"
            time.sleep(0.02)

    def calls(self) -> list[tuple[str, list[str], Mapping[str, str]]]:
        """Return how uv was called: which, with what, in what environment."""
        calls: list[Any] = []
        for path in sorted(self.folder.rglob("calls")):
            calls += map(json.loads, path.read_text().splitlines())
        return [(uv, arguments, environment) for uv, arguments, environment in calls]

    def called(self, subcommand: str) -> list[tuple[str, list[str], Mapping[str, str]]]:
        """Return the calls of one of uv's subcommands."""
        return [call for call in self.calls() if call[1][0] == subcommand]


def ended(process: subprocess.Popen[str]) -> Ended:
    """Return what a run comes to."""
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        pytest.fail(f"set-up did not end; it said: {said}")
    return Ended(process.returncode, said)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine that has all that set-up needs, in a folder that is no easy one."""
    machine = Machine(tmp_path / "früh stück")
    scripts = machine.folder / "checkout" / "scripts"
    scripts.mkdir(parents=True)
    (scripts / "setup").write_text((ROOT / "scripts" / "setup").read_text())
    (scripts.parent / "pyproject.toml").write_text("[dependency-groups]\ndev = []\n[tool.ruff]\n")
    machine.has_uv("0.13.9")
    machine.has("cc", "")
    machine.has("c++", "")
    machine.has_python()
    return machine
