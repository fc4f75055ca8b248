"""Telephone numbers: E.164 inside, whatever people write outside."""

from collections.abc import Collection
from functools import lru_cache
import re
from typing import TypeGuard
import unicodedata

import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
)

from .words import seen

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LETTERS = re.compile(r"[^\W\d_]")
# A fraction, as templates write it behind a number: its digits are none of the number's.
_FRACTION = re.compile("[^.\uff0e]*[.\uff0e](?:\\d{1,3}|0+)")
_NOUGHTS = re.compile("[^\\w+\uff0b]*(?:0[^\\w+\uff0b]*){2,}")
_PLUS_NOUGHTS = re.compile("^[+\uff0b](?:[^\\w+\uff0b]*0){2,}")
# A name of at most 11 characters, no spaces (clickatell.md 6, gateways.md), or a number or short
# code of at most 16 digits; or what Twilio knows one of several senders by.
_SENDER = re.compile(r"[A-Za-z0-9_.&-]{1,11}|\+?[0-9]{3,16}|MG[0-9a-fA-F]{32}")

# What stands before a sender's number, also one behind another. Messenger's ids are digits, too.
_CHANNELS = re.compile(
    r"\s*(?:(?:tel|callto|sms|smsto|mms|mmsto|whatsapp|wa|rcs|signal|viber):\s*)*", re.IGNORECASE
)
# Signs that make of digits something else than a number are kept.
_BETWEEN = re.compile(r"[^\w+#*@]|_")
_DIGITS = re.compile(r"\+?[0-9]{3,20}")
# What is dialled at home only stands in brackets behind a country code; in Italy it always is.
_TRUNK = re.compile(r"(?<=[0-9])(?<!39)\s*\(0\)")
# The plus sign twice, or behind the number, where a right-to-left text has it.
_PLUS = re.compile(r"\++(?=[0-9])")
_PLUS_BEHIND = re.compile(r"([0-9]+)\+")
_INTERNATIONAL = re.compile(r"(?:\+(?:00)?|00)([1-9][0-9]{6,14})")
# More than any number is written with; what is longer is not kept in mind either.
_LONGEST = 64
# Plans change: so many digits are a number although it is in none. Fewer may be a short code.
_FEWEST_DIGITS = 9
_FEWEST_ABROAD = 11
# Where landlines are told apart from mobiles; the last is that of another way to write a line.
_MOBILE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.UNKNOWN,
}

# One line written in two ways: what WhatsApp and older books have, and what is dialled today.
# A Brazilian mobile without its ninth digit begins with 6 to 9; the others are landlines.
_VARIANTS = (
    (re.compile(r"\+521([2-9][0-9]{9})"), r"+52\1"),
    (re.compile(r"\+52([2-9][0-9]{9})"), r"+521\1"),
    (re.compile(r"\+549([1-8][0-9]{9})"), r"+54\1"),
    (re.compile(r"\+54([1-8][0-9]{9})"), r"+549\1"),
    (re.compile(r"\+55([1-9]{2})9([6-9][0-9]{7})"), r"+55\1\2"),
    (re.compile(r"\+55([1-9]{2})([6-9][0-9]{7})"), r"+55\g<1>9\2"),
)


class InvalidNumberError(ValueError):
    """What was given is no number a message can be sent to; it is not repeated here."""


def parse_recipient(written: str, country: str | None) -> str:
    """Return a number as E.164; national numbers are read as dialled in `country` (ISO 3166).

    Raises InvalidNumberError, also for names, short codes, decimal fractions and numbers with an
    extension.
    """
    written = " ".join(seen(written).split())
    # phonenumbers would read letters as on a dial pad: a sender's name would become a number.
    if _LETTERS.search(written) or _FRACTION.fullmatch(written):
        raise InvalidNumberError
    written = _PLUS_NOUGHTS.sub("+", written)
    ways = {_international(written), _reachable(written, country)}
    numbers = {way for way in ways if way is not None}
    valid = {way for way in numbers if phonenumbers.is_valid_number(phonenumbers.parse(way))}
    likely = valid or numbers
    if len(likely) != 1:
        raise InvalidNumberError
    return likely.pop()


def read_sender(written: str, country: str | None) -> str:
    """Return the number that a message came from as E.164, or what was written if it is unclear.

    Digits are read as dialled in `country` (ISO 3166), else as international. What is neither, or
    both without being the way to dial, a short code or a name, comes back. Numbering plans are
    loaded from disk: not for the event loop.
    """
    written = written.strip()
    return written if len(written) > _LONGEST else _read_sender(written, country)


@lru_cache(maxsize=4096)
def variants(number: str) -> tuple[str, ...]:
    """Return the other ways in which the line of an E.164 number is written."""
    return tuple(
        pattern.sub(other, number) for pattern, other in _VARIANTS if pattern.fullmatch(number)
    )


def is_number(sender: str) -> bool:
    """Tell whether a sender is a number, which can be answered, and not a name."""
    return sender.removeprefix("+").isdecimal()


def parse_sender(written: str) -> str:
    """Return a sender, a number without its spaces or a name; raises InvalidNumberError."""
    bare = re.sub(r"[\s()/.-]", "", written)
    sender = bare if re.fullmatch(r"\+?\d+", bare) else written.strip()
    if not _SENDER.fullmatch(sender):
        raise InvalidNumberError
    return sender


