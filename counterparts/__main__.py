"""Run the integration beside foreign programs: real boxes, and libraries of the gateways' own."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
import signal
import sys
import time

from aiohttp import ClientError

from . import (
    bulksms,
    clickatell,
    gammu_codec,
    jasmin,
    kannel,
    kannel_customer,
    mo_log,
    modem_gammu,
    modem_kannel,
    prosody,
    smpp,
    twilio,
)
from .checks import CannotBeHadError, Checks, NotSeenError, summary
from .stage import Stage

type Run = Callable[[Checks, Stage], Awaitable[None]]

COUNTERPARTS: Mapping[str, tuple[str, Run]] = {
    "kannel": (kannel.NAME, kannel.run),
    "kannel_customer": (kannel_customer.NAME, kannel_customer.run),
    "modem_kannel": (modem_kannel.NAME, modem_kannel.run),
    "modem_gammu": (modem_gammu.NAME, modem_gammu.run),
    "smpp34": (smpp.NAME, smpp.run),
    "npm_smpp": (smpp.NPM_NAME, smpp.run_npm),
    "prosody": (prosody.NAME, prosody.run),
    "gammu_codec": (gammu_codec.NAME, gammu_codec.run),
    "twilio": (twilio.NAME, twilio.run),
    "bulksms": (bulksms.NAME, bulksms.run),
    "clickatell": (clickatell.NAME, clickatell.run),
    "clickatell_platform": (clickatell.PLATFORM_NAME, clickatell.run_platform),
    "vsftpd": (mo_log.VSFTPD_NAME, mo_log.run_vsftpd),
    "pyftpdlib": (mo_log.PYFTPDLIB_NAME, mo_log.run_pyftpdlib),
}
"""What always runs, by the name that the command line knows it by."""
ON_DEMAND: Mapping[str, tuple[str, Run]] = {
    "jasmin": (jasmin.NAME, jasmin.run),
    "jasmin_smpp": (jasmin.SMPP_NAME, jasmin.run_smpp),
}
"""What takes long, and needs packages of 60 MB."""


async def run_all(chosen: Mapping[str, tuple[str, Run]]) -> list[Checks]:
    """Run the counterparts after each other, beside one Home Assistant."""
    made: list[Checks] = []
    async with Stage() as stage:
        for name, run in chosen.values():
            checks = Checks(name)
            made.append(checks)
            print(f"\n{name}", flush=True)
            began = time.monotonic()
            try:
                await run(checks, stage)
            except CannotBeHadError as error:
                checks.skip(str(error))
            except (NotSeenError, RuntimeError, ClientError) as error:
                checks.right_if(False, str(error))
            print(f"  {time.monotonic() - began:.0f} s", flush=True)
    return made


async def main(arguments: argparse.Namespace) -> int:
    """Run what was chosen; return the exit code."""
    known = {**COUNTERPARTS, **ON_DEMAND}
    wanted = [*(arguments.only or COUNTERPARTS), *arguments.demanded]
    chosen = {name: known[name] for name in wanted}
    running = asyncio.create_task(run_all(chosen))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    began = time.monotonic()
    try:
        made = await running
    except asyncio.CancelledError:
        print("\nBroken off.", flush=True)
        return 1
    print(f"\n{summary(made)}\n{time.monotonic() - began:.0f} s", flush=True)
    return 1 if any(checks.wrong for checks in made) else 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/counterparts", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=[*COUNTERPARTS, *ON_DEMAND],
        help="this one alone; may be given several times",
    )
    parser.add_argument(
        "--with",
        action="append",
        default=[],
        choices=ON_DEMAND,
        dest="demanded",
        help="this one as well, which is left out otherwise",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(parse())))
