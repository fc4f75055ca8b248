"""Each fault changes what a file does, and nothing else in it."""

import ast
from textwrap import dedent

import pytest

from mutation.faults import faults_in


def changed(source: str) -> list[str]:
    """Return the sources that faults make of one."""
    source = dedent(source)
    return [fault.put_into(source) for fault in faults_in("x.py", source)]


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ("a = b == c", "a = (b != c)"),
        ("a = b < c", "a = (b <= c)"),
        ("a = b in c", "a = (b not in c)"),
        ("a = b and c", "a = (b or c)"),
        ("a = not b", "a = (b)"),
        ("a = b + c", "a = (b - c)"),
        ("a = True", "a = False"),
        ("a = 3", "a = 4"),
        ("a(b)", "pass"),
        ("a = 'é', 1", "a = 'é', 2"),
        ("x = (a ==\n     b)", "x = ((a != b))"),
    ],
)
def test_a_fault(source: str, faulty: str) -> None:
    assert changed(source) == [faulty]


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is for."""',
        "_LOGGER.warning('text')",
        "def f(a: Literal[1]) -> Literal[2]: ...",
        "a: Literal[1]",
        "from a import b",
        "@dataclass(frozen=True, slots=True)\nclass A: ...",
        "a = zip(b, c, strict=True)",
    ],
)
def test_what_is_no_behaviour_is_left_alone(source: str) -> None:
    assert changed(source) == []


def test_what_is_done_at_the_import_is_told_apart() -> None:
    source = "a = 1\ndef f():\n    return 1\nclass C:\n    b = 1\nc = lambda: 1\n"
    found = {fault.line: fault.in_function for fault in faults_in("x.py", source)}
    assert found == {1: False, 3: True, 5: False, 6: True}


def test_what_has_a_fault_can_still_be_read() -> None:
    source = dedent(
        """
        async def f(a):
            await g(a)
            if not a and a > 1:
                return a - 1 == 2
        """
    )
    found = changed(source)
    assert len(found) == 9
    for faulty in found:
        ast.parse(faulty)
