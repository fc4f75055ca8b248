"""Tests of when a message was sent, as far as that can be meant."""

from datetime import UTC, datetime
import time

import pytest

from custom_components.sms_gateway.messaging.stamp import believable

from .conftest import reply

DAY = 24 * 3600.0
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("sent_at", "is_meant"),
    [
        (NOW, True),
        (NOW - 60, True),
        (NOW - 30 * DAY, True),
        (datetime(2023, 11, 14, tzinfo=UTC).timestamp(), True),
        (NOW + 14 * 3600, True),  # a local time that is taken for UTC
        (NOW + DAY, True),
        (NOW + DAY + 1, False),
        (NOW + 400 * DAY, False),
        (NOW * 2, False),
        (NOW / 1000, False),  # seconds that stand for milliseconds
        (1.0, False),
        (datetime(1980, 1, 6, tzinfo=UTC).timestamp(), False),
        (datetime(2000, 1, 1, tzinfo=UTC).timestamp(), False),
        (datetime(2004, 1, 1, tzinfo=UTC).timestamp(), False),
        (datetime(2009, 12, 31, tzinfo=UTC).timestamp(), False),
        (datetime(2010, 1, 1, tzinfo=UTC).timestamp(), True),
    ],
)
def test_stamps(monkeypatch: pytest.MonkeyPatch, sent_at: float, is_meant: bool) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    undated, dated = believable([reply("yes"), reply("yes", sent_at=sent_at)])
    assert undated == reply("yes")
    assert dated == reply("yes", sent_at=sent_at if is_meant else None)
