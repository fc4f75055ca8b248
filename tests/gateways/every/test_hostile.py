"""Whatever comes over the wire: it is read or it is not, and nothing breaks or is given away."""

import asyncio
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
import json
from math import isfinite
import time
from urllib.parse import parse_qsl, urlencode

from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways import GATEWAYS, transport
from custom_components.sms_gateway.gateways.asking import ReplyReader
from custom_components.sms_gateway.gateways.base import (
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    Gateway,
    GatewayError,
    InboundMessage,
)
from custom_components.sms_gateway.gateways.transport import Answer
from simulator import Simulator
from simulator.account import Account

from ...conftest import ANNA
from ...roads import NO_SESSION, Road, every_road, over_http, roads_where
from ..conftest import Remote
from ..outcome import traits
from .conftest import (
    Home,
    accepted,
    assert_keeps_secret,
    batch_of,
    outgoing,
    refused,
    send,
    send_one,
)

moderately = settings(
    max_examples=25,
    deadline=None,
    # The account and what it really gets are the same for every example.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["\ud800", "a\udfffb", "\x00", "5", "NaN", ANNA, "0001-01-01T00:00:00+23:59",
                       "9999-12-31 24:00:00", 10**400, "9" * 400, -1, 1e308]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)  # fmt: skip
PIECES = st.binary(max_size=8) | st.sampled_from(
    [b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"%", b"%ZZ", b"%D8%3D", b"%00",
     b"&", b"=", b";", b"[", b"{", b'"', b"\\ud800", b"1e999", b"NaN", b"9" * 5000, b"null",
     b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"&x;", b"&#xD83D;", b"</", b"\r\n"]
)  # fmt: skip
UNEXPECTED = [float("inf"), "\ud800", {}, [[]], 10**400]
DEEP = [b"[" * 100_000, b'{"a":' * 100_000, b"<a>" * 10_000, b"%5B" * 10_000, b"&a=" * 10_000]
# Clickatell's One API asks for its balance at a second place when the first has none; what can be
# read in pages is given up with the error that comes when there are no more answers to give.
AT_MOST = 3
STATUSES = [200, 201, 202, 204, 207, 302, 400, 401, 402, 403, 404, 429, 500, 502, 503, 504]


@st.composite
def changed(draw: st.DrawFn, content: object) -> object:
    """Return JSON in which something is replaced, missing or one level deeper."""
    if not content or not isinstance(content, dict | list) or draw(st.integers(0, 5)) == 0:
        return draw(JSON | st.just([content]))
    if isinstance(content, list):
        place = draw(st.integers(0, len(content) - 1))
        return [*content[:place], draw(changed(content[place])), *content[place + 1 :]]
    name = draw(st.sampled_from(sorted(content)))
    if draw(st.integers(0, 5)) == 0:
        return {other: value for other, value in content.items() if other != name}
    return content | {name: draw(changed(content[name]))}


@st.composite
def damaged(draw: st.DrawFn, genuine: bytes) -> bytes:
    """Return what was sent, with something in it that should not be there."""
    start, end = sorted((draw(st.integers(0, len(genuine))), draw(st.integers(0, len(genuine)))))
    cut = genuine[:start] + draw(PIECES) + genuine[end:]
    ways = [st.just(cut), st.binary(), JSON.map(lambda found: json.dumps(found).encode())]
    try:
        content = json.loads(genuine)
    except ValueError:
        fields = parse_qsl(genuine, keep_blank_values=True)
        if fields:
            ways.append(changed_form(fields))
    else:
        ways.append(changed(content).map(lambda found: json.dumps(found).encode()))
    return draw(st.one_of(ways))


def changed_form(fields: list[tuple[bytes, bytes]]) -> st.SearchStrategy[bytes]:
    """Return forms in which one value is another one."""
    place = st.integers(0, len(fields) - 1)
    value = PIECES | st.text(max_size=5).map(lambda text: text.encode("utf-16-be", "replace"))
    return st.tuples(place, value).map(
        lambda new: urlencode(
            [*fields[: new[0]], (fields[new[0]][0], new[1]), *fields[new[0] + 1 :]]
        ).encode()
    )


def each_changed(genuine: bytes) -> Iterator[bytes]:
    """Yield JSON with each of its values in turn replaced by what nobody expects there."""
    try:
        content = json.loads(genuine)
    except ValueError:
        return
    for value in UNEXPECTED:
        yield from (json.dumps(found).encode() for found in each_replaced(content, value))


