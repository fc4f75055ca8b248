"""Long replies by the numbers of clickatell.md 5 and 6."""

import pytest

from simulator.parts import write_parts


@pytest.mark.parametrize(
    ("text", "wide", "texts"),
    [
        ("", False, [""]),
        ("a" * 160, False, ["a" * 160]),
        ("a" * 161, False, ["a" * 153, "a" * 8]),
        ("a" * 161, True, ["a" * 152, "a" * 9]),
        ("ç" * 70, True, ["ç" * 70]),
        ("ç" * 71, False, ["ç" * 67, "ç" * 4]),
        ("ç" * 71, True, ["ç" * 66, "ç" * 5]),
        # An escape pair and a surrogate pair move on as a whole.
        ("a" * 152 + "€" + "a" * 7, False, ["a" * 152, "€" + "a" * 7]),
        ("a" * 151 + "€" + "a" * 8, True, ["a" * 151, "€" + "a" * 8]),
        ("a" * 66 + "🔥" + "a" * 3, False, ["a" * 66, "🔥aaa"]),
        ("a" * 65 + "🔥" + "a" * 4, True, ["a" * 65, "🔥aaaa"]),
    ],
)
def test_text_is_divided(text: str, wide: bool, texts: list[str]) -> None:
    assert [part.text for part in write_parts(text, 1, wide=wide)] == texts


@pytest.mark.parametrize(
    ("reference", "wide", "headers"),
    [
        # The example of the two-way guide 8.3.
        (0x33, False, ["050003330201", "050003330202"]),
        (0x133, False, ["050003330201", "050003330202"]),
        (0x1033, True, ["06080410330201", "06080410330202"]),
        (0x11033, True, ["06080410330201", "06080410330202"]),
    ],
)
def test_header(reference: int, wide: bool, headers: list[str]) -> None:
    assert [part.udh for part in write_parts("a" * 161, reference, wide=wide)] == headers


def test_an_only_part_has_no_header() -> None:
    (part,) = write_parts("a" * 160, 0x33, wide=False)
    assert part.udh == ""


@pytest.mark.parametrize(
    ("text", "charsets"),
    [
        ("Häuser", ["ISO-8859-1"]),
        ("ça", ["UTF-16BE"]),
        ("5 €", ["UTF-16BE"]),
        ("Δ", ["UTF-16BE"]),
        # Each part of a GSM-7 message is converted alone, but UCS-2 stays what it is.
        ("a" * 160 + "€", ["ISO-8859-1", "UTF-16BE"]),
        ("a" * 70 + "🔥", ["UTF-16BE", "UTF-16BE"]),
    ],
)
def test_charset(text: str, charsets: list[str]) -> None:
    assert [part.charset for part in write_parts(text, 1, wide=False)] == charsets
