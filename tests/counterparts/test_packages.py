"""Foreign packages that can't be had, and that are fetched once."""

from pathlib import Path
import stat

import pytest

from counterparts import debian, npm, pypi
from counterparts.__main__ import run_all
from counterparts.checks import CannotBeHadError, Checks, summary
from counterparts.stage import Stage

APT_GET = """#!/bin/sh
echo "$@" >> {folder}/calls
case "$*" in
  *--simulate*) echo "Inst libred (1.0 archive)"; echo "Inst box (2.0 archive)"; echo "Conf box";;
  *download*) touch box.deb libred.deb;;
esac
"""
DPKG_DEB = """#!/bin/sh
mkdir -p "$3/usr/sbin" "$3/usr/lib/here"
cp /bin/sh "$3/usr/sbin/$(basename "$2" .deb)"
touch "$3/usr/lib/here/libred.so.1"
"""
FAILS = """#!/bin/sh
echo "some words" >&2
echo "E: Unable to connect" >&2
exit 100
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the first folder of the PATH of a machine that has fetched nothing yet."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setattr(debian, "_PLACE", tmp_path / "tools" / "debian")
    monkeypatch.setattr(pypi, "_PLACE", tmp_path / "tools" / "pypi")
    monkeypatch.setattr(npm, "_PLACE", tmp_path / "tools" / "npm")
    monkeypatch.setattr("sys.executable", str(programs / "python"))
    return programs


def has(machine: Path, name: str, program: str) -> None:
    """Give the machine a program."""
    path = machine / name
    path.write_text(program.replace("{folder}", str(machine)))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


async def test_a_package_is_fetched_once_with_what_it_needs(machine: Path) -> None:
    has(machine, "apt-get", APT_GET)
    has(machine, "dpkg-deb", DPKG_DEB)
    for _ in range(2):
        box = await debian.unpacked("box")
        assert box.program("box") == str(box.folder / "usr/sbin/box")
        assert box.environment == {"LD_LIBRARY_PATH": str(box.folder / "usr/lib/here")}
    with pytest.raises(CannotBeHadError, match="has no program wapbox"):
        box.program("wapbox")
    calls = (machine / "calls").read_text().splitlines()
    assert [line.rpartition("User=root ")[2] for line in calls] == [
        "install --simulate --no-install-recommends box",
        "download box libred",
    ]
    assert [path.name for path in box.folder.parent.iterdir()] == ["box"]


async def test_a_package_that_can_t_be_had(machine: Path) -> None:
    has(machine, "apt-get", FAILS)
    with pytest.raises(CannotBeHadError, match=r"^Debian's package box: .*E: Unable to connect$"):
        await debian.unpacked("box")
    assert not list((machine.parent / "tools" / "debian").iterdir())


async def test_lists_that_know_too_little_are_renewed_by_who_may(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = 'test -e {folder}/updated || { echo "E: Unable to locate package $1" >&2; exit 100; }'
    has(machine, "dpkg-deb", DPKG_DEB)
    has(
        machine,
        "apt-get",
        f'#!/bin/sh\ncase "$*" in *update) touch {{folder}}/updated;; esac\n{unknown}\n{APT_GET}',
    )
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(CannotBeHadError, match="Unable to locate"):
        await debian.unpacked("box")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert (await debian.unpacked("box")).program("box")


async def test_no_debian(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(machine))
    with pytest.raises(CannotBeHadError, match="needs apt-get and dpkg-deb"):
        await debian.unpacked("box")


async def test_an_environment_is_made_once(machine: Path) -> None:
    has(
        machine,
        "uv",
        '#!/bin/sh\necho "$1" >> {folder}/calls\nmkdir -p "{folder}/../tools/pypi/smpp34"\n',
    )
    for _ in range(2):
        python = await pypi.environment("smpp34")
    assert python == str(machine / "../tools/pypi/smpp34/bin/python").replace("programs/../", "")
    assert (machine / "calls").read_text().split() == ["venv", "pip"]


async def test_modules_are_installed_once(machine: Path) -> None:
    with pytest.raises(CannotBeHadError, match="there is no npm beside this Python"):
        await npm.modules("smpp")
    has(
        machine,
        "npm",
        '#!/bin/sh\necho "$1" >> {folder}/calls\n'
        "mkdir -p node_modules\ntouch node_modules/.package-lock.json\n",
    )
    for _ in range(2):
        folder = await npm.modules("smpp")
    assert folder == machine.parent / "tools" / "npm" / "smpp" / "node_modules"
    assert (machine / "calls").read_text().split() == ["ci"]
    # Other versions are wanted.
    (folder.parent / "package-lock.json").write_text("{}")
    has(machine, "npm", FAILS)
    with pytest.raises(CannotBeHadError, match=r"^npm's packages for smpp: .*Unable to connect$"):
        await npm.modules("smpp")


async def test_a_library_that_can_t_be_had_is_skipped_with_a_word(machine: Path) -> None:
    has(machine, "uv", FAILS)

    async def needs_it(_checks: Checks, _stage: Stage) -> None:
        await pypi.environment("bulksms")

    made = await run_all({"bulksms": ("A library", needs_it)})
    assert summary(made).startswith("A library: skipped, PyPI's packages for bulksms: ")
    assert [checks.wrong for checks in made] == [[]]
