"""Numbers without quotes, through Home Assistant's own YAML and templates: meant, or refused."""

from collections.abc import Iterator
from random import Random

from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
from homeassistant.util.yaml import parse_yaml
from hypothesis import given, strategies as st
import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType
import pytest
import voluptuous as vol

from custom_components.sms_gateway.actions.fields import number_or_name
from custom_components.sms_gateway.messaging.number import InvalidNumberError, variants
from custom_components.sms_gateway.messaging.written_number import read_written

HOMES = ("AT", "AU", "BR", "CN", "DE", "FR", "GB", "ID", "IN", "IT", "JP", "MX", "NL", "NO", "US")
EXAMPLES = [
    (country, number)
    for country in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    if (number := phonenumbers.example_number_for_type(country, kind))
]


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def read(passed_on: object, home: str | None) -> str | None:
    """Return what is read of a value that came where a number was written, None if refused."""
    try:
        return read_written(number_or_name(passed_on), home)
    except InvalidNumberError, vol.Invalid:
        return None


def has_a_phone(number: str) -> bool:
    """Tell whether a number is in a plan, and no company's or pager's."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in (
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.MOBILE,
    )


def unquoted(text: str) -> object:
    """Return what YAML makes of a text without quotes; it need not be one that it can read."""
    loaded = parse_yaml(f"to: {text}")
    assert isinstance(loaded, dict)
    return loaded["to"]


def writings(number: PhoneNumber, home: str) -> Iterator[str]:
    """Yield the ways in which somebody at home writes a number."""
    digits = e164(number).removeprefix("+")
    yield from (f"+{digits}", digits, f"00{digits}", f"+00{digits}")
    yield phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    dialled = phonenumbers.format_out_of_country_calling_number(number, home)
    yield dialled
    yield "".join(filter(str.isdecimal, dialled))
    if home == phonenumbers.region_code_for_number(number):
        national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        yield from (national, "".join(filter(str.isdecimal, national)))


def of_groups(text: str) -> Iterator[str]:
    """Yield a text with what may stand in the places of its spaces, or behind it."""
    for sign in (" ", "_", ".", "-", "/", ""):
        yield text.replace(" ", sign)
    yield f"{text}.0"


def nearly(number: PhoneNumber, random: Random) -> PhoneNumber:
    """Return another number that begins as this one, of digits that YAML counts in eights."""
    digits = str(number.national_number)
    for _ in range(20):
        tail = "".join(random.choice("01234567") for _ in digits[2:])
        other = PhoneNumber()
        other.merge_from(number)
        other.national_number = int(digits[:2] + tail)
        if phonenumbers.is_valid_number(other):
            return other
    return number


def lines(number: PhoneNumber) -> set[str | None]:
    """Return how a number may be read: also as another way to write its line, or not at all."""
    return {e164(number), *variants(e164(number)), None}


@pytest.mark.parametrize("seed", range(3))
def test_of_yaml_comes_the_number_that_was_meant_or_none(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same numbers each time
    taken = 0
    for country, example in EXAMPLES[seed::3]:
        number = nearly(example, random) if seed else example
        for home in {country, random.choice(HOMES)}:
            for text in {each for way in writings(number, home) for each in of_groups(way)}:
                found = read(unquoted(text), home)
                assert found in lines(number), (text, home)
                taken += found is not None
    assert taken > 3_000


async def test_of_templates_comes_the_number_that_was_meant_or_none(hass: HomeAssistant) -> None:
    template = Template("{{ number }}", hass)
    fraction = Template("{{ number }}.0", hass)
    listed = Template("{{ [number] }}", hass)
    for country, number in EXAMPLES:
        for text in writings(number, country):
            passed_on = template.async_render({"number": text})
            assert read(passed_on, country) in lines(number), (text, country)
            passed_on = fraction.async_render({"number": text})
            assert read(passed_on, country) in lines(number), (text, country)
        # What is listed stays a text.
        assert listed.async_render({"number": e164(number)}) == [e164(number)]


@given(st.integers(0, 10**16), st.sampled_from(HOMES))
def test_octal_digits_are_never_read_as_others(written: int, home: str) -> None:
    """Whatever could be the number that somebody wrote with noughts is not another one."""
    for text in (f"0{written:o}", f"00{written:o}"):
        meant, found = read(text, home), read(unquoted(text), home)
        assert found in (meant, None) or meant is None or not has_a_phone(meant)


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("0033600112233", "FR"),
        ("0600112233", "FR"),
        ("+0033600112233", "FR"),
        ("011447700112233", "US"),
        ("0011447700112233", "AU"),
        ("0600112233", None),
        ("0600_112_233", "FR"),
        ("13123456789", "CN"),
        ("-436641234567", "AT"),
        ("43664.123456", "AT"),
        ("491713920012.", "DE"),
        ("4.91713920012e+11", "DE"),
        ("4.9e11", "DE"),
        ("0x19B5F0A3C1", "AT"),
        ("0b1010101010101010101010101010101010101", "AT"),
        (".inf", "AT"),
        ("yes", "AT"),
        ("null", "AT"),
        ("[0600112233]", "FR"),
        ("{600: 1}", "FR"),
    ],
)
def test_what_yaml_has_spoiled_is_refused(text: str, home: str | None) -> None:
    assert read(unquoted(text), home) is None


@pytest.mark.parametrize(
    "text",
    [
        "+43664123456.0",
        "+43664123456.00",
        "+43 664 123456.0000000",
        "+43664123456.5",
        "43664123456.0",
        "0664123456.0",
        "+43664123456\uff0e0",
        "+43664123456.\u0660",
        " +43664123456.0\n",
        "+43664123456,0",
        "+43664123456\u066b0",
        "4.3664123456e10",
        "4.3664123456E+10",
        "+4.3e10",
        "+43664123456, +43664123457",
        "(43664123456, 43664123457)",
        "1_000",
        "0o11447",
    ],
)
def test_text_that_was_a_figure_is_refused(text: str) -> None:
    assert read(text, "AT") is None


@pytest.mark.parametrize(
    "text",
    ["+43.664.123.456", "0664.123.456", "0664.123456", "+43664123456.", "0043 664 123456"],
)
def test_dots_between_digits_are_those_of_a_number(text: str) -> None:
    assert read(text, "AT") == "+43664123456"
