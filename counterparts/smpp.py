"""SMPP servers that others wrote, with the integration as their customer."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from simulator.certificate import self_signed_pem
from tests.ports import reserved_port

from .checks import Checks, until
from .home import SENDER, Account, Home
from .messages import FATES, Rig, people, through_the_box
from .npm import modules, node
from .pypi import environment, script
from .smsc import Smsc, network
from .stage import Stage

NAME = "smpp34, an SMPP server from PyPI"
NPM_NAME = "smpp, an SMPP server from npm"
_AWAY = 5
"""Seconds that the network is not there."""
_WAITING = 10
"""Messages that wait meanwhile."""
_REFUSED = "that the network did not take"

# What is refused at once never was with a box.
_FATES = [(n, fate, "rejected" if n == _REFUSED else state) for n, fate, state in FATES]


async def run(checks: Checks, stage: Stage) -> None:
    """Be the customer of PyPI's."""
    python = await environment("smpp34")
    await _directly(checks, await stage.home(), (python, script("smsc_smpp34")))


async def run_npm(checks: Checks, stage: Stage) -> None:
    """Be the customer of npm's, then over two sessions, then with TLS."""
    command = ("env", f"NODE_PATH={await modules('smpp')}", node(), script("smsc_node", "cjs"))
    home = await stage.home()
    await _directly(checks, home, command)
    await _over_two_sessions(checks, home, command)
    await _with_tls(checks, home, command, stage.folder("certificate"))


async def _directly(checks: Checks, home: Home, command: Sequence[str]) -> None:
    """Go through all groups, then let the server go away and come back."""
    with reserved_port() as port:
        async with network(command, port) as smsc:
            account = await home.add_smpp(f"smpp://127.0.0.1:{port}")
            await until(lambda: smsc.bound == 1, "the integration binds")
            rig = Rig(home, account, smsc, checks, fates=_FATES)
            await through_the_box(rig)
        checks.title("The server is stopped, and messages wait")
        numbers = people(6, _WAITING)
        sent = [
            await home.send(account, who, f"Alarm {who}", retry_rate=0.05, stop_after=5)
            for who in numbers
        ]
        await asyncio.sleep(_AWAY)
        states = {home.states(message)[-1] for message in sent}
        checks.right_if(states <= {"queued", "sending"}, f"after {_AWAY} s all wait", states)
        async with network(command, port) as again:
            for message in sent:
                await home.becomes(message, "delivered")
            arrived = [[part.text.decode() for part in again.to(who)] for who in numbers]
            checks.same(arrived, [[f"Alarm {who}"] for who in numbers], "each comes, and once")
            await home.remove(account)
            await checks.comes(until(lambda: again.bound == 0, "it is gone"), "it unbinds")


async def _over_two_sessions(checks: Checks, home: Home, command: Sequence[str]) -> None:
    checks.title("Over a session for each way")
    with reserved_port() as port:
        async with network(command, port) as smsc:
            account = await home.add_smpp(
                f"smpp://127.0.0.1:{port}", bind="transmitter_receiver", long_messages="sar"
            )
            await _both_ways(checks, home, account, smsc, people(7, 1)[0])
            await home.remove(account)


async def _with_tls(checks: Checks, home: Home, command: Sequence[str], folder: Path) -> None:
    checks.title("With TLS")
    certificate = folder / "both.pem"
    certificate.write_bytes(self_signed_pem("127.0.0.1"))
    with reserved_port() as port:
        async with network(command, port, str(certificate)) as smsc:
            url = f"smpps://127.0.0.1:{port}"
            shown = await home.fill_in_smpp(url)
            checks.same(shown.get("errors"), {"url": "cannot_connect"}, "a stranger is refused")
            account = await home.add_smpp(url, verify_ssl=False)
            await _both_ways(checks, home, account, smsc, people(8, 1)[0])
            await home.remove(account)


async def _both_ways(checks: Checks, home: Home, account: Account, smsc: Smsc, who: str) -> None:
    """Send a message and answer it."""
    await until(lambda: smsc.bound > 0, "the integration binds")
    message = await home.send(account, who, "Is this reported?")
    await checks.comes(home.becomes(message, "delivered"), "reports come in")
    checks.same(smsc.text_to(who), "Is this reported?", "the text arrives")
    await smsc.reply(who, SENDER, "It is")
    await checks.comes(home.hears("message_received", who), "replies come in")
