"""A Home Assistant process with an account at the simulator."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
import json
from pathlib import Path
import shutil
import sqlite3
from typing import Any, NamedTuple

from homeassistant.config_entries import STORAGE_VERSION, STORAGE_VERSION_MINOR
import pytest

from benchmarks.filling import fill
from custom_components.sms_gateway.messaging.journal import Journal
from demo.house import House
from simulator import Simulator

from ..conftest import WEBHOOK_ID, new_entry
from ..ports import reserved_port

CONFIGURATION = """
slow_start:
told:
counter:
  replies:
automation:
  - alias: Count the replies
    mode: queued
    triggers:
      - trigger: event
        event_type: sms_gateway_message_received
    actions:
      - action: counter.increment
        target:
          entity_id: counter.replies
"""
COMPONENTS = [Path(__file__).with_name(name) for name in ("slow_start", "told")]
TAKEN = {"accepted", "sent", "delivered"}
TIMEOUT = 40
LOG_LINES = 60


class Told(NamedTuple):
    """What an event told of a message."""

    message_id: str
    state: str
    previous: str | None


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a house that has a user; to be copied."""
    folder = tmp_path_factory.mktemp("house")

    async def prepare() -> None:
        house = House(folder, 0, CONFIGURATION, *COMPONENTS)
        await house.prepare()
        await house.close()

    asyncio.run(prepare())
    return folder


@pytest.fixture
def gateway() -> str:
    """Return which gateway the account is at."""
    return "clickatell_one"


@pytest.fixture
async def house(
    prepared: Path, tmp_path: Path, simulator: Simulator, gateway: str
) -> AsyncIterator[House]:
    """Return a house that has an account and is not started; its log is shown on failure."""
    folder = tmp_path / "house"
    shutil.copytree(prepared, folder, symlinks=True)
    _add_entry(folder, simulator, gateway)
    with reserved_port() as port:
        house = House(folder, port, CONFIGURATION)
        house.url = house.url.replace("localhost", "127.0.0.1")
        simulator.account.callback_url = f"{house.url}/api/sms_gateway/{WEBHOOK_ID}"
        yield house
        await house.close()
    log = folder / "output.log"
    if log.exists():
        print(
            "The end of Home Assistant's log:", *log.read_text().splitlines()[-LOG_LINES:], sep="\n"
        )


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(TIMEOUT):
            while not await condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"not within {TIMEOUT} s: {what}")


async def nothing_waits(house: House) -> None:
    """Wait until the account has nothing left to send."""

    async def none_pending() -> bool:
        return await house.state("sensor.clickatell_pending") == "0"

    await until(none_pending, "no message waits any more")


async def fill_journal(house: House, simulator: Simulator, old: int) -> None:
    """Give a house that was never started a journal with so many old messages."""
    path = house.folder / ".storage" / f"sms_gateway.{new_entry(simulator).entry_id}.db"
    journal = await Journal.open(path)
    await journal.close()
    await asyncio.to_thread(fill, path, old, old // 10)


def journal_states(house: House, after: int = 0) -> dict[str, str]:
    """Return the state of each outgoing message in the journal, by message id.

    Those that the journal was filled with are left out: they are the first `after`.
    """
    query = f"SELECT message_id, state FROM outbound WHERE sequence > {after}"  # noqa: S608
    return dict(_read(house, query))


def old_messages(house: House, old: int) -> list[Any]:
    """Return all that the journal was filled with."""
    return _read(house, f"SELECT * FROM outbound WHERE sequence <= {old} ORDER BY 1")  # noqa: S608


def may_be_sent(house: House) -> dict[str, int]:
    """Return how often each message may have been sent: once, but for attempts without answer."""
    return dict(_read(house, "SELECT message_id, iif(uncertain, attempts, 1) FROM outbound"))


def lives(house: House) -> list[list[Told]]:
    """Return what was told of messages on Home Assistant's bus, in each of its lives."""
    found: list[list[Told]] = []
    for line in (house.folder / "told").read_text().splitlines():
        told = json.loads(line)
        if told is None:
            found.append([])
        else:
            found[-1].append(Told(*told))
    return found


def texts_received(house: House) -> list[str]:
    """Return the inbound messages in the journal."""
    return [text for (text,) in _read(house, "SELECT text FROM inbound")]


def known_accepted(house: House, after: int = 0) -> set[str]:
    """Return the ids of the messages that the journal knows to be at the gateway."""
    states = journal_states(house, after)
    return {message_id for message_id, state in states.items() if state in TAKEN}


def times_accepted(simulator: Simulator) -> Counter[str]:
    """Return how often the gateway has accepted each message, by message id."""
    return Counter(message.client_message_id or "" for message in simulator.network.messages)


def _add_entry(folder: Path, simulator: Simulator, gateway: str) -> None:
    entry = new_entry(simulator, gateway, daily_limit=0, recipient_hourly_limit=0)
    content = {
        "version": STORAGE_VERSION,
        "minor_version": STORAGE_VERSION_MINOR,
        "key": "core.config_entries",
        "data": {"entries": [entry.as_dict()]},
    }
    (folder / ".storage" / "core.config_entries").write_text(json.dumps(content, default=str))


def numbers_of(house: House) -> dict[str, str]:
    """Return which number each message is for, by message id."""
    return dict(_read(house, "SELECT message_id, number FROM outbound"))


def _read(house: House, query: str) -> list[Any]:
    """Return rows of the journal; before it is set up, it holds nothing."""
    journals = (house.folder / ".storage").glob("sms_gateway.*.db")
    rows: list[Any] = []
    for journal in journals:
        with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as db:
            if db.execute("PRAGMA user_version").fetchone() > (0,):
                rows += db.execute(query).fetchall()
    return rows
