"""npm's packages, in a folder of their own; Node.js is in .venv, from PyPI."""

import os
from pathlib import Path
import shutil
import sys

from demo.house import ROOT

from .checks import CannotBeHadError, NotSeenError
from .programs import output_of

_TOOLS = ROOT / ".tools"
_PLACE = _TOOLS / "counterparts" / "npm"
_REQUIREMENTS = Path(__file__).with_name("requirements")
_LOCK = "package-lock.json"
_FILES = ("package.json", _LOCK, ".npmrc")


def node() -> str:
    """Return the path of Node.js."""
    return _beside_python("node")


async def modules(name: str) -> Path:
    """Return the folder with the packages of `requirements/npm_<name>`."""
    wanted = _REQUIREMENTS / f"npm_{name}"
    place = _PLACE / name
    installed = place / "node_modules" / f".{_LOCK}"
    is_current = installed.exists() and (place / _LOCK).read_text() == (wanted / _LOCK).read_text()
    if not is_current:
        place.mkdir(parents=True, exist_ok=True)
        for file in _FILES:
            shutil.copy(wanted / file, place)
        try:
            await _install(place)
        except NotSeenError as error:
            raise CannotBeHadError(f"npm's packages for {name}: {error}") from error
    return place / "node_modules"


async def _install(place: Path) -> None:
    # As scripts/frontend has it.
    cache = ("--cache", str(_TOOLS / "npm-cache"), "--logs-max=0")
    options = ("--ignore-scripts", "--no-update-notifier", *cache)
    # npm looks for Node.js there.
    path = f"PATH={Path(sys.executable).parent}:{os.environ['PATH']}"
    npm = _beside_python("npm")
    await output_of(("env", f"--chdir={place}", path, npm, "ci", *options))


def _beside_python(program: str) -> str:
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    if found is None:
        raise CannotBeHadError(f"there is no {program} beside this Python")
    return found
