"""mo.log at FTP servers of others, fetched by a real Home Assistant."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from simulator import Simulator
from tests.ports import reserved_port

from .checks import Checks
from .ftp_servers import PASSWORD, USER, FtpServer, pyftpdlib, vsftpd
from .home import SENDER, Account, Home
from .library import simulated
from .programs import running
from .stage import Stage

VSFTPD_NAME, PYFTPDLIB_NAME = "vsftpd", "pyftpdlib"
_POLL = {"poll_replies": 0.02}
_MANY = 300
# Each message has an id of its own, and each account numbers of its own.
_IDS = count(1)
_NUMBERS = count(447700900100)

type Make = Callable[[Path, int, str], Awaitable[FtpServer]]


@dataclass(frozen=True, slots=True)
class Rig:
    """A house, one of its accounts, and the file that this account fetches."""

    checks: Checks
    home: Home
    account: Account
    server: FtpServer
    who: str

    @property
    def log(self) -> Path:
        """The file at the server."""
        return self.server.files / "mo.log"

    def line(self, text: str) -> bytes:
        """Return a line about a message that was written now."""
        now = datetime.now(UTC) + timedelta(hours=2)
        numbers = (self.who.removeprefix("+"), SENDER.removeprefix("+"))
        columns = (f"{now:%Y-%m-%d %H:%M:%S}", *numbers, text, USER, f"{next(_IDS):032x}")
        return "\t".join((*columns, "ISO-8859-1", "")).encode() + b"\n"

    async def comes(self, how_many: int, what: str) -> None:
        """Note whether so many messages have come, and no more."""
        hearing = self.home.hears("message_received", self.who, how_many)
        await self.checks.comes(hearing, what)

    def texts(self) -> list[str]:
        """Return what has come, in order."""
        return [data["text"] for data in self.home.told.of("message_received", self.who)]

    def append(self, content: bytes) -> None:
        """Write on."""
        with self.log.open("ab") as log:
            log.write(content)


def entered(
    simulator: Simulator, server: FtpServer, sender: str, password: str
) -> dict[str, object]:
    """Return what the form is filled in with."""
    account = simulator.account
    return {
        "name": f"{server.name} {server.encryption} {sender}",
        "username": account.user,
        "password": account.password,
        "api_id": account.api_id,
        "sender": sender,
        "advanced": {
            "url": simulator.gateway_urls["clickatell_central"],
            "verify_ssl": False,
            "transport": "http",
            "ftp_host": f"127.0.0.1:{server.port}",
            "ftp_password": password,
            "ftp_encryption": server.encryption,
        },
    }


async def add(checks: Checks, home: Home, simulator: Simulator, server: FtpServer) -> Rig:
    """Add an account whose log is there, with a wrong password at first."""
    who, sender = f"+{next(_NUMBERS)}", str(next(_NUMBERS))
    step = await home.begin("clickatell_central")
    shown = await home.house.post(step, entered(simulator, server, sender, "wrong"))
    checks.same(shown.get("errors"), {"advanced": "ftp_refused"}, "a wrong password is refused")
    account = await home.add(step, entered(simulator, server, sender, PASSWORD))
    await home.set_options(account, {"replies": _POLL})
    return Rig(checks, home, account, server, who)


async def read_on(rig: Rig) -> None:
    """Write on, in pieces and in halves, cut it off, put another file there, and be away."""
    checks = rig.checks
    rig.append(rig.line("one") + rig.line("two"))
    await rig.comes(2, "what is in the file comes")
    half = rig.line("three")
    rig.append(half[:40])
    rig.append(half[40:])
    await rig.comes(3, "a line in two halves comes")
    rig.append(b"".join(rig.line(f"many {number}") for number in range(_MANY)))
    await rig.comes(3 + _MANY, f"{_MANY} lines at once come")
    rig.log.write_bytes(rig.line("smaller"))
    await rig.comes(4 + _MANY, "a file that is smaller is read from its start")
    replaced = rig.log.with_name("next")
    replaced.write_bytes(b"".join(rig.line(f"other {number}") for number in range(3)))
    replaced.replace(rig.log)
    await rig.comes(7 + _MANY, "so is one that took its place")
    await rig.server.program.stop()
    rig.append(rig.line("away"))
    await rig.server.program.start()
    await rig.comes(8 + _MANY, "what was written while the server was away comes")
    many = [f"many {number}" for number in range(_MANY)]
    others = [f"other {number}" for number in range(3)]
    expected = ["one", "two", "three", *many, "smaller", *others, "away"]
    checks.same(rig.texts(), expected, "all of it in order, and once")
    checks.right_if(rig.log.exists(), "the file is still there")


async def _run(checks: Checks, stage: Stage, make: Make, encryptions: tuple[str, ...]) -> None:
    home = await stage.home()
    with ExitStack() as kept:
        async with simulated("clickatell_central") as simulator:
            simulator.account.api_id = USER
            for encryption in encryptions:
                port = kept.enter_context(reserved_port())
                folder = stage.folder(f"{make.__name__}-{encryption}")
                server = await make(folder, port, encryption)
                checks.title(f"TLS: {encryption}")
                async with running(server.program, port, server.name):
                    rig = await add(checks, home, simulator, server)
                    await read_on(rig)


async def run_vsftpd(checks: Checks, stage: Stage) -> None:
    """Fetch from a server that insists on one TLS session for all connections."""
    await _run(checks, stage, vsftpd, ("explicit", "implicit"))


async def run_pyftpdlib(checks: Checks, stage: Stage) -> None:
    """Fetch from one in Python, with TLS and without."""
    await _run(checks, stage, pyftpdlib, ("none", "explicit"))
