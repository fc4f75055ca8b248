"""The papers: the README and the pages in docs/, read by heading, table and example."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

ROOT = Path(__file__).parent.parent
README = "README.md"
# What a home owner reads; all of it is checked against the code.
PAGES = [README, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
# What has links and headings as well.
OTHERS = ["CHANGELOG.md", "CONTRIBUTING.md", "info.md", "simulator/README.md"]
STRINGS: dict[str, Any] = json.loads(
    (ROOT / "custom_components/sms_gateway/translations/en.json").read_text()
)
MANIFEST: dict[str, Any] = json.loads(
    (ROOT / "custom_components/sms_gateway/manifest.json").read_text()
)

_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_IN_CODE = re.compile(r"`([^`\n]+)`")


def read(page: str) -> str:
    """Return a page as it stands."""
    return (ROOT / page).read_text()


def without_examples(text: str) -> str:
    """Return a text without its blocks of code, in which # begins a comment."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def examples(page: str, language: str) -> list[str]:
    """Return a page's blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(page), re.MULTILINE | re.DOTALL)


def headings(page: str, level: str = "#+") -> list[str]:
    """Return a page's headings, of one level if it is named."""
    found = _HEADING.findall(without_examples(read(page)))
    return [heading for marks, heading in found if re.fullmatch(level, marks)]


def anchor(heading: str) -> str:
    """Return what a heading is linked by, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def part(page: str, heading: str) -> str:
    """Return what stands under a heading, with what stands under lesser ones there."""
    text = read(page)
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert found, f"{page} has no heading {heading!r}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def tables(text: str) -> list[list[list[str]]]:
    """Return the tables of a text: for each row its cells, without the row of headings."""
    found = re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)
    return [[_cells(line) for line in table.splitlines()[2:]] for table in found]


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the rows of all tables under a heading."""
    return [row for table in tables(part(page, heading)) for row in table]


def in_code(text: str) -> list[str]:
    """Return what a text has in the letters of code."""
    return _IN_CODE.findall(without_examples(text))


def links(page: str) -> list[tuple[str, str]]:
    """Return text and target of each link and picture of a page."""
    return re.findall(r"\[(!\[[^\]]*\]\([^)]*\)|[^\]]*)\]\(([^)\s]+)\)", read(page))


def fields(node: dict[str, Any], key: str = "data") -> Iterator[tuple[str, str]]:
    """Yield the fields of a form with their labels, those of its sections, too."""
    yield from node.get(key, {}).items()
    for section in node.get("sections", {}).values():
        yield from section.get(key, {}).items()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
