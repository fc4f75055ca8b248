"""Tests of how what gateways write is read."""

from urllib.parse import quote_from_bytes, quote_plus

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
    Part,
    SendResult,
)
from custom_components.sms_gateway.gateways.reading import (
    by_name,
    by_recipient,
    currency,
    decode,
    flag,
    form,
    integer,
    milliseconds,
    moment,
    part,
    text,
    wording,
)

CHARSETS = ["UTF-8", "ISO-8859-1", "WINDOWS-1252", "8-BIT", "ASCII"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", "a"), (7, "7"), ("", None), (None, None), (True, None), (1.5, "1.5"), ([], None),
        (b"a", "a"), (b"", None), (b"d\xe9sol\xe9", "désolé"), ("désolé".encode(), "désolé"),
        ("\ud83d\ude00", "??"), ("a\ud83d", "a?"), ("😀", "😀"), ("\x00", "\x00"),
    ],
)  # fmt: skip
def test_texts(value: object, found: str | None) -> None:
    assert text(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", "a"), ("", ""), (None, ""), (b"", ""), (7, "7"), (1.5, "1.5"),
        (b"d\xe9j\xe0", "déjà"),
        (True, "true"), (False, "false"), ({}, None), ([], None), (["a"], None),
    ],
)  # fmt: skip
def test_what_a_message_says(value: object, found: str | None) -> None:
    assert wording(value) == found


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
        ("EUR", "EUR"),
        (" usd\n", "USD"),
        ("", None),
        ("€", None),
        ("EURO", None),
        ("E R", None),
        ("ÄÖÜ", None),
        ("EUR" * 100, None),
        ("EU\ud800", None),
        (978, None),
        (None, None),
        (["EUR"], None),
    ],
)
def test_currencies(value: object, found: str | None) -> None:
    assert currency(value) == found


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


REFUSED = GatewayError(ErrorKind.RECIPIENT, "no such number")
OPTED_OUT = GatewayError(ErrorKind.OPTED_OUT, "opted out")
UNREADABLE = GatewayError(ErrorKind.SERVER, "what?", retryable=True, uncertain=True)
ONE, TWO, THREE = Accepted("1"), Accepted("2"), Accepted("3")


@pytest.mark.parametrize(
    ("told", "results"),
    [
        ([("27821234561", ONE), ("27829876542", TWO)], [ONE, TWO]),
        ([("27829876542", TWO), ("27821234561", ONE)], [ONE, TWO]),
        ([("+27829876542", TWO), ("0027821234561", ONE)], [ONE, TWO]),
        ([("27829876542", TWO)], [None, TWO]),
        ([("27829876542", REFUSED), ("27821234561", ONE)], [ONE, REFUSED]),
        # By position, where no number is told.
        ([(None, ONE), (None, TWO)], [ONE, TWO]),
        ([("", ONE), ("unknown", REFUSED)], [ONE, REFUSED]),
        ([(None, TWO), ("27821234561", ONE)], [ONE, TWO]),
        ([(None, REFUSED), ("27821234561", ONE)], [ONE, REFUSED]),
        ([(None, UNREADABLE), (None, TWO)], [UNREADABLE, TWO]),
        # What is about no message.
        ([(None, UNREADABLE), (None, ONE), (None, TWO)], [ONE, TWO]),
        ([(None, UNREADABLE), (None, ONE), (None, REFUSED)], [ONE, REFUSED]),
        ([(None, ONE), (None, TWO), (None, THREE)], [ONE, TWO]),
        # Numbers that nobody knows.
        ([("27829999999", TWO), ("27821234561", ONE)], [ONE, TWO]),
        ([("27829999999", REFUSED), ("27821234561", ONE)], [ONE, REFUSED]),
        ([("27828888888", ONE), ("27829999999", TWO)], [ONE, TWO]),
        ([("27821234561", ONE), ("27821234561", TWO)], [ONE, TWO]),
        ([("27828888888", REFUSED), ("27829999999", REFUSED)], [REFUSED, REFUSED]),
        # Here it can't be known who was refused, or for what, or which of them is meant.
        ([("27828888888", ONE), ("27829999999", REFUSED)], [None, None]),
        ([("27828888888", ONE), (None, REFUSED)], [None, None]),
        ([("27828888888", OPTED_OUT), ("27829999999", REFUSED)], [None, None]),
        ([("27828888888", UNREADABLE), ("27829999999", TWO)], [None, None]),
        ([(None, ONE), (None, REFUSED), (None, TWO)], [None, None]),
        ([(None, ONE)], [None, None]),
        ([("27829999999", ONE)], [None, None]),
        ([], [None, None]),
    ],
)
def test_each_message_gets_its_own_result(
    told: list[tuple[str | None, SendResult]], results: list[SendResult | None]
) -> None:
    assert by_recipient(outgoing("+27821234561", "+27829876542"), told) == results


