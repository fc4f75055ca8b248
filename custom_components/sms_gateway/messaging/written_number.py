"""A number as it was written for an action, or as YAML and templates have passed it on."""

from contextlib import suppress

import phonenumbers

from .number import InvalidNumberError, parse_recipient

# E.164 has at most 15 digits.
_TOO_LARGE = 10**15


class AmbiguousNumberError(InvalidNumberError):
    """What was given can be read as two numbers; neither is repeated here."""


def read_written(written: str | int, country: str | None) -> str:
    """Return the number that was meant, as E.164; raises InvalidNumberError.

    YAML and templates make an integer of a text of digits, whether or not it began with a plus
    sign: it is read both ways, as international and as dialled in `country` (ISO 3166).
    """
    if isinstance(written, str):
        return parse_recipient(written, country)
    if not 0 < written < _TOO_LARGE:
        raise InvalidNumberError
    ways = set()
    for text in (f"+{written}", str(written)):
        with suppress(InvalidNumberError):
            ways.add(parse_recipient(text, country))
    # One that is in a numbering plan comes before one that is only as long as numbers are there.
    likely = {way for way in ways if phonenumbers.is_valid_number(phonenumbers.parse(way))} or ways
    if not likely:
        raise InvalidNumberError
    if len(likely) > 1:
        raise AmbiguousNumberError
    return likely.pop()
