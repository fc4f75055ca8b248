"""The page that compares: every row says by what it is shown, and that is there."""

import re

import pytest

from .papers import ROOT, headings, in_code, part, tables

PAGE = "docs/compared.md"
ROWS = [
    (chapter, row)
    for chapter in headings(PAGE, "##")
    for table in tables(part(PAGE, chapter))
    for row in table
]


@pytest.mark.parametrize(("chapter", "row"), ROWS)
def test_every_row_is_shown_by_something_that_is_there(chapter: str, row: list[str]) -> None:
    shown_by = in_code(row[-1])
    assert shown_by, f"{chapter}: {row[0]}"
    assert [path for path in shown_by if not (ROOT / path).is_file()] == []


def test_every_table_names_what_is_lacking_but_the_last() -> None:
    *others, last = headings(PAGE, "##")
    lacking = {chapter for chapter, row in ROWS if re.search(r"\*\*[Nn]ot here\*\*", row[1])}
    assert lacking == set(others)
    assert last not in lacking
