"""Tests of when the next attempt is due."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.messaging.retry import next_attempt

MOMENTS = st.floats(1_600_000_000, 2_000_000_000)
RATES = st.floats(0.5, 86_400)
CREATED = 1_700_000_000.123


def attempts(
    created_at: float, rate: float, stop_after: float, *, lasting: float = 0.0
) -> list[float]:
    """Return the moments of all attempts of a message that never gets through."""
    moments = [created_at]
    while due := next_attempt(created_at, rate, created_at + stop_after, moments[-1] + lasting):
        moments.append(due)
    return moments


@pytest.mark.parametrize("lasting", [0.0, 1.5, 29.0])
def test_a_rate_of_1_and_a_stop_after_5_minutes_is_5_attempts(lasting: float) -> None:
    made = attempts(CREATED, 60, 300, lasting=lasting)
    assert made == pytest.approx([CREATED + minute * 60 for minute in range(5)])


@pytest.mark.parametrize(
    ("rate", "stop_after", "count"),
    [("0.5", "5", 10), ("0.1", "0.5", 5), ("1.5", "5", 4), ("2.5", "5", 2), ("5", "5", 1),
     ("7", "5", 1), ("0.7", "2.1", 3), ("1", "5.1", 6), ("1.1", "3.3", 3), ("0.01", "1", 100)],
)  # fmt: skip
def test_minutes_may_have_decimals(rate: str, stop_after: str, count: int) -> None:
    made = attempts(CREATED, float(Decimal(rate) * 60), float(Decimal(stop_after) * 60))
    assert len(made) == count


def test_an_attempt_that_lasts_longer_than_the_rate_skips_a_turn() -> None:
    assert next_attempt(0, 60, 300, 130) == 180


def test_without_a_stop_after_there_is_always_another_attempt() -> None:
    assert next_attempt(0, 60, None, 1_000_000) == 1_000_020


def test_no_attempt_at_the_very_end() -> None:
    assert next_attempt(0, 60, 300, 240) is None
    assert next_attempt(0, 60, 300.001, 240) == 300


def test_retry_after_moves_an_attempt_later() -> None:
    assert next_attempt(0, 60, 300, 10, retry_after=100) == 110


def test_retry_after_never_moves_an_attempt_earlier() -> None:
    assert next_attempt(0, 60, 300, 10, retry_after=5) == 60
    assert next_attempt(0, 60, 300, 10, retry_after=0) == 60


def test_retry_after_beyond_the_end_is_the_end() -> None:
    assert next_attempt(0, 60, 300, 10, retry_after=290) is None


@given(MOMENTS, RATES, st.floats(0, 1_000_000))
def test_the_next_attempt_is_later_than_now(created_at: float, rate: float, age: float) -> None:
    now = created_at + age
    due = next_attempt(created_at, rate, None, now)
    assert due is not None
    assert due > now
    assert due - now <= rate * 1.001


@given(MOMENTS, RATES, st.integers(1, 100))
def test_an_attempt_on_the_grid_is_followed_by_the_next_of_the_grid(
    created_at: float, rate: float, turn: int
) -> None:
    due = next_attempt(created_at, rate, None, created_at + turn * rate)
    assert due == pytest.approx(created_at + (turn + 1) * rate, abs=1e-3)


@given(MOMENTS, st.floats(0.5, 600), st.floats(1, 3600))
def test_attempts_are_a_grid_that_ends_before_stop_after(
    created_at: float, rate: float, stop_after: float
) -> None:
    made = attempts(created_at, rate, min(stop_after, rate * 40))
    assert made[-1] < created_at + stop_after or len(made) == 1
    assert all(
        later - earlier == pytest.approx(rate, abs=1e-3) for earlier, later in pairwise(made)
    )


@given(MOMENTS, RATES, st.floats(0, 10_000), st.floats(0, 10_000))
def test_retry_after_only_ever_moves_later(
    created_at: float, rate: float, age: float, retry_after: float
) -> None:
    now = created_at + age
    without = next_attempt(created_at, rate, None, now)
    moved = next_attempt(created_at, rate, None, now, retry_after)
    assert moved is not None
    assert without is not None
    assert moved == max(without, now + retry_after)