def each_replaced(content: object, value: object) -> Iterator[object]:
    """Yield JSON with each of its values in turn replaced."""
    yield value
    items = enumerate(content) if isinstance(content, list) else ()
    for place, inner in content.items() if isinstance(content, dict) else items:
        for replaced in each_replaced(inner, value):
            changed_one = copy(content)
            changed_one[place] = replaced  # type: ignore[index]
            yield changed_one


def assert_can_be_stored(event: InboundMessage | DeliveryReport) -> None:
    """Check that the journal can keep what an event says, and find what it is about."""
    if isinstance(event, InboundMessage):
        texts = [event.provider_message_id, event.sender, event.to]
        texts += [event.related_message_id, event.related_provider_message_id]
        texts += [None if event.part else event.text]
        assert event.sender
        assert event.sent_at is None or 0 < event.sent_at < 1e12
    else:
        texts = [event.message_id, event.provider_message_id, event.to]
        texts += [event.error.text, event.error.code] if event.error else []
        assert event.message_id or event.provider_message_id
        assert event.cost is None or isfinite(event.cost)
    for text in texts:
        (text or "").encode()


def assert_read(account: Gateway, callback: CallbackRequest) -> None:
    """Check that a callback is answered in a way that ends the matter, whatever it brings."""
    parsed = account.parse_callback(callback)
    assert parsed.answer.status < 400
    parsed.answer.body.encode()
    for event in parsed.events:
        assert_can_be_stored(event)


@pytest.fixture
async def genuine(simulator: Simulator, account: Gateway, home: Home) -> list[CallbackRequest]:
    """Return what a gateway calls back with: replies, a long one among them, and reports."""
    for text in ("OK", "5 €", "x" * 200):
        await simulator.reply(ANNA, text)
    await accepted(account, outgoing(account))
    await simulator.settled()
    return home.heard


def is_called(road: Road) -> bool:
    """Tell whether a gateway calls back."""
    return (road.brings_replies or road.capabilities.reports) and not road.has_session


@roads_where(is_called)
@moderately
@given(data=st.data())
async def test_any_callback_is_read(
    account: Gateway, genuine: list[CallbackRequest], data: st.DataObject
) -> None:
    callback = data.draw(st.sampled_from(genuine))
    if callback.body:
        callback = replace(callback, body=data.draw(damaged(callback.body)))
    if callback.query or not callback.body:
        callback = replace(callback, query=data.draw(damaged(callback.query)))
    method = data.draw(st.sampled_from(["GET", "POST", "HEAD"]))
    assert_read(account, replace(callback, method=method))


@roads_where(lambda road: road.brings_replies or road.capabilities.reports)
async def test_any_value_in_a_callback_may_be_another(
    account: Gateway, genuine: list[CallbackRequest]
) -> None:
    for callback in genuine:
        for body in each_changed(callback.body):
            assert_read(account, replace(callback, body=body))


@every_road
def test_deep_and_empty_callbacks_are_read(road: Road) -> None:
    account = road.account(NO_SESSION, "")
    for method in ("GET", "POST"):
        for hostile in [b"", b"\r\n", b"{}", b"[]", b"null", b"a=b", *DEEP]:
            assert_read(account, CallbackRequest(method, {}, b"", hostile))
            assert_read(account, CallbackRequest(method, {}, hostile, b""))


@pytest.fixture
def hidden(road: Road) -> dict[str, str]:
    """Return credentials that can be found wherever they are shown."""
    known = Account()
    shown = {known.user, known.password, known.api_id, known.api_key}
    return {
        name: f"secret{count}of{name}"
        for count, (name, value) in enumerate(road.all_credentials.items())
        if value in shown
    }


@pytest.fixture
def to_remote(
    road: Road, session: ClientSession, remote: Remote, hidden: dict[str, str]
) -> Gateway:
    """Return an account at a server that answers what it is told to."""
    return road.known_account(session, remote.url, hidden)


@pytest.fixture
async def answers(
    road: Road,
    simulator: Simulator,
    account: Gateway,
    stranger: Gateway,
    monkeypatch: pytest.MonkeyPatch,
) -> list[bytes]:
    """Return what a gateway answers to a batch, a wrong key, and questions it can be asked."""
    bodies: list[bytes] = []

    def keep(status: int, body: bytes, retry_after: float | None) -> Answer:
        bodies.append(body)
        return Answer(status, body, retry_after)

    with monkeypatch.context() as patched:
        patched.setattr(transport, "Answer", keep)
        await send(account, *batch_of(account, 3))
        await send_one(stranger)
        if road.capabilities.balance:
            await account.balance()
        if isinstance(account, ReplyReader):
            simulator.network.reply(ANNA, "5 €")
            await account.replies(time.time() - 60)
    assert bodies
    return bodies


