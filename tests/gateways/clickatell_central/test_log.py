"""Tests of the lines of mo.log (two-way guide 8.3.2)."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import InboundMessage, Part
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral

from . import guide
from .conftest import HEX

LINE = f"2012-05-25 13:55:04\t15550100001\t15550100099\tSTATUS%21\t1\t{HEX}\tISO-8859-1\t\t65501"
SENT_AT = 1_337_946_904.0


def read(line: str | bytes) -> InboundMessage:
    """Read a line."""
    gateway = ClickatellCentral.__new__(ClickatellCentral)
    return gateway.parse_log_line(line.encode() if isinstance(line, str) else line)


def changed(position: int, value: str) -> str:
    """Return the line with another field at a position."""
    columns = LINE.split("\t")
    columns[position] = value
    return "\t".join(columns)


def test_the_guides_example() -> None:
    one_line = guide.LOG.replace(" [tab]\n", " [tab] ")
    line = one_line.replace(" [space] ", " ").replace(" [tab] ", "\t")
    assert line.count("\t") == 8
    assert read(line) == InboundMessage(
        "moMsgld", "handset_number", "mo_number", "sample message1", SENT_AT
    )


@pytest.mark.parametrize(
    ("fields", "ending"),
    [*((fields, ending) for fields in (6, 7, 8, 9) for ending in ("\n", "\r\n")), (8, ""), (9, "")],
)
def test_the_last_fields_may_be_missing(fields: int, ending: str) -> None:
    line = "\t".join(LINE.split("\t")[:fields]) + ending
    assert read(line) == InboundMessage(HEX, "+15550100001", "+15550100099", "STATUS!", SENT_AT)


@pytest.mark.parametrize(
    ("charset", "encoded", "text"),
    [
        ("ISO-8859-1", "Gr%FC%DFe+%09%0A", "Grüße \t\n"),
        ("8-BIT", "Gr%FC%DFe", "Grüße"),
        ("UTF-16BE", "%04%1F%04%40", "Пр"),
        ("", "Gr%C3%BC%C3%9Fe", "Grüße"),
        ("", "Gr%FC%DFe", "Grüße"),
    ],
)
def test_charsets(charset: str, encoded: str, text: str) -> None:
    line = changed(3, encoded).replace("ISO-8859-1", charset)
    assert read(line).text == text


def test_a_part() -> None:
    found = read(changed(7, "050003330201"))
    # As the callback has it: what came both ways is one.
    assert (found.part, found.provider_message_id) == (Part(0x33, 2, 1), f"{HEX}/1")


REASONS = {
    "too few fields",
    "the line is cut off",
    "no valid time",
    "no handset number",
    "no message id",
}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "too few fields"),
        ("2012-05-25 13:55:04\t15550100001\t15550100099\tSTATUS\t1", "too few fields"),
        (LINE.replace("\t", " "), "too few fields"),
        ("\t".join(LINE.split("\t")[:7]), "the line is cut off"),
        (changed(0, ""), "no valid time"),
        (changed(0, "2012-05-35 13:55:04"), "no valid time"),
        (changed(1, ""), "no handset number"),
        (changed(1, " "), "no handset number"),
        (changed(5, ""), "no message id"),
    ],
)
def test_a_line_that_can_not_be_read_says_why(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        read(line)


@given(st.one_of(st.binary(), st.lists(st.binary(max_size=20), min_size=6).map(b"\t".join)))
def test_any_line_is_read_or_refused_without_its_content(line: bytes) -> None:
    try:
        message = read(line)
    except ValueError as error:
        reason = str(error)
    else:
        assert message.sender
        return
    assert reason in REASONS
