"""PyPI's packages, each set in an environment of its own: their pins are not Home Assistant's."""

import os
from pathlib import Path
import shutil
import sys

from demo.house import ROOT

from .checks import CannotBeHadError, NotSeenError
from .programs import output_of

_TOOLS = ROOT / ".tools"
_PLACE = _TOOLS / "counterparts" / "pypi"
_REQUIREMENTS = Path(__file__).with_name("requirements")
_FOREIGN = Path(__file__).with_name("foreign")
_STAMP = "requirements.txt"


async def environment(name: str, python: str = sys.executable) -> str:
    """Return the interpreter that has the packages of `requirements/<name>.txt`.

    `python` is an interpreter, or the version of one that uv can find or fetch.
    """
    wanted = (_REQUIREMENTS / f"{name}.txt").read_text()
    place = _PLACE / name
    stamp = place / _STAMP
    if not stamp.exists() or stamp.read_text() != wanted:
        try:
            await _make(place, name, python)
        except NotSeenError as error:
            raise CannotBeHadError(f"PyPI's packages for {name}: {error}") from error
        stamp.write_text(wanted)
    return str(place / "bin" / "python")


def script(name: str, suffix: str = "py") -> str:
    """Return the path of a program of ours that runs with foreign packages alone."""
    return str(_FOREIGN / f"{name}.{suffix}")


async def _make(place: Path, name: str, python: str) -> None:
    uv = shutil.which("uv") or str(_TOOLS / "uv" / "bin" / "uv")
    # As scripts/setup has it.
    os.environ.setdefault("UV_CACHE_DIR", str(_TOOLS / "uv-cache"))
    os.environ.setdefault("UV_SYSTEM_CERTS", "true")
    await output_of((uv, "venv", "--clear", "--quiet", "--python", python, str(place)))
    own = str(place / "bin" / "python")
    listed = str(_REQUIREMENTS / f"{name}.txt")
    await output_of((uv, "pip", "install", "--quiet", "--python", own, "--requirement", listed))
