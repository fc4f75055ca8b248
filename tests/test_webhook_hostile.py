"""Whatever comes to the callback address of any gateway is answered, and breaks nothing."""

import gzip
import json
from urllib.parse import quote

from aiohttp import ClientConnectionError
from homeassistant.components import webhook
from homeassistant.core import Event, HomeAssistant
from homeassistant.util.aiohttp import MockRequest
import pytest

from simulator import Simulator

from .conftest import ANNA, WEBHOOK_ID, AddEntry, until
from .patience import soon
from .roads import Road, roads_where
from .test_webhook import CLOUD_PATH, PATH, Client

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]
DEEP = 10_000
BODIES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \r\n",
    "NUL": b"\x00" * 100,
    "one byte more than there may be": b"a" * (64 * 1024 + 1),
    "10 MB": b"a" * 10_000_000,
    "no UTF-8": b"\xff\xfe\xed\xa0\x80from=1&text=\xff",
    "half a pair": b'{"event": {"moText": [{"from": "\\ud800", "content": "\\udfff"}]}}',
    "deep JSON": b'{"a":' * DEEP,
    "deep lists": b"[" * DEEP,
    "deep XML": b"<a>" * DEEP,
    "entities": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
    "numbers": b'{"event": {"moText": [{"from": 1e999, "timestamp": NaN, "content": -0}]}}',
    "wrong types": json.dumps([{"from": {}, "type": [], "id": None, "body": [[]]}]).encode(),
    "a form": b"from=%00&text=%ff&to=%&&&=;=&text=%ED%A0%80",
}
QUERIES: dict[str, str] = {
    "none": "",
    "nothing": "&&==;",
    "NUL": "from=%00&text=%00",
    "no UTF-8": "from=%ff&text=%ED%A0%80&to=%",
    "long": f"from=1&text={'a' * 6000}",
    "twice": "from=1&from=2&text=a&text=b",
}
KINDS = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/xml; charset=no-such-charset",
    "\\",
]

calls_back = roads_where(lambda road: road.brings_replies or road.capabilities.reports)


def assert_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Check that nothing went wrong in a way that nobody foresaw."""
    assert [record for record in caplog.records if record.exc_info] == []
    assert "Traceback" not in caplog.text


@calls_back
async def test_whatever_comes_is_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
    road: Road,
) -> None:
    await add_entry(road.entry(simulator))
    caplog.clear()
    door = Door(callbacks, road)
    for number, body in enumerate(BODIES.values()):
        for path in (PATH, CLOUD_PATH):
            await door.try_("POST", path, body, {"Content-Type": KINDS[number % len(KINDS)]})
    for method in METHODS:
        await door.try_(method, PATH, BODIES["deep JSON"])
        await door.try_(method, CLOUD_PATH, b"")
    for query in QUERIES.values():
        for method in ("GET", "POST"):
            await door.try_(method, f"{PATH}?{query}")
    for encoding in ("gzip", "deflate", "no-such-encoding"):
        for body in (b"no such thing", gzip.compress(b"a" * 5_000_000)):
            await door.try_("POST", PATH, body, {"Content-Encoding": encoding})
    await hass.async_block_till_done()
    assert_quiet(caplog)
    # Nothing of it stands in the way of what is genuine.
    await simulator.reply(ANNA, "still here")
    await simulator.settled()
    await until(hass, lambda: "still here" in [event.data["text"] for event in received])


class Door:
    """The callback address of one account, which is tried."""

    def __init__(self, callbacks: Client, road: Road) -> None:
        """Try with a client of its own."""
        self._callbacks = callbacks
        refused = {503} if road.capabilities.drops_refused else {400, 413}
        # Home Assistant refuses some queries itself, and the OPTIONS of other sites.
        self._right = {"GET": {200, 400, *refused}, "POST": {200, 400, *refused}, "HEAD": {200}}

    async def try_(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> None:
        """Check that something is answered, and neither with an error nor as if it were stored."""
        try:
            status = await soon(self._ask(method, path, body, headers), "an answer")
        except ClientConnectionError:
            return  # closed before all of a body came that is too long
        assert status in self._right.get(method, {403, 405})

    async def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str] | None
    ) -> int:
        async with self._callbacks.request(method, path, data=body, headers=headers) as response:
            return response.status


@calls_back
async def test_whatever_comes_through_the_cloud_is_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
    road: Road,
) -> None:
    await add_entry(road.entry(simulator))
    caplog.clear()
    queries = [*QUERIES.values(), "from=\ud800&text=\udfff", quote("from=1&text=é")]
    for method in METHODS[:4]:
        for body in BODIES.values():
            for query in queries:
                request = MockRequest(
                    content=body, mock_source="cloud", method=method, query_string=query
                )
                response = await webhook.async_handle_webhook(hass, WEBHOOK_ID, request)
                assert response.status in {200, 204, 405, 413, 503}
                assert response.status != 503 or len(body) > 65536
    assert_quiet(caplog)
