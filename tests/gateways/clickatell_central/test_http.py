"""Tests of Central's HTTP API, in the bytes that clickatell.md 4.1 shows."""

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
)
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral

from ..conftest import Remote
from ..outcome import traits
from .conftest import CREDENTIALS, HEX, ONE, OURS, form_of, outgoing, refusal

BATCH = [outgoing(f"+1555010000{n}", f"{n:032}") for n in range(1, 5)]


async def test_what_is_sent(http: ClickatellCentral, remote: Remote) -> None:
    remote.reply(f"ID: {HEX}")
    assert await http.send([ONE]) == [Accepted(HEX)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/http/sendmsg")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.body == (
        b"user=u&password=p&api_id=1&to=15550100001&text=hi&from=15550100099"
        b"&mo=1&concat=1&cliMsgId=fedcba9876543210fedcba9876543210&callback=7"
    )


async def test_what_is_left_out(http: ClickatellCentral, remote: Remote) -> None:
    remote.reply(f"ID: {HEX}")
    await http.send([outgoing()])
    assert form_of(remote.asked[0]) == {
        "user": "u", "password": "p", "api_id": "1", "to": "15550100001", "text": "hi",
        "concat": "1", "cliMsgId": OURS, "callback": "7",
    }  # fmt: skip


async def test_plain_text_goes_as_iso_8859_1(http: ClickatellCentral, remote: Remote) -> None:
    remote.reply(f"ID: {HEX}")
    await http.send([OutgoingMessage(OURS, "+15550100001", "ä & 5 + 5=100%\n", "Home")])
    assert b"&text=%E4+%26+5+%2B+5%3D100%25%0A&from=Home&" in remote.asked[0].body


async def test_other_text_goes_as_utf_16be_in_hexadecimal(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply(f"ID: {HEX}")
    await http.send([OutgoingMessage(OURS, "+15550100001", "é€🛑", parts=3, unicode=True)])
    assert b"&text=00e920acd83dded1&concat=3&unicode=1&cliMsgId=" in remote.asked[0].body


async def test_credentials_may_hold_any_character(session: ClientSession, remote: Remote) -> None:
    credentials = CREDENTIALS | {"username": "ü&x", "password": "€=%"}
    remote.reply("ERR: 001, Authentication failed")
    error = await refusal(ClickatellCentral(session, remote.url, credentials))
    assert error.kind is ErrorKind.AUTH
    assert remote.asked[0].body.startswith(b"user=%FC%26x&password=%3F%3D%25&api_id=1&")


async def test_messages_to_several_numbers(http: ClickatellCentral, remote: Remote) -> None:
    remote.reply(
        f"ID: {HEX} To: 15550100001\n"
        "ERR: 114, Cannot route message, sorry: no To: 15550100002\n"
        "id:b to:15550100004\r\n"
        "ERR: Blocked To: +15550100003\r\n"
    )
    first, second, third, fourth = await http.send(BATCH)
    assert (first, fourth) == (Accepted(HEX), Accepted("b"))
    assert isinstance(second, GatewayError)
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)
    assert str(second) == "Cannot route message, sorry: no (114)"
    assert isinstance(third, GatewayError)
    assert traits(third) == (ErrorKind.UNKNOWN, True, False)
    assert str(third) == "Blocked"
    form = form_of(remote.asked[0])
    assert form["to"] == "15550100001,15550100002,15550100003,15550100004"
    assert form["cliMsgId"] == BATCH[0].message_id


