"""mo.log: found again, read on, and left alone (smpp.md 16)."""

import tracemalloc

import pytest

from custom_components.sms_gateway.gateways.clickatell_central import (
    ClickatellCentral,
)
from custom_components.sms_gateway.gateways.clickatell_central.mo_log import (
    MoLog,
    read_server,
    wrong_field,
)
from custom_components.sms_gateway.gateways.reply_source import (
    reply_source,
)

from ...roads import NO_SESSION
from .shelf import MIB, NAME, Shelf, line, lines


async def test_a_file_is_read_on_from_where_it_was_read_to(shelf: Shelf) -> None:
    assert await shelf.fetch() == []
    assert shelf.pieces == []  # there is none
    shelf.write(lines(1, 2))
    assert (await shelf.fetch(), shelf.follows) == ([1, 2], False)
    assert (await shelf.fetch(), shelf.follows) == ([], True)
    shelf.append(lines(3))
    assert (await shelf.fetch(), shelf.follows) == ([3], True)
    many = range(4, 40)
    shelf.append(lines(*many))
    assert await shelf.fetch() == list(many)
    _ = shelf.sent
    assert await shelf.fetch() == []
    # What it is known by, and nothing else, is read again.
    assert shelf.sent == 512
    assert shelf.simulator.network.files.names() == [NAME]


async def test_half_a_line_waits_for_the_other_half(shelf: Shelf) -> None:
    whole = line(2)
    for cut in (5, 60, len(whole) - 12):
        shelf.place = None
        shelf.write(line(1) + whole[:cut])
        assert await shelf.fetch() == [1]
        assert await shelf.fetch() == []
        shelf.append(whole[cut:] + line(3))
        assert await shelf.fetch() == [2, 3]
        assert [piece.unreadable for piece in shelf.pieces] == [0]


async def test_a_last_line_without_an_end_is_taken_once_nothing_more_was_added(
    shelf: Shelf,
) -> None:
    shelf.write(lines(1, 2).removesuffix(b"\n"))
    assert await shelf.fetch() == [1]
    assert await shelf.fetch() == [2]
    assert await shelf.fetch() == []
    shelf.append(b"\n" + line(3))
    assert await shelf.fetch() == [3]
    assert [piece.unreadable for piece in shelf.pieces] == [0]


async def test_a_file_that_is_smaller_is_another_one(shelf: Shelf) -> None:
    shelf.write(lines(1, 2, 3))
    await shelf.fetch()
    shelf.write(lines(4))
    assert (await shelf.fetch(), shelf.follows) == ([4], False)
    shelf.simulator.network.files.delete(NAME)
    assert await shelf.fetch() == []
    assert shelf.pieces == []
    shelf.write(lines(5))
    assert await shelf.fetch() == [5]


@pytest.mark.parametrize("size", ["same", "larger"])
async def test_a_file_that_was_replaced_is_another_one(shelf: Shelf, size: str) -> None:
    shelf.write(lines(1, 2, 3))
    await shelf.fetch()
    replaced = (4, 5, 6) if size == "same" else range(4, 14)
    shelf.write(lines(*replaced))
    assert (await shelf.fetch(), shelf.follows) == (list(replaced), False)
    assert (await shelf.fetch(), shelf.follows) == ([], True)


async def test_100_megabytes_come_in_slices(shelf: Shelf) -> None:
    of_60_kb = b"x" * 60_000 + b"\n"
    shelf.write(of_60_kb * (100 * MIB // len(of_60_kb)) + line(1))
    tracemalloc.start()
    try:
        assert await shelf.fetch() == [1]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(shelf.pieces) > 50
    assert most < 8 * MIB
    assert (await shelf.fetch(), shelf.follows) == ([], True)


async def test_what_was_sent_before_is_left_out(shelf: Shelf) -> None:
    shelf.write(lines(1, 2))
    sent_at = 1_795_175_704.0
    assert await shelf.fetch(sent_at + 1) == []
    shelf.place = None
    assert await shelf.fetch(sent_at) == [1, 2]


async def test_lines_that_can_not_be_read_are_counted(shelf: Shelf) -> None:
    too_long = b"x" * 200_000 + b"\n"
    shelf.write(line(1) + b"hello\n\r\n" + too_long + line(2) + b"y" * 70_000)
    assert await shelf.fetch() == [1, 2]
    (piece,) = shelf.pieces
    assert (piece.unreadable, piece.why) == (3, "too few fields")
    shelf.append(b"y" * 10 + b"\n" + line(3))
    assert await shelf.fetch() == [3]


async def test_a_file_may_end_where_what_it_is_known_by_would_begin(shelf: Shelf) -> None:
    shelf.simulator.ftp.settings.has_size = False
    content = lines(*range(1, 11))
    shelf.write(content)
    await shelf.fetch()
    shelf.write(b"z" * (len(content) - 513) + b"\n")
    assert (await shelf.fetch(), shelf.follows) == ([], False)


async def test_a_place_that_is_damaged_is_none(shelf: Shelf) -> None:
    shelf.write(lines(1))
    for place in ("", "{}", "[1]", '[-1,[0,""],[0,""]]', '[9,[600,""],[0,""]]', "[1,2,3]"):
        shelf.place = place
        assert await shelf.fetch() == [1]


def test_only_who_has_given_a_password_is_asked() -> None:
    def source(**credentials: str) -> object:
        given = {"username": "u", "password": "p", "api_id": "1", **credentials}
        return reply_source(ClickatellCentral(NO_SESSION, "", given))

    assert source() is None
    assert source(ftp_encryption="explicit", ftp_host="127.0.0.1") is None
    assert isinstance(source(ftp_password="x"), MoLog)
    assert source(ftp_password="x", ftp_encryption="off") is None


@pytest.mark.parametrize(
    ("host", "encryption", "expected"),
    [
        ("ftp.example.com", "explicit", ("ftp.example.com", 21)),
        ("ftp.example.com", "implicit", ("ftp.example.com", 990)),
        ("ftp.example.com:2121", "implicit", ("ftp.example.com", 2121)),
        ("FTP://ftp.example.com/", "none", ("ftp.example.com", 21)),
        ("[2001:db8::1]:2121", "none", ("2001:db8::1", 2121)),
        ("192.0.2.1", "none", ("192.0.2.1", 21)),
    ],
)
def test_the_server(host: str, encryption: str, expected: tuple[str, int]) -> None:
    given = {"api_id": "1", "ftp_password": "x", "ftp_encryption": encryption, "ftp_host": host}
    server = read_server(given)
    assert server is not None
    assert (server.host, server.port) == expected
    assert wrong_field(given) is None
    assert "'x'" not in repr(server)


@pytest.mark.parametrize(
    "host",
    ["a b", "ftp.example.com:0", "ftp.example.com:99999", "u@host", "http://host", "a/b", ":"],
)
def test_what_is_no_server(host: str) -> None:
    given = {"api_id": "1", "ftp_password": "x", "ftp_host": host}
    assert wrong_field(given) == ("ftp_host", "invalid_ftp_host")


def test_a_password_is_one_line() -> None:
    assert wrong_field({"api_id": "1", "ftp_password": "x\r\nDELE mo.log"}) == (
        "ftp_password",
        "not_text",
    )
