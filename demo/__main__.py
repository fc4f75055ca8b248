"""The demo: an alert goes out of a real Home Assistant, meets trouble, arrives, and is answered."""

import argparse
import asyncio
from contextlib import suppress
import errno
import fcntl
import json
from pathlib import Path
import shutil
import signal
import socket
import sys

from aiohttp import ClientError

from simulator import Simulator

from .blackout import SIMS, Blackout
from .freezer import GATEWAYS, Freezer
from .house import PASSWORD, ROOT, USERNAME, House
from .steps import StepFailedError

CONFIGURATION = Path(__file__).with_name("configuration.yaml")
LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
FREEZER, BLACKOUT = "freezer", "blackout"
# How many ports a simulator takes, and what its SIM asks for.
_PORTS, _PIN = 4, "1234"
# Which gateways a story can be told with; without a choice it is the first.
STORIES = {FREEZER: ("clickatell_one", *GATEWAYS), BLACKOUT: SIMS}


def check_port(port: int) -> None:
    """End with a clear word where a port of this machine is taken, under one of its addresses."""
    for family, address in LOOPBACK.items():
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"Port {port} is taken. Stop what uses it, or choose another (--help).")
            if error.errno == errno.EACCES:
                sys.exit(f"Port {port} is not for everybody. Choose another (--help).")
            # What is left is a machine without this kind of address.


def check_folder(folder: Path) -> None:
    """End with a clear word where the house of another demo, or of one that was killed, runs."""
    lock = folder / ".ha_run.lock"
    if not lock.exists():
        return
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = json.load(held)["pid"]
            sys.exit(
                f"The Home Assistant of another demo runs in {folder}: process {process}."
                f"\nEnd that demo with Ctrl-C; if its terminal is gone: kill {process}"
            )


class Simulators:
    """What the house of a story speaks to: one, and where the internet goes away, one at home."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Prepare as many as the story takes."""
        self._first_port = arguments.simulator_port
        self.all = [Simulator() for _ in range(1 + (arguments.story == BLACKOUT))]

    @property
    def ports(self) -> range:
        """The ports that they take, in a row."""
        return range(self._first_port, self._first_port + _PORTS * len(self.all))

    async def start(self, gateway: str) -> None:
        """Have them listen, and deliver as quickly as one can watch."""
        for simulator, port in zip(self.all, self.ports[::_PORTS], strict=True):
            await simulator.start(
                port,
                "localhost",
                control_port=port + 1,
                smpp_port=port + 2,
                modem_port=port + 3,
            )
            simulator.account.modem.pin = _PIN
            simulator.account.delivery_delay = 0.5
            simulator.account.gateway = gateway

    async def stop(self) -> None:
        """Close all."""
        for simulator in self.all:
            await simulator.stop()


async def main(arguments: argparse.Namespace) -> int:
    """Run the demo; return its exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    folder = house_folder(arguments)
    shutil.rmtree(folder, ignore_errors=True)
    simulators = Simulators(arguments)
    await simulators.start(arguments.gateway)
    configuration = CONFIGURATION.read_text().format(url=f"http://localhost:{arguments.port}")
    house = House(folder, arguments.port, configuration)
    if arguments.network:
        house.host = "0.0.0.0"  # noqa: S104 - asked for
    try:
        story = asyncio.create_task(tell(arguments, simulators, house))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({story, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not story.done():
            story.cancel()
            with suppress(asyncio.CancelledError):
                await story
            return 1
        await story
        if not arguments.once:
            phones = "  ".join(simulator.url for simulator in simulators.all)
            print(
                f"\nHome Assistant:  {house.url}   user {USERNAME}, password {PASSWORD}"
                f"\nThe messages:    {house.url}/sms_gateway  (SMS in the sidebar)"
                f"\nThe dashboard:   {house.url}/sms-gateway  (Freezer alarm)"
                f"\nThe phones:      {phones}"
                "\nSet “Freezer temperature” to -20 and back to -5 for another alert."
                "\nCtrl-C ends the demo.",
                flush=True,
            )
            await stopped
    except (StepFailedError, RuntimeError, ClientError, TimeoutError) as error:
        print(f"  ✗ not seen: {error}\n    Home Assistant's log: {folder}/output.log", flush=True)
        return 1
    finally:
        stopped.cancel()
        await house.close()
        await simulators.stop()
    return 0


async def tell(arguments: argparse.Namespace, simulators: Simulators, house: House) -> None:
    """Tell the story that was asked for."""
    if arguments.story == BLACKOUT:
        cloud, home = simulators.all
        await Blackout(cloud, home, arguments.gateway, house).run()
    else:
        (simulator,) = simulators.all
        await Freezer(simulator, arguments.gateway, house).run()


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument(
        "--network", action="store_true", help="let other devices of your network in, too"
    )
    parser.add_argument("--once", action="store_true", help="end when every step was seen")
    parser.add_argument(
        "--story",
        choices=STORIES,
        default=FREEZER,
        help="freezer: the gateway has a bad moment; blackout: a SIM takes over without internet",
    )
    parser.add_argument(
        "--gateway",
        choices=sorted({gateway for each in STORIES.values() for gateway in each}),
        help="the gateway it goes through; in the blackout the SIM in the house",
    )
    parser.add_argument("--port", type=int, default=8123, help="Home Assistant's port")
    parser.add_argument(
        "--simulator-port",
        type=int,
        default=8124,
        help="the simulator's port, and the next three; seven in the blackout",
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT, help="the folder in which .demo is made, the house"
    )
    arguments = parser.parse_args()
    told_with = STORIES[arguments.story]
    arguments.gateway = arguments.gateway or told_with[0]
    if arguments.gateway not in told_with:
        parser.error(f"this story is told with --gateway {' or '.join(sorted(set(told_with)))}")
    return arguments


def house_folder(arguments: argparse.Namespace) -> Path:
    """Return the folder that the house is in, made anew each time."""
    folder: Path = arguments.folder.resolve()
    return folder / ".demo"


if __name__ == "__main__":
    options = parse()
    check_folder(house_folder(options))
    for taken in (options.port, *Simulators(options).ports):
        check_port(taken)
    sys.exit(asyncio.run(main(options)))
