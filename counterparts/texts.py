"""Texts that have been garbled somewhere before: each has to arrive as it was written."""

from collections.abc import Mapping, Sequence

_GERMAN = "Der Keller ist überflutet, bitte sofort das Wasser am Haupthahn abstellen! "
_RUSSIAN = "Подвал затоплен, срочно перекройте воду! "

TEXTS: Mapping[str, str] = {
    "a plain text": "Freezer at -5",
    "what an address and a form divide by": "a&b%c+d\"e'f;g=h?i#j/k<l>m",
    "percent signs that look like Kannel's or ours": "%26 %d %I %% %41 %TO% %MESSAGE%",
    "two spaces, and line breaks": "one  two\nthree\n\nfour",
    "spaces at both ends": "  inside  ",
    "GSM 03.38 beyond ASCII": "é ß à ñ Å Ø ü @ £ $ ¥ § ¿ ¡ _",
    "GSM 03.38 by escapes": "€ ~ [ ] { } \\ ^ |",
    "Greek capitals": "ΔΦΓΛΩΠΨΣΘΞ",
    "Cyrillic": "Привет, мир",
    "Chinese and Arabic": "你好 مرحبا",
    "an emoji": "door open 🚪",
    "a joined emoji": "👨‍👩‍👧‍👦 at home",
    "quotes and °C": "“Freezer” at 5 °C – bad…",
    "JSON and XML": '{"a": [1, "b"]} <tag attr="&amp;">',
    "a full part": "x" * 160,
    "a part and one letter": "x" * 161,
    "two parts with an escape where they meet": "x" * 152 + "€" + "y" * 50,
    "three parts, GSM 03.38": (_GERMAN * 6)[:450],
    "six parts, GSM 03.38": (_GERMAN * 13)[:918],
    "a full part in UCS-2": (_RUSSIAN * 3)[:70],
    "a part and one letter in UCS-2": (_RUSSIAN * 3)[:71],
    "three parts in UCS-2": (_RUSSIAN * 10)[:190],
    "six parts in UCS-2": (_RUSSIAN * 10)[:402],
    "emoji where parts meet": "x" * 66 + "🚪🚪🚪" + "y" * 60,
}

REPLIES: Mapping[str, str] = {
    "a plain text": "OK",
    "what an address divides by": "a&b%c+d\"e'f;g=h?i#j",
    "GSM 03.38 beyond ASCII": "é ß à ñ @ _",
    "GSM 03.38 by escapes": "€ [ ] { }",
    "Cyrillic": "Привет",
    "line breaks": "one\ntwo\n\nthree",
    "two spaces": "two  spaces",
    "what a filter of addresses refuses": "<script>alert(1)</script> see ../x",
    "an emoji": "👍",
    "a long text": (_GERMAN * 4)[:290].strip(),
    "a long text in UCS-2": (_RUSSIAN * 5)[:150].strip(),
}

STOPS: Sequence[str] = ("STOP", "stop.", "ＳＴＯＰ")
"""The last one can only be sent in UCS-2."""
