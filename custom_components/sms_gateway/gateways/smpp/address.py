"""Numbers and names as SMPP writes them: digits without a plus, and what kind of number it is."""

from dataclasses import dataclass
import re

from ..base import normalise_number
from .pdu import Address

_INTERNATIONAL, _NAME = 1, 5
_ISDN = 1
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Signs whose bytes are the same in ASCII and GSM 03.38, and cut no C string.
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._&/()+:;,!?#%'\"*=<>-]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of number and a numbering plan that somebody chose."""

    ton: int
    npi: int


_CHOSEN = re.compile(r"([0-7])\s*[/,]\s*(\d{1,2})")
_LAST_NPI = 18


def kind(written: str) -> Kind | None:
    """Read a type of number and a numbering plan, such as 5/0; raises ValueError."""
    if not written or written.strip().lower() == "auto":
        return None
    found = _CHOSEN.fullmatch(written.strip())
    if found is None or int(found[2]) > _LAST_NPI:
        raise ValueError(written)
    return Kind(int(found[1]), int(found[2]))


def address(written: str, chosen: Kind | None = None) -> Address:
    """Return a number, a short code or a name as it goes out (smpp.md 5)."""
    digits = written.removeprefix("+")
    if not digits:
        return Address()
    if _E164.fullmatch(written):
        found = Kind(_INTERNATIONAL, _ISDN)
    elif digits.isdecimal() and digits.isascii():
        found = Kind(0, _ISDN)
    else:
        found = Kind(_NAME, 0)
    use = chosen or found
    return Address(use.ton, use.npi, _NOT_PLAIN.sub("?", digits).encode("ascii"))


def number(address: Address) -> str:
    """Return a number as E.164 where it is one, and else as it came: the engine may know more."""
    written = address.digits.decode("latin-1").strip()
    digits = written.removeprefix("+").removeprefix("00")
    if address.ton == _INTERNATIONAL and _E164.fullmatch(f"+{digits}"):
        return f"+{digits}"
    if address.ton == 0 and not written.startswith("0"):
        return normalise_number(written)
    return written
