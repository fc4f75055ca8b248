"""What a modem's errors and an SMSC's reports mean (own-sim.md 2.4, 2.5)."""

from collections.abc import Iterable

import pytest

from custom_components.sms_gateway.gateways.base import ErrorKind, ReportedState
from custom_components.sms_gateway.gateways.modem.status import (
    cme_error,
    cms_error,
    reported,
    undelivered,
)
from custom_components.sms_gateway.gateways.reasons import Reason

KINDS = ErrorKind
DELIVERED, SENT, UNDELIVERED = (
    ReportedState.DELIVERED,
    ReportedState.SENT,
    ReportedState.UNDELIVERED,
)


@pytest.mark.parametrize(
    ("codes", "kind", "retryable"),
    [
        ((1, 28, 30, 0xC3, 0xC4), KINDS.RECIPIENT, False),
        ((8, 10, 29, 50, 69, 0xC1), KINDS.SENDER, False),
        ((21,), KINDS.SENDER, True),
        ((17, 22, 27, 38, 41, 42, 47, 111, 127, 0xC0, 0xC2), KINDS.SERVER, True),
        ((81, *range(95, 100)), KINDS.CONTENT, False),
        ((0x80, 0x8F, 0x9F, 0xAF, 0xB0, 0xC6, 0xC7, 0xD5, 0xFF), KINDS.CONTENT, False),
        ((300, 301, 302), KINDS.UNKNOWN, True),
        ((303,), KINDS.UNKNOWN, False),
        ((304, 305), KINDS.CONTENT, False),
        ((310, 312, 313, 315, 316, 317, 318, 330), KINDS.SENDER, True),
        ((311,), KINDS.AUTH, False),
        ((314, 320, 321, 322, 515), KINDS.SERVER, True),
        ((331, 332), KINDS.SERVER, True),
        ((None, 350, 500, 512, 600, 0, -1, 99_999), KINDS.UNKNOWN, True),
    ],
)
def test_errors_of_messages(codes: Iterable[int | None], kind: ErrorKind, retryable: bool) -> None:
    for code in codes:
        error = cms_error(code, is_handed_over=False)
        assert (error.kind, error.retryable, error.uncertain) == (kind, retryable, False), code
        assert error.code == (None if code is None else f"CMS {code}")


def test_after_which_errors_a_message_may_have_left() -> None:
    codes = (None, *range(1024))
    errors = {code: cms_error(code, is_handed_over=True) for code in codes}
    uncertain = {code for code, error in errors.items() if error.uncertain}
    assert uncertain == {None, 332, 350, 500}
    assert all(errors[code].retryable for code in uncertain)


@pytest.mark.parametrize(
    ("codes", "kind", "retryable"),
    [
        ((3, 100, 999, None), KINDS.UNKNOWN, True),
        ((4,), KINDS.UNKNOWN, False),
        ((5, 10, 12, 13, 15), KINDS.SENDER, True),
        ((11, 16), KINDS.AUTH, False),
        ((14, 20), KINDS.SERVER, True),
        ((30, 31, 32), KINDS.SERVER, True),
    ],
)
def test_errors_of_the_modem(codes: Iterable[int | None], kind: ErrorKind, retryable: bool) -> None:
    for code in codes:
        error = cme_error(code)
        assert (error.kind, error.retryable, error.uncertain) == (kind, retryable, False), code
        assert error.code == (None if code is None else f"CME {code}")


def test_both_tables_say_the_same_of_a_sim() -> None:
    for cms, cme in ((310, 10), (311, 11), (316, 12), (313, 13), (314, 14), (315, 15), (331, 30)):
        assert cms_error(cms, is_handed_over=False).text == cme_error(cme).text


def test_every_state_that_is_reported() -> None:
    found = {number: reported(number) for number in range(256)}
    assert [number for number, state in found.items() if state is DELIVERED] == [0x00, 0x02]
    assert [number for number, state in found.items() if state is SENT] == [0x01]
    undelivered_ones = [number for number, state in found.items() if state is UNDELIVERED]
    assert undelivered_ones == list(range(0x40, 0x80))


def test_why_something_was_not_delivered() -> None:
    assert str(undelivered(0x46)) == f"{Reason.NOT_IN_TIME} (ST 46)"
    assert str(undelivered(0x5F)) == f"{Reason.NOT_DELIVERED} (ST 5F)"
    for number in range(0x40, 0x80):
        assert undelivered(number).code == f"ST {number:02X}"
        assert not undelivered(number).retryable


def test_all_words_are_there_in_other_languages() -> None:
    codes = (None, *range(1024))
    errors = [cms_error(code, is_handed_over=False) for code in codes]
    errors += [cme_error(code) for code in codes] + [undelivered(code) for code in range(256)]
    assert {error.text for error in errors} <= set(Reason)
