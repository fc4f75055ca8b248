"""The folder that a customer of Clickatell's FTP API sees (using-the-ftp-api)."""

from dataclasses import dataclass, field
import time

KEPT = 48 * 3600
"""Seconds after its last change when a file is deleted."""


@dataclass(slots=True)
class _File:
    content: bytes
    changed_at: float


@dataclass(slots=True)
class Files:
    """Files in memory, by name."""

    _files: dict[str, _File] = field(default_factory=dict)

    def read(self, name: str) -> bytes | None:
        """Return what is in a file, if there is one."""
        found = self._files.get(name)
        if found is not None and found.changed_at + KEPT <= time.time():
            del self._files[name]
            found = None
        return None if found is None else found.content

    def write(self, name: str, content: bytes) -> None:
        """Put something in place of what is there."""
        self._files[name] = _File(content, time.time())

    def append(self, name: str, content: bytes) -> None:
        """Add to what is there."""
        self.write(name, (self.read(name) or b"") + content)

    def delete(self, name: str) -> None:
        """Delete a file, if there is one."""
        self._files.pop(name, None)

    def names(self) -> list[str]:
        """Return which files there are."""
        return [name for name in list(self._files) if self.read(name) is not None]
