"""Two accounts that hear from each other who may not be written to, in whatever order they open."""

from collections.abc import AsyncIterator
from functools import partial
from itertools import permutations
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.messaging import retention
from custom_components.sms_gateway.messaging.inbox import Inbox

from .conftest import NUMBER, UNLIMITED, Engine, ScriptedGateway, WatchedJournal, reply


@pytest.fixture
async def accounts(
    tmp_path: Path, freezer: FrozenDateTimeFactory
) -> AsyncIterator[dict[str, Engine]]:
    """Return three accounts that have not heard from each other yet."""
    freezer.move_to("2026-11-20 12:00:00+00:00")
    engines = {}
    for name in "abc":
        journal = await WatchedJournal.open(tmp_path / f"{name}.db")
        engines[name] = Engine(journal, ScriptedGateway(), UNLIMITED)
        await engines[name].load()
        engines[name].start()
    yield engines
    for engine in engines.values():
        await engine.stop()


async def hand_over(giver: Inbox, taker: Inbox) -> None:
    """Let one account know what another one knows, and the other what has become of that."""
    await giver.lift_everywhere(await taker.take_over(await giver.blocked_everywhere()))


async def open_all(accounts: dict[str, Engine], order: tuple[str, ...]) -> None:
    """Open accounts one after the other."""
    for place, name in enumerate(order):
        for other in order[:place]:
            here, there = accounts[name].inbox, accounts[other].inbox
            await hand_over(there, here)
            await hand_over(here, there)


def blocked(accounts: dict[str, Engine]) -> list[str]:
    """Return at which accounts the number is blocked."""
    return [name for name, engine in accounts.items() if NUMBER in engine.inbox.blocked]


@pytest.mark.parametrize("order", permutations("abc"))
@pytest.mark.parametrize("was_blocked_there", [True, False])
@pytest.mark.parametrize("how", ["START", "hello", "by hand"])
async def test_what_was_lifted_meanwhile_does_not_come_back(
    accounts: dict[str, Engine],
    freezer: FrozenDateTimeFactory,
    order: tuple[str, ...],
    was_blocked_there: bool,
    how: str,
) -> None:
    """STOP ALL was written to two accounts that were closed since, or to all three."""
    for name in "abc" if was_blocked_there else "bc":
        await accounts[name].inbox.receive([reply("STOP ALL")])
    freezer.tick(60)
    if how == "by hand":
        await accounts["a"].inbox.set_consent(NUMBER, "all", subscribed=True)
    else:
        await accounts["a"].inbox.receive([reply(how)])
    freezer.tick(60)
    await open_all(accounts, order)
    assert blocked(accounts) == []
    # Now all of them know, and it does not come back without the one that was written to.
    freezer.tick(60)
    await open_all(accounts, ("c", "b"))
    assert blocked(accounts) == []


async def test_what_was_lifted_is_known_when_what_lifted_it_is_forgotten(
    accounts: dict[str, Engine], freezer: FrozenDateTimeFactory
) -> None:
    for name in "bc":
        await accounts[name].inbox.receive([reply("STOP ALL")])
    freezer.tick(60)
    await accounts["a"].inbox.receive([reply("hello")])
    freezer.tick(60)
    await open_all(accounts, ("a", "b"))
    forget = partial(retention.purge, before=freezer().timestamp())
    while await accounts["a"].journal.run(forget):
        pass
    await open_all(accounts, ("a", "c"))
    assert blocked(accounts) == []


@pytest.mark.parametrize("order", permutations("abc"))
async def test_a_stop_all_that_is_younger_than_the_lift_holds_everywhere(
    accounts: dict[str, Engine], freezer: FrozenDateTimeFactory, order: tuple[str, ...]
) -> None:
    await accounts["b"].inbox.receive([reply("STOP ALL")])
    freezer.tick(60)
    await accounts["a"].inbox.receive([reply("START")])
    freezer.tick(60)
    await accounts["c"].inbox.receive([reply("STOP ALL")])
    await open_all(accounts, order)
    assert blocked(accounts) == ["a", "b", "c"]


@pytest.mark.parametrize("order", permutations("abc"))
async def test_what_is_lifted_for_one_account_by_hand_is_lifted_there_alone(
    accounts: dict[str, Engine], freezer: FrozenDateTimeFactory, order: tuple[str, ...]
) -> None:
    for engine in accounts.values():
        await engine.inbox.receive([reply("STOP ALL")])
    freezer.tick(60)
    await accounts["a"].inbox.set_consent(NUMBER, "sender", subscribed=True)
    await open_all(accounts, order)
    assert blocked(accounts) == ["b", "c"]


async def test_a_plain_stop_is_lifted_by_nothing_that_is_said_elsewhere(
    accounts: dict[str, Engine], freezer: FrozenDateTimeFactory
) -> None:
    await accounts["b"].inbox.receive([reply("STOP")])
    freezer.tick(60)
    await accounts["a"].inbox.receive([reply("START")])
    await open_all(accounts, ("a", "b"))
    assert blocked(accounts) == ["b"]


async def test_many_blocks_are_taken_over_and_kept_as_long_as_there(
    accounts: dict[str, Engine],
) -> None:
    here, there = accounts["a"].inbox, accounts["b"].inbox
    numbers = {f"+1555{number:07}" for number in range(450)}
    await there.receive([reply("STOP ALL", sender=number) for number in numbers])
    await hand_over(there, here)
    assert here.blocked == numbers
    forgotten = [
        {one.forget_at for one in await inbox.blocked_everywhere()} for inbox in (here, there)
    ]
    assert forgotten[0] == forgotten[1] != {None}
