"""Clickatell's FTP server, asked by Python's own client."""
# ruff: noqa: S321 - nothing but the simulated server is asked

import asyncio
from collections.abc import Callable
from ftplib import FTP, FTP_TLS, error_perm
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import Simulator

from ..certificate import contexts
from ..patience import soon

NAME = "mo.log"


async def by_ftp[T](simulator: Simulator, ask: Callable[[FTP], T], ftp: FTP | None = None) -> T:
    """Return what somebody gets who has logged in."""
    account, port = simulator.account, simulator.ftp.port

    def run() -> T:
        with ftp or FTP() as client:
            client.connect("127.0.0.1", port)
            client.login(account.api_id, account.ftp_password)
            if isinstance(client, FTP_TLS):
                client.prot_p()
            return ask(client)

    return await soon(asyncio.to_thread(run), "the server has answered")


def content(client: FTP, rest: int | None = None) -> bytes:
    """Return the file, or what stands behind a place."""
    chunks: list[bytes] = []
    client.retrbinary(f"RETR {NAME}", chunks.append, rest=rest)
    return b"".join(chunks)


async def test_replies_are_written_as_the_two_way_guide_has_it(
    simulator: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2012-05-25 11:55:04+00:00")
    simulator.account.gateway = "clickatell_central"
    simulator.account.replies_to_log = True
    assert await by_ftp(simulator, FTP.nlst) == []
    await simulator.reply("+15550100001", "STATUS 5 €")
    await simulator.reply("+15550100001", "x" * 200)
    assert await by_ftp(simulator, FTP.nlst) == [NAME]
    written = await by_ftp(simulator, content)
    first, second, third = (line.split("\t") for line in written.decode().splitlines())
    ids = [reply.id for reply in simulator.network.replies]
    expected = ["2012-05-25 13:55:04", "15550100001", "15550100099", first[3], "1234567", ids[0]]
    assert first[:6] == expected
    assert (second[5], len(first), second[7][:6]) == (ids[1], 8, "050003")
    assert (second[7][8:], third[7][8:]) == ("0201", "0202")
    assert simulator.callbacks.sent == []
    freezer.tick(48 * 3600)
    with pytest.raises(error_perm, match="550"):
        await by_ftp(simulator, content)


async def test_a_file_can_be_read_from_a_place_on(simulator: Simulator) -> None:
    simulator.network.files.write(NAME, b"one\ntwo\n")

    def ask(client: FTP) -> tuple[int | None, bytes, bytes]:
        client.voidcmd("TYPE I")
        found = client.size(NAME), content(client, 4), content(client, 8)
        with pytest.raises(error_perm, match="554"):
            content(client, 9)
        with pytest.raises(error_perm, match="502"):
            client.delete(NAME)
        return found

    assert await by_ftp(simulator, ask) == (8, b"two\n", b"")


async def test_only_the_customer_may(simulator: Simulator) -> None:
    def ask(client: FTP) -> None:
        for user, password in (("1234567", "x"), ("x", simulator.account.ftp_password)):
            with pytest.raises(error_perm, match="530"):
                client.login(user, password)

    await by_ftp(simulator, ask)
    simulator.account.ftp_password = "another"

    def not_in(port: int) -> None:
        with FTP() as client:
            client.connect("127.0.0.1", port)
            with pytest.raises(error_perm, match="530"):
                client.nlst()

    await soon(asyncio.to_thread(not_in, simulator.ftp.port), "the server has answered")


async def test_who_must_resume_a_session_and_does_not_is_refused(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.ftp.settings.tls, known = contexts(tmp_path)
    simulator.network.files.write(NAME, b"one\n")
    assert await by_ftp(simulator, content, FTP_TLS(context=known)) == b"one\n"
    simulator.ftp.settings.must_resume = True
    with pytest.raises(error_perm, match="522"):
        await by_ftp(simulator, content, FTP_TLS(context=known))
