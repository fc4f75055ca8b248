"""Debian's packages, unpacked into .tools: nothing is installed, and nobody has to be root."""

from collections.abc import Mapping
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import tempfile

from demo.house import ROOT

from .checks import CannotBeHadError, NotSeenError
from .programs import output_of

_PLACE = ROOT / ".tools" / "counterparts" / "debian"
_APT = ("apt-get", "-o", "APT::Sandbox::User=root")
_NO_SUCH = "Unable to locate package"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package and what it depends on, in a folder that stands for the root of the machine."""

    folder: Path

    def program(self, name: str) -> str:
        """Return the path of one of its programs."""
        found = shutil.which(name, path=self._path("usr/sbin", "usr/bin"))
        if found is None:
            raise CannotBeHadError(f"Debian's package has no program {name}")
        return found

    @property
    def environment(self) -> Mapping[str, str]:
        """What lets a program find its libraries."""
        folders = sorted({path.parent for path in self.folder.rglob("lib*.so.*")})
        return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}

    def _path(self, *folders: str) -> str:
        return os.pathsep.join(str(self.folder / name) for name in folders)


async def unpacked(package: str) -> Unpacked:
    """Return a package of Debian's, fetched unless it is there already."""
    place = _PLACE / package
    if not place.exists():
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise CannotBeHadError(f"Debian's package {package} needs apt-get and dpkg-deb")
        _PLACE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_PLACE, prefix="fetching-") as folder:
            try:
                await _fetch(package, Path(folder))
            except NotSeenError as error:
                raise CannotBeHadError(f"Debian's package {package}: {error}") from error
            # Somebody else may have been quicker.
            if not place.exists():
                (Path(folder) / "root").rename(place)
    return Unpacked(place)


async def _fetch(package: str, folder: Path) -> None:
    """Unpack a package, and what it depends on that this machine lacks, into `folder`/root."""
    try:
        names = await _missing(package)
    except NotSeenError as error:
        if _NO_SUCH not in str(error) or os.geteuid() != 0:
            raise
        await output_of((*_APT, "update"))
        names = await _missing(package)
    archives = folder / "archives"
    archives.mkdir()
    # apt-get downloads into the folder in which it runs.
    download = f'cd "$0" && exec {" ".join(_APT)} download "$@"'
    await output_of(("sh", "-c", download, str(archives), *names))
    for archive in sorted(archives.glob("*.deb")):
        await output_of(("dpkg-deb", "-x", str(archive), str(folder / "root")))


async def _missing(package: str) -> list[str]:
    """Return what would be installed with a package, and itself."""
    wish = ("install", "--simulate", "--no-install-recommends", package)
    planned = await output_of((*_APT, *wish))
    lines = [line.split() for line in planned.splitlines() if line.startswith("Inst ")]
    return sorted({package, *(line[1] for line in lines)})
