"""Tests of numbers, as people write them."""

import re

from hypothesis import given, strategies as st
import phonenumbers
import pytest

from custom_components.sms_gateway.messaging.number import (
    InvalidNumberError,
    parse_recipient,
    parse_sender,
)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
COUNTRIES = st.sampled_from([None, "ZA", "GB", "DE", "US", "NL", "IT", "XX"])


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("082 123 4567", "ZA", "+27821234567"),
        ("(082) 123-4567", "ZA", "+27821234567"),
        ("082/123.4567", "ZA", "+27821234567"),
        ("0027 82 123 4567", "ZA", "+27821234567"),
        ("27821234567", "ZA", "+27821234567"),
        (" 0821234567\n", "ZA", "+27821234567"),
        ("\u0660\u0668\u0662\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "ZA", "+27821234567"),
        ("07700 900123", "GB", "+447700900123"),
        ("00 44 7700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "US", "+447700900123"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("0049 151 23456789", "DE", "+4915123456789"),
        ("+49 151 23456789", None, "+4915123456789"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("1-415-555-2671", "US", "+14155552671"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("06 12345678", "NL", "+31612345678"),
        ("00 31 6 12345678", "NL", "+31612345678"),
        ("\uff0b27 82 123 4567", None, "+27821234567"),
        ("+39 06 1234 5678", "ZA", "+390612345678"),
        ("+290 22222", None, "+29022222"),
    ],
)
def test_a_number_is_read_as_dialled(written: str, country: str | None, number: str) -> None:
    assert parse_recipient(written, country) == number


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("", "ZA"),
        ("   ", "ZA"),
        ("+", None),
        ("+0", None),
        ("garbage", "ZA"),
        ("Mum", "GB"),
        ("1-800-FLOWERS", "US"),
        ("0800 GO FEDEX", "US"),
        ("tel:+27821234567", "ZA"),
        ("082 123 4567 ext 12", "ZA"),
        ("082 123 4567 x12", "ZA"),
        ("082 123 4567;ext=12", "ZA"),
        ("082 123 4567 # 12", "ZA"),
        ("082 123 4567, 083 123 4567", "ZA"),
        ("112", "GB"),
        ("911", "US"),
        ("82444", "US"),
        ("0821234567", None),
        ("0821234567", "XX"),
        ("+999 123 4567", None),
        ("+27 82 123 4567 89012345", "ZA"),
        ("+" + "1" * 300, None),
        ("\ud800", "ZA"),
        ("\x00", "ZA"),
        # Seven digits ring inside a town of the USA only: no message gets there.
        ("253-0000", "US"),
        ("+1 253 0000", None),
        # Longer and shorter than E.164 has them; possible in Germany all the same.
        ("+49 151 234 567 890 123", None),
        ("00000", "DE"),
    ],
)
def test_what_is_no_number_is_refused(written: str, country: str | None) -> None:
    with pytest.raises(InvalidNumberError):
        parse_recipient(written, country)


def check(written: str, country: str | None) -> None:
    try:
        number = parse_recipient(written, country)
    except InvalidNumberError:
        return
    assert E164.fullmatch(number)


@given(st.text(max_size=30), COUNTRIES)
def test_any_text_is_a_number_or_refused(written: str, country: str | None) -> None:
    check(written, country)


@given(st.from_regex(r"\A(\+|00|0)?[0-9 ()./-]{3,20}\Z"), COUNTRIES)
def test_anything_like_a_number_is_a_number_or_refused(written: str, country: str | None) -> None:
    check(written, country)


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_the_mobile_numbers_of_every_country_are_taken(country: str) -> None:
    kind = phonenumbers.PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(country, kind)
    if example is None:
        return
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert parse_recipient(number, None) == number
    assert parse_recipient(national, country) == number


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("+27 82 123-4567", "+27821234567"),
        ("(0) 82/123.4567", "0821234567"),
        ("38282", "38282"),
        ("0123456789012345", "0123456789012345"),
        (" Home ", "Home"),
        ("My Home", "My Home"),
        ("A-1_b.c&d", "A-1_b.c&d"),
        ("Elevenchars", "Elevenchars"),
        (" MG0123456789abcdef0123456789ABCDEF ", "MG0123456789abcdef0123456789ABCDEF"),
    ],
)
def test_a_sender_is_a_number_or_a_name(written: str, sender: str) -> None:
    assert parse_sender(written) == sender


@pytest.mark.parametrize(
    "written",
    [
        "", "  ", "Twelve chars", "Wärmepumpe", "a\nb", "+12", "01234567890123456", "Tür",
        "MG0123456789ab",
        "\u0663\u0663\u0663\u0663\u0663", "1\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "漢",
    ],
)  # fmt: skip
def test_what_is_no_sender_is_refused(written: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_sender(written)


@given(st.text(max_size=20))
def test_any_text_is_a_sender_or_refused(written: str) -> None:
    try:
        sender = parse_sender(written)
    except InvalidNumberError:
        return
    assert sender.isascii()
    assert parse_sender(sender) == sender
