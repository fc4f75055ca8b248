"""The demo as a program: who reaches it, and that nothing of it stays behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import signal
import socket
import subprocess
import sys
import time

import pytest

from demo.__main__ import check_port, parse

from ..ports import reserved_port, reserved_row

DEADLINE = 100
LISTENING = "0A"
LOOPBACK = {"0100007F", "00000000000000000000000001000000"}

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("socket_enabled")]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs, and how to run another one in the same folder."""

    arguments: tuple[str, ...]
    port: int
    process: subprocess.Popen[str]

    def begin(self) -> subprocess.Popen[str]:
        """Begin another one."""
        return _begin(self.arguments)


def _begin(arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - the program under test
        [sys.executable, "-u", "-m", "demo", *arguments],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Return a demo whose Home Assistant runs."""
    with reserved_port() as port, reserved_row(4) as simulator_port:
        arguments = (
            *("--folder", str(tmp_path), "--port", str(port)),
            *("--simulator-port", str(simulator_port)),
        )
        process = _begin(arguments)
        assert process.stdout is not None
        said = ""
        try:
            while "Home Assistant runs at" not in said:
                line = process.stdout.readline()
                assert line, f"the demo has ended: {said}"
                said += line
            yield Demo(arguments, port, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=DEADLINE)


def listening(port: int) -> set[str]:
    """Return the addresses at which somebody on this machine listens on a port, as Linux has it."""
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    return {
        row[1].partition(":")[0]
        for row in rows
        if row[3] == LISTENING and int(row[1].partition(":")[2], 16) == port
    }


def test_its_house_is_this_machines_alone_and_ends_with_its_terminal(demo: Demo) -> None:
    assert "0100007F" in listening(demo.port)
    assert listening(demo.port) <= LOOPBACK

    other = demo.begin()
    said, _ = other.communicate(timeout=DEADLINE)
    assert other.returncode == 1
    assert "The Home Assistant of another demo runs in " in said
    assert "if its terminal is gone: kill " in said

    assert demo.process.stdout is not None
    demo.process.stdout.close()
    demo.process.send_signal(signal.SIGHUP)
    demo.process.wait(DEADLINE)
    until_free(demo.port)


def until_free(port: int) -> None:
    """Wait until nobody listens on a port."""
    late = time.monotonic() + DEADLINE
    while listening(port):
        assert time.monotonic() < late, f"somebody listens on {port}"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_a_port_that_is_taken_in_one_way_is_taken(
    family: socket.AddressFamily, address: str
) -> None:
    try:
        server = socket.create_server((address, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {address}")
    with server, pytest.raises(SystemExit, match="is taken"):
        check_port(server.getsockname()[1])


def test_a_port_that_nobody_listens_on_is_free() -> None:
    with reserved_port() as port:
        check_port(port)


def test_a_story_is_told_with_what_can_tell_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["demo", "--story", "blackout"])
    assert parse().gateway == "android"
    monkeypatch.setattr(sys, "argv", ["demo", "--story", "blackout", "--gateway", "smpp"])
    with pytest.raises(SystemExit):
        parse()
    assert "this story is told with --gateway android or modem" in capsys.readouterr().err