@dataclass(frozen=True, slots=True)
class Listener:
    """An account at a server, whatever that answers."""

    account: Gateway
    remote: Remote
    hidden: Mapping[str, str]

    def _answer(self, body: bytes, status: int) -> None:
        self.remote.replies.clear()
        for _ in range(AT_MOST):
            self.remote.reply(body, status)

    async def assert_reads(self, body: bytes, status: int) -> None:
        """Check that an answer to anything is read, or is an error that gives nothing away."""
        for ask in (self._send, self._balance, self._replies):
            self._answer(body, status)
            try:
                await ask()
            except GatewayError as error:
                self._assert_tells_little(error)

    def _assert_tells_little(self, error: GatewayError) -> None:
        assert_keeps_secret(error, self.hidden.values())
        f"{error} {error.code}".encode()

    async def _send(self) -> None:
        for result in await send(self.account, *batch_of(self.account, 3)):
            if isinstance(result, GatewayError):
                self._assert_tells_little(result)
            else:
                (result.provider_message_id or "").encode()

    async def _balance(self) -> None:
        balance = await self.account.balance()
        assert balance.value is None or isfinite(balance.value)
        assert balance.currency is None or len(balance.currency) == 3

    async def _replies(self) -> None:
        if isinstance(self.account, ReplyReader):
            for reply in await self.account.replies(0):
                assert_can_be_stored(reply)


@pytest.fixture
def listener(to_remote: Gateway, remote: Remote, hidden: dict[str, str]) -> Listener:
    """Return an account at a server that answers what it is told to."""
    return Listener(to_remote, remote, hidden)


@over_http
@moderately
@given(data=st.data())
async def test_any_answer_is_read(
    listener: Listener, answers: list[bytes], data: st.DataObject
) -> None:
    body = data.draw(damaged(data.draw(st.sampled_from(answers))))
    await listener.assert_reads(body, data.draw(st.sampled_from(STATUSES)))


@over_http
async def test_any_value_in_an_answer_may_be_another(
    listener: Listener, answers: list[bytes]
) -> None:
    for genuine in answers:
        for body in each_changed(genuine):
            await listener.assert_reads(body, 200)


@over_http
async def test_answers_that_go_deep_are_read(to_remote: Gateway, remote: Remote) -> None:
    for body in DEEP:
        remote.reply(body)
        await send_one(to_remote)


@over_http
async def test_a_page_that_does_not_end_is_no_answer(to_remote: Gateway, remote: Remote) -> None:
    remote.reply(b"<html>" + b"please log in " * 200_000)
    error = await send_one(to_remote)
    assert isinstance(error, GatewayError)
    assert error.retryable


NOT_HTTP = [
    b"",
    b"rubbish\r\n\r\n",
    b"HTTP/1.1 abc\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nLong: " + b"a" * 20_000 + b"\r\n\r\n",
]


@over_http
async def test_what_is_not_http_leaves_it_open_and_shows_no_credential(
    road: Road, session: ClientSession, socket_enabled: None, hidden: dict[str, str]
) -> None:
    answers = list(NOT_HTTP)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answers.pop(0))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        account = road.known_account(session, f"http://127.0.0.1:{port}", hidden)
        for _ in NOT_HTTP:
            error = await refused(account)
            assert traits(error) == (ErrorKind.NETWORK, True, True)
            assert_keeps_secret(error, hidden.values())
    assert answers == []


@over_http
@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://[", "http://a:b", "127.0.0.1", ""])
async def test_an_address_that_is_none_shows_no_credential(
    road: Road, session: ClientSession, hidden: dict[str, str], url: str
) -> None:
    if "://" in GATEWAYS[road.gateway].base_url(url).removeprefix(url):
        return  # what it lacks is filled in
    account = road.account(session, url, hidden)
    error = await refused(account)
    assert (error.retryable, error.uncertain) == (False, False)
    assert_keeps_secret(error, hidden.values())


@over_http
@pytest.mark.parametrize(
    "odd", ["é€👍", "a b&c=d%41+#/?e", "\"'\\<&>]]>", "a\r\nX: b", "\x00", "%TO%", "a:b"]
)
async def test_credentials_of_any_characters(
    road: Road, session: ClientSession, remote: Remote, hidden: dict[str, str], odd: str
) -> None:
    for name in hidden:
        account = road.account(session, remote.url, {name: f"begin-{odd}-end"})
        remote.reply(b"", 401)
        for result in await send(account, outgoing(account)):
            assert isinstance(result, GatewayError)
            assert_keeps_secret(result, [f"begin-{odd}-end"])
        remote.replies.clear()
