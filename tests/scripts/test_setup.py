"""scripts/setup on machines that lack something, or where it is broken off."""

import os
from pathlib import Path
import signal

import pytest

from .conftest import Machine, ended

ON_DEBIAN = "on Debian: apt install gcc g++ make "


def test_once_and_again(machine: Machine) -> None:
    first = machine.sets_up()
    assert (first.code, first.said.splitlines()[-1]) == (0, "setup: ready")
    assert len(machine.called("pip")) == 1
    again = machine.sets_up()
    assert (again.code, again.said) == (0, "")
    assert len(machine.called("pip")) == 1


def test_it_is_made_anew_when_its_packages_change_and_not_for_a_rule_of_the_linter(
    machine: Machine,
) -> None:
    project = machine.folder / "checkout" / "pyproject.toml"
    assert machine.sets_up().code == 0
    project.write_text(project.read_text() + "line-length = 100\n")
    assert machine.sets_up().said == ""
    project.write_text(project.read_text().replace("[]", '["ruff"]'))
    assert machine.sets_up().said.endswith("setup: ready\n")
    assert len(machine.called("pip")) == 2


def test_help_says_what_it_takes_and_does_nothing(machine: Machine) -> None:
    told = machine.sets_up("--help")
    assert told.code == 0
    assert "3 GB of disk" in told.said
    assert "minutes" in told.said
    assert not machine.tools.exists()


def test_everything_goes_into_this_folder(machine: Machine) -> None:
    assert machine.sets_up().code == 0
    assert [environment["UV_CACHE_DIR"] for _, _, environment in machine.calls()] == [
        str(machine.tools / "uv-cache")
    ] * len(machine.calls())


def test_a_cache_of_ones_own_is_used(machine: Machine) -> None:
    machine.environment["UV_CACHE_DIR"] = "/var/cache/uv"
    assert machine.sets_up().code == 0
    assert machine.called("pip")[0][2]["UV_CACHE_DIR"] == "/var/cache/uv"


@pytest.mark.parametrize(("has_store", "trusted"), [(True, "true"), (False, None)])
def test_uv_trusts_the_certificates_that_the_machine_trusts(
    machine: Machine, tmp_path: Path, has_store: bool, trusted: str | None
) -> None:
    store = tmp_path / "store.pem"
    if has_store:
        store.touch()
    machine.environment |= {"SSL_CERT_FILE": str(store), "SSL_CERT_DIR": str(tmp_path / "none")}
    assert machine.sets_up().code == 0
    assert {environment.get("UV_SYSTEM_CERTS") for _, _, environment in machine.calls()} == {
        trusted
    }


@pytest.mark.parametrize("version", ["0.5.29", "0.10.12"])
def test_an_old_uv_is_passed_over(machine: Machine, version: str) -> None:
    machine.has_uv(version)
    own = machine.tools / "uv" / "bin"
    machine.has_uv("0.13.9", own)
    (own / "python-found").write_text((machine.programs / "python-found").read_text())
    assert machine.sets_up().code == 0
    assert {uv for uv, _, _ in machine.calls()} == {str(own / "uv")}


def test_without_an_uv_or_pip_it_says_so(machine: Machine) -> None:
    machine.has_uv("0.5.29")
    machine.environment["PYTHONPATH"] = str(machine.folder)
    (machine.folder / "pip.py").write_text("raise SystemExit(1)")
    ended = machine.sets_up()
    assert ended.code == 1
    assert "neither a new uv nor pip is here; on Debian: apt install python3-pip" in ended.said


@pytest.mark.parametrize("missing", ["cc", "c++"])
def test_a_missing_compiler_is_named_at_once(machine: Machine, missing: str) -> None:
    (machine.programs / missing).unlink()
    ended = machine.sets_up()
    assert ended.code == 1
    assert ended.said.startswith(f"setup: {missing} can't be found; {ON_DEBIAN}")
    assert machine.calls() == []


