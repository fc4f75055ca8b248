"""Tests of how what gateways write is read."""

from urllib.parse import quote_from_bytes, quote_plus

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import OutgoingMessage, Part
from custom_components.sms_gateway.gateways.reading import (
    by_recipient,
    decimal,
    decode,
    form,
    integer,
    milliseconds,
    moment,
    part,
    text,
)

CHARSETS = ["UTF-8", "ISO-8859-1", "WINDOWS-1252", "8-BIT", "ASCII"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", "a"), (7, "7"), ("", None), (None, None), (True, None), (1.5, None), ([], None),
        ("\ud83d\ude00", "??"), ("a\ud83d", "a?"), ("😀", "😀"), ("\x00", "\x00"),
    ],
)  # fmt: skip
def test_texts(value: object, found: str | None) -> None:
    assert text(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (4, 4), ("4", 4), ("004", 4), (" 4 ", 4), ("-1", -1), ("", None), ("4a", None),
        ("4.0", None), (4.0, None), (None, None), ({}, None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_whole_numbers(value: object, found: int | None) -> None:
    assert integer(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (12.5, 12.5), (7, 7.0), ("12.50", 12.5), (" 300.50 ", 300.5), ("-1", -1.0), ("0", 0.0),
        ("", None), ("much", None), (None, None), ([], None), ("1e999", None), ("nan", None),
        (float("inf"), None), (float("nan"), None), (10**400, None), ("1,5", None),
    ],
)  # fmt: skip
def test_decimals(value: object, found: float | None) -> None:
    assert decimal(value) == found


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1_516_217_711_000, 1_516_217_711.0), ("1516217711000", 1_516_217_711.0), (1500, 1.5),
        (0, None), (-1, None), ("", None), ("yesterday", None), (None, None), (1.5, None),
        (253_402_300_799_999, 253_402_300_799.999), (253_402_300_800_000, None), (10**400, None),
    ],
)  # fmt: skip
def test_milliseconds(value: object, seconds: float | None) -> None:
    assert milliseconds(value) == seconds


@pytest.mark.parametrize(
    ("encoded", "fields"),
    [
        (b"to=4917&udh=&text=Hi%2C+man", {"to": b"4917", "udh": b"", "text": b"Hi, man"}),
        (b"moMsgId=a&Api_id=b&%74O=c", {"momsgid": b"a", "api_id": b"b", "to": b"c"}),
        (b"text=%04%1F%00+", {"text": b"\x04\x1f\x00 "}),
        (b"text=\xe4%2B%zz%", {"text": b"\xe4+%zz%"}),
        (b"text=a=b", {"text": b"a=b"}),
        (b"text", {"text": b""}),
        (b"text=a&text=b", {"text": b"b"}),
    ],
)
def test_forms(encoded: bytes, fields: dict[str, bytes]) -> None:
    assert form(encoded) == fields


@given(st.dictionaries(st.text("abcXYZ_& =+%", min_size=1), st.binary(), min_size=1))
def test_a_form_gives_back_every_byte(fields: dict[str, bytes]) -> None:
    lowered = {name.lower(): value for name, value in fields.items()}
    encoded = "&".join(
        f"{quote_plus(name)}={quote_from_bytes(value)}" for name, value in lowered.items()
    )
    assert form(encoded.encode()) == lowered


@given(st.binary())
def test_any_form_is_read(encoded: bytes) -> None:
    for name in form(encoded):
        name.encode()


@pytest.mark.parametrize(
    ("encoded", "charset", "found"),
    [
        ("tenía".encode(), "UTF-8", "tenía"),
        (b"\xef\xbb\xbfSTOP", "utf-8", "STOP"),
        (b"\x00t\x00e\x00n\x00\xed\x00a", "UTF-16BE", "tenía"),
        (b"\xfe\xff\x00a", " utf-16be ", "a"),
        (b"\x00a\x00", "UTF-16BE", "a"),
        (b"\xd8\x3d\xde\x00", "UCS2-BE", "😀"),
        (b"\x00a\xd8\x3d", "UTF-16BE", "a\ud83d"),
        (b"\xde\x00\x00a", "UTF-16BE", "\ude00a"),
        (b"\x80 \x81", "Windows-1252", "€ \ufffd"),
        (b"ten\xeda\x80", "ISO-8859-1", "tenía\x80"),
        (b"ten\xeda", "8-BIT", "tenía"),
        (b"ten\xeda", "KOI8-R", "tenía"),
        (b"ten\xeda", "", "tenía"),
        (b"ten\xeda", "UTF-8", "ten\ufffda"),
    ],
)
def test_charsets(encoded: bytes, charset: str, found: str) -> None:
    assert decode(encoded, charset) == found


@given(st.binary(), st.sampled_from(CHARSETS) | st.text())
def test_any_bytes_are_read_in_any_charset(encoded: bytes, charset: str) -> None:
    decode(encoded, charset).encode()


