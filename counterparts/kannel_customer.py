"""Kannel as a customer of the simulator's SMSC, so that what both sides of ours misread shows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, web

from simulator import Simulator
from simulator.faults import Fault
from simulator.network import Status
from simulator.segments import is_gsm7
from simulator.smpp_settings import Dialect, IdForm, LongReplies
from tests.ports import reserved_port

from .checks import Checks, NotSeenError, until
from .debian import unpacked
from .home import SENDER
from .kannel_box import PASSWORD, USERNAME, Box, Ports, box
from .library import simulated
from .messages import people
from .stage import Stage
from .texts import REPLIES, TEXTS

NAME = "Kannel, a customer of the simulator's SMSC"
_DELIVERED, _FAILED, _REFUSED = "1", "2", "16"
_ALL = 31
"""dlr-mask: every report there is."""
_READ = (
    Dialect.FULL,
    Dialect.TEXT,
    Dialect.TLVS,
    Dialect.DATA_SM,
    Dialect.SHORT,
    Dialect.SECONDS,
    Dialect.ODD_ERROR,
)
"""The dialects of receipts that Kannel reads."""
_CUT = "emoji where parts meet"
"""Kannel cuts an emoji in two, of which some phones show neither half; so does the simulator."""
_AT_A_TIME = (Fault.HALF_PDUS, Fault.JOINED_PDUS, Fault.UNKNOWN_TLVS)


@dataclass(slots=True)
class Office:
    """Who uses Kannel: sends over it, and hears of reports and of what phones have written."""

    url: str
    reports_url: str
    reports: dict[str, list[str]] = field(default_factory=dict)
    """What became of messages, by number."""
    replies: list[tuple[str, str, str]] = field(default_factory=list)

    async def report(self, request: web.Request) -> web.Response:
        """Hear what became of a message."""
        self.reports.setdefault(request.query["to"], []).append(request.query["state"])
        return web.Response()

    async def reply(self, request: web.Request) -> web.Response:
        """Hear what was typed on a phone."""
        query = request.query
        self.replies.append((query["sender"], query["receiver"], await request.text()))
        return web.Response()

    async def send(self, to: str, text: str, **how: str) -> None:
        """Send a message; `how` is what else Kannel is told of it."""
        asked = {
            "username": USERNAME,
            "password": PASSWORD,
            "from": SENDER,
            "to": to,
            "text": text,
            "charset": "UTF-8",
            "coding": "0" if is_gsm7(text) else "2",
            "dlr-mask": str(_ALL),
            "dlr-url": f"{self.reports_url}?to={to.removeprefix('+')}&state=%d",
            **how,
        }
        async with (
            ClientSession() as session,
            session.get(f"{self.url}/cgi-bin/sendsms", params=asked) as answer,
        ):
            said = await answer.text()
            if not said.startswith("0: Accepted"):
                raise NotSeenError(f"Kannel takes a message; it said {said}")

    async def hears(self, to: str, state: str) -> None:
        """Wait for a report."""
        states = self.reports.setdefault(to.removeprefix("+"), [])
        await until(lambda: state in states, f"report {state} of {to}", lambda: states)

    async def sends(self, to: str, text: str) -> None:
        """Send a message, and wait until it is reported as delivered."""
        await self.send(to, text)
        await self.hears(to, _DELIVERED)


@dataclass(frozen=True, slots=True)
class Scene:
    """The three of them."""

    checks: Checks
    simulator: Simulator
    office: Office

    def shown(self, who: str) -> list[tuple[str, int]]:
        """Return what a phone shows, and in how many parts each came."""
        messages = self.simulator.network.messages
        return [(m.text, m.segments) for m in messages if f"+{m.to}" == who]


async def run(checks: Checks, stage: Stage) -> None:
    """Bind a Kannel to the simulator, and send both ways."""
    await unpacked("kannel")
    with ExitStack() as kept:
        async with simulated("smpp") as simulator, office(kept) as clerk:
            simulator.account.user, simulator.account.smpp.password = "kannel", "secret"
            port = int(simulator.gateway_urls["smpp"].rpartition(":")[2])
            sendsms, admin, smsbox = (kept.enter_context(reserved_port()) for _ in range(3))
            clerk.url = f"http://127.0.0.1:{sendsms}"
            ports = Ports(sendsms, admin, smsbox, port)
            async with box(ports, stage.folder("customer")) as kannel:
                kannel.answers_at(clerk.reports_url.replace("report", "reply"))
                await kannel.start()
                scene = Scene(checks, simulator, clerk)
                await _bound(scene)
                await _texts(scene)
                await _reports(scene)
                await _replies(scene)
                await _trouble(scene)
                await _away(scene, kannel)


@asynccontextmanager
async def office(kept: ExitStack) -> AsyncIterator[Office]:
    """Listen for what Kannel calls with."""
    port = kept.enter_context(reserved_port())
    clerk = Office("", f"http://127.0.0.1:{port}/report")
    application = web.Application()
    application.router.add_get("/report", clerk.report)
    application.router.add_post("/reply", clerk.reply)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield clerk
    finally:
        await runner.cleanup()


async def _bound(scene: Scene) -> None:
    scene.checks.title("The bind")
    smsc = scene.simulator.smpp
    await until(lambda: bool(smsc.bound), "Kannel binds")
    bind = smsc.bind_attempts[-1].bind
    scene.checks.same((bind.system_id, bind.version), ("kannel", 0x34), "what it says of itself")
    answers = await smsc.enquire()
    scene.checks.same([answer and answer.status for answer in answers], [0], "it is there")


async def _texts(scene: Scene) -> None:
    scene.checks.title("Texts out, as they were written and in their parts")
    texts = [(name, text) for name, text in TEXTS.items() if name != _CUT]
    for who, (name, text) in zip(people(1, len(texts)), texts, strict=True):
        await scene.office.sends(who, text)
        (message,) = [m for m in scene.simulator.network.messages if f"+{m.to}" == who]
        submissions = scene.simulator.smpp.taking.submissions
        parts = [each for each in submissions if each.content.destination.address == message.to]
        told = message.text, len(parts), f"+{message.sender}"
        scene.checks.same(told, (text, message.segments, SENDER), name)


async def _reports(scene: Scene) -> None:
    scene.checks.title("Reports, in every form that Kannel reads")
    settings = scene.simulator.account.smpp
    forms: Sequence[tuple[IdForm, Dialect]] = (
        *((IdForm.HEX, dialect) for dialect in _READ),
        *((form, Dialect.FULL) for form in (IdForm.DECIMAL, IdForm.UUID)),
    )
    for who, (settings.ids, settings.receipts) in zip(people(2, len(forms)), forms, strict=True):
        what = f"{settings.receipts}, ids {settings.ids}"
        await scene.office.send(who, "Is it there?")
        await scene.checks.comes(scene.office.hears(who, _DELIVERED), what)
    off, wrong = people(3, 1)[0], "+12345"
    scene.simulator.network.set_unreachable(off, unreachable=True)
    settings.ids, settings.receipts = IdForm.HEX, Dialect.FULL
    await scene.office.send(off, "Is it there?")
    await scene.checks.comes(scene.office.hears(off, _FAILED), "a phone that is off")
    await scene.office.send(wrong, "Is it there?")
    await scene.checks.comes(scene.office.hears(wrong, _REFUSED), "a number that is none")


async def _replies(scene: Scene) -> None:
    scene.checks.title("Replies, as they were typed")
    for form in (LongReplies.UDH, LongReplies.PAYLOAD):
        scene.simulator.account.smpp.long_replies = form
        for who, (name, text) in zip(people(4, len(REPLIES)), REPLIES.items(), strict=True):
            scene.office.replies.clear()
            await scene.simulator.reply(who, text, SENDER)
            await until(lambda: bool(scene.office.replies), f"{name}: it comes")
            scene.checks.same(scene.office.replies, [(who, SENDER, text)], f"{name}, {form}")
    waiting = scene.simulator.smpp.waiting
    scene.checks.same(waiting, [], "all are acknowledged")


async def _trouble(scene: Scene) -> None:
    scene.checks.title("With a network that is not at its best")
    faults = scene.simulator.faults
    numbers = people(5, len(_AT_A_TIME) + 1)
    for who, fault in zip(numbers, _AT_A_TIME, strict=False):
        faults.set(fault)
        await scene.checks.comes(scene.office.sends(who, "x" * 200), fault)
        faults.clear()
    faults.set(Fault.CODE_43, count=2)
    await scene.checks.comes(scene.office.sends(numbers[-1], "Slowly"), "throttled")
    scene.checks.same(scene.shown(numbers[-1]), [("Slowly", 1)], "it comes once")


async def _away(scene: Scene, kannel: Box) -> None:
    scene.checks.title("Sessions that end")
    smsc = scene.simulator.smpp
    await smsc.unbind()
    await scene.checks.comes(until(lambda: bool(smsc.bound), "it binds again"), "the SMSC unbinds")
    await smsc.drop()
    await scene.checks.comes(until(lambda: bool(smsc.bound), "it binds again"), "it is cut off")
    before = smsc.unbinds
    await kannel.stop()
    scene.checks.same(smsc.unbinds, before + 1, "it unbinds when it is stopped")
    scene.office.replies.clear()
    (who,) = people(6, 1)
    await scene.simulator.reply(who, "While you were out", SENDER)
    await kannel.start()
    came = until(lambda: bool(scene.office.replies), "the reply comes")
    await scene.checks.comes(came, "what was typed meanwhile comes")
    undelivered = [
        message.to
        for message in scene.simulator.network.messages
        if message.status not in (Status.DELIVERED, Status.FAILED)
    ]
    scene.checks.same(undelivered, [], "nothing is under way any more")
