"""What has to hold beside every box that a network is behind."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field

from .checks import Checks, NotSeenError
from .home import SENDER, Account, Home
from .smsc import INVALID_DESTINATION, Fate, Smsc
from .texts import REPLIES, STOPS, TEXTS

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
    ("expired, told in fields", Fate("EXPIRED", in_fields=True), "undelivered"),
    ("rejected, told in fields", Fate("REJECTD", in_fields=True), "undelivered"),
    ("of unknown fate, told in fields", Fate("UNKNOWN", in_fields=True), "undelivered"),
)


@dataclass(frozen=True, slots=True)
class Rig:
    """The home, and the network behind the box that its account is at."""

    home: Home
    account: Account
    smsc: Smsc
    checks: Checks
    texts: Mapping[str, str] = field(default_factory=lambda: TEXTS)
    fates: Sequence[tuple[str, Fate, str]] = FATES

    async def group(self, title: str, doing: Awaitable[None]) -> None:
        """Do a group of checks; where one of its steps is not seen, the next group follows."""
        self.checks.title(title)
        try:
            await doing
        except NotSeenError as error:
            self.checks.right_if(False, str(error))


def people(group: int, how_many: int) -> list[str]:
    """Return numbers that no other group writes to."""
    return [f"+4477009{group:02}{which:03}" for which in range(how_many)]


async def through_the_box(rig: Rig) -> None:
    """Send and receive all there is."""
    # The same numbers have written to another counterpart's account.
    rig.home.told.others.clear()
    await rig.group(
        "Texts out, as they were written and in the parts that were counted", texts(rig)
    )
    await rig.group("Delivery reports of a message", reports(rig))
    await rig.group("Replies, as they were typed, to what they answer", replies(rig))
    await rig.group("STOP, in either alphabet, and START", consent(rig))


async def texts(rig: Rig) -> None:
    """Send texts that have been garbled somewhere before."""
    written = list(zip(people(1, len(rig.texts)), rig.texts.items(), strict=True))
    sent = [await rig.home.send(rig.account, who, text) for who, (_, text) in written]
    for message, (who, (name, text)) in zip(sent, written, strict=True):
        await rig.home.becomes(message, "delivered")
        arrived = rig.smsc.text_to(who), [part.place for part in rig.smsc.to(who)]
        # What is white at the end of a text is left out by the integration.
        expected = text.rstrip(), list(range(1, message["parts"] + 1))
        rig.checks.same(arrived, expected, name)
    told = [rig.home.states(message) for message in sent]
    odd = [states for states in told if sorted(states, key=_IN_ORDER.index) != states]
    rig.checks.same(odd, [], "each message's states are told in their order")
    senders = {part.sender for who, _ in written for part in rig.smsc.to(who)}
    rig.checks.same(senders, {SENDER}, "all come from the account's sender")


async def reports(rig: Rig) -> None:
    """Let messages come to each end that the network knows."""
    numbers = people(2, len(rig.fates))
    rig.smsc.fates |= {who: fate for who, (_, fate, _) in zip(numbers, rig.fates, strict=True)}
    sent = [await rig.home.send(rig.account, who, "Is it there?") for who in numbers]
    for message, (name, _, state) in zip(sent, rig.fates, strict=True):
        await rig.checks.comes(rig.home.becomes(message, state), name)


async def replies(rig: Rig) -> None:
    """Answer messages from phones."""
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
    """Say STOP, and take it back."""
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
