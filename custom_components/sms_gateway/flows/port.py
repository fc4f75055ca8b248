"""Serial ports: the name that one keeps, and which of a stick's takes commands."""

from contextlib import suppress
import os
from pathlib import Path
import re

_BY_ID = Path("/dev/serial/by-id")
# A stick is several ports, which differ in the number of their interface.
_INTERFACE = re.compile(r"-if[0-9]{2}(?=-|$)")
# Which of them takes commands and tells what comes in, by the vendor (own-sim.md 2.7).
_FOR_COMMANDS = {"2C7C": "02", "1E0E": "02"}


def lasting(port: str) -> str:
    """Return a device by the name that it keeps whatever else is plugged in; reads the disk."""
    if port.startswith("/dev/") and not Path(port).is_relative_to(_BY_ID):
        device = os.path.realpath(port)
        with suppress(OSError):
            for link in sorted(_BY_ID.iterdir()):
                if os.path.realpath(link) == device:
                    return str(link)
    return port


def is_same_stick(port: str, other: str) -> bool:
    """Tell whether two ports are one modem's; reads the disk."""
    return _INTERFACE.sub("", lasting(port)) == _INTERFACE.sub("", lasting(other))


def port_for_commands(port: str, vendor: str) -> str:
    """Return the port of the same stick that takes commands, where that is known."""
    number = _FOR_COMMANDS.get(vendor.upper())
    return _INTERFACE.sub(f"-if{number}", port) if number else port
