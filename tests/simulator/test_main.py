"""The simulator as a program."""

import asyncio
from pathlib import Path
import re
import signal
import sys

from aiohttp import ClientSession
import pytest

from simulator.server import GATEWAYS


@pytest.mark.usefixtures("socket_enabled")
async def test_program_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--port", "0"),
        *("--callback-url", "http://127.0.0.1:1/hook"),
        *("--modem-pty", str(tmp_path / "modem")),
        stderr=asyncio.subprocess.PIPE,
    )
    assert program.stderr is not None
    urls = [
        re.findall(r"(?:http|smpp|socket|ftp)://\S+", (await program.stderr.readline()).decode())[0]
        for _ in range(len(GATEWAYS) + 4)
    ]
    async with ClientSession() as session, session.get(f"{urls[-1]}/control/state") as response:
        state = await response.json()
    assert list(state["gateways"].values()) == urls[:-2]
    assert re.fullmatch(r"smpp://127\.0\.0\.1:\d+", urls[-4])
    assert re.fullmatch(r"socket://127\.0\.0\.1:\d+", urls[-3])
    assert re.fullmatch(r"ftp://127\.0\.0\.1:\d+", urls[-2])
    assert urls[0] == f"{state['url']}/clickatell_one"
    assert state["account"]["callback_url"] == "http://127.0.0.1:1/hook"
    assert (tmp_path / "modem").is_char_device()
    program.send_signal(signal.SIGTERM)
    _, complaints = await program.communicate()
    assert (program.returncode, complaints) == (0, b"")
    assert list(tmp_path.iterdir()) == []
