"""Telephone numbers: E.164 inside, whatever people write outside."""

import re

import phonenumbers

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LETTERS = re.compile(r"[^\W\d_]")
# A name of at most 11 characters, or a number or short code of at most 16 digits (clickatell.md 6);
# or what Twilio knows one of several senders by.
_SENDER = re.compile(r"[A-Za-z0-9 _.&-]{1,11}|\+?[0-9]{3,16}|MG[0-9a-fA-F]{32}")


class InvalidNumberError(ValueError):
    """What was given is no number a message can be sent to; it is not repeated here."""


def parse_recipient(written: str, country: str | None) -> str:
    """Return a number as E.164; national numbers are read as dialled in `country` (ISO 3166).

    Raises InvalidNumberError, also for names, short codes and numbers with an extension.
    """
    # phonenumbers would read letters as on a dial pad: a sender's name would become a number.
    if _LETTERS.search(written):
        raise InvalidNumberError
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException as error:
        raise InvalidNumberError from error
    # Possible and not valid: numbering plans change faster than any library's copy of them.
    # Nor local: 253-0000 rings inside a town of the USA, no message gets there.
    reason = phonenumbers.is_possible_number_with_reason(number)
    if number.extension or reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise InvalidNumberError
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # The library's lengths go beyond E.164 in a few countries (+49, +81, +62).
    if not _E164.fullmatch(e164):
        raise InvalidNumberError
    return e164


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
