"""Figures by day as the home has it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util
import pytest

from custom_components.sms_gateway.messaging.figures import HOUR, Figures
from custom_components.sms_gateway.panel.shapes import figures_shape


def hours_from(begin: datetime, count: int) -> list[Figures]:
    """Return one message in each hour."""
    first = int(begin.timestamp() // HOUR)
    return [
        Figures(hour, 1, 2, 1, 0, 0, 1, 0.5, 1, 0, 0, 0, 0) for hour in range(first, first + count)
    ]


@pytest.fixture
def _zones() -> Iterator[None]:
    before = dt_util.get_default_time_zone()
    yield
    dt_util.set_default_time_zone(before)


@pytest.mark.usefixtures("_zones")
@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", (2026, 11, 2), 24),
        ("Europe/Berlin", (2026, 10, 25), 25),
        ("Europe/Berlin", (2026, 3, 29), 23),
        ("America/St_Johns", (2026, 11, 1), 25),
        ("Asia/Kolkata", (2026, 11, 2), 24),
        ("Asia/Kathmandu", (2026, 11, 2), 24),
        ("Pacific/Kiritimati", (2026, 11, 2), 24),
        ("America/Santiago", (2026, 9, 6), 23),
    ],
)
def test_a_day_is_what_the_clocks_there_show(
    zone: str, day: tuple[int, int, int], hours: int
) -> None:
    dt_util.set_default_time_zone(ZoneInfo(zone))
    begin = dt_util.start_of_local_day(date(*day))
    (row,) = figures_shape("entry", hours_from(begin, hours), by_day=True)
    assert row["start"] == begin.isoformat()
    assert (row["sent"], row["parts"], row["delays"][0]) == (hours, 2 * hours, hours)
    two = figures_shape("entry", hours_from(begin, hours + 1), by_day=True)
    assert [one["sent"] for one in two] == [hours, 1]
    by_hour = figures_shape("entry", hours_from(begin, hours), by_day=False)
    assert len(by_hour) == hours


def test_what_is_neither_delivered_nor_at_an_end_is_not_known() -> None:
    (hour,) = hours_from(datetime(2026, 11, 2, tzinfo=dt_util.UTC), 1)
    ended = replace(hour, sent=11, delivered=5, failed=3, cancelled=2)
    (row,) = figures_shape("entry", [ended], by_day=False)
    assert (row["sent"], row["delivered"], row["failed"], row["unknown"]) == (11, 5, 3, 1)
    # A message that was cancelled may have been asked for in the hour before.
    (row,) = figures_shape("entry", [replace(ended, sent=4)], by_day=False)
    assert row["unknown"] == 0
