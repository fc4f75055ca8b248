"""Messages as PDUs, read by another reader: parts, alphabets, numbers, how long they last."""

from hypothesis import example, given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.modem.pdu import PduError, submit
from custom_components.sms_gateway.messaging.text import MOST_PARTS, Encoding, count_parts, encoding

from .submit_reader import ESCAPED, TABLE, Submit, read

ANNA = "+447700900001"


def sent(
    text: str,
    *,
    to: str = ANNA,
    reference: int = 0x1B5,
    lasts: float | None = None,
    wants_report: bool = False,
) -> list[Submit]:
    """Return what the PDUs of a message say."""
    pdus = submit(to, text, reference=reference, lasts=lasts, wants_report=wants_report)
    assert all(pdu[0] == 0 and len(pdu) <= 1 + 164 for pdu in pdus)
    return [read(pdu) for pdu in pdus]


@given(
    st.text(
        st.sampled_from("abz @{}€\f\n\rΩüЩ👍\x1b")
        | st.characters(exclude_categories=["Cs"], max_codepoint=0x2FFFF),
        max_size=700,
    )
)
@example(TABLE.replace("\x1b", "") + "".join(ESCAPED.values()))
@example("x" * 160)
@example("x" * 161)
@example("x" * 152 + "€" + "y" * 50)
@example("€" * 153)
@example("Щ" * 70)
@example("Щ" * 66 + "👍👍" + "y" * 60)
def test_a_text_comes_together_again_in_as_many_parts_as_are_counted(text: str) -> None:
    parts = sent(text)
    assert len(parts) == count_parts(text)
    # The reader takes half of an escape pair, or of a surrogate pair, for a mistake.
    assert "".join(part.text for part in parts) == text
    is_gsm = encoding(text) is Encoding.GSM_7
    assert {part.scheme for part in parts} == {0 if is_gsm else 8}
    total = len(parts)
    numbered = [(0xB5, total, number) for number in range(1, total + 1)]
    assert [part.part for part in parts] == ([None] if total == 1 else numbered)
    assert {part.first for part in parts} == {0x01 if total == 1 else 0x41}


def test_what_is_in_each_part() -> None:
    assert [len(part.text) for part in sent("€" * 153)] == [76, 76, 1]
    assert [len(part.text) for part in sent("x" * 152 + "€" + "y" * 50)] == [152, 51]
    assert [len(part.text) for part in sent("Щ" * 66 + "👍" * 3 + "y" * 60)] == [66, 63]


def test_an_empty_text_is_a_message() -> None:
    (message,) = sent("")
    assert (message.text, message.scheme) == ("", 0)


def test_as_many_parts_as_can_be_counted() -> None:
    parts = sent("x" * 153 * MOST_PARTS)
    assert parts[-1].part == (0xB5, 255, 255)
    with pytest.raises(PduError, match="more parts"):
        sent("x" * 153 * MOST_PARTS + "x")


@pytest.mark.parametrize(
    ("to", "kind", "number"),
    [
        ("+447700900001", 0x91, "447700900001"),
        ("+46708251358", 0x91, "46708251358"),
        ("82555", 0x81, "82555"),
        ("07700900001", 0x81, "07700900001"),
        ("*100#", 0x81, "A100B"),
        ("1" * 20, 0x81, "1" * 20),
    ],
)
def test_numbers(to: str, kind: int, number: str) -> None:
    (message,) = sent("hi", to=to)
    assert (message.kind, message.number) == (kind, number)


@pytest.mark.parametrize(
    "to", ["", "+", "Anna", "+44 7700 900001", "4477009x", "1" * 21, "+44\n", "٣٤٥"]
)
def test_what_no_phone_could_dial(to: str) -> None:
    with pytest.raises(PduError, match="no number") as caught:
        sent("hi", to=to)
    assert not any(character.isdigit() for character in str(caught.value))


MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800


@pytest.mark.parametrize(
    ("lasts", "value"),
    [
        # The shortest there is, also for what is worth less.
        (0, 0x00),
        (-5, 0x00),
        (299, 0x00),
        (5 * MINUTE, 0x00),
        (9.9 * MINUTE, 0x00),
        (10 * MINUTE, 0x01),
        (HOUR, 0x0B),
        (6 * HOUR, 0x47),
        (12 * HOUR, 143),
        (12.4 * HOUR, 143),
        (12.5 * HOUR, 144),
        (DAY - 1, 166),
        (DAY, 0xA7),
        (2 * DAY - 1, 0xA7),
        (2 * DAY, 0xA8),
        (4 * DAY, 0xAA),
        (30 * DAY, 196),
        (5 * WEEK - 1, 196),
        (5 * WEEK, 197),
        (63 * WEEK, 0xFF),
        (1e9, 0xFF),
        (float("inf"), 0xFF),
    ],
)
def test_how_long_an_smsc_tries(lasts: float, value: int) -> None:
    (message,) = sent("hi", lasts=lasts)
    assert (message.first, message.validity) == (0x11, bytes([value]))


def period(value: int) -> int:
    """Return what a relative validity period stands for, in seconds (23.040, 9.2.3.12.1)."""
    if value <= 143:
        return (value + 1) * 5 * MINUTE
    if value <= 167:
        return 12 * HOUR + (value - 143) * 30 * MINUTE
    return (value - 166) * DAY if value <= 196 else (value - 192) * WEEK


@given(st.floats(300, 70 * WEEK))
def test_it_never_tries_for_longer_and_hardly_shorter(lasts: float) -> None:
    (message,) = sent("hi", lasts=lasts)
    value = message.validity[0]
    assert period(value) <= lasts
    assert value == 0xFF or lasts < period(value + 1)


def test_without_an_end_it_tries_as_long_as_it_likes() -> None:
    (message,) = sent("hi", wants_report=True)
    assert (message.first, message.validity) == (0x21, b"")


def test_a_report_is_asked_for_each_part() -> None:
    parts = sent("x" * 400, lasts=HOUR, wants_report=True)
    assert [part.first for part in parts] == [0x71] * 3