# One line, written as people and networks write it.
@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+5215512345678", "525512345678"),
        ("+525512345678", "5215512345678"),
        ("+5491123456789", "541123456789"),
        ("+5511987654321", "551187654321"),
        ("+27821234561", "0821234561"),
        ("+27821234561", "82 123 4561"),
        ("+27821234561", "+27 (0)82 123-4561"),
        ("+27821234561", " 27 82 123 4561 "),
        ("+27821234561", "0027821234561"),
        ("+27821234561", "01127821234561"),
        ("+27821234561", "tel:+27821234561"),
    ],
)
@pytest.mark.parametrize("result", [ONE, REFUSED])
def test_a_number_that_is_written_in_another_way(
    number: str, written: str, result: SendResult
) -> None:
    """Where others fare differently, too, it is known who is who."""
    batch = outgoing("+15550100001", number, "+15550100002")
    told = [("1 555 010 0002", TWO), (written, result), ("555-010-0001", REFUSED)]
    assert by_recipient(batch, told) == [REFUSED, result, TWO]


def test_an_ending_of_two_numbers_is_that_of_neither() -> None:
    batch = outgoing("+27821234561", "+27831234561")
    assert by_recipient(batch, [("1234561", ONE), ("01234561", REFUSED)]) == [None, None]
    assert by_recipient(batch, [("1234561", TWO), ("27821234561", ONE)]) == [ONE, TWO]


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ([("27829999999", ONE)], ONE),
        ([(None, ONE)], ONE),
        ([("27829999999", REFUSED)], REFUSED),
        # One that was taken was, whatever else stands there.
        ([(None, UNREADABLE), (None, ONE)], ONE),
        ([("27828888888", REFUSED), ("27829999999", ONE)], ONE),
        ([("27828888888", TWO), ("27829999999", ONE)], TWO),
        ([("27829999999", ONE), ("27821234561", REFUSED)], REFUSED),
        ([(None, REFUSED), (None, UNREADABLE)], REFUSED),
        ([(None, UNREADABLE), (None, UNREADABLE)], None),
        ([(None, REFUSED), (None, OPTED_OUT)], None),
        ([], None),
    ],
)
def test_a_message_that_is_alone(
    told: list[tuple[str | None, SendResult]], result: SendResult | None
) -> None:
    assert by_recipient(outgoing("+27821234561"), told) == [result]


def test_results_of_one_number_go_in_their_order() -> None:
    batch = outgoing("+27821234561", "+27829876542", "+27821234561", "+27821234561")
    told = [("27821234561", ONE), ("0821234561", TWO), ("27829876542", THREE)]
    assert by_recipient(batch, told) == [ONE, THREE, TWO, None]


@given(st.data())
def test_results_in_any_order_are_found(data: st.DataObject) -> None:
    numbers = [f"+2782123456{i}" for i in range(6)]
    told = [(number[1:], Accepted(number)) for number in numbers]
    results = by_recipient(outgoing(*numbers), data.draw(st.permutations(told)))
    assert results == [Accepted(number) for number in numbers]


@given(
    st.lists(st.sampled_from(["+27821234561", "+27829876542", "+12345"]), min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.none() | st.text("0127+ ", max_size=9) | st.sampled_from(["27821234561", "1234561"]),
            st.sampled_from([ONE, TWO, REFUSED, UNREADABLE]),
        ),
        max_size=5,
    ),
)
def test_nothing_is_told_twice_and_no_success_made_up(
    numbers: list[str], told: list[tuple[str | None, SendResult]]
) -> None:
    results = by_recipient(outgoing(*numbers), told)
    assert len(results) == len(numbers)
    left = [result for _, result in told]
    for result in results:
        if result is not None:
            left.remove(result)


def test_a_number_that_is_none_has_its_result_too() -> None:
    batch = outgoing("+27821234561", "+12345")
    assert by_recipient(batch, [("12345", REFUSED), ("27821234561", ONE)]) == [ONE, REFUSED]


def test_results_by_other_names_than_numbers() -> None:
    told = [(3, THREE), (1, ONE), (9, TWO)]
    assert by_name([1, 2, 3], told) == [ONE, TWO, THREE]
    assert by_name([1, 2, 3], [(3, THREE), (1, ONE)]) == [ONE, None, THREE]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, True), ("true", True), (" True ", True), (1, True), ("1", True),
        (False, False), ("FALSE", False), (0, False), ("0", False),
        (None, None), ("", None), ("yes", None), (2, None), (1.0, None), ({}, None), ([], None),
    ],
)  # fmt: skip
def test_a_yes_or_a_no(value: object, found: bool | None) -> None:
    assert flag(value) is found


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
