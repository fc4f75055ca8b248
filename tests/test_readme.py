"""The README is short, and every page and link of the papers leads somewhere."""

import re

import pytest

from .papers import (
    MANIFEST,
    OTHERS,
    PAGES,
    README,
    ROOT,
    STRINGS,
    anchor,
    headings,
    links,
    part,
    read,
    tables,
)

LONGEST = 250


def is_missing(page: str, target: str) -> bool:
    """Tell whether a link of a page to a file or a heading leads nowhere."""
    name, _, wanted = target.partition("#")
    path = ((ROOT / page).parent / name).resolve() if name else ROOT / page
    if not path.is_relative_to(ROOT) or not path.exists():
        return True
    return bool(wanted) and wanted not in map(anchor, headings(str(path.relative_to(ROOT))))


def test_the_readme_is_short() -> None:
    assert len(read(README).splitlines()) < LONGEST


def test_what_a_home_owner_needs_first_comes_in_this_order() -> None:
    assert headings(README, "##") == [
        "What it is for",
        "Try it without an account",
        "Install",
        "Set up Clickatell",
        "The first automation",
        "When things go wrong",
        "When the internet is down",
        "Where to read on",
        "Remove it",
    ]


@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    inside = [target for _, target in links(page) if not re.match(r"https?:", target)]
    assert [target for target in inside if is_missing(page, target)] == []


@pytest.mark.parametrize(
    "target", ["docs/nothing.md", "#no-such-heading", "docs/options.md#no-such", "../elsewhere"]
)
def test_a_link_that_leads_nowhere_is_noticed(target: str) -> None:
    assert is_missing(README, target)


@pytest.mark.parametrize("page", PAGES)
def test_contents_name_every_chapter_in_order(page: str) -> None:
    chapters = headings(page, "##")
    contents = re.search(r"^\*\*Contents\*\*: (.+?)\n\n", read(page), re.MULTILINE | re.DOTALL)
    if contents is None:
        assert len(chapters) < 4
        return
    found = re.findall(r"\[([^\]]+)\]\(#([\w-]+)\)", contents[1])
    assert found == [(chapter, anchor(chapter)) for chapter in chapters]


def test_the_readme_leads_to_every_page() -> None:
    (table,) = tables(part(README, "Where to read on"))
    told = re.findall(r"\(([^)]+)\)", " ".join(first for first, _ in table))
    assert set(told) == {*PAGES, "CHANGELOG.md", "CONTRIBUTING.md"} - {README}


def test_the_repository_is_the_one_of_the_manifest() -> None:
    repository: str = MANIFEST["documentation"]
    owner, _, name = repository.removeprefix("https://github.com/").partition("/")
    install = part(README, "Install")
    assert f"`{repository}`" in install
    assert f"owner={owner}&repository={name}&category=integration" in install
    assert f"domain={MANIFEST['domain']}" in install
    addresses = [target for page in PAGES for _, target in links(page) if "//github.com" in target]
    assert addresses
    for address in addresses:
        path = address.removeprefix(f"{repository}/blob/main/")
        assert path != address
        assert (ROOT / path).is_file(), address


def test_no_page_leads_to_a_host_that_nobody_chose() -> None:
    hosts = {
        re.sub(r"https?://([^/:)]+).*", r"\1", address)
        for page in [*PAGES, *OTHERS]
        for address in re.findall(r"https?://[^\s`>)\]\"]+", read(page))
    }
    own = {"localhost", "127.0.0.1", "192.168.1.1", "homeassistant.local", "user"}
    assert hosts - own == {
        "docs.sms-gate.app",
        "github.com",
        "my.home-assistant.io",
        "www.clickatell.com",
    }


def test_pictures_say_what_they_show() -> None:
    pictures = [
        (text, target)
        for page in PAGES
        for text, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", read(page))
        if not target.startswith("https:")
    ]
    shown = {target.rsplit("/", 1)[-1] for _, target in pictures}
    assert shown == {path.name for path in (ROOT / "docs").glob("*.png")}
    assert all(len(text) > len("The options") for text, _ in pictures)


def test_the_languages_are_those_there_are() -> None:
    names = {
        "af": "Afrikaans",
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "nl": "Dutch",
        "pt": "Portuguese",
    }
    translations = ROOT / "custom_components/sms_gateway/translations"
    there = {path.stem for path in translations.glob("*.json")}
    (told,) = re.findall(r"and speaks (.+?)\.\n", read(README))
    assert set(re.split(r", | and ", told)) == {names[language] for language in there}


def test_the_page_that_hacs_may_show_names_every_gateway() -> None:
    text = read("info.md")
    for gateway, label in STRINGS["selector"]["gateway"]["options"].items():
        name, _, more = label.partition(":")
        known = more.split(",")[:3] if gateway == "http" else [re.split(r" \(|,", name)[0]]
        assert [word for word in known if word.strip() not in text] == []
