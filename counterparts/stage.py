"""What the counterparts share: a folder, and a Home Assistant for those that need one."""

from contextlib import AsyncExitStack
from pathlib import Path
import tempfile
from types import TracebackType
from typing import Self

from tests.ports import reserved_port

from .home import Home, home


class Stage:
    """A folder that goes at the end, and a Home Assistant that is started once it is asked for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._stack = AsyncExitStack()
        self._folder = Path()
        self._home: Home | None = None

    async def __aenter__(self) -> Self:
        """Make the folder."""
        made = tempfile.TemporaryDirectory(prefix="counterparts-")
        self._folder = Path(self._stack.enter_context(made))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop Home Assistant."""
        await self._stack.__aexit__(kind, error, trace)

    def folder(self, name: str) -> Path:
        """Make a folder for one counterpart."""
        made = self._folder / name
        made.mkdir()
        return made

    async def home(self) -> Home:
        """Return the house, which runs."""
        if self._home is None:
            port = self._stack.enter_context(reserved_port())
            running = home(self.folder("home"), port)
            self._home = await self._stack.enter_async_context(running)
        return self._home
