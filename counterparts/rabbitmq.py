"""RabbitMQ and Redis, which Jasmin keeps its messages in: Debian's, neither of them installed."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.ports import reserved_port

from .debian import Unpacked, unpacked
from .programs import Program, running

# Debian's own has the path of what is installed in it.
_ERL = """\
#!/bin/sh
export ROOTDIR="{root}" BINDIR="{programs}" EMU=beam PROGNAME=erl
exec "$BINDIR/erlexec" "$@"
"""


@asynccontextmanager
async def redis(folder: Path) -> AsyncIterator[int]:
    """Run a Redis that forgets; return its port."""
    package = await unpacked("redis-server")
    with reserved_port() as port:
        command = (package.program("redis-server"), "--bind", "127.0.0.1", "--port", str(port))
        program = Program(
            (*command, "--save", "", "--dir", str(folder)),
            folder / "redis.log",
            package.environment,
        )
        async with running(program, port, "Redis"):
            yield port


@asynccontextmanager
async def rabbitmq(folder: Path) -> AsyncIterator[int]:
    """Run a RabbitMQ, and what Erlang finds its processes by; return its port."""
    package = await unpacked("rabbitmq-server")
    async with AsyncExitStack() as stack:
        port, names, distribution = (stack.enter_context(reserved_port()) for _ in range(3))
        erlang = package.folder / "usr/lib/erlang"
        (programs,) = erlang.glob("erts-*/bin")
        _write_erl(folder, erlang, programs)
        epmd = Program(
            (str(programs / "epmd"), "-address", "127.0.0.1", "-port", str(names)),
            folder / "epmd.log",
            package.environment,
        )
        await stack.enter_async_context(running(epmd, names, "Erlang's epmd"))
        broker = Program(
            (str(_home(package) / "sbin" / "rabbitmq-server"),),
            folder / "rabbitmq.log",
            {
                **package.environment,
                "PATH": f"{folder}:{programs}:/usr/bin:/bin",
                "HOME": str(folder),
                "ERL_EPMD_PORT": str(names),
                "RABBITMQ_HOME": str(_home(package)),
                "RABBITMQ_NODENAME": f"counterparts{port}@localhost",
                "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
                "RABBITMQ_NODE_PORT": str(port),
                "RABBITMQ_DIST_PORT": str(distribution),
                "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
                "RABBITMQ_LOG_BASE": str(folder / "log"),
                "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
                "RABBITMQ_CONFIG_FILE": str(folder / "none"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "none"),
            },
        )
        await stack.enter_async_context(running(broker, port, "RabbitMQ"))
        yield port


def _home(package: Unpacked) -> Path:
    (found,) = (package.folder / "usr/lib/rabbitmq/lib").glob("rabbitmq_server-*")
    return found


def _write_erl(folder: Path, erlang: Path, programs: Path) -> None:
    erl = folder / "erl"
    erl.write_text(_ERL.format(root=erlang, programs=programs))
    erl.chmod(0o755)
