"""A callback that can't be stored is answered so that the gateway comes again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.sms_gateway.account import journal_path
from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, until
from .patience import Awaited, soon
from .test_webhook import CLOUD_PATH, PATH, RIGHT, WRONG, Client, inbound

CREDENTIALS: dict[str, Any] = {"callback_username": "gateway", "callback_password": "pass:wörd"}


def execute(path: Path, statement: str) -> None:
    """Change a journal behind its back."""
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


async def test_what_is_not_stored_comes_again_and_is_stored_once(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = journal_path(hass, entry.entry_id)
    await hass.async_add_executor_job(execute, path, "ALTER TABLE inbound RENAME TO out_of_the_way")
    assert (await callbacks.post(PATH, json=inbound())).status == 503
    await simulator.reply(ANNA, "the door is shut")
    assert [attempt.answer for attempt in simulator.callbacks.sent[0].attempts] == [503]
    assert "A callback for Clickatell could not be stored: no such table: inbound" in caplog.text
    # A full disk is told in a sentence.
    assert "Traceback" not in caplog.text
    assert "the door is shut" not in caplog.text
    assert received == []
    await hass.async_add_executor_job(execute, path, "ALTER TABLE out_of_the_way RENAME TO inbound")
    await simulator.settled()
    await until(hass, lambda: bool(received))
    assert simulator.callbacks.sent[0].attempts[-1].answer == 200
    await hass.async_block_till_done()
    assert [event.data["text"] for event in received] == ["the door is shut"]


async def test_callback_while_unloaded_comes_through_later(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await simulator.reply(ANNA, "on my way")
    assert [attempt.answer for attempt in simulator.callbacks.sent[0].attempts] == [503]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await simulator.settled()
    await until(hass, lambda: bool(received))
    assert [event.data["text"] for event in received] == ["on my way"]


async def test_no_callback_is_lost_in_a_reload(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
) -> None:
    reload = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    texts = [f"message {number}" for number in range(20)]
    for text in texts:
        simulator.post_reply(ANNA, text)
        await asyncio.sleep(0)
    await reload
    await simulator.settled()
    await until(hass, lambda: len(received) >= len(texts))
    assert sorted(event.data["text"] for event in received) == sorted(texts)


async def test_body_that_ends_after_the_unload(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry
) -> None:
    go_on = asyncio.Event()
    begun = Awaited("the body is being sent")

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"event": {"moText": [{"from": "15550100001", "content": "a"'
        begun.set()
        await go_on.wait()
        yield b"}]}}"

    request = asyncio.create_task(callbacks.post(PATH, data=slowly()))
    await begun.wait()
    # Once this one is answered, the other has been begun, too.
    assert (await callbacks.head(PATH)).status == 200
    await hass.config_entries.async_unload(entry.entry_id)
    go_on.set()
    assert (await request).status == 503


async def test_webhook_is_gone_once_the_account_is_disabled(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    # Home Assistant answers so for a webhook that it does not know.
    assert (await callbacks.put(CLOUD_PATH)).status == 200
    assert (await callbacks.post(PATH, json=inbound())).status == 404
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    assert (await callbacks.put(CLOUD_PATH)).status == 405
    assert (await callbacks.post(PATH, json=inbound())).status == 200


async def test_callback_while_the_journal_can_not_be_opened(
    hass: HomeAssistant, callbacks: Client, add_entry: AddEntry, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    path = journal_path(hass, entry.entry_id)
    await hass.async_add_executor_job(
        execute, path, "UPDATE setting SET value = 99 WHERE name = 'schema'"
    )
    await hass.async_add_executor_job(execute, path, "PRAGMA user_version = 99")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert (await callbacks.post(PATH, json=inbound())).status == 503


async def test_body_that_never_ends(
    hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry
) -> None:
    begun = Awaited("the body is being sent")

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"event": '
        begun.set()
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        request = tasks.create_task(callbacks.post(PATH, data=endless()))
        await begun.wait()
        assert (await callbacks.head(PATH)).status == 200
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
        assert (await soon(request, "an answer")).status == 408


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize(
    "case",
    [
        ("clickatell_one", RIGHT["Authorization"], 400),
        # It throws away what is answered 400.
        ("bulksms", RIGHT["Authorization"], 503),
        ("clickatell_one", WRONG["Authorization"], 401),
    ],
)
@pytest.mark.parametrize("path", [PATH, CLOUD_PATH], ids=["own", "webhook"])
async def test_body_that_is_not_compressed_as_its_headers_say(
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
    case: tuple[str, str, int],
    encoding: str,
    path: str,
) -> None:
    gateway, authorization, answer = case
    await add_entry(new_entry(simulator, gateway, **CREDENTIALS))
    headers = {"Content-Encoding": encoding, "Content-Length": "6"}
    raw = Raw(callbacks, path, {"Authorization": authorization, **headers})
    for is_slow in (False, True):
        answered = await raw.post(b"no zip", is_slow=is_slow)
        assert answered.startswith(f"HTTP/1.1 {answer} ".encode())
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("authorization", "answer"), [(RIGHT["Authorization"], 408), (WRONG["Authorization"], 401)]
)
@pytest.mark.parametrize("body", [b"zz\r\nno length\r\n", b"5\r\ntoo long a chunk\r\n"])
async def test_chunks_that_are_none(
    hass: HomeAssistant,
    callbacks: Client,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
    authorization: str,
    answer: int,
    body: bytes,
) -> None:
    await add_entry(**CREDENTIALS)
    headers = {"Authorization": authorization, "Transfer-Encoding": "chunked"}
    async with asyncio.TaskGroup() as tasks:
        request = tasks.create_task(Raw(callbacks, PATH, headers).post(body, is_slow=True))
        await asyncio.sleep(0.1)
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
        assert (await request).startswith(f"HTTP/1.1 {answer} ".encode())
    assert "Traceback" not in caplog.text


async def test_caller_who_hangs_up(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await Raw(callbacks, PATH, {"Content-Length": "500"}).post(b"not all", is_over=True)
    await hass.async_block_till_done()
    assert (await callbacks.post(PATH, json=inbound())).status == 200
    assert "Traceback" not in caplog.text


class Raw:
    """A caller who sends what no client would."""

    def __init__(self, callbacks: Client, path: str, headers: dict[str, str]) -> None:
        """Call an address of Home Assistant's."""
        self._port = callbacks.port
        lines = [f"POST {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._head = "\r\n".join([*lines, "", ""]).encode()

    async def post(self, body: bytes, *, is_slow: bool = False, is_over: bool = False) -> bytes:
        """Send a body, and return what is answered; who is over hangs up before that."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(self._head)
            if is_slow:
                await writer.drain()
                await asyncio.sleep(0.05)
            writer.write(body)
            await writer.drain()
            return b"" if is_over else await soon(reader.read(100), "an answer")
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
