"""Add an account, use it, change it and delete it, in a real browser; a picture of each step."""

import argparse
import asyncio
from pathlib import Path
import re
import shutil
import sys
import tempfile
import time

from playwright.async_api import Error, async_playwright, expect

from demo.__main__ import CONFIGURATION, check_port
from demo.furniture import furnish
from demo.house import ROOT, House
from simulator import Simulator

from .contexts import Contexts
from .readme import make_pictures
from .steps import STEPS
from .visit import PATIENCE, Visit
from .watch import Watch

PICTURES = ROOT / "browser-shots"
# Without these Chromium looks for Google's hosts at every start.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A deprecated call that Home Assistant has noticed, or a line of a traceback.
COMPLAINT = re.compile(r"custom integration 'sms_gateway'|File \".*/custom_components/sms_gateway/")
HOME_SIZE = (1100, 800)
PHONES_SIZE = (480, 800)


async def main(arguments: argparse.Namespace) -> int:
    """Start everything, go through the steps, stop everything; return the exit code."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    began = time.monotonic()
    simulator = Simulator()
    await simulator.start(
        arguments.simulator_port, "localhost", control_port=arguments.simulator_port + 1
    )
    simulator.account.delivery_delay = 0.5
    configuration = CONFIGURATION.read_text().format(url=f"http://localhost:{arguments.port}")
    # As most houses have it: the list of serial ports is its.
    configuration += "\nusb:\n"
    with tempfile.TemporaryDirectory(prefix="browser-") as folder:
        house = House(Path(folder), arguments.port, configuration)
        try:
            await house.prepare()
            furnish(house.folder)
            await house.start()
            passed = await look(arguments.chromium, house, simulator)
            shutil.copy(Path(folder) / "output.log", PICTURES / "home-assistant.log")
            passed = not complaints(PICTURES / "home-assistant.log") and passed
        finally:
            await house.close()
            await simulator.stop()
    print(f"{time.monotonic() - began:.0f} s; a picture of each step is in {PICTURES.name}/")
    if passed and arguments.readme:
        make_pictures(PICTURES, ROOT / "docs")
        print("The README's pictures in docs/ are made anew.")
    return 0 if passed else 1


async def look(chromium: str, house: House, simulator: Simulator) -> bool:
    """Open the browser, with Home Assistant and the phones, and go through the steps."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_ARGUMENTS)
        )
        watch = Watch((house.url, simulator.url))
        contexts = Contexts(browser, watch, PICTURES, HOME_SIZE, PATIENCE)
        context = await contexts.opened(permissions=["clipboard-read", "clipboard-write"])
        expect.set_options(timeout=PATIENCE * 1000)
        home = await contexts.person(context)
        phones = await contexts.person(context, PHONES_SIZE)
        visit = Visit(home, phones, house, simulator, contexts)
        for number, step in enumerate(STEPS, 1):
            await home.turns_to()
            began = time.monotonic()
            name = f"{number:02}-{step.__name__.replace('_', '-')}"
            try:
                person = await step(visit)
                await person.takes_picture(name)
                assert not watch.found, "\n".join(watch.found)
            except (Error, AssertionError, RuntimeError, TimeoutError) as error:
                seen = str(error).partition("Aria snapshot")[0].strip()
                print(f"  ✗ {name}: {step.__doc__}\n{seen}", flush=True)
                await fail(name, visit)
                return False
            print(f"  ✓ {time.monotonic() - began:5.1f} s  {name}: {step.__doc__}", flush=True)
        visit.ends()
        await browser.close()
    return True


def complaints(log: Path) -> bool:
    """Print what Home Assistant finds wrong with how the integration is written; tell whether."""
    found = [line for line in log.read_text().splitlines() if COMPLAINT.search(line)]
    for line in found:
        print(f"  ✗ {log.name}: {line}", flush=True)
    return bool(found)


async def fail(name: str, visit: Visit) -> None:
    """Keep what all pages show, as pictures and in words."""
    visit.ends()
    for where, person in {"home": visit.home, "phones": visit.phones, **visit.others}.items():
        path = await person.takes_picture(f"{name}-failed-{where}")
        words = await person.page.locator("body").aria_snapshot()
        path.with_suffix(".txt").write_text(words)
        print(f"    {path.relative_to(ROOT)}", flush=True)


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/browser", description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser's program")
    parser.add_argument(
        "--readme", action="store_true", help="make the README's pictures in docs/ anew"
    )
    parser.add_argument("--port", type=int, default=8123, help="Home Assistant's port")
    parser.add_argument(
        "--simulator-port",
        type=int,
        default=8124,
        help="the simulator's port, and the next one",
    )
    return parser.parse_args()


if __name__ == "__main__":
    options = parse()
    for taken in (options.port, options.simulator_port, options.simulator_port + 1):
        check_port(taken)
    sys.exit(asyncio.run(main(options)))
