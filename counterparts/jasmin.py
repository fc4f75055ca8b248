"""Jasmin, with an SMPP server of somebody else's behind it; on demand, for it needs RabbitMQ."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.ports import reserved_port

from .checks import Checks, until
from .jasmin_box import PASSWORD, USERNAME, Jasmin, jasmin
from .messages import FATES, Rig, through_the_box
from .pypi import environment, script
from .smsc import Smsc, network
from .stage import Stage
from .texts import TEXTS

NAME = "Jasmin"
SMPP_NAME = "Jasmin's SMPP server"
# What it calls unknown is no end to it.
_FATES = [fate for fate in FATES if fate[1].state != "UNKNOWN"]


async def run(checks: Checks, stage: Stage) -> None:
    """Put the box between the home and a network, over its HTTP interface."""
    async with _behind(stage, "jasmin") as (box, smsc):
        home = await stage.home()
        step = await home.fill_in_preset("jasmin", box.url, username=USERNAME, password=PASSWORD)
        account = await home.add(step, {"next_step_id": "http_save"})
        await box.answers_at(account.callback_url)
        # Its HTTP interface sends no more than five parts.
        texts = {name: text for name, text in TEXTS.items() if not name.startswith("six")}
        await through_the_box(Rig(home, account, smsc, checks, texts, _FATES))


async def run_smpp(checks: Checks, stage: Stage) -> None:
    """Put the box between the home and a network, over SMPP on both sides."""
    async with _behind(stage, "jasmin_smpp") as (box, smsc):
        home = await stage.home()
        account = await home.add_smpp(box.smpp_url, login=(USERNAME, PASSWORD))
        await box.answers_over_smpp()
        # Of that it tells only who asks for failures alone (jasmin/managers/dlr.py).
        fates = [fate for fate in _FATES if not fate[1].refused]
        await through_the_box(Rig(home, account, smsc, checks, fates=fates))
        await home.remove(account)


@asynccontextmanager
async def _behind(stage: Stage, name: str) -> AsyncIterator[tuple[Jasmin, Smsc]]:
    """Run a box that is bound to a network."""
    python = await environment("smpp34")
    with reserved_port() as port:
        async with (
            jasmin(stage.folder(name)) as box,
            network((python, script("smsc_smpp34")), port) as smsc,
        ):
            await box.connects(port)
            await until(lambda: smsc.bound > 0, "Jasmin binds to the network")
            yield box, smsc