@given(st.binary())
def test_any_bytes_are_read_as_utf_16(encoded: bytes) -> None:
    whole = encoded[: len(encoded) // 2 * 2].removeprefix(b"\xfe\xff")
    assert decode(encoded, "UTF-16BE").encode("utf-16-be", "surrogatepass") == whole


@given(st.text().filter(lambda written: "\ufeff" not in written), st.integers(0, 50))
def test_halves_of_a_text_cut_anywhere_are_the_text(written: str, cut: int) -> None:
    encoded = written.encode("utf-16-be")
    halves = decode(encoded[: 2 * cut], "UTF-16BE") + decode(encoded[2 * cut :], "UTF-16BE")
    assert halves.encode("utf-16-be", "surrogatepass") == encoded


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("050003330201", Part(0x33, 2, 1)),  # two-way guide 8.3
        ("050003330202", Part(0x33, 2, 2)),
        ("06080412340302", Part(0x1234, 3, 2)),
        ("0b0504158200000003ff0201", Part(0xFF, 2, 1)),  # behind port numbers
        ("0c05041582000008041234ff01", Part(0x1234, 255, 1)),
        ("", None),
        ("00", None),
        ("05", None),
        ("050003330", None),
        ("nonsense", None),
        ("٠٥٠٠٠٣٣٣٠٢٠١", None),
        ("060003330201", None),  # says it is longer than it is
        ("040003330201", None),  # and shorter
        ("050005330201", None),  # an element that does
        ("0400033302", None),
        ("050803330201", None),  # the length of the other kind of reference
        ("050003330200", None),  # part 0
        ("050003330203", None),  # part 3 of 2
        ("050003330101", None),  # the only part
        ("050003330000", None),
        ("06050415820000", None),  # port numbers alone
    ],
)
def test_parts(header: str, found: Part | None) -> None:
    assert part(header) == found


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Return which part of a long message something may be."""
    total = draw(st.integers(2, 255))
    return Part(draw(st.integers(0, 255)), total, draw(st.integers(1, total)))


@given(parts(), st.lists(st.tuples(st.integers(1, 7), st.binary(max_size=10)), max_size=3))
def test_a_part_is_found_wherever_it_is_said(
    expected: Part, elements: list[tuple[int, bytes]]
) -> None:
    others = b"".join(bytes([element, len(data)]) + data for element, data in elements)
    said = bytes([0, 3, expected.reference, expected.total, expected.number])
    for content in (said + others, others + said):
        assert part((bytes([len(content)]) + content).hex()) == expected


@given(st.text() | st.binary(max_size=20).map(bytes.hex))
def test_any_header_is_read(header: str) -> None:
    found = part(header)
    assert found is None or 1 <= found.number <= found.total


def outgoing(*numbers: str) -> list[OutgoingMessage]:
    """Return a batch of messages to these numbers."""
    return [OutgoingMessage(str(i), number, "x") for i, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([("27821234561", 1), ("27821234562", 2)], [1, 2]),
        ([("27821234562", 2), ("27821234561", 1)], [1, 2]),
        ([("+27821234562", 2), ("0027821234561", 1)], [1, 2]),
        ([(None, 1), (None, 2)], [1, 2]),
        ([("", 1), (None, 2)], [1, 2]),
        ([(None, 2), ("27821234561", 1)], [1, 2]),
        ([("27821234562", 2)], [None, 2]),
        ([(None, 1)], [1, None]),
        ([("27821234569", 3)], [None, None]),
        ([], [None, None]),
        ([(None, 1), (None, 2), (None, 3)], [1, 2]),
    ],
)
def test_each_message_gets_its_own_entry(
    entries: list[tuple[str | None, int]], found: list[int | None]
) -> None:
    assert by_recipient(outgoing("+27821234561", "+27821234562"), entries) == found


def test_entries_of_one_number_go_in_their_order() -> None:
    batch = outgoing("+27821234561", "+27821234562", "+27821234561", "+27821234561")
    entries = [("27821234561", 1), ("27821234561", 2), ("27821234562", 3)]
    assert by_recipient(batch, entries) == [1, 3, 2, None]


@given(st.data())
def test_entries_in_any_order_are_found(data: st.DataObject) -> None:
    numbers = [f"+2782123456{i}" for i in range(6)]
    entries = data.draw(st.permutations([(number[1:], number) for number in numbers]))
    assert by_recipient(outgoing(*numbers), entries) == numbers


def test_a_number_that_is_none_has_its_entry_too() -> None:
    batch = outgoing("+27821234561", "+12345")
    assert by_recipient(batch, [("12345", 2), ("27821234561", 1)]) == [1, 2]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-01-02T10:00:00Z", 1767348000.0),
        ("2026-01-02T12:00:00+02:00", 1767348000.0),
        ("2026-01-02T12:00:00+0200", 1767348000.0),
        ("2026-01-02 10:00:00", 1767348000.0),
        ("2026-01-02T10:00:00.500Z", 1767348000.5),
        ("1969-12-31T00:00:00Z", None), ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("", None), ("now", None), ("2026-13-01T00:00:00Z", None), (1767348000, None), (None, None),
    ],
)  # fmt: skip
def test_dates_and_times(value: object, found: float | None) -> None:
    assert moment(value) == found