@lru_cache(maxsize=4096)
def _read_sender(written: str, country: str | None) -> str:
    plain = unicodedata.normalize("NFKC", seen(written))
    plain = re.sub(r"\d", lambda digit: str(int(digit[0])), plain)
    digits = _BETWEEN.sub("", _TRUNK.sub("", _CHANNELS.sub("", plain, count=1)))
    digits = _PLUS_BEHIND.sub(r"+\1", _PLUS.sub("+", digits))
    if not _DIGITS.fullmatch(digits):
        return written
    international = _INTERNATIONAL.fullmatch(digits)
    if international is None:
        return _read_digits(digits.removeprefix("+"), country) or written
    number = _parsed(f"+{international[1]}", None)
    # 00 may also be the beginning of a longer exit code: 0011 in Australia.
    if not digits.startswith("+") and not _is_valid(number):
        home = _read_digits(digits, country)
        if home is not None:
            return home
    return f"+{international[1]}" if number is None else _e164(number)


def _international(written: str) -> str | None:
    """Return the number behind 00, which is so understood also where other digits are dialled."""
    found = _NOUGHTS.match(written)
    if found is None:
        return None
    number = _reachable(f"+{written[found.end() :]}", None)
    # It is a number as it stands, without a 0 or 1 that would be left out.
    digits = phonenumbers.normalize_digits_only(written).lstrip("0")
    return number if number and f"+{digits}" in (number, *variants(number)) else None


def _reachable(written: str, country: str | None) -> str | None:
    """Return a number that can be written to, as it is written today; None if this is none."""
    number = _parsed(written, country)
    if number is None or number.extension:
        return None
    ways = (number, *(phonenumbers.parse(other) for other in variants(_e164(number))))
    # Possible and not valid: numbering plans change faster than any library's copy of them.
    found = next(filter(_is_possible, ways), None)
    return None if found is None else _e164(found)


def _read_digits(digits: str, country: str | None) -> str | None:
    """Return the number that digits without a plus sign are, if that is clear."""
    home, abroad = _parsed(digits, country), _abroad(digits)
    is_dialled = home is not None and _is_dialled(digits, home, country)
    if is_dialled and _is_valid(home) and _is_mobile(home):
        return _e164(home)
    # Some leave the 0 before a mobile number out; before a landline's nobody does.
    both = [each for each in (home, abroad) if _is_valid(each) and _is_mobile(each)]
    # One that is in a plan comes before one that is only another way to write a line.
    likely = {_e164(each) for each in both if phonenumbers.is_valid_number(each)}
    likely = likely or {_e164(each) for each in both}
    if likely:
        return likely.pop() if len(likely) == 1 else None
    is_long = len(digits) >= _FEWEST_DIGITS
    if is_dialled and (_is_valid(home) or (is_long and _is_possible(home))):
        return _e164(home)
    if _is_valid(abroad) or (len(digits) >= _FEWEST_ABROAD and _is_possible(abroad)):
        return _e164(abroad)
    return _e164(home) if is_long and _is_valid(home) and not _is_possible(abroad) else None


def _abroad(digits: str) -> PhoneNumber | None:
    """Return the number that digits are as international.

    Those of another country's exit code are none: of 810 44 ... only the 0 would have to go, and
    it would be Japan's.
    """
    number = _parsed(f"+{digits}", None)
    is_as_written = number is not None and _e164(number) == f"+{digits}"
    return number if is_as_written or _is_valid(number) else None


def _is_dialled(digits: str, number: PhoneNumber, country: str | None) -> bool:
    """Tell whether a number is dialled in a country by these digits."""
    parsed = phonenumbers.parse(digits, country, keep_raw_input=True)
    if parsed.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_IDD:
        return True
    metadata = PhoneMetadata.metadata_for_region(country or "", None)
    prefix = metadata.national_prefix if metadata else None
    if prefix and digits == prefix + phonenumbers.national_significant_number(number):
        return True
    written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return phonenumbers.is_valid_number(number) and digits == re.sub(r"\D", "", written)


def _is_valid(number: PhoneNumber | None) -> TypeGuard[PhoneNumber]:
    """Tell whether a number, or the line that it is another way to write, is in a plan."""
    if number is None:
        return False
    others = (phonenumbers.parse(other) for other in variants(_e164(number)))
    return any(phonenumbers.is_valid_number(each) for each in (number, *others))


def _is_mobile(number: PhoneNumber) -> bool:
    """Tell whether messages may come from such a number as a rule."""
    return phonenumbers.number_type(number) in _MOBILE


def _is_possible(number: PhoneNumber | None) -> TypeGuard[PhoneNumber]:
    """Tell whether a number has as many digits as one has there: no town's own, nor too many."""
    if number is None:
        return False
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(written: str, country: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, country)
        again = phonenumbers.parse(_e164(number))
    except phonenumbers.NumberParseException:
        return None
    # Noughts where no number has any are read as more or fewer of them each time.
    if _e164(again) != _e164(number):
        return None
    # The library's lengths go beyond E.164 in a few countries (+49, +81, +62).
    return number if _E164.fullmatch(_e164(number)) else None


def read_numbers(
    written: Collection[str], country: str | None, people: Collection[str]
) -> dict[str, str]:
    """Return what each of these numbers is read as.

    Some lines are written in two ways: the one that one of our people has is theirs.
    """
    read = {}
    for one in written:
        number = read_sender(one, country)
        ways = (number, *variants(number))
        read[one] = next((way for way in ways if way in people), number)
    return read