async def test_lines_without_numbers_count_by_position(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply("ID: a\nERR: 105, Invalid destination\nID: c\nID: d\n")
    first, second, third, fourth = await http.send(BATCH)
    assert (first, third, fourth) == (Accepted("a"), Accepted("c"), Accepted("d"))
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


async def test_a_line_that_can_not_be_read_keeps_its_place(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply("ID: a\nwhat?\nID: c\nID: d\n")
    first, second, third, fourth = await http.send(BATCH)
    assert (first, third, fourth) == (Accepted("a"), Accepted("c"), Accepted("d"))
    assert traits(second) == (ErrorKind.SERVER, True, True)


async def test_what_no_line_mentions_is_uncertain(http: ClickatellCentral, remote: Remote) -> None:
    remote.reply("ID: b To: 15550100002\nwhat?\nID: x To: 15550109999\nID: \n")
    first, second, third, fourth = await http.send(BATCH)
    assert second == Accepted("b")
    for result in (first, third, fourth):
        assert traits(result) == (ErrorKind.SERVER, True, True)


@pytest.mark.parametrize(
    "body",
    [
        "ID: a To: 5550100001",
        "ID: a To: +1 (555) 010-0001",
        "ID: a To: 525512345678",
        "ID: a To: nobody",
        "ID: a To:",
        "ID: a, queued",
        "ID: a Charge: 1",
        "welcome\nID: a",
        "ID: a\nERR: 901, Internal error",
        "ERR: 114, Cannot route To: 10000000001\nID: a To: 10000000002",
    ],
)
async def test_a_success_that_is_odd_is_one(
    http: ClickatellCentral, remote: Remote, body: str
) -> None:
    remote.reply(body)
    assert await http.send([ONE]) == [Accepted("a")]


async def test_numbers_in_another_form_in_any_order(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply("ERR: 114, Cannot route To: 082 123 4561\nID: a To: 525512345678\n")
    first, second = await http.send([outgoing("+5215512345678"), outgoing("+27821234561")])
    assert first == Accepted("a")
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


async def test_where_it_is_not_clear_who_was_refused_nobody_was_for_sure(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply("ERR: 114, Cannot route To: 10000000001\nID: a To: 10000000002\n")
    for result in await http.send(BATCH[:2]):
        assert traits(result) == (ErrorKind.SERVER, True, True)


async def test_one_error_without_a_number_is_that_of_all(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply("ERR: 301, No credit left\r\n")
    with pytest.raises(GatewayError) as caught:
        await http.send(BATCH)
    assert traits(caught.value) == (ErrorKind.FUNDS, True, False)


async def test_one_error_with_a_number_is_not_that_of_all(
    http: ClickatellCentral, remote: Remote
) -> None:
    remote.reply("ERR: 122, Opted out To: 15550100002")
    first, second, *_ = await http.send(BATCH)
    assert traits(first) == (ErrorKind.SERVER, True, True)
    assert traits(second) == (ErrorKind.OPTED_OUT, False, False)


@pytest.mark.parametrize("body", ["", "\n", "<html>ID: 5</html>", "OK: session", "ID:", "{}"])
@pytest.mark.parametrize(
    ("status", "kind", "retryable", "uncertain"),
    [
        (200, ErrorKind.SERVER, True, True),
        (302, ErrorKind.NETWORK, True, False),
        (401, ErrorKind.AUTH, False, False),
        (404, ErrorKind.UNKNOWN, True, False),
        (500, ErrorKind.SERVER, True, True),
        (503, ErrorKind.SERVER, True, False),
    ],
)
async def test_answers_that_are_not_documented(
    http: ClickatellCentral,
    remote: Remote,
    body: str,
    status: int,
    kind: ErrorKind,
    retryable: bool,
    uncertain: bool,
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await http.send([ONE])
    assert traits(caught.value) == (kind, retryable, uncertain)


@pytest.mark.parametrize(
    ("body", "credits_left"),
    [
        ("Credit: 12.50", 12.5),
        ("Credits: 123.00", 123.0),
        ("credit:0\r\n", 0.0),
        ("\nCredit: -3.1\n", -3.1),
    ],
)
async def test_the_balance(
    http: ClickatellCentral, remote: Remote, body: str, credits_left: float
) -> None:
    remote.reply(body)
    assert await http.balance() == Balance(credits_left, None)
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/http/getbalance")
    assert asked.body == b"user=u&password=p&api_id=1"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "ERR: 001, Authentication failed", ErrorKind.AUTH),
        (200, "ERR: 007, IP Lockdown violation", ErrorKind.ADDRESS),
        (200, "Credit: much", ErrorKind.SERVER),
        (200, "Credit: nan", ErrorKind.SERVER),
        (200, "Credit:", ErrorKind.SERVER),
        (200, "<html>", ErrorKind.SERVER),
        (401, "", ErrorKind.AUTH),
        (302, "", ErrorKind.NETWORK),
    ],
)
async def test_a_balance_that_is_none(
    http: ClickatellCentral, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await http.balance()
    assert caught.value.kind is kind
