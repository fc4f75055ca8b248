"""A Prosody: Debian's, with users of its own, set up as docs/xmpp.md says."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
import re

from tests.ports import reserved_port

from .debian import Unpacked, unpacked
from .programs import Program

DOMAIN, COMPONENT = "localhost", "sms.localhost"
SECRET, PASSWORD = "secret-of-the-bridge", "letmein"
_CONFIGURATION = """\
pidfile = "{folder}/prosody.pid"
run_as_root = true
daemonize = false
certificates = "{folder}/certificates"
log = {{ info = "{folder}/prosody.log" }}
modules_enabled = {{
  "roster", "saslauth", "disco", "presence", "message", "offline", "iq", "ping", "vcard_legacy",
  "pep", "carbons"
}}
modules_disabled = {{ "s2s", "tls" }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
interfaces = {{ "127.0.0.1" }}
component_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {c2s_port} }}
component_ports = {{ {component_port} }}

VirtualHost "{domain}"

Component "{component}"
  component_secret = "{secret}"
"""


@dataclass(frozen=True, slots=True)
class Prosody:
    """The program, and where it takes clients and components."""

    folder: Path
    program: Program
    c2s_port: int
    component_port: int

    async def start(self) -> None:
        """Start it; what it knows it has kept."""
        await self.program.start()
        await self.program.listens(self.c2s_port, "Prosody")
        await self.program.listens(self.component_port, "Prosody")

    async def stop(self) -> None:
        """Stop it, as a machine that is shut down does."""
        await self.program.stop()

    def add_user(self, name: str) -> str:
        """Let somebody log in; return the address."""
        accounts = self.folder / "data" / DOMAIN / "accounts"
        accounts.mkdir(parents=True, exist_ok=True)
        (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}"; }};\n')
        return f"{name}@{DOMAIN}"


async def fetched() -> Unpacked:
    """Return Debian's package; raises CannotBeHadError."""
    return await unpacked("prosody")


@contextmanager
def prosody(package: Unpacked, folder: Path) -> Iterator[Prosody]:
    """Have a Prosody that is not started yet."""
    for name in ("certificates", "data"):
        (folder / name).mkdir()
    with ExitStack() as kept:
        c2s_port, component_port = (kept.enter_context(reserved_port()) for _ in range(2))
        configuration = _CONFIGURATION.format(
            folder=folder,
            c2s_port=c2s_port,
            component_port=component_port,
            domain=DOMAIN,
            component=COMPONENT,
            secret=SECRET,
        )
        (folder / "prosody.cfg.lua").write_text(configuration)
        command = (package.program("lua5.4"), _script(package, folder))
        program = Program(command, folder / "output.log", _environment(package))
        yield Prosody(folder, program, c2s_port, component_port)


def _script(package: Unpacked, folder: Path) -> str:
    """Write the program with paths of its own: it has Debian's in it."""
    places = {
        "SOURCEDIR": package.folder / "usr/lib/prosody",
        "CONFIGDIR": folder,
        "PLUGINDIR": package.folder / "usr/lib/prosody/modules",
        "DATADIR": folder / "data",
    }
    text = Path(package.program("prosody")).read_text()
    for name, place in places.items():
        text = re.sub(rf"(?m)^CFG_{name}=.*$", f"CFG_{name}='{place.absolute()}/';", text)
    script = folder / "prosody.lua"
    script.write_text(text)
    return str(script)


def _environment(package: Unpacked) -> Mapping[str, str]:
    shared = package.folder / "usr/share/lua/5.4"
    native = [path for path in package.folder.glob("usr/lib/*/lua/5.4") if path.is_dir()]
    return {
        **package.environment,
        "LUA_PATH": f"{shared}/?.lua;{shared}/?/init.lua;;",
        "LUA_CPATH": ";".join([*(f"{path}/?.so" for path in native), ";"]),
    }
