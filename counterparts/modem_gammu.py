"""gammu as a user of the simulator's modem, on its serial device."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import re

from simulator import Simulator
from simulator.network import Status
from simulator.segments import is_gsm7

from .checks import Checks, until
from .debian import unpacked
from .library import ANNA, arrived, simulated
from .programs import Program, output_of
from .stage import Stage
from .texts import REPLIES, TEXTS

NAME = "gammu, a user of the simulator's modem"
_PIN = "1234"
_CONFIGURATION = "[gammu]\ndevice = {device}\nconnection = at115200\n"
# Before a blank a tilde means something to gammu.
_SENT = {
    name: TEXTS[name].replace("~ ", "")
    for name in (
        "GSM 03.38 beyond ASCII",
        "GSM 03.38 by escapes",
        "Cyrillic",
        "a part and one letter",
        "a part and one letter in UCS-2",
    )
}
_ANSWERED = (
    "a plain text",
    "GSM 03.38 beyond ASCII",
    "GSM 03.38 by escapes",
    "Cyrillic",
    "a long text",
    "a long text in UCS-2",
)
_READ = re.compile(r"Status +: UnRead\n(?:User Data Header[^\n]*\n)?\n(.*?)\n\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class User:
    """gammu, set up for one modem."""

    simulator: Simulator
    command: Sequence[str]
    folder: Path

    async def batch(self, *commands: str) -> str:
        """Do one thing after the other; return what it says."""
        lines = self.folder / "commands"
        lines.write_text("".join(f"{command}\n" for command in commands))
        return await output_of((*self.command, "batch", str(lines)))

    async def until(self, words: str, *arguments: str) -> str:
        """Run what goes on for long until it says this; return all that it has said."""
        program = Program((*self.command, *arguments), self.folder / "log")
        await program.start()
        try:
            await until(lambda: words in program.log.read_text(), words, program.last_words)
        finally:
            await program.stop()
        return program.log.read_text()


@asynccontextmanager
async def user(stage: Stage, name: str) -> AsyncIterator[User]:
    """Have gammu at a modem of its own."""
    gammu, folder = await unpacked("gammu"), stage.folder(f"gammu-{name}")
    device, configuration = folder / "modem", folder / "gammurc"
    configuration.write_text(_CONFIGURATION.format(device=device))
    set_to = {**gammu.environment, "LC_ALL": "C.UTF-8"}
    # What it says has to be heard while it runs.
    command = ("env", *(f"{key}={value}" for key, value in set_to.items()), "stdbuf", "-oL")
    async with simulated("modem", device) as simulator:
        yield User(simulator, (*command, gammu.program("gammu"), "-c", str(configuration)), folder)


async def run(checks: Checks, stage: Stage) -> None:
    """Use three modems at once: gammu takes seconds to begin."""
    async with (
        user(stage, "batch") as one,
        user(stage, "ussd") as two,
        user(stage, "watch") as three,
    ):
        answers = [REPLIES[name] for name in _ANSWERED]
        said, told, watched = await asyncio.gather(
            _work(one, answers), two.until("Service reply", "getussd", "*100#"), _watch(three)
        )
        await one.simulator.settled()
        _identity(checks, said)
        _messages(checks, one.simulator, said, answers)
        balance = f"Your balance is {two.simulator.account.balance} EUR."
        checks.right_if(f'"{balance}"' in told, "USSD", told)
        checks.right_if("-71 dBm" in watched, "the signal", watched)
        checks.right_if(f'"{ANNA}"' in watched, "it hears of what comes in", watched)


async def _work(gammu: User, answers: Sequence[str]) -> str:
    """Start with a SIM that wants its PIN; send, read and delete."""
    gammu.simulator.account.modem.pin = _PIN
    for answer in answers:
        await gammu.simulator.reply(ANNA, answer)
    return await gammu.batch(
        "getsecuritystatus",
        f"entersecuritycode PIN {_PIN}",
        "identify",
        "networkinfo",
        "getsmsc",
        *map(_send, _SENT.values()),
        "geteachsms",
        "deleteallsms 1",
        "getallsms",
    )


async def _watch(gammu: User) -> str:
    """Let something come in while it watches."""

    async def come_in() -> None:
        typed = gammu.simulator.modem.typed
        await until(lambda: "AT+CNMI=2,1,0,2,0" in typed and "AT+CSQ" in typed, "it watches")
        await gammu.simulator.reply(ANNA, "Look!")

    watched, _ = await asyncio.gather(gammu.until("Look!", "monitor"), come_in())
    return watched


def _send(text: str) -> str:
    """Return the command that sends a text."""
    coding = "" if is_gsm7(text) else " -unicode"
    return f'sendsms TEXT {ANNA} -len 400{coding} -text "{text}"'


def _identity(checks: Checks, said: str) -> None:
    checks.title("A SIM that wants its PIN, and what there is to be asked")
    for words, what in (
        ("Waiting for PIN.", "the SIM wants its PIN"),
        ("Manufacturer         : Simulated", "the maker"),
        ("IMEI                 : 350123451234560", "the IMEI"),
        ("SIM IMSI             : 001010123456789", "the IMSI"),
        ("Network state        : home network", "the network"),
        ("Network              : 001 01", "its code"),
        ('Name in phone        : "Simulated"', "its name"),
        ('Number               : "+447700900990"', "the SMSC"),
    ):
        checks.right_if(words in said, what, said)


def _messages(checks: Checks, simulator: Simulator, said: str, answers: Sequence[str]) -> None:
    checks.title("Texts out and in, as they were written")
    messages = simulator.network.messages
    for (name, text), (_, found) in zip(_SENT.items(), arrived(simulator), strict=True):
        checks.same(found, text, f"out: {name}")
    checks.same([message.segments for message in messages], [1, 1, 1, 2, 2], "in their parts")
    checks.same({message.status for message in messages}, {Status.DELIVERED}, "delivered")
    references = [f"message reference={number}" in said for number in range(1, 8)]
    checks.same(references, [True] * 7, "each part has the reference that it was given")
    read = _READ.findall(said)
    checks.same(len(read), len(answers), "each is listed once")
    for name, answer, found in zip(_ANSWERED, answers, read, strict=False):
        checks.same(found, answer, f"in: {name}")
    checks.right_if(said.count(f'"{ANNA}"') >= len(answers), "they have a sender", said)
    checks.right_if("0 SMS parts" in said, "they are deleted", said)
    checks.same(simulator.modem.sim.slots, {}, "the SIM is empty")
