"""Kannel as a user of the simulator's modem: two of them, which tell in different ways."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from simulator import Simulator
from tests.ports import reserved_port

from .checks import Checks, until
from .debian import unpacked
from .kannel_box import Ports, box
from .kannel_customer import Office, office
from .library import simulated
from .messages import people
from .stage import Stage
from .texts import REPLIES, TEXTS

NAME = "Kannel, a user of the simulator's modem"
_DELIVERED, _FAILED = "1", "2"
_PIN, _NUMBER = "1234", "+15550100099"
_BEFORE = "While you were out"
_MODEM = """\
group = smsc
smsc = at
smsc-id = {name}
allowed-smsc-id = {name}
{place}
modemtype = {name}
speed = 115200
pin = {pin}
my-number = "{number}"
sim-buffering = true

group = modems
id = {name}
name = {name}
detect-string = "{name}"
init-string = "AT+CNMI={indications}"

"""
_SENT: Mapping[str, Sequence[str]] = {
    "told": ("GSM 03.38 by escapes", "two parts with an escape where they meet"),
    "stored": ("an emoji", "a part and one letter in UCS-2"),
}
"""What goes out by which modem: Kannel takes two seconds for a part."""
_ANSWERED = (
    "a plain text",
    "GSM 03.38 beyond ASCII",
    "GSM 03.38 by escapes",
    "an emoji",
    "a long text",
    "a long text in UCS-2",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One of the modems, and who sends over it."""

    checks: Checks
    office: Office
    name: str
    simulator: Simulator
    group: int

    async def sends(self) -> None:
        """Send texts, and one to a phone that is off."""
        *numbers, off = people(self.group, len(_SENT[self.name]) + 1)
        self.simulator.network.set_unreachable(off, unreachable=True)
        texts = [TEXTS[name] for name in _SENT[self.name]]
        for to, text in zip((*numbers, off), (*texts, "Nobody"), strict=True):
            await self.office.send(to, text, smsc=self.name)
        for who in numbers:
            await self.office.hears(who, _DELIVERED)
        await self.office.hears(off, _FAILED)

    def tell(self) -> None:
        """Say what has come of that."""
        self.checks.title(f"Texts out, and their reports, {self.name}")
        shown = [message.text for message in self.simulator.network.messages]
        for name, text in zip(_SENT[self.name], shown, strict=False):
            self.checks.same(text, TEXTS[name], name)
        self.checks.same(len(shown), len(_SENT[self.name]) + 1, "each comes, and once")

    async def answers(self) -> None:
        """Let phones write, and see what is heard of it."""
        self.checks.title(f"Replies, {self.name}")
        heard, numbers = self.office.replies, people(self.group + 2, len(_ANSWERED))
        for who, name in zip(numbers, _ANSWERED, strict=True):
            await self.simulator.reply(who, REPLIES[name])
        expected = [(who, REPLIES[name]) for who, name in zip(numbers, _ANSWERED, strict=True)]
        await until(lambda: {who for who, *_ in heard} >= set(numbers), "all", lambda: heard)
        for name, (who, text) in zip(_ANSWERED, expected, strict=True):
            told = [reply for reply in heard if reply[0] == who]
            self.checks.same(told, [(who, _NUMBER, text)], name)
        sim = self.simulator.modem.sim
        await self.checks.comes(until(lambda: not sim.slots, "it is empty"), "the SIM is empty")


async def run(checks: Checks, stage: Stage) -> None:
    """Set a Kannel up for both, over TCP and on a serial device, and send both ways."""
    await unpacked("kannel")
    folder = stage.folder("modem-kannel")
    device = folder / "modem"
    with ExitStack() as kept:
        async with (
            simulated("modem") as told,
            simulated("modem", device) as stored,
            office(kept) as clerk,
        ):
            told.account.modem.pin = _PIN
            (early,) = people(9, 1)
            await stored.reply(early, _BEFORE)
            sendsms, admin, smsbox = (kept.enter_context(reserved_port()) for _ in range(3))
            clerk.url = f"http://127.0.0.1:{sendsms}"
            ports = Ports(sendsms, admin, smsbox, 0)
            async with box(ports, folder, _modems(told, device)) as kannel:
                kannel.answers_at(clerk.reports_url.replace("report", "reply"))
                await kannel.start()
                checks.title("The start")
                await until(lambda: bool(clerk.replies), "what was on the SIM comes")
                checks.same(clerk.replies, [(early, _NUMBER, _BEFORE)], "what was on the SIM")
                await _both_ways(
                    Scene(checks, clerk, "told", told, 1), Scene(checks, clerk, "stored", stored, 2)
                )
            entered = [one for one in told.modem.typed if one.startswith("AT+CPIN=")]
            checks.same(entered, [f'AT+CPIN="{_PIN}"'], "the PIN was entered, once")


def _modems(told: Simulator, device: Path) -> str:
    """Return the configuration of both: one tells of what comes in, the other stores it."""
    port = told.gateway_urls["modem"].rpartition(":")[2]
    by_tcp = f"device = rawtcp\nhost = 127.0.0.1\nport = {port}"
    modems = (("told", by_tcp, "2,2,0,1,0"), ("stored", f"device = {device}", "2,1,0,2,0"))
    return "".join(
        _MODEM.format(name=name, place=place, indications=how, pin=_PIN, number=_NUMBER)
        for name, place, how in modems
    )


async def _both_ways(*scenes: Scene) -> None:
    await asyncio.gather(*(scene.sends() for scene in scenes))
    for scene in scenes:
        scene.tell()
        await scene.answers()
