"""Tests of what Clickatell's generations have in common (clickatell.md 2.4 and 4.5)."""

import json

import pytest

from custom_components.sms_gateway.gateways.balance import read_balance
from custom_components.sms_gateway.gateways.base import (
    Balance,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.gateways.clickatell import report
from custom_components.sms_gateway.gateways.transport import Answer

# clickatell.md 4.5: what each code means; those with a kind are the end of a message.
STATUSES = [
    (1, "accepted", None), (2, "accepted", None), (3, "sent", None), (4, "delivered", None),
    (5, "undelivered", "content"), (6, "undelivered", "unknown"), (7, "undelivered", "unknown"),
    (8, "accepted", None), (9, "undelivered", "recipient"), (10, "undelivered", "unknown"),
    (11, "accepted", None), (12, "undelivered", "funds"), (13, "undelivered", "unknown"),
    (14, "undelivered", "rate"),
]  # fmt: skip


@pytest.mark.parametrize("spelled", [int, str, "{:03}".format])
@pytest.mark.parametrize(("code", "state", "kind"), STATUSES)
def test_every_status(code: int, spelled: type[int | str], state: str, kind: str | None) -> None:
    found = report("a", "b", spelled(code), to="+15550100001", cost=0.8)
    assert found == DeliveryReport("a", "b", ReportedState(state), found.error, "+15550100001", 0.8)
    if kind is None:
        assert found.error is None
    else:
        assert found.error is not None
        assert (found.error.kind, found.error.code) == (ErrorKind(kind), f"{code:03}")
        assert found.error.text
        assert not found.error.retryable


@pytest.mark.parametrize("status", [0, -1, 15, 999, 10**30, "", "NAME", None, 4.0, [], {}])
def test_an_unknown_status_says_nothing_new(status: object) -> None:
    assert report("a", None, status, to=None) == DeliveryReport("a", None, ReportedState.ACCEPTED)


@pytest.mark.parametrize(
    ("content", "balance"),
    [
        ({"balance": 1267.92, "currency": "ZAR"}, Balance(1267.92, "ZAR")),
        ({"balance": "7", "currency": None}, Balance(7.0, None)),
        ({"balance": 0}, Balance(0.0, None)),
    ],
)
def test_the_balance(content: dict[str, object], balance: Balance) -> None:
    assert read_balance(Answer(200, b"", None), content) == balance


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, ErrorKind.SERVER), (401, ErrorKind.AUTH), (429, ErrorKind.RATE)],
)
@pytest.mark.parametrize("content", [{}, {"balance": None}, {"balance": "much"}])
def test_an_answer_without_a_balance(
    status: int, kind: ErrorKind, content: dict[str, object]
) -> None:
    answer = Answer(status, json.dumps(content).encode(), None)
    with pytest.raises(GatewayError) as caught:
        read_balance(answer, content)
    assert caught.value.kind is kind
