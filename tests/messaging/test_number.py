"""Tests of numbers, as people write them."""

import re

from hypothesis import given, strategies as st
import phonenumbers
import pytest

from custom_components.sms_gateway.messaging.number import (
    InvalidNumberError,
    parse_recipient,
    parse_sender,
    read_sender,
    variants,
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
        # Pasted from where it was set in type, or written from right to left.
        ("+44\u202f7700\u202f900124", "GB", "+447700900124"),
        ("07700\ufe0f 900124", "GB", "+447700900124"),
        ("+44\u200f7700900124", "GB", "+447700900124"),
        # What WhatsApp and older books have for Mexico.
        ("+52 1 55 1234 5678", None, "+525512345678"),
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
        "", "  ", "My Home", "TwelveLetter", "Wärmepumpe", "a\nb", "+12", "01234567890123456",
        "Tür",
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


SENDERS = [
    # As they come in from gateways that write digits, with and without what stands before them.
    ("+27821234567", "ZA", "+27821234567"),
    ("+27821234567", None, "+27821234567"),
    ("+27821234567", "XX", "+27821234567"),
    ("27821234567", "ZA", "+27821234567"),
    ("27821234567", "US", "+27821234567"),
    ("27821234567", None, "+27821234567"),
    ("0821234567", "ZA", "+27821234567"),
    ("0821234567", None, "0821234567"),
    ("+0821234567", "ZA", "+27821234567"),
    ("821234567", "ZA", "+27821234567"),
    ("07700900124", "GB", "+447700900124"),
    ("+44 7700 900124", "GB", "+447700900124"),
    ("44-7700-900124", "GB", "+447700900124"),
    ("+44 (0)7700 900124", "US", "+447700900124"),
    ("(202) 555-0123", "US", "+12025550123"),
    ("1-202-555-0123", "US", "+12025550123"),
    ("2025550123", "US", "+12025550123"),
    ("12025550123", "US", "+12025550123"),
    ("5550123", "US", "5550123"),
    ("202.555.0123", "US", "+12025550123"),
    # The way in which international calls are dialled: 00 anywhere, and as it is at home.
    ("0044 7700 900124", "GB", "+447700900124"),
    ("0044 7700 900124", "US", "+447700900124"),
    ("0044 7700 900124", None, "+447700900124"),
    ("+0044 7700 900124", None, "+447700900124"),
    ("011 44 7700 900124", "US", "+447700900124"),
    ("0011 44 7700 900124", "AU", "+447700900124"),
    ("8~10 44 7700 900124", "RU", "+447700900124"),
    ("010 44 7700 900124", "JP", "+447700900124"),
    ("000 44 7700 900124", "KE", "+447700900124"),
    # Channels, one behind another, and what can't be seen.
    ("tel:+447700900124", None, "+447700900124"),
    ("TEL: +447700900124", None, "+447700900124"),
    ("sms:07700900124", "GB", "+447700900124"),
    ("whatsapp:+447700900124", None, "+447700900124"),
    ("rcs:+447700900124", None, "+447700900124"),
    ("whatsapp:tel:+447700900124", None, "+447700900124"),
    ("\u202a+447700900124\u202c", "GB", "+447700900124"),
    ("\ufeff+44\u00a07700\u202f900124\u200b", "GB", "+447700900124"),
    ("\uff0b27821234567", None, "+27821234567"),
    ("\u0660\u0668\u0662\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "ZA", "+27821234567"),
    ("wa:447700900124", None, "+447700900124"),
    ("WA: 07700 900124", "GB", "+447700900124"),
    ("signal:+447700900124", None, "+447700900124"),
    ("viber:+447700900124", None, "+447700900124"),
    ("mms:+447700900124", None, "+447700900124"),
    ("smsto:07700900124", "GB", "+447700900124"),
    ("callto:+447700900124", None, "+447700900124"),
    ("tel://+447700900124", None, "+447700900124"),
    ("messenger:447700900124", "GB", "messenger:447700900124"),
    ("telegram:447700900124", "GB", "telegram:447700900124"),
    ("viber:K2NxZWFyDQ==", "GB", "viber:K2NxZWFyDQ=="),
    # As spreadsheets, hasty hands, right-to-left texts and other scripts have them.
    ("'+447700900124", None, "+447700900124"),
    ("'07700900124", "GB", "+447700900124"),
    ("++447700900124", None, "+447700900124"),
    ("+ +44 7700 900124", None, "+447700900124"),
    ("447700900124+", "GB", "+447700900124"),
    ("\uff0b4915123456789", "AT", "+4915123456789"),
    ("\uff0b\uff14\uff14 7700 900124", None, "+447700900124"),
    ("\u06f0\u06f7\u06f7\u06f0\u06f0\u06f9\u06f0\u06f0\u06f1\u06f2\u06f4", "GB", "+447700900124"),
    ("\u0966\u096d\u096d\u0966\u0966 900124", "GB", "+447700900124"),
    ("[+44] 7700/900.124", None, "+447700900124"),
    ("<+44\u20117700\u2011900124>", None, "+447700900124"),
    ("+4477+00900124", "GB", "+4477+00900124"),
    # What is dialled at home only, in brackets behind the country code.
    ("+44(0)7700900124", None, "+447700900124"),
    ("44 (0) 7700 900124", "GB", "+447700900124"),
    ("0044(0)7700900124", "GB", "+447700900124"),
    ("(0)7700 900124", "GB", "+447700900124"),
    ("+39 (0)6 69812345", None, "+390669812345"),
    # The exit codes of homes; that of another country is not dialled here.
    ("810447700900124", "RU", "+447700900124"),
    ("8 10 44 7700 900124", "KZ", "+447700900124"),
    ("119 44 7700 900124", "CU", "+447700900124"),
    ("001 44 7700 900124", "HK", "+447700900124"),
    ("0015 44 7700 900124", "BR", "+447700900124"),
    ("810 44 7700 900124", "GB", "810 44 7700 900124"),
    ("011 44 7700 900124", "GB", "011 44 7700 900124"),
    # As dialled at home, where no digit is dialled before a number of one's own country.
    ("3331234567", "IT", "+393331234567"),
    ("0612345678", "IT", "+390612345678"),
    ("393331234567", "IT", "+393331234567"),
    ("612345678", "ES", "+34612345678"),
    ("91234567", "SG", "+6591234567"),
    ("91234567", "HK", "+85291234567"),
    ("13012345678", "CN", "+8613012345678"),
    ("13012345678", "US", "+13012345678"),
    ("11987654321", "BR", "+5511987654321"),
    ("0 15 11 98765-4321", "BR", "+5511987654321"),
    ("89161234567", "RU", "+79161234567"),
    ("011 15-2345-6789", "AR", "+5491123456789"),
    ("1123456789", "AR", "+541123456789"),
    ("7290", "TK", "+6907290"),
    # A landline as dialled there, or a mobile of another country.
    ("26123456", "LU", "+35226123456"),
    ("33612345678", "LU", "+33612345678"),
    # Digits that are valid as international, or of a mobile at home that lacks its 0.
    ("4915123456789", "DE", "+4915123456789"),
    ("436641234567", "DE", "+436641234567"),
    ("491701234567", "AT", "+491701234567"),
    ("4741234567", "US", "+4741234567"),
    ("5321234567", "TR", "+905321234567"),
    ("9876543210", "IN", "+919876543210"),
    ("919876543210", "IN", "+919876543210"),
    # In no plan known to the library: these are kept for films.
    ("447700900124", "US", "+447700900124"),
    ("447700900124", None, "+447700900124"),
    ("15555550123", "US", "+15555550123"),
    ("+999 123 4567", None, "+9991234567"),
    # WhatsApp's ways to write one's line.
    ("5215512345678", "MX", "+5215512345678"),
    ("541123456789", "AR", "+541123456789"),
    ("551187654321", "BR", "+551187654321"),
    # Two readings, or none.
    ("15123456789", "DE", "15123456789"),
    ("2025550123", "EG", "2025550123"),
    ("2025550123", "GB", "2025550123"),
    ("2025550123", None, "2025550123"),
    ("38282", "ZA", "38282"),
    ("38282", "DE", "38282"),
    ("022033", "DE", "022033"),
    ("112", "GB", "112"),
    ("*100#", "GB", "*100#"),
    ("+27821234567, +27831234567", "ZA", "+27821234567, +27831234567"),
    ("27821234567@c.us", "ZA", "27821234567@c.us"),
    ("Bank", "GB", "Bank"),
    (" My Bank ", "GB", "My Bank"),
    ("1-800-FLOWERS", "US", "1-800-FLOWERS"),
    ("rcs:brand_agent", "GB", "rcs:brand_agent"),
    ("tel:", "GB", "tel:"),
    ("\u200b", "GB", "\u200b"),
    ("", "GB", ""),
    ("+", "GB", "+"),
    ("0" * 25, "GB", "0" * 25),
]


def test_there_are_enough_senders() -> None:
    assert len(SENDERS) >= 60


@pytest.mark.parametrize(("written", "country", "number"), SENDERS)
def test_the_number_of_a_sender(written: str, country: str | None, number: str) -> None:
    assert read_sender(written, country) == number


@given(
    st.one_of(st.text(max_size=80), st.from_regex(r"\A(\+|00|0|tel:)?[0-9 ()./-]{3,20}\Z")),
    COUNTRIES,
)
def test_any_sender_is_a_number_or_as_it_came(written: str, country: str | None) -> None:
    number = read_sender(written, country)
    assert E164.fullmatch(number) or number == written.strip()
    assert read_sender(number, country) == number


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), COUNTRIES)
def test_the_mobile_numbers_of_every_country_are_read(country: str, home: str | None) -> None:
    kind = phonenumbers.PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(country, kind)
    if example is None:
        return
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert read_sender(number, home) == number
    assert read_sender(number.replace("+", "00"), home) == number
    assert read_sender(national, country) == number
    # At home digits without a plus sign may be the home's own.
    assert read_sender(number.removeprefix("+"), country) in (number, number.removeprefix("+"))


def test_a_long_sender_is_read_in_no_time() -> None:
    assert read_sender("tel:" * 20_000, "GB") == "tel:" * 20_000
    assert read_sender("0 " * 50_000 + "x", "GB") == "0 " * 50_000 + "x"


@pytest.mark.parametrize(
    ("number", "others"),
    [
        ("+5215512345678", ("+525512345678",)),
        ("+525512345678", ("+5215512345678",)),
        ("+541123456789", ("+5491123456789",)),
        ("+5491123456789", ("+541123456789",)),
        ("+551187654321", ("+5511987654321",)),
        ("+5511987654321", ("+551187654321",)),
        # A landline in Sao Paulo is none of the mobiles, nor is the mobile with its digits.
        ("+551134567890", ()),
        ("+5511934567890", ()),
        ("+447700900124", ()),
        ("5511987654321", ()),
        ("Bank", ()),
    ],
)
def test_other_ways_to_write_a_line(number: str, others: tuple[str, ...]) -> None:
    assert variants(number) == others


@given(st.from_regex(r"\A\+5[245][0-9]{10,11}\Z"))
def test_ways_to_write_a_line_are_each_others(number: str) -> None:
    assert all(number in variants(other) for other in variants(number))
