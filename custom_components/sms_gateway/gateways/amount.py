"""An amount of money or credits, as people and programs of many countries write it."""

from math import isfinite
import re

# Marks that divide thousands and nothing else: spaces of all widths, apostrophes, Arabic's.
_GROUP = r"[ \u00a0\u2009\u202f'\u2019\u066c]"
_ARABIC_POINT = "\u066b"
_DIGITS = rf"[0-9]*+(?:(?:{_GROUP}|[.,\u066b])[0-9]++)*+"
_SYMBOL = r"[$€£¥₹₽₩₺₴₦₱₪₫฿₡₲₵₸¢]"
# What stands before or behind: €, US$, EUR, kr., or what is counted.
_UNIT = rf"(?:[^\W\d_]{{0,3}}{_SYMBOL}|[^\W\d_]{{1,3}}\.?|credits?|points?|units?|euros?|dollars?)"
_WHOLE = re.compile(rf"([+-]?)\s*({_UNIT})?\s*([+-]?)({_DIGITS}[.]?)\s*({_UNIT})?", re.IGNORECASE)
_WITHIN = re.compile(
    rf"(?<![\w.-])(?<!(?<!\w),)(-?)\s?(?:[A-Z]{{0,3}}{_SYMBOL}\s?|[A-Z]{{3}}\s?)?(-?)"
    rf"(?=[0-9])({_DIGITS})(?![\w-])(?!\s?DR\b)"
)
# Banks write a debt so, without a minus.
_DEBT = "dr"
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]?(?: [0-9]{2})+ [0-9]{3}")
_THOUSAND = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def amount(value: object) -> float | None:
    """Return a number, also one in a text; neither an infinity nor NaN, and never a guess.

    A comma before three digits is unclear: 1,234 may be one or a thousand.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    except ValueError:
        return _in_words(_plain(str(value)).strip())
    return number if isfinite(number) else None


def first_amount(text: str) -> float | None:
    """Return the first number in a text, None where there is none or it is unclear."""
    text = _plain(text)
    found = _WITHIN.search(text)
    if found is None:
        return None
    # Banks put what is owed in brackets.
    if text[: found.start()].endswith("(") and text.startswith(")", found.end()):
        return None
    sign, second, digits = found.groups()
    return _signed(sign + second, _read(digits))


def _plain(text: str) -> str:
    """Return a text with digits and minus signs of any script as ASCII has them."""
    plain = "".join(str(int(each)) if each.isdecimal() else each for each in text)
    return plain.replace("\u2212", "-").replace("\u2013", "-")


def _in_words(text: str) -> float | None:
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    sign, before, second, digits, behind = found.groups()
    if _DEBT in ((before or "").lower(), (behind or "").lower()):
        return None
    return _signed(sign + second, _read(digits))


def _signed(sign: str, number: float | None) -> float | None:
    if number is None or len(sign) > 1 or not isfinite(number):
        return None
    return -number if sign == "-" else number


def _read(digits: str) -> float | None:
    """Return digits with marks between them as a number, None where it is unclear which."""
    digits = re.sub(_GROUP, " ", digits)
    if _THOUSAND.fullmatch(digits):
        return None
    last = max(",." + _ARABIC_POINT, key=digits.rfind)
    whole, decimals = digits, ""
    if digits.count(last) == 1:
        whole, _, decimals = digits.partition(last)
    elif len({each for each in digits if not each.isdigit()}) > 1:
        return None
    for mark in ",.":
        whole = whole.replace(mark, " ")
    is_right = not whole or whole.isdecimal() or _GROUPED.fullmatch(whole)
    if not is_right or not (whole or decimals) or (decimals and not decimals.isdecimal()):
        return None
    return float(f"{whole.replace(' ', '') or 0}.{decimals or 0}")