def test_missing_headers_are_named_before_anything_is_built(
    machine: Machine, tmp_path: Path
) -> None:
    (machine.programs / "python-found").unlink()
    machine.has_source(tmp_path)
    machine.has("cc", "import sys; sys.exit('openssl/ssl.h: No such file or directory')")
    ended = machine.sets_up()
    assert ended.code == 1
    assert "openssl/ssl.h: No such file or directory" in ended.said
    assert f"setup: CPython can't be built without these; {ON_DEBIAN}" in ended.said
    assert "configuring" not in ended.said


def test_cpython_is_built_where_none_can_be_had(machine: Machine, tmp_path: Path) -> None:
    (machine.programs / "python-found").unlink()
    machine.has_source(tmp_path)
    ended = machine.sets_up()
    assert (ended.code, ended.said.splitlines()[-1]) == (0, "setup: ready")
    built = machine.tools / "python" / "bin" / "python3.14"
    assert str(built) in machine.called("venv")[0][1]
    assert not (machine.tools / "build").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_broken_off_while_cpython_is_copied(
    machine: Machine, tmp_path: Path, number: signal.Signals
) -> None:
    (machine.programs / "python-found").unlink()
    machine.has_source(tmp_path)
    hold = machine.programs / "hold-copying"
    hold.touch()
    process = machine.begins()
    machine.until("began-copying")
    process.send_signal(number)
    broken = ended(process)
    assert broken.code == 130
    assert broken.said.endswith("setup: broken off; run it again to go on\n")
    assert "Traceback" not in broken.said
    assert not (machine.tools / "python").exists()
    assert not (machine.tools / "build").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((machine.programs / "process").read_text()), 0)
    hold.unlink()
    assert machine.sets_up().code == 0


def test_killed_while_cpython_is_copied(machine: Machine, tmp_path: Path) -> None:
    (machine.programs / "python-found").unlink()
    machine.has_source(tmp_path)
    hold = machine.programs / "hold-copying"
    hold.touch()
    process = machine.begins()
    machine.until("began-copying")
    process.kill()
    process.communicate()
    # What it had started goes on, and is waited for.
    again = machine.begins()
    hold.unlink()
    assert ended(again).code == 0
    assert not (machine.tools / "build").exists()


def test_a_python_that_was_half_copied_is_not_used(machine: Machine) -> None:
    half = machine.tools / "python" / "bin"
    machine.has("python3.14", "raise SystemExit('init_fs_encoding')", half)
    assert machine.sets_up().code == 0
    assert str(half / "python3.14") not in machine.called("venv")[0][1]


def test_a_python_that_is_found_and_lacks_modules_is_not_used(
    machine: Machine, tmp_path: Path
) -> None:
    machine.has_source(tmp_path)
    machine.has("python", "raise SystemExit('No module named _sqlite3')", tmp_path)
    (machine.programs / "python-found").write_text(str(tmp_path / "python"))
    assert machine.sets_up().code == 0
    built = machine.tools / "python" / "bin" / "python3.14"
    assert str(built) in machine.called("venv")[0][1]


def test_two_at_once_in_one_folder(machine: Machine) -> None:
    hold = machine.programs / "hold-pip"
    hold.touch()
    one = machine.begins()
    machine.until("began-pip")
    other = machine.begins()
    assert other.stdout is not None
    said = other.stdout.readline()
    assert said == "setup: another set-up works in this folder; waiting until it is done\n"
    hold.unlink()
    assert ended(one).code == 0
    assert ended(other).code == 0
    assert len(machine.called("pip")) == 1


def test_each_step_has_a_log_of_its_own(machine: Machine, tmp_path: Path) -> None:
    (machine.programs / "python-found").unlink()
    machine.has_source(tmp_path)
    assert machine.sets_up().code == 0
    assert sorted(path.name for path in machine.tools.glob("*.log")) == [
        "compiling-CPython.log",
        "configuring-CPython.log",
        "copying-CPython.log",
        "installing-packages.log",
        "making-.venv.log",
    ]
