"""Who sends, who answers, who cancels, and what goes wrong meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from itertools import count

from custom_components.sms_gateway.gateways.base import GatewayError
from custom_components.sms_gateway.messaging.message import (
    Draft,
    MessageState,
    OutboundMessage,
    Priority,
)
from simulator.faults import OF_A_PHONE, OF_MODEMS, OF_SESSIONS, Fault
from simulator.network import digits

from .stage import HOME, Stage

PEOPLE = [f"+1555{number:07}" for number in range(2_000_000, 2_000_300)]
BURSTS = (*[1] * 12, 2, 5, 20, 100)
RATES = (5.0, 10.0, 30.0, 60.0)
STOP_AFTERS = (20.0, 60.0, 120.0, 300.0)
TAGS = ("door", "freezer", "pump", None, None, None)
SAID = ("STOP", "stop.", "Start", "HELP", *["yes", "no", "please stop the heating"] * 4)
# How often somebody writes back or a message is called back, in a second.
ANSWERS, CANCELS = 1.0, 0.4
# How many of all: a STOP just after the message, a cancel by tag, a burst that is waited for, a
# text of its own, a critical message.
JUST_NOW, BY_TAG, WAITING, OWN_TEXT, CRITICAL = 0.1, 0.05, 0.1, 0.5, 0.05
# Seconds between what goes wrong, and for which it does.
PAUSE, TROUBLE = (2.0, 12.0), (1.0, 12.0)
# Seconds for which it does so beyond that, if it has not come to anything yet.
LONGEST = 60

AMOUNTS = {
    Fault.RATE_429: (1.0, 20.0),
    Fault.SLOW: (0.5, 40.0),  # beyond the half a minute after which nobody waits any more
    Fault.RANDOM: (0.2, 0.9),
}
# What can go wrong at a gateway that is asked over HTTP.
POSSIBLE = tuple(fault for fault in Fault if fault not in (*OF_A_PHONE, *OF_SESSIONS, *OF_MODEMS))
OF_CALLBACKS = (
    Fault.DUPLICATE_CALLBACKS,
    Fault.CALLBACKS_OUT_OF_ORDER,
    Fault.NO_RECEIPTS,
    Fault.REPORTS_FIRST,
)

type Trouble = Callable[[], AbstractAsyncContextManager[None]]


async def write(stage: Stage, messages: int, seconds: float) -> None:
    """Submit so many messages within a time, in bursts of many sizes."""
    chance, loop = stage.chance, asyncio.get_running_loop()
    began, done = loop.time(), 0
    async with asyncio.TaskGroup() as waiting:
        while done < messages:
            size = min(chance.choice(BURSTS), messages - done)
            await asyncio.sleep(began + seconds * (done + size) / messages - loop.time())
            results = await stage.outbox.submit([_draft(stage, done + n) for n in range(size)])
            for result in results:
                if isinstance(result, OutboundMessage):
                    stage.records.submitted(result)
                else:
                    stage.records.refused[result.kind.value] += 1
            taken = [one.message_id for one in results if isinstance(one, OutboundMessage)]
            if chance.random() < WAITING:
                until, limit = MessageState.DELIVERED, chance.uniform(1, 60)
                waiting.create_task(_wait(stage, taken, until, limit))
            done += size


async def answer(stage: Stage) -> None:
    """Let people write back, some STOP just now. The gateway does not keep every STOP."""
    chance, records = stage.chance, stage.records
    for number in count():
        await asyncio.sleep(chance.expovariate(ANSWERS))
        person, said = chance.choice(PEOPLE), chance.choice(SAID)
        if records.under_way and chance.random() < JUST_NOW:
            person, said = records.numbers[chance.choice(list(records.under_way))].decode(), "STOP"
        text = said if said.upper().strip(".") in ("STOP", "START", "HELP") else f"{said} {number}"
        stage.simulator.post_reply(person, text)
        if PEOPLE.index(person) % 2:
            stage.simulator.network.opt_outs.pop(digits(person), None)


async def cancel(stage: Stage) -> None:
    """Call messages back, by their ids and by their tags, some just while they are under way."""
    chance, records = stage.chance, stage.records
    while True:
        await asyncio.sleep(chance.expovariate(CANCELS))
        recent = list(records.under_way or records.stories)[-50:]
        if chance.random() < BY_TAG:
            await stage.outbox.cancel(None, chance.choice(TAGS[:3]))
        elif recent:
            message_id = chance.choice(recent).decode()
            await stage.outbox.cancel(message_id, None)
            records.called_back(message_id)


async def ask_for_balance(stage: Stage) -> None:
    """Ask each minute, as the integration may."""
    while True:
        await asyncio.sleep(60)
        try:
            await stage.gateway.balance()
        except GatewayError as error:
            stage.outbox.hear(error)
        else:
            stage.outbox.hear(None)


async def trouble(stage: Stage, kinds: list[Trouble]) -> None:
    """Let one thing after the other go wrong, all of them before any a second time."""
    chance = stage.chance
    while True:
        for kind in chance.sample(kinds, len(kinds)):
            await asyncio.sleep(chance.uniform(*PAUSE))
            async with kind():
                await asyncio.sleep(chance.uniform(*TROUBLE))


def at_the_gateway(stage: Stage) -> list[Trouble]:
    """Return what goes wrong with requests."""
    kinds = [fault for fault in POSSIBLE if fault not in (*OF_CALLBACKS, Fault.SLOW)]
    return [*(partial(_fault, stage, fault) for fault in kinds), partial(_refusal, stage)]


def with_time(stage: Stage) -> list[Trouble]:
    """Return what makes everything take longer, whatever else goes wrong."""
    return [partial(_fault, stage, Fault.SLOW)]


def with_callbacks(stage: Stage) -> list[Trouble]:
    """Return what goes wrong with callbacks, here and at the other end, and with phones."""
    here = ("refusing_callbacks", "losing_answers", "holding_callbacks")
    return [
        *(partial(_fault, stage, fault) for fault in OF_CALLBACKS),
        *(partial(_failing, stage, name) for name in here),
        partial(_phones_off, stage),
        partial(_slow_delivery, stage),
    ]


def _draft(stage: Stage, number: int) -> Draft:
    chance = stage.chance
    text = f"message {number}" if chance.random() < OWN_TEXT else "The freezer is at -5 °C"
    return Draft(
        chance.choice(PEOPLE),
        text,
        1,
        chance.choice(RATES),
        chance.choice(STOP_AFTERS),
        sender=HOME,
        priority=Priority.CRITICAL if chance.random() < CRITICAL else Priority.NORMAL,
        tag=chance.choice(TAGS),
        sender_follows=True,
    )


async def _wait(stage: Stage, taken: list[str], until: MessageState, limit: float) -> None:
    await stage.outbox.wait(taken, until, limit)


@asynccontextmanager
async def _fault(stage: Stage, fault: Fault) -> AsyncIterator[None]:
    amount = None
    if fault in AMOUNTS:
        low, high = AMOUNTS[fault]
        amount = stage.chance.triangular(low, high, low)  # rather little than much
    struck, before = stage.records.struck, stage.records.struck[fault]
    stage.simulator.faults.set(fault, amount)
    try:
        yield
        for _ in range(LONGEST):
            if struck[fault] > before:
                break
            await asyncio.sleep(1)
    finally:
        stage.simulator.faults.clear(fault)


@asynccontextmanager
async def _refusal(stage: Stage) -> AsyncIterator[None]:
    try:
        await stage.simulator.refuse()
        yield
    finally:
        await stage.simulator.accept()


@asynccontextmanager
async def _failing(stage: Stage, name: str) -> AsyncIterator[None]:
    setattr(stage, name, stage.chance.uniform(0.2, 0.8))
    try:
        yield
    finally:
        setattr(stage, name, 0.0)


@asynccontextmanager
async def _phones_off(stage: Stage) -> AsyncIterator[None]:
    off = stage.chance.sample(PEOPLE, len(PEOPLE) // 4)
    for number in off:
        stage.simulator.network.set_unreachable(number, unreachable=True)
    try:
        yield
    finally:
        for number in off:
            stage.simulator.network.set_unreachable(number, unreachable=False)


@asynccontextmanager
async def _slow_delivery(stage: Stage) -> AsyncIterator[None]:
    account = stage.simulator.account
    before, account.delivery_delay = account.delivery_delay, stage.chance.uniform(0, 10)
    try:
        yield
    finally:
        account.delivery_delay = before
