"""Kannel, with an SMPP server of somebody else's behind it."""

import asyncio
from contextlib import ExitStack

from yarl import URL

from tests.ports import reserved_port

from .checks import Checks, until
from .debian import unpacked
from .home import SENDER
from .kannel_box import PASSWORD, USERNAME, Box, Ports, box
from .messages import Rig, people, through_the_box
from .pypi import environment, script
from .smsc import network
from .stage import Stage

NAME = "Kannel"
_AWAY = 20
"""Seconds that the box is stopped."""
_WAITING = 10
"""Messages that wait meanwhile."""


async def trial(rig: Rig, kannel: Box) -> None:
    """Try the form's test message, with the right password and a wrong one."""
    # Each with a sender of its own, or it would be an account that is there already.
    for what, sender, password, page, words in (
        ("with the right password", "1000", PASSWORD, "http_taken", "0: Accepted for delivery"),
        ("with a wrong one", "1001", "wrong", "http_refused", "Authorization failed"),
    ):
        step = await rig.home.fill_in_preset(
            "kannel", kannel.url, username=USERNAME, password=password, sender=sender
        )
        await rig.home.house.post(step, {"next_step_id": "http_test"})
        tried = {"phone_number": people(0, 1)[0], "message": "Does it work?"}
        shown = await rig.home.house.post(step, tried)
        answer = shown["description_placeholders"]["answer"]
        rig.checks.right_if(shown["step_id"] == page and words in answer, what, shown)


async def credentials(rig: Rig, kannel: Box) -> None:
    """Let callbacks need a user name and a password."""
    # Of others Kannel would send the percent signs, too, by which they stand in an address.
    name, password = "kannel", "letters-and_digits.1"
    options = {"callback_username": name, "callback_password": password}
    await rig.home.set_options(rig.account, {"callbacks": options})
    await kannel.stop()
    own = URL(rig.account.callback_url).with_user(name).with_password(password)
    kannel.answers_at(str(own))
    await kannel.start()
    (who,) = people(5, 1)
    message = await rig.home.send(rig.account, who, "Is this reported?", retry_rate=0.05)
    await rig.checks.comes(rig.home.becomes(message, "delivered"), "reports come in")
    await rig.smsc.reply(who, SENDER, "It is")
    await rig.checks.comes(rig.home.hears("message_received", who), "replies come in")


async def outage(rig: Rig, kannel: Box) -> None:
    """Stop the box while messages wait: nothing is lost, nothing comes twice."""
    numbers = people(6, _WAITING)
    await kannel.stop()
    began = asyncio.get_running_loop().time()
    sent = [
        await rig.home.send(rig.account, who, f"Alarm {who}", retry_rate=0.05, stop_after=5)
        for who in numbers
    ]
    await asyncio.sleep(began + _AWAY - asyncio.get_running_loop().time())
    states = {rig.home.states(message)[-1] for message in sent}
    rig.checks.right_if(
        states <= {"queued", "sending"}, f"after {_AWAY} s all {_WAITING} wait", states
    )
    await kannel.start()
    for message in sent:
        await rig.home.becomes(message, "delivered")
    arrived = [[part.text.decode() for part in rig.smsc.to(who)] for who in numbers]
    rig.checks.same(arrived, [[f"Alarm {who}"] for who in numbers], "each comes, and comes once")


async def run(checks: Checks, stage: Stage) -> None:
    """Put the box between the home and a network, and go through all groups."""
    python = await environment("smpp34")
    await unpacked("kannel")
    home = await stage.home()
    with ExitStack() as kept:
        ports = Ports(*(kept.enter_context(reserved_port()) for _ in range(4)))
        async with (
            box(ports, stage.folder("kannel")) as kannel,
            network((python, script("smsc_smpp34")), ports.smsc) as smsc,
        ):
            step = await home.fill_in_preset(
                "kannel", kannel.url, username=USERNAME, password=PASSWORD
            )
            account = await home.add(step, {"next_step_id": "http_save"})
            kannel.answers_at(account.callback_url)
            await kannel.start()
            await until(lambda: smsc.bound > 0, "Kannel binds to the network")
            rig = Rig(home, account, smsc, checks)
            await rig.group("The test message of the form", trial(rig, kannel))
            await through_the_box(rig)
            await rig.group("With callback credentials", credentials(rig, kannel))
            await rig.group("The box is stopped, and messages wait", outage(rig, kannel))
