"""The token of a router: kept, renewed once, and not asked for again and again."""

import asyncio
import json

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
)
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from simulator import Simulator
from simulator.faults import Fault
from simulator.teltonika_rutos import TeltonikaRutOs

from ...conftest import ANNA
from ..conftest import Remote
from ..outcome import traits
from .conftest import EXPIRED, LOGIN, TAKEN, TOKEN, paths, sent


async def test_what_is_asked(at_remote: Teltonika, remote: Remote) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(TAKEN)
    assert await sent(at_remote) == Accepted(None)
    login, message = remote.asked
    assert (login.method, login.path) == ("POST", "/api/login")
    assert json.loads(login.body) == LOGIN
    assert "Authorization" not in login.headers
    assert (message.method, message.path) == ("POST", "/api/messages/actions/send")
    assert message.headers["Authorization"] == "Bearer t1"
    wanted = {"number": ANNA, "message": "door open", "modem": "1-1"}
    assert json.loads(message.body) == {"data": wanted}


async def test_a_token_is_kept_and_renewed_once(at_remote: Teltonika, remote: Remote) -> None:
    for body, status in (
        (TOKEN % 1, 200),
        (TAKEN, 200),
        (TAKEN, 200),
        (EXPIRED, 401),
        (TOKEN % 2, 200),
        (TAKEN, 200),
    ):
        remote.reply(body, status)
    assert [await sent(at_remote) for _ in range(3)] == [Accepted(None)] * 3
    send_it = "messages/actions/send"
    assert paths(remote) == ["login", send_it, send_it, send_it, "login", send_it]
    assert remote.asked[-1].headers["Authorization"] == "Bearer t2"
    # A router that knows not even the new one is not asked for a third.
    for body, status in ((EXPIRED, 401), (TOKEN % 3, 200), (EXPIRED, 401)):
        remote.reply(body, status)
    assert traits(await sent(at_remote)) == (ErrorKind.AUTH, False, False)
    assert paths(remote)[6:] == [send_it, "login", send_it]


async def test_many_that_meet_an_expired_token_log_in_once(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator
) -> None:
    await sent(account)
    assert router.logins == 1
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    assert await asyncio.gather(*(sent(account) for _ in range(5))) == [Accepted(None)] * 5
    assert router.logins == 2
    assert simulator.network.accepted == 6


async def test_wrong_credentials_are_not_tried_again_and_again(
    account: Teltonika,
    router: TeltonikaRutOs,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    simulator.account.password = "another"

    async def tries(seconds: float) -> int:
        before = router.logins
        freezer.tick(seconds)
        for _ in range(3):
            assert traits(await sent(account)) == (ErrorKind.AUTH, False, False)
        return router.logins - before

    # A minute after the first, then two, and so on.
    assert [await tries(at) for at in (0, 59, 2, 61, 62)] == [1, 0, 1, 0, 1]
    assert simulator.network.send_requests == 0
    freezer.tick(3600)
    simulator.account.password = LOGIN["password"]
    assert await sent(account) == Accepted(None)
    # It begins with a minute again.
    simulator.account.password = "another"
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    assert [await tries(at) for at in (0, 61)] == [1, 1]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, "", (ErrorKind.AUTH, False, False)),
        (401, EXPIRED, (ErrorKind.AUTH, False, False)),
        (200, '{"success":false,"errors":[{"code":121}]}', (ErrorKind.AUTH, False, False)),
        # Whatever it is, the message was not sent.
        (500, "", (ErrorKind.SERVER, True, False)),
        (200, "<html>Sign in</html>", (ErrorKind.SERVER, True, False)),
        (200, '{"success":true,"data":{}}', (ErrorKind.SERVER, True, False)),
        (None, "", (ErrorKind.NETWORK, True, False)),
    ],
)
async def test_a_log_in_that_fails_sends_nothing(
    at_remote: Teltonika,
    remote: Remote,
    status: int | None,
    body: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(body, status)
    assert traits(await sent(at_remote)) == expected
    assert paths(remote) == ["login"]
