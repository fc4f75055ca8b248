"""Tests of which option of a question an answer chooses."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.messaging.choice import match

YES_NO = ("yes", "no")
CHOSEN: dict[tuple[str, ...], dict[str | None, list[str]]] = {
    YES_NO: {
        "yes": [
            "yes", "YES!", " yes. ", "y", "Ye", "1", "1.", "1)", "(1)", "#1", "1️⃣", "①", "１",
            "01",
            "١", "1 yes", "1. yes", "1) Yes!", "1️⃣ yes", "1yes", "1: yes", "1 - yes", "1 = yes",
            "1 y", "(1) yes", "yes 1", "yes (1)", "Yes, 1.", "“1 yes”", "1\nyes", "١ yes",
            "👍", "👍🏽", " 👍 ", "👍!", "Yes 👍", "1 👍", "\u200fyes\u200f", "ｙｅｓ",
        ],
        "no": ["no", "N", "2", "2 no", "2. No", "2️⃣", "no 2", "👎", "👎🏿", "No 👎"],
        None: [
            "", " ", "?", "1 no", "2 yes", "no 1", "yes 2", "1 2", "1 1", "1.5", "3", "3 yes", "0",
            "0 yes", "12 yes", "100", "001", "-", "y es", "yesterday", "yes please", "yes yes",
            "yes no", "maybe", "option 1", "no. 1", "1 maybe", "1 yesterday", "❤", "👍👍", "👍👎",
            "11", "1st no", "²³", "½",
        ],
    },
    ("sí", "no"): {
        "sí": ["sí", "SÍ", "si\u0301", "si", "Si!", "1 si", "s", "👍"],
        "no": ["no"],
        None: ["sì", "sï", "ni"],
    },
    ("si", "sí"): {"si": ["si", "SI", "1 si"], "sí": ["sí", "2 sí"], None: ["s", "2 si", "👍"]},
    ("sí", "sì"): {None: ["si", "s", "👍"]},
    ("sí", "siempre"): {"sí": ["si"], "siempre": ["sie"], None: ["s"]},
    ("si", "no"): {None: ["sí"]},
    ("schon", "später"): {"später": ["spater", "spat", "spät"], None: ["schön"]},
    ("Łazienka", "Garaż"): {"Łazienka": ["lazienka", "laz", "łaz"], "Garaż": ["garaz", "GARAŻ"]},
    ("Evet", "Hayır"): {"Evet": ["EVET", "👍"], "Hayır": ["HAYIR", "hayir", "Hayır", "👎"]},
    ("да", "нет"): {"да": ["Да", "ДА!", "1 да", "👍"], "нет": ["нет", "👎"], None: ["da"]},
    ("ναί", "όχι"): {"ναί": ["ΝΑΙ", "ναι", "👍"], "όχι": ["οχι", "👎"]},
    ("हाँ", "नहीं"): {"हाँ": ["हाँ", "हाँ।", "1 हाँ", "👍"], "नहीं": ["नहीं",
        "👎"]},
    ("نعم", "لا"): {"نعم": ["نعم", "\u200fنعم؟", "١ نعم", "👍"], "لا": ["لا", "👎"]},
    ("はい", "いいえ"): {"はい": ["はい。", "1 はい", "👍"], "いいえ": ["いいえ"]},
    ("d'accord", "non"): {"d'accord": ["D’accord", "d´accord", "d`accord"], "non": ["👎"]},
    # What is an emoji itself is that one; a thumb says nothing where no option only says yes.
    ("👍", "👎"): {"👍": ["👍", "👍🏻", "1", "1 👍"], "👎": ["👎🏿"], None: ["yes", "👌"]},
    ("❤️", "yes"): {"❤️": ["❤", "❤️"], "yes": ["👍"]},
    ("open", "leave it"): {"open": ["1 open", "o"], None: ["👍", "👎", "1 leave it"]},
    ("ok", "yes", "no"): {"no": ["👎"], None: ["👍"]},
    ("OK", "not now"): {"OK": ["👍", "ok"], "not now": ["no"], None: ["👎"]},
    # A number may be what an option begins with.
    ("2 hours", "1 hour"): {
        "1 hour": ["1 hour", "1 h", "2 1 hour"],
        "2 hours": ["1 2 hours", "2 h"],
        None: ["1", "2"],
    },
    ("5 min", "10 min", "15 min"): {"5 min": ["1", "5", "5 min"], "10 min": ["2",
        "10"], None: ["4"]},
    ("Zóne 1", "Zóne 2"): {"Zóne 2": ["zone 2", "2", "2 zone 2"], None: ["zone", "zone 3",
        "zone 0"]},
    ("4711", "0815"): {"4711": ["4711", "47", "1"], "0815": ["0815", "08"], None: ["815"]},
    (): {None: ["1", "yes", ""]},
}  # fmt: skip
CASES = [
    (options, answer, option)
    for options, by_option in CHOSEN.items()
    for option, answers in by_option.items()
    for answer in answers
]


@pytest.mark.parametrize(("options", "answer", "option"), CASES)
def test_what_an_answer_chooses(options: tuple[str, ...], answer: str, option: str | None) -> None:
    assert match(options, answer) == option


@given(st.lists(st.text(max_size=8), max_size=6, unique=True), st.text(max_size=12))
def test_any_answer_chooses_an_option_or_none(options: list[str], answer: str) -> None:
    assert match(options, answer) in (*options, None)


@pytest.mark.parametrize("answer", ["1" * 200_000, "1 " * 100_000, "x" * 200_000 + " 1"])
def test_a_long_answer_is_read_in_no_time(answer: str) -> None:
    assert match(YES_NO, answer) is None
