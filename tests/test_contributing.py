"""The map in CONTRIBUTING.md is the tree: it names every file and folder, and no other."""

import ast
from pathlib import Path
import re

from .papers import MANIFEST, ROOT, examples, part, read, tables
from .translations import COMPONENT

GUIDE = "CONTRIBUTING.md"
INDENT = 2


def the_map() -> str:
    """Return the tree as it is drawn."""
    (drawn,) = re.findall(
        r"^```\n(.*?)^```$", part(GUIDE, "Where things are"), re.MULTILINE | re.DOTALL
    )
    return str(drawn)


def named(drawn: str) -> set[Path]:
    """Return the paths that a drawn tree names: what stands in a line before two spaces."""
    folders: list[Path] = []
    found: set[Path] = set()
    for line in drawn.splitlines():
        depth = (len(line) - len(line.lstrip())) // INDENT
        names = re.split(r"\s{2,}", line.strip())[0].split()
        for name in names:
            path = (folders[depth - 1] if depth else ROOT) / name
            found.add(path)
            if name.endswith("/"):
                folders[depth:] = [path]
    return found


def says_something(path: Path) -> bool:
    """Tell whether a module is more than a docstring."""
    return path.suffix != ".py" or len(ast.parse(path.read_text()).body) > 1


def there() -> set[Path]:
    """Return the files and folders of the integration; of a folder that is one thing, itself."""
    whole = {path for path in named(the_map()) if path.is_dir() and not has_children(path)}
    return {
        path
        for path in COMPONENT.rglob("*")
        if "__pycache__" not in path.parts
        and not whole & set(path.parents)
        and (path.is_dir() or says_something(path))
    }


def has_children(folder: Path) -> bool:
    """Tell whether the map shows what is in a folder."""
    return any(folder in path.parents for path in named(the_map()))


def test_the_map_is_the_tree() -> None:
    drawn = {path for path in named(the_map()) if path.is_relative_to(COMPONENT)} - {COMPONENT}
    missing = {str(path.relative_to(COMPONENT)) for path in there() - drawn}
    made_up = {str(path.relative_to(COMPONENT)) for path in drawn if not path.exists()}
    assert (missing, made_up) == (set(), set())


def test_everything_else_in_the_map_is_there_too() -> None:
    assert [path for path in named(the_map()) if not path.exists()] == []
    ignored = {line.rstrip("/") for line in read(".gitignore").split()}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}
    drawn = {path.relative_to(ROOT).parts[0] for path in named(the_map())}
    assert folders - ignored - drawn - {"scripts", "typings"} == set()


def test_how_a_drawn_tree_is_read() -> None:
    drawn = """
a/
  b.py c.py   two files, d.py is not meant
  e/          a folder
    f.py   in it
g/
""".lstrip()
    read_as = {str(path.relative_to(ROOT)) for path in named(drawn)}
    assert read_as == {"a", "a/b.py", "a/c.py", "a/e", "a/e/f.py", "g"}


def test_every_script_that_it_names_is_there() -> None:
    scripts = set(re.findall(r"scripts/(\w+)", read(GUIDE)))
    assert scripts == {path.name for path in (ROOT / "scripts").iterdir()}
    assert examples(GUIDE, "sh")


def test_what_we_rely_on_is_explained() -> None:
    (table,) = tables(part(GUIDE, "What we rely on"))
    explained = {name.partition(" ")[0]: why for name, why in table}
    assert all(explained.values())
    assert {pin.partition("==")[0] for pin in MANIFEST["requirements"]} <= set(explained)
