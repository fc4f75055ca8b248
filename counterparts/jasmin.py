"""Jasmin, with an SMPP server of somebody else's behind it; on demand, for it needs RabbitMQ."""

from tests.ports import reserved_port

from .checks import Checks, until
from .jasmin_box import PASSWORD, USERNAME, jasmin
from .messages import FATES, Rig, through_the_box
from .pypi import environment, script
from .smsc import network
from .stage import Stage
from .texts import TEXTS

NAME = "Jasmin"


async def run(checks: Checks, stage: Stage) -> None:
    """Put the box between the home and a network."""
    python = await environment("smpp34")
    with reserved_port() as port:
        async with (
            jasmin(stage.folder("jasmin")) as box,
            network((python, script("smsc_smpp34")), port) as smsc,
        ):
            await box.connects(port)
            await until(lambda: smsc.bound > 0, "Jasmin binds to the network")
            home = await stage.home()
            step = await home.fill_in_preset(
                "jasmin", box.url, username=USERNAME, password=PASSWORD
            )
            account = await home.add(step, {"next_step_id": "http_save"})
            await box.answers_at(account.callback_url)
            # Its HTTP interface sends no more than five parts.
            texts = {name: text for name, text in TEXTS.items() if not name.startswith("six")}
            # What it calls unknown is no end to it.
            fates = [fate for fate in FATES if fate[1].state != "UNKNOWN"]
            await through_the_box(Rig(home, account, smsc, checks, texts, fates))
