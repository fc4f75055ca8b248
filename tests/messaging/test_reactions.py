"""What phones write for a heart or a thumb on a message."""

import pytest

from custom_components.sms_gateway.messaging.reactions import is_reaction

SENT = "Anything else?"
LONG = "The garage has been open for two hours, and nobody is at home. Close it?"


@pytest.mark.parametrize(
    "text",
    [
        "Liked \u201cAnything else?\u201d",
        "Loved \u201cAnything else?\u201d",
        "Disliked \u201cAnything else?\u201d",
        "Laughed at \u201cAnything else?\u201d",
        "Emphasized \u201cAnything else?\u201d",
        "Emphasised \u201cAnything else?\u201d",
        "Questioned \u201cAnything else?\u201d",
        "Removed a like from \u201cAnything else?\u201d",
        "Removed an exclamation from \u201cAnything else?\u201d",
        "Reacted \U0001f602 to \u201cAnything else?\u201d",
        'Reacted \U0001f44d\U0001f3fd to "Anything else?"',
        "Removed a \U0001f602 from \u201cAnything else?\u201d",
        "\U0001f44d to \u201cAnything else?\u201d",
        "\u2764\ufe0f to \u201c Anything else? \u201d",
        "\u200a\U0001f44d to \u201c\u200aAnything else?\u200a\u201d",
        'Removed \U0001f44d from "Anything else?"',
        "  liked \u201cAnything else?\u201d\n",
        # What was sent before, and what has more than one line.
        "Liked \u201cAnna sees to it: water in the cellar\u201d",
        "Loved \u201cone\ntwo\u201d",
        # In other languages what was sent is known by its words.
        "Gef\u00e4llt \u201eAnything else?\u201c",
        "Le gust\u00f3 \u201cAnything else?\u201d",
        "A aim\u00e9 \u00ab\u00a0Anything else?\u00a0\u00bb",
        "A r\u00e9agi avec \U0001f602 \u00e0 \u00ab\u00a0Anything else?\u00a0\u00bb",
        "\u3044\u3044\u306d\u300cAnything else?\u300d",
    ],
)
def test_reaction_is_one(text: str) -> None:
    assert is_reaction(text, SENT)


@pytest.mark.parametrize("end", ["\u2026", "..."])
def test_long_text_is_quoted_by_its_beginning(end: str) -> None:
    assert is_reaction(f"Gef\u00e4llt \u201eThe garage has been open for{end}\u201c", LONG)
    assert not is_reaction(f"Gef\u00e4llt \u201eThe cellar has been wet for{end}\u201c", LONG)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "\U0001f44d",
        "Liked",
        "I liked it",
        "STOP",
        "\u201cAnything else?\u201d",
        "No, nothing",
        "She said \u201cno\u201d",
        "the red one \u201cor so\u201d",
        "the \u201cred\u201d one",
        'the one called "Anything"',
        "I removed \u201cred\u201d",
        "Liked \u201c\u201d",
    ],
)
def test_answer_is_none(text: str) -> None:
    assert not is_reaction(text, SENT)
