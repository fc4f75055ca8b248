"""Tests of Central's errors, over both APIs."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import ErrorKind
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral
from custom_components.sms_gateway.gateways.clickatell_central.errors import ERRORS

from ..conftest import Remote
from ..outcome import traits
from .conftest import refusal

# clickatell.md 4.4, and whether another attempt can help.
TABLE = [
    ("001", "auth", False), ("002", "auth", False), ("003", "server", True),
    ("004", "auth", False), ("005", "auth", False), ("007", "address", True),
    ("100", "content", False), ("101", "content", False), ("102", "content", False),
    ("103", "unknown", False), ("104", "unknown", False), ("105", "recipient", False),
    ("106", "sender", False), ("107", "content", False), ("108", "auth", False),
    ("109", "unknown", False), ("113", "content", False), ("114", "recipient", False),
    ("115", "unknown", False), ("116", "content", False), ("120", "content", False),
    ("121", "recipient", False), ("122", "opted_out", False), ("123", "sender", False),
    ("128", "recipient", False), ("130", "rate", True), ("201", "unknown", False),
    ("202", "unknown", False), ("301", "funds", True), ("901", "server", True),
]  # fmt: skip
NOW = 1_795_000_000


@pytest.fixture(params=["http", "xml"])
def central(request: pytest.FixtureRequest) -> ClickatellCentral:
    """Return an account, over each API in turn."""
    gateway: ClickatellCentral = request.getfixturevalue(request.param)
    return gateway


def refuse(gateway: ClickatellCentral, remote: Remote, fault: str, status: int = 200) -> None:
    """Let the next message be refused."""
    if gateway.capabilities.one_text:
        remote.reply(f"ERR: {fault}", status)
    else:
        response = f"<sendMsgResp><fault>{fault}</fault><sequence_no>1</sequence_no></sendMsgResp>"
        remote.reply(f"<clickAPI>{response}</clickAPI>", status)


def test_the_table_is_the_whole_table() -> None:
    assert {int(code) for code, *_ in TABLE} == set(ERRORS)


@pytest.mark.parametrize(("code", "kind", "retryable"), TABLE)
async def test_every_code(
    central: ClickatellCentral, remote: Remote, code: str, kind: str, retryable: bool
) -> None:
    refuse(central, remote, f"{code}, 15550100001: refused, really")
    error = await refusal(central)
    assert traits(error) == (ErrorKind(kind), retryable, False)
    assert error.code == code
    assert error.text == "155•••••001: refused, really"


@pytest.mark.parametrize(("status", "retryable"), [(200, False), (400, False), (503, True)])
async def test_an_unknown_code_is_final_unless_the_status_says_otherwise(
    central: ClickatellCentral, remote: Remote, status: int, retryable: bool
) -> None:
    refuse(central, remote, "42, new", status)
    error = await refusal(central)
    assert traits(error) == (ErrorKind.UNKNOWN, retryable, False)
    assert str(error) == "new (042)"


@pytest.mark.parametrize(
    ("fault", "text", "code"),
    [
        ("001", "the gateway gave no description", "001"),
        ("001,", "the gateway gave no description", "001"),
        ("001 Authentication failed", "Authentication failed", "001"),
        ("001,Authentication failed", "Authentication failed", "001"),
        ("1, Authentication failed", "Authentication failed", "001"),
        ("Authentication failed", "Authentication failed", None),
        (", Authentication failed", "Authentication failed", None),
        ("", "the gateway refused the message without a reason", None),
        ("15550100001 is not a number", "155•••••001 is not a number", None),
    ],
)
async def test_how_a_fault_may_be_written(
    central: ClickatellCentral, remote: Remote, fault: str, text: str, code: str | None
) -> None:
    refuse(central, remote, fault)
    error = await refusal(central)
    assert (error.text, error.code) == (text, code)
    if code is None:
        assert traits(error) == (ErrorKind.UNKNOWN, True, False)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (f"Maximum MT limit exceeded until {NOW + 90}", 90.0),
        (f"until {NOW - 90}.", 0.0),
        (f"until {NOW + 10**7}", 86400.0),
        ("for 15550100001", None),
        ("Maximum MT limit exceeded", None),
    ],
)
async def test_a_limit_says_until_when(
    central: ClickatellCentral,
    remote: Remote,
    freezer: FrozenDateTimeFactory,
    words: str,
    seconds: float | None,
) -> None:
    freezer.move_to("2026-11-18 11:06:40+00:00")
    refuse(central, remote, f"130, {words}")
    assert (await refusal(central)).retry_after == seconds


async def test_only_a_limit_says_until_when(central: ClickatellCentral, remote: Remote) -> None:
    refuse(central, remote, f"901, at {NOW}")
    assert (await refusal(central)).retry_after is None
