"""A number as it was written for an action, or as YAML and templates have passed it on."""

from collections.abc import Iterable
from contextlib import suppress

import phonenumbers
from phonenumbers import PhoneNumberType

from .number import InvalidNumberError, parse_recipient, read_sender

# E.164 has at most 15 digits.
_TOO_LARGE = 10**15
# How many digits stand behind the nought of a number that is dialled at home.
_AT_HOME = range(6, 12)
# What somebody would write to; not a company's number for calls.
_PEOPLES = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.UNKNOWN,
}


class AmbiguousNumberError(InvalidNumberError):
    """What was given can be read as two numbers; neither is repeated here."""


def read_written(written: str | int, country: str | None) -> str:
    """Return the number that was meant, as E.164; raises InvalidNumberError.

    YAML and templates make an integer of a text of digits, whether or not it began with a plus
    sign: it is read both ways, as international and as dialled in `country` (ISO 3166). Behind a
    nought YAML 1.1 takes digits up to 7 for octal ones: what would be a number in these is refused.
    """
    if isinstance(written, str):
        return parse_recipient(written, country)
    if not 0 < written < _TOO_LARGE:
        raise InvalidNumberError
    octal = f"{written:o}"
    if country not in phonenumbers.SUPPORTED_REGIONS and len(octal) in _AT_HOME:
        # What is dialled at home is not known there.
        raise AmbiguousNumberError
    ways = _numbers((f"+{written}", str(written)), country)
    spoiled = _numbers((f"+{octal}", f"0{octal}", f"00{octal}"), country)
    # One that is in a numbering plan comes before one that is only as long as numbers are there.
    planned = {way for way in ways if _is_planned(way)}
    likely = planned or ways
    doubts = [way for way in spoiled if _is_peoples(way) or (not planned and _is_planned(way))]
    if len(likely) > 1 or doubts or (spoiled and not likely):
        raise AmbiguousNumberError
    if not likely:
        raise InvalidNumberError
    return likely.pop()


def read_bare(written: str, country: str | None) -> str:
    """Return the number that was meant where a plus sign may be left out, as E.164.

    It is read as a sender's is, as dialled in `country` (ISO 3166), else as international; where it
    would be a number either way, it is refused. Raises InvalidNumberError.
    """
    number = read_sender(written, country)
    abroad = f"+{written}"
    if written.isdecimal() and number != abroad and _is_peoples_abroad(abroad):
        raise AmbiguousNumberError
    # What is in no numbering plan may be a number all the same, as it is in an action.
    return parse_recipient(number, country)


def _numbers(texts: Iterable[str], country: str | None) -> set[str]:
    """Return those numbers that texts can be read as."""
    found = set()
    for text in texts:
        with suppress(InvalidNumberError):
            found.add(parse_recipient(text, country))
    return found


def _is_planned(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def _is_peoples_abroad(written: str) -> bool:
    """Tell whether digits behind a plus sign are a number that somebody would write to."""
    return any(map(_is_peoples, _numbers((written,), None)))


def _is_peoples(number: str) -> bool:
    parsed = phonenumbers.parse(number)
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in _PEOPLES
