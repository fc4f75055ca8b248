"""Kannel, with an SMPP server of somebody else's behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.ports import reserved_port

from .checks import Checks, NotSeenError, until
from .debian import unpacked
from .home import SENDER, Account, Home
from .kannel_box import PASSWORD, USERNAME, Box, Ports, box
from .pypi import environment, script
from .smsc import INVALID_DESTINATION, Fate, Smsc, network
from .stage import Stage
from .texts import REPLIES, STOPS, TEXTS

NAME = "Kannel"
_AWAY = 20
"""Seconds that the box is stopped."""
_WAITING = 10
"""Messages that wait meanwhile."""
_IN_ORDER = ["queued", "sending", "accepted", "sent", "delivered"]

FATES: Sequence[tuple[str, Fate, str]] = (
    ("that the network delivers", Fate("DELIVRD"), "delivered"),
    ("that could not be delivered", Fate("UNDELIV"), "undelivered"),
    ("that expired in the network", Fate("EXPIRED"), "undelivered"),
    ("that the network rejected", Fate("REJECTD"), "undelivered"),
    ("that somebody deleted", Fate("DELETED"), "undelivered"),
    ("that the network did not take", Fate(refused=INVALID_DESTINATION), "undelivered"),
    ("delivered, told in fields", Fate("DELIVRD", in_fields=True), "delivered"),
    ("not delivered, told in fields", Fate("UNDELIV", in_fields=True), "undelivered"),
    ("rejected, told in fields", Fate("REJECTD", in_fields=True), "undelivered"),
    ("of unknown fate, told in fields", Fate("UNKNOWN", in_fields=True), "undelivered"),
)


@dataclass(frozen=True, slots=True)
class Rig:
    """The home, the box, and the network behind it."""

    home: Home
    account: Account
    box: Box
    smsc: Smsc
    checks: Checks


def people(group: int, how_many: int) -> list[str]:
    """Return numbers that no other group writes to."""
    return [f"+4477009{group:02}{which:03}" for which in range(how_many)]


async def trial(rig: Rig) -> None:
    """The test message of the form."""
    # Each with a sender of its own, or it would be an account that is there already.
    for what, sender, password, page, words in (
        ("with the right password", "1000", PASSWORD, "http_taken", "0: Accepted for delivery"),
        ("with a wrong one", "1001", "wrong", "http_refused", "Authorization failed"),
    ):
        step = await rig.home.fill_in_preset(
            "kannel", rig.box.url, username=USERNAME, password=password, sender=sender
        )
        await rig.home.house.post(step, {"next_step_id": "http_test"})
        tried = {"phone_number": people(0, 1)[0], "message": "Does it work?"}
        shown = await rig.home.house.post(step, tried)
        answer = shown["description_placeholders"]["answer"]
        rig.checks.right_if(shown["step_id"] == page and words in answer, what, shown)


async def texts(rig: Rig) -> None:
    """Texts out: as they were written, in as many parts as were counted."""
    written = list(zip(people(1, len(TEXTS)), TEXTS.items(), strict=True))
    sent = [await rig.home.send(rig.account, who, text) for who, (_, text) in written]
    for message, (who, (name, text)) in zip(sent, written, strict=True):
        await rig.home.becomes(message, "delivered")
        arrived = rig.smsc.text_to(who), [part.place for part in rig.smsc.to(who)]
        rig.checks.same(arrived, (text, list(range(1, message["parts"] + 1))), name)
    told = [rig.home.states(message) for message in sent]
    odd = [states for states in told if sorted(states, key=_IN_ORDER.index) != states]
    rig.checks.same(odd, [], "each message's states are told in their order")
    senders = {part.sender for who, _ in written for part in rig.smsc.to(who)}
    rig.checks.same(senders, {SENDER}, "all come from the account's sender")


async def reports(rig: Rig) -> None:
    """Delivery reports of a message."""
    numbers = people(2, len(FATES))
    rig.smsc.fates |= {who: fate for who, (_, fate, _) in zip(numbers, FATES, strict=True)}
    sent = [await rig.home.send(rig.account, who, "Is it there?") for who in numbers]
    for message, (name, _, state) in zip(sent, FATES, strict=True):
        await rig.checks.comes(rig.home.becomes(message, state), name)


async def replies(rig: Rig) -> None:
    """Replies: as they were typed, and to the message that they answer."""
    numbers = people(3, len(REPLIES))
    for which, (who, (name, text)) in enumerate(zip(numbers, REPLIES.items(), strict=True)):
        question = await rig.home.send(rig.account, who, "Are you there?", tag=f"tag {which}")
        await rig.home.becomes(question, "delivered")
        await rig.smsc.reply(who, SENDER, text)
        await rig.checks.comes(rig.home.hears("message_received", who), f"{name}: it comes")
        for heard in rig.home.told.of("message_received", who):
            told = heard["text"], heard["tag"], heard["to"]
            rig.checks.same(told, (text, f"tag {which}", SENDER), name)
    answered = [who for who in numbers if len(rig.smsc.to(who)) > 1]
    rig.checks.same(answered, [], "nothing goes back to a phone")


async def consent(rig: Rig) -> None:
    """STOP, in either alphabet, and START."""
    for who, word in zip(people(4, len(STOPS)), STOPS, strict=True):
        message = await rig.home.send(rig.account, who, "Is this welcome?")
        await rig.home.becomes(message, "delivered")
        await rig.smsc.reply(who, SENDER, word)
        await rig.home.hears("opt_out", who)
        try:
            await rig.home.send(rig.account, who, "And this?")
            refusal = "it was taken"
        except RuntimeError as error:
            refusal = str(error)
        rig.checks.right_if("STOP" in refusal, f"after {word} nothing is sent", refusal)
        await rig.smsc.reply(who, SENDER, "START")
        await rig.home.hears("opt_in", who)
        again = await rig.home.send(rig.account, who, "Welcome back")
        await rig.home.becomes(again, "delivered")
        arrived = [part.text.decode() for part in rig.smsc.to(who)]
        rig.checks.same(arrived, ["Is this welcome?", "Welcome back"], f"after {word}, START")


async def outage(rig: Rig) -> None:
    """The box is stopped, and messages wait."""
    numbers = people(5, _WAITING)
    await rig.box.stop()
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
    await rig.box.start()
    for message in sent:
        await rig.home.becomes(message, "delivered")
    arrived = [[part.text.decode() for part in rig.smsc.to(who)] for who in numbers]
    rig.checks.same(arrived, [[f"Alarm {who}"] for who in numbers], "each comes, and comes once")


GROUPS: Sequence[Callable[[Rig], Awaitable[None]]] = (
    trial,
    texts,
    reports,
    replies,
    consent,
    outage,
)


async def run(checks: Checks, stage: Stage) -> None:
    """Put the box between the home and a network, and go through all groups."""
    python = await environment("smpp34")
    await unpacked("kannel")
    home = await stage.home()
    with ExitStack() as kept:
        ports = Ports(*(kept.enter_context(reserved_port()) for _ in range(4)))
        async with (
            box(ports, stage.folder("kannel")) as kannel,
            network(python, script("smsc_smpp34"), ports.smsc) as smsc,
        ):
            step = await home.fill_in_preset(
                "kannel", kannel.url, username=USERNAME, password=PASSWORD
            )
            account = await home.add(step, {"next_step_id": "http_save"})
            kannel.answers_at(account.callback_url)
            await kannel.start()
            await until(lambda: smsc.bound > 0, "Kannel binds to the network")
            rig = Rig(home, account, kannel, smsc, checks)
            for group in GROUPS:
                checks.title((group.__doc__ or "").rstrip("."))
                try:
                    await group(rig)
                except NotSeenError as error:
                    checks.right_if(False, str(error))
