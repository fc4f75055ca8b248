"""Measures all figures and prints them as a Markdown table; takes about a quarter of an hour."""

import argparse
import asyncio
from importlib.metadata import version
import os
import platform

from . import alert, engine, growth, held, journal, panel, receiving, sending, smpp, start, waiting
from .figure import REPEATS
from .stage import stage

IN_HOME_ASSISTANT = {
    "alert": alert,
    "sending": sending,
    "receiving": receiving,
    "waiting": waiting,
    "held": held,
}
BY_THEMSELVES = {
    "journal": journal,
    "engine": engine,
    "start": start,
    "growth": growth,
    "panel": panel,
    "smpp": smpp,
}


async def main(names: list[str]) -> None:
    """Measure the figures of these names."""
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()},"
        f" Home Assistant {version('homeassistant')}; medians of {REPEATS}\n\n"
        "| what | SMS Gateway | beside it | ratio | aim |\n|---|---|---|---|---|",
        flush=True,
    )
    for name, own in BY_THEMSELVES.items():
        if name in names:
            print(*await own.measure(), sep="\n", flush=True)
    for name, figures in IN_HOME_ASSISTANT.items():
        if name in names:
            async with stage() as place:
                print(*await figures.measure(place), sep="\n", flush=True)


if __name__ == "__main__":
    known = [*IN_HOME_ASSISTANT, *BY_THEMSELVES]
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument(
        "figures", nargs="*", default=known, metavar="figure", help=", ".join(known)
    )
    asyncio.run(main(parser.parse_args().figures))
