"""What a modem says, whatever it says and in whatever pieces."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.modem.lines import (
    PROMPT,
    Line,
    Lines,
    answers,
    as_pdu,
    brings_pdu,
    fits,
    is_unasked,
    refusal,
)

WORDS = (b"+CMT: ", b"+CUSD: 0,", b'"', b",", b"\r", b"\n", b"> ", b"OK", b"+CMS ERROR: ", b"0791")
SAID = st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=20)), max_size=30)


def heard(octets: bytes, *, wants_prompt: bool = False, size: int = 1000) -> list[str]:
    """Return the lines of what comes in pieces of a size."""
    lines = Lines()
    return [
        text
        for start in range(0, len(octets), size)
        for text in lines.feed(octets[start : start + size], wants_prompt=wants_prompt)
    ]


@given(SAID, st.booleans(), st.integers(1, 50))
def test_anything_can_be_read_in_any_pieces(
    said: list[bytes],
    wants_prompt: bool,
    size: int,
) -> None:
    for text in heard(b"".join(said), wants_prompt=wants_prompt, size=size):
        line = Line(text, as_pdu(text))
        refused = refusal(text)
        kinds = is_unasked(text), brings_pdu(text), answers(text, None), refused is not None
        assert len(kinds) == 4
        for place in range(-1, len(line.fields)):
            number = line.number(place)
            assert number is None or number >= 0
        if line.pdu:
            assert not fits(text, line.pdu)


@given(SAID)
def test_lines_are_the_same_in_whatever_pieces(said: list[bytes]) -> None:
    octets = b"".join(said) + b"\r\n"
    assert heard(octets, size=1) == heard(octets)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (b"\r\nOK\r\n", ["OK"]),
        (b"AT\r\r\n\r\r\nOK\r\r\n", ["AT", "OK"]),
        (b"\x1bAT\rO", ["AT"]),
        (b'+CUSD: 0,"a\r\n\r\nb, c",15\r\nOK\r\n', ['+CUSD: 0,"a\nb, c",15', "OK"]),
        (b'+CUSD: 0,"a\r\nOK\r\n+CMTI: "SM",1\r\nb",15\r\n', [
            '+CMTI: "SM",1', '+CUSD: 0,"a\nOK\nb",15',
        ]),
        (b'+CUSD: 0,"a\r\n' + b"b\r\n" * 20, ['+CUSD: 0,"a\n' + "\n".join("b" * 20)]),
        (b'> +CMTI: "SM",1\r\n', ['+CMTI: "SM",1']),
    ],
)  # fmt: skip
def test_lines(said: bytes, lines: list[str]) -> None:
    assert heard(said) == lines


def test_what_never_ends_is_not_kept() -> None:
    lines = Lines()
    for _ in range(100):
        assert list(lines.feed(b"x" * 1000, wants_prompt=False)) == []
    (text,) = lines.feed(b"x" * 4000 + b"\r", wants_prompt=False)
    assert len(text) <= 2048


@pytest.mark.parametrize("said", [b">", b"\r\n> ", b"AT+CMGS=20\r\r\n>", b"> RING\r\n", b"\n>  "])
def test_prompts(said: bytes) -> None:
    assert PROMPT in heard(said, wants_prompt=True)
    assert PROMPT not in heard(said)


def test_fields() -> None:
    line = Line('+COPS: 0,0,"Home, sweet home",7')
    assert line.fields == ["0", "0", "Home, sweet home", "7"]
    assert (line.number(0), line.number(2), line.number(-1), line.number(9)) == (0, None, 7, None)
    assert Line("+CMGR: 1,,24").fields == ["1", "", "24"]
