"""A real Home Assistant in a folder of its own, driven over its own API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count
import json
import os
from pathlib import Path
import signal
import sys
from typing import Any

from aiohttp import ClientConnectionError, ClientSession, ClientWebSocketResponse

ROOT = Path(__file__).parent.parent
USERNAME = "demo"
PASSWORD = "demo"  # noqa: S105 - printed for whoever tries the demo
_START_TIMEOUT = 120
_STOP_TIMEOUT = 40
_ANSWER_TIMEOUT = 20
_LOOPBACK = "127.0.0.1"
# Commands are numbered upwards over each connection.
_NUMBERS = count(1)
_ONBOARDING_DONE = {"done": ["user", "core_config", "analytics", "integration"]}


type Ask = Callable[..., Awaitable[Any]]


class House:
    """One Home Assistant process, with the integration of this repository in it."""

    def __init__(self, folder: Path, port: int, configuration: str, *components: Path) -> None:
        """Keep everything in `folder`; `configuration` is its configuration.yaml.

        `components` are the folders of further custom components.
        """
        self.folder = folder
        self._port = port
        self._configuration = configuration
        self._components = (ROOT / "custom_components" / "sms_gateway", *components)
        self._process: asyncio.subprocess.Process | None = None
        self._session = ClientSession()
        self.url = f"http://localhost:{port}"
        self.host = _LOOPBACK

    async def close(self) -> None:
        """Stop whatever runs."""
        await self.stop()
        await self._session.close()

    async def prepare(self) -> None:
        """Make the folder of a house that has a user and needs no onboarding."""
        storage = self.folder / ".storage"
        storage.mkdir(parents=True, exist_ok=True)
        (self.folder / "configuration.yaml").write_text(self._configuration)
        (storage / "onboarding").write_text(_stored("onboarding", _ONBOARDING_DONE, version=4))
        components = self.folder / "custom_components"
        components.mkdir(exist_ok=True)
        for component in self._components:
            (components / component.name).symlink_to(component)
        await self._run("--script", "auth", "-c", str(self.folder), "add", USERNAME, PASSWORD)

    async def start(self, *, wait: bool = True) -> None:
        """Start Home Assistant, and wait until it has started unless told otherwise."""
        # Its password is known to everybody: nobody else in the network is let in.
        server = {"server_host": [self.host], "server_port": self._port}
        (self.folder / ".storage" / "http").write_text(_stored("http", server))
        log = (self.folder / "output.log").open("ab")
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "homeassistant", "--skip-pip", "-c", str(self.folder)),
            # Without compiled code kept, Home Assistant takes 6 s to start instead of 2.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
            cwd=self.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        if wait:
            await self.started()

    async def answering(self) -> None:
        """Wait until Home Assistant's web server answers, which is before it has started."""
        async with self._within(_START_TIMEOUT, "its web server answers"):
            while not await self._answers():
                if self._process is None or self._process.returncode is not None:
                    raise RuntimeError(f"Home Assistant ended; see {self.folder}/output.log")
                await asyncio.sleep(0.05)

    async def started(self) -> None:
        """Wait until Home Assistant has started, and sign in."""
        await self.answering()
        token = (await self.tokens(USERNAME, PASSWORD))["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        async with self._within(_START_TIMEOUT, "it has started"):
            while (await self.get("/api/config"))["state"] != "RUNNING":
                await asyncio.sleep(0.1)

    async def tokens(self, username: str, password: str) -> dict[str, Any]:
        """Sign somebody in, as the login page does; return what the frontend keeps of it."""
        client_id = f"{self.url}/"
        flow = await self.post(
            "/auth/login_flow",
            {
                "client_id": client_id,
                "handler": ["homeassistant", None],
                "redirect_uri": client_id,
            },
        )
        done = await self.post(
            f"/auth/login_flow/{flow['flow_id']}",
            {"client_id": client_id, "username": username, "password": password},
        )
        form = {
            "client_id": client_id,
            "grant_type": "authorization_code",
            "code": done["result"],
        }
        async with self._session.post(f"{self.url}/auth/token", data=form) as response:
            told = await response.json()
        return {**told, "hassUrl": self.url, "clientId": client_id}

    async def stop(self) -> None:
        """Stop Home Assistant as a user would, and wait until it has."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_TIMEOUT):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()
        self._process = None

    async def kill(self) -> None:
        """Do what a power cut does."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        self._process = None

    @property
    def resident_memory(self) -> int:
        """The bytes that the running process keeps in memory."""
        if self._process is None:
            raise RuntimeError("Home Assistant is not running")
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def bytes_written(self) -> int:
        """What the running process has had written to the disk."""
        if self._process is None:
            raise RuntimeError("Home Assistant is not running")
        counts = Path(f"/proc/{self._process.pid}/io").read_text().splitlines()
        return int(dict(line.split(": ") for line in counts)["write_bytes"])

    async def get(self, path: str) -> Any:  # noqa: ANN401 - whatever the API answers
        """Ask the REST API."""
        async with self._session.get(self.url + path) as response:
            response.raise_for_status()
            return await response.json()

    async def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401
        """Tell the REST API; what it refuses is raised with its own words."""
        async with self._session.post(self.url + path, json=body or {}) as response:
            if not response.ok:
                raise RuntimeError(f"{path}: HTTP {response.status}: {await response.text()}")
            return await response.json()

    async def delete(self, path: str) -> None:
        """Have the REST API delete something."""
        async with self._session.delete(self.url + path) as response:
            response.raise_for_status()

    async def state(self, entity_id: str) -> str:
        """Return the state of an entity."""
        return str((await self.get(f"/api/states/{entity_id}"))["state"])

    async def call(self, domain: str, action: str, **data: object) -> Any:  # noqa: ANN401
        """Call an action that has a response, and return that."""
        answer = await self.post(f"/api/services/{domain}/{action}?return_response", data)
        return answer["service_response"]

    async def call_plain(self, domain: str, action: str, **data: object) -> None:
        """Call an action that has no response."""
        await self.post(f"/api/services/{domain}/{action}", data)

    @asynccontextmanager
    async def events(self, *kinds: str) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
        """Listen to the events on the bus, from the moment the context is entered."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        async with self._socket() as socket:
            async with self._within(_ANSWER_TIMEOUT, f"it lets us listen to {', '.join(kinds)}"):
                for kind in kinds:
                    await _ask(socket, {"type": "subscribe_events", "event_type": kind})
            reader = asyncio.create_task(_read(socket, queue))
            try:
                yield queue
            finally:
                reader.cancel()

    @asynccontextmanager
    async def commands(self) -> AsyncIterator[Ask]:
        """Connect as the page does; what is yielded sends a command and returns its answer."""

        async def ask(command: str, **fields: object) -> Any:  # noqa: ANN401 - what JSON holds
            async with self._within(_ANSWER_TIMEOUT, f"it answers {command}"):
                answer = await _ask(socket, {"type": command, **fields})
            if not answer["success"]:
                raise RuntimeError(f"{command}: {answer['error']}")
            return answer["result"]

        async with self._socket() as socket:
            yield ask

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[ClientWebSocketResponse]:
        token = self._session.headers["Authorization"].removeprefix("Bearer ")
        async with self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0) as socket:
            async with self._within(_ANSWER_TIMEOUT, "it lets us in"):
                await socket.receive_json()
                await socket.send_json({"type": "auth", "access_token": token})
                await socket.receive_json()
            yield socket

    @asynccontextmanager
    async def _within(self, seconds: float, what: str) -> AsyncIterator[None]:
        """Raise RuntimeError with what was waited for when that takes too long."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise RuntimeError(
                f"Home Assistant: not within {seconds} s: {what}; see {self.folder}/output.log"
            ) from error

    async def _answers(self) -> bool:
        try:
            async with self._session.get(f"{self.url}/auth/providers") as response:
                return response.ok
        except ClientConnectionError:
            return False

    async def _run(self, *arguments: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "homeassistant", *arguments),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with self._within(_START_TIMEOUT, f"{' '.join(arguments)} has ended"):
                _, error = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode:
            raise RuntimeError(error.decode())


def _stored(key: str, data: object, *, version: int = 1) -> str:
    """Return what a file of Home Assistant's storage holds, in a version that it knows."""
    return json.dumps({"version": version, "minor_version": 1, "key": key, "data": data})


async def _ask(socket: ClientWebSocketResponse, command: Mapping[str, object]) -> dict[str, Any]:
    await socket.send_json({"id": next(_NUMBERS), **command})
    answer: dict[str, Any] = await socket.receive_json()
    return answer


async def _read(socket: ClientWebSocketResponse, queue: asyncio.Queue[dict[str, Any]]) -> None:
    async for message in socket:
        content = message.json()
        if content["type"] == "event":
            queue.put_nowait(content["event"])
