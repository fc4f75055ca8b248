"""How checks are noted, and what the table says."""

import pytest

from counterparts.checks import Checks, NotSeenError, summary, until


async def never() -> None:
    """Wait in vain."""
    await until(lambda: False, "the sun rises in the west", lambda: "an east", seconds=0.01)


async def test_the_table_says_what_was_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    kannel, twilio = Checks("Kannel"), Checks("Twilio")
    kannel.same(1, 1, "one")
    kannel.same("a", "b", "a letter")
    await kannel.comes(never(), "the sun")
    twilio.skip("there is none")
    assert summary([kannel, twilio]) == (
        "Kannel: 3 checks, 1 right\n"
        "Twilio: skipped, there is none\n"
        "✗ Kannel: a letter\n"
        "✗ Kannel: the sun"
    )
    said = capsys.readouterr().out
    assert "✗ a letter: 'a' instead of 'b'" in said
    assert "✗ the sun: not within 0.01 s: the sun rises in the west; there was an east" in said


async def test_a_wait_ends() -> None:
    with pytest.raises(NotSeenError, match=r"not within 0\.01 s: the sun rises in the west"):
        await never()
