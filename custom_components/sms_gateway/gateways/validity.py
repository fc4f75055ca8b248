"""For how long an SMSC keeps a message for a phone that is off."""

_DAY = 86_400.0


def kept(lasts: float | None) -> float | None:
    """Return for how many seconds a message is kept that is worth sending for so many.

    It is tried until the SMSC has it for as long as it is worth sending; a phone that was off for
    an hour gets its alarm all the same. None is for as long as the SMSC likes.
    """
    return None if lasts is None else max(lasts, _DAY)
