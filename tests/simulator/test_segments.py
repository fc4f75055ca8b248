"""The numbers of clickatell.md 6."""

import pytest

from simulator.segments import count_segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r" * 3, 1),  # 132 septets
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("\f^{}\\[~]|€" * 8, 1),
        # An escape pair would straddle the border at 153: it moves on as a whole.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
    ],
)
def test_gsm7(text: str, segments: int) -> None:
    assert count_segments(text) == segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("`" * 71, 2),
        ("\x1b" * 71, 2),
        ("🔥" * 35, 1),
        ("🔥" * 35 + "a", 2),
        # A surrogate pair would straddle the border at 67.
        ("a" * 66 + "🔥" + "a" * 66, 3),
        ("a" * 65 + "🔥" + "a" * 67, 2),
    ],
)
def test_ucs2(text: str, segments: int) -> None:
    assert count_segments(text) == segments
