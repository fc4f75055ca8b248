"""Reactions: a phone tells a heart or a thumb by a text that quotes what it is about."""

import re

from .words import comparable, seen

_QUOTING = re.compile(
    r"(?P<lead>[^\n\"]{1,60}?)\s*[\u201c\u201d\u201e\u00ab\u2039\u300c\u300e\"]"
    r"(?P<quoted>.+)[\u201d\u201c\u00bb\u203a\u300d\u300f\"]",
    re.DOTALL,
)
# As iPhones and Google's Messages write it in English.
_LEAD = re.compile(
    r"liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .+ to"
    r"|removed an? .+ from|[^\w\s]+ to|removed [^\w\s]+ from"
)


def is_reaction(text: str, sent: str) -> bool:
    """Tell whether a text is a phone's reaction: in English to anything, else to what was sent."""
    found = _QUOTING.fullmatch(seen(text).strip())
    if found is None:
        return False
    if _LEAD.fullmatch(found["lead"].strip().lower()):
        return True
    quoted = comparable(found["quoted"])
    # Long ones are quoted by their beginning.
    is_cut = found["quoted"].rstrip().endswith(("\u2026", "..."))
    about = comparable(sent)
    return bool(quoted) and (quoted == about or (is_cut and about.startswith(quoted)))
