"""The action that reads a mo.log: what it takes in, what it leaves out, what it refuses."""

from collections.abc import Sequence
from pathlib import Path
import tracemalloc
from typing import Any
from urllib.parse import quote_from_bytes

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.network import Reply

from .conftest import ANNA, BEN, SENDER, AddEntry, new_entry, send, until
from .test_texts import TEXTS
from .test_webhook import PATH, Client
from .translations import english

CENTRAL = "clickatell_central"
MIB = 1024 * 1024
SENT_AT = "2026-11-20 13:55:04"
SENT_AT_ISO = "2026-11-20T11:55:04+00:00"
NOW = "2026-11-20 12:30:00+00:00"


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock by which the lines are half an hour old."""
    freezer.move_to(NOW)
    return freezer


def came(
    imported: int = 0,
    duplicates: int = 0,
    too_old: int = 0,
    bad_lines: Sequence[dict[str, object]] = (),
) -> dict[str, object]:
    """Return a response."""
    return {
        "imported": imported,
        "duplicates": duplicates,
        "too_old": too_old,
        "bad_lines": list(bad_lines),
    }


def line(
    text: str = "on%20my%20way",
    message_id: str = "1" * 32,
    *,
    sender: str = ANNA,
    charset: str = "ISO-8859-1",
    udh: str = "",
) -> str:
    """Return a line as the two-way guide lays it out in 8.3.2, text percent-encoded."""
    numbers = (sender.removeprefix("+"), SENDER.removeprefix("+"))
    return "\t".join((SENT_AT, *numbers, text, "1234567", message_id, charset, udh, "65501"))


def lines_of(reply: Reply) -> list[str]:
    """Return the lines of a message that was typed, one for each part."""
    return [
        line(
            quote_from_bytes(part.text.encode(part.charset)),
            part.id,
            charset=part.charset,
            udh=part.udh,
        )
        for part in reply.parts
    ]


@pytest.fixture
def log(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return a file in a folder that Home Assistant may read."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    return tmp_path / "mo.log"


@pytest.fixture
async def central(simulator: Simulator, add_entry: AddEntry) -> MockConfigEntry:
    """Set up an account at the gateway that writes logs."""
    return await add_entry(new_entry(simulator, CENTRAL))


async def run(
    hass: HomeAssistant,
    path: Path | str,
    *lines: str,
    response: bool = True,
    config_entry_id: str | None = None,
) -> dict[str, Any]:
    """Call the action on a file, once it has these lines if any are given; return its response."""
    if lines:
        Path(path).write_text("\n".join(lines) + "\n")
    data = {"path": str(path)}
    if config_entry_id is not None:
        data["config_entry_id"] = config_entry_id
    answer: Any = await hass.services.async_call(
        DOMAIN, "import_log", data, blocking=True, return_response=response
    )
    return answer or {}


async def refusal(
    hass: HomeAssistant, path: Path | str, config_entry_id: str | None = None
) -> HomeAssistantError:
    """Return what the action raises; its text is checked to be the translated one."""
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, path, config_entry_id=config_entry_id)
    error = raised.value
    if error.translation_domain == DOMAIN:
        assert error.translation_key is not None
        text: str = english()["exceptions"][error.translation_key]["message"]
        # Home Assistant takes the full stop off.
        assert str(error) == text.format(**error.translation_placeholders or {}).removesuffix(".")
    return error


async def test_lines_are_told_as_late_replies(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="accepted")
    result = await run(hass, log, line(), line("yes", "2" * 32, sender=BEN))
    assert result == came(imported=2)
    await until(hass, lambda: len(received) == 2)
    data = received[0].data
    assert (data["from"], data["to"], data["text"]) == (ANNA, SENDER, "on my way")
    assert (data["recipient"], data["sent_at"], data["late"]) == ("Anna", SENT_AT_ISO, True)
    # It was written before the message, so it does not answer it.
    assert (data["in_reply_to"], data["tag"]) == (None, None)
    assert message["state"] == "accepted"
    assert received[1].data["from"] == BEN


async def test_a_line_of_a_moment_ago_answers_and_is_not_late(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="accepted")
    # Central writes GMT+2.
    await run(hass, log, line().replace(SENT_AT, "2026-11-20 14:30:00"))
    await until(hass, lambda: bool(received))
    data = received[0].data
    assert (data["in_reply_to"], data["tag"]) == (message["message_id"], "freezer")
    assert data["late"] is False


async def test_what_a_callback_brought_is_left_out(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    central: MockConfigEntry,
    log: Path,
    received: list[Event],
) -> None:
    short = await simulator.reply(ANNA, "short")
    long = await simulator.reply(ANNA, "long " * 50)
    result = await run(hass, log, *lines_of(short), *lines_of(long), line("new", "2" * 32))
    assert result == came(imported=1, duplicates=3)
    await until(hass, lambda: bool(received) and received[-1].data["text"] == "new")
    assert [event.data["text"] for event in received] == ["short", "long " * 50, "new"]


async def test_what_was_imported_is_not_told_by_a_callback_again(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    central: MockConfigEntry,
    log: Path,
    received: list[Event],
) -> None:
    typed = simulator.network.reply(ANNA, "long " * 50)
    await run(hass, log, *lines_of(typed))
    for part in typed.parts:
        fields = {"from": typed.sender, "to": typed.to, "timestamp": SENT_AT, "text": part.text}
        response = await callbacks.get(
            PATH, params=fields | {"charset": part.charset, "udh": part.udh, "moMsgId": part.id}
        )
        assert response.status == 200
    await simulator.reply(ANNA, "the last one")
    await until(hass, lambda: len(received) >= 2)
    assert [event.data["text"] for event in received] == ["long " * 50, "the last one"]


async def test_the_same_file_may_be_read_again_as_it_grows(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    first, second = line("first"), line("second", "2" * 32)
    assert (await run(hass, log, first))["imported"] == 1
    assert await run(hass, log) == came(duplicates=1)
    await hass.config_entries.async_reload(central.entry_id)
    result = await run(hass, log, first, second, second)
    assert result == came(imported=1, duplicates=2)
    await until(hass, lambda: len(received) == 2)
    assert [event.data["text"] for event in received] == ["first", "second"]


BAD_LINES = (
    line(),
    "no log at all",
    "",
    line("another", "2" * 32).replace(SENT_AT, "yesterday"),
    line("a third", ""),
    line("a fourth", "3" * 32, sender=""),
    line("the last", "4" * 32),
)
BAD_NUMBERS: list[dict[str, object]] = [
    {"line": 2, "error": "too few fields"},
    {"line": 4, "error": "no valid time"},
    {"line": 5, "error": "no message id"},
    {"line": 6, "error": "no handset number"},
]


async def test_bad_lines_are_named_and_cost_nothing_of_the_others(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    result = await run(hass, log, *BAD_LINES)
    assert result == came(imported=2, bad_lines=BAD_NUMBERS)
    await until(hass, lambda: len(received) == 2)
    assert [event.data["text"] for event in received] == ["on my way", "the last"]


async def test_bad_lines_are_an_error_where_nobody_reads_a_response(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, log, *BAD_LINES, response=False)
    assert str(raised.value) == (
        "4 lines of the file could not be read, 2 new messages were taken in from the others."
        " Lines: 2 (too few fields), 4 (no valid time), 5 (no message id), 6 (no handset number)"
    )
    await until(hass, lambda: len(received) == 2)


async def test_an_error_does_not_name_hundreds_of_lines(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await run(hass, log, *["x"] * 200, response=False)
    assert str(raised.value).startswith("200 lines of the file could not be read")
    assert str(raised.value).endswith(", 10 (too few fields), ...")


async def test_good_lines_raise_nothing_where_nobody_reads_a_response(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    assert await run(hass, log, line(), response=False) == {}
    await until(hass, lambda: bool(received))


async def test_every_text_that_a_phone_can_send(
    hass: HomeAssistant,
    simulator: Simulator,
    central: MockConfigEntry,
    log: Path,
    received: list[Event],
) -> None:
    typed = [simulator.network.reply(ANNA, text.text) for text in TEXTS.values()]
    lines = [line for reply in typed for line in lines_of(reply)]
    assert (await run(hass, log, *lines))["imported"] == len(lines)
    await until(hass, lambda: len(received) == len(TEXTS))
    assert {
        name: (event.data["text"], event.data["parts"])
        for name, event in zip(TEXTS, received, strict=True)
    } == {name: (text.text, text.parts) for name, text in TEXTS.items()}


async def test_parts_are_joined_whatever_order_they_stand_in(
    hass: HomeAssistant,
    simulator: Simulator,
    central: MockConfigEntry,
    log: Path,
    received: list[Event],
) -> None:
    typed = simulator.network.reply(ANNA, "long " * 100)
    assert (await run(hass, log, *reversed(lines_of(typed))))["imported"] == 4
    await until(hass, lambda: bool(received))
    data = received[0].data
    assert (data["text"], data["parts"], data["complete"]) == ("long " * 100, 4, True)


@pytest.mark.parametrize(
    ("charset", "encoded", "text"),
    [
        ("ISO-8859-1", b"Gr%FC%DFe", "Grüße"),
        ("8-BIT", b"Gr%FC%DFe", "Grüße"),
        ("UTF-16BE", b"%04%1F%04%40", "Пр"),
        # Not percent-encoded after all.
        ("ISO-8859-1", "Grüße".encode("iso-8859-1"), "Grüße"),
    ],
)
async def test_charsets(
    hass: HomeAssistant,
    central: MockConfigEntry,
    log: Path,
    received: list[Event],
    charset: str,
    encoded: bytes,
    text: str,
) -> None:
    log.write_bytes(line("TEXT", charset=charset).encode().replace(b"TEXT", encoded))
    assert (await run(hass, log))["imported"] == 1
    await until(hass, lambda: bool(received))
    assert received[0].data["text"] == text


@pytest.mark.parametrize(
    ("keep_days", "days", "imported"), [(30, 29, 1), (30, 31, 0), (0, 3000, 1)]
)
async def test_what_would_be_forgotten_at_once_is_left_out(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    log: Path,
    clock: FrozenDateTimeFactory,
    keep_days: int,
    days: int,
    imported: int,
) -> None:
    await add_entry(new_entry(simulator, CENTRAL, keep_days=keep_days))
    clock.tick(days * 24 * 3600)
    assert await run(hass, log, line()) == came(imported=imported, too_old=1 - imported)


async def test_stop_in_a_log_is_obeyed(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    await run(hass, log, line("Stop"))
    with pytest.raises(HomeAssistantError, match="Anna has written STOP"):
        await send(hass, to=ANNA)
    assert received == []


async def test_file_without_a_line(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    log.touch()
    assert await run(hass, log) == came()
    log.write_bytes(b"\r\n\n  \n")
    assert await run(hass, log) == came()


async def test_file_of_two_thousand_lines(
    hass: HomeAssistant, central: MockConfigEntry, log: Path, received: list[Event]
) -> None:
    lines = [line(f"message%20{number}", f"{number:032}") for number in range(2000)]
    # Windows writes lines so.
    log.write_bytes("\r\n".join(lines).encode())
    assert (await run(hass, log))["imported"] == 2000
    assert (await run(hass, log))["duplicates"] == 2000
    await until(hass, lambda: len(received) == 2000)
    texts = [event.data["text"] for event in received]
    assert texts == [f"message {number}" for number in range(2000)]


async def test_file_without_line_breaks_is_one_bad_line(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    with log.open("wb") as file:
        file.truncate(400 * MIB)
    tracemalloc.start()
    try:
        found = await run(hass, log)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == came(bad_lines=[{"line": 1, "error": "it is too long"}])
    assert peak < 8 * MIB


async def test_line_that_is_too_long_between_others(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    longest = line("a" * (64 * 1024 - 1 - len(line(""))), "2" * 32)
    assert len(longest) == 64 * 1024 - 1
    too_long = line("a" * 200_000, "3" * 32)
    lines = [line(), longest, f"{longest}a", too_long, line("last", "4" * 32)]
    log.write_text("\n".join(lines))
    bad: list[dict[str, object]] = [
        {"line": number, "error": "it is too long"} for number in (3, 4)
    ]
    assert await run(hass, log) == came(imported=3, bad_lines=bad)


async def test_of_very_many_bad_lines_the_first_are_named(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    log.write_text("rubbish\n" * 2500 + line())
    found = await run(hass, log)
    assert [bad["line"] for bad in found["bad_lines"]] == list(range(1, 1001))
    assert (found["imported"], found["more_bad_lines"]) == (1, 1500)
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "import_log", {"path": str(log)}, blocking=True)
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["bad"] == "2500"


async def test_folder_that_is_not_allowed(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    hass.config.allowlist_external_dirs = set()
    log.write_text(line())
    error = await refusal(hass, log)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "path_not_allowed"
    assert str(log) in str(error)


async def test_link_out_of_an_allowed_folder(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    folder = log.parent / "allowed"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    log.write_text(line())
    (folder / "link.log").symlink_to(log)
    assert (await refusal(hass, folder / "link.log")).translation_key == "path_not_allowed"
    assert (await run(hass, folder / "good.log", line()))["imported"] == 1


@pytest.mark.parametrize("path", ["mo.log", "./mo.log"])
async def test_relative_path(
    hass: HomeAssistant,
    central: MockConfigEntry,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    log.write_text(line())
    monkeypatch.chdir(log.parent)
    error = await refusal(hass, path)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "invalid_path"


@pytest.mark.parametrize("path", ["/share/../etc/passwd", "~/mo.log", ""])
async def test_path_that_is_none(hass: HomeAssistant, central: MockConfigEntry, path: str) -> None:
    assert (await refusal(hass, path)).translation_key == "invalid_path"


async def test_without_a_path(hass: HomeAssistant, central: MockConfigEntry) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await hass.services.async_call(DOMAIN, "import_log", {}, blocking=True)
    assert raised.value.translation_key == "invalid_path"


async def test_file_that_is_not_there(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    error = await refusal(hass, log)
    assert error.translation_key == "file_unreadable"
    assert "No such file or directory" in str(error)


async def test_folder_in_place_of_a_file(
    hass: HomeAssistant, central: MockConfigEntry, log: Path
) -> None:
    log.mkdir()
    error = await refusal(hass, log)
    assert error.translation_key == "file_unreadable"
    assert "Is a directory" in str(error)


async def test_gateway_that_writes_no_log(
    hass: HomeAssistant, entry: MockConfigEntry, log: Path
) -> None:
    log.write_text(line())
    error = await refusal(hass, log)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "no_log"
    assert str(error).startswith("Clickatell One API writes no log")


async def test_unknown_account(hass: HomeAssistant, central: MockConfigEntry, log: Path) -> None:
    log.write_text(line())
    error = await refusal(hass, log, config_entry_id="unknown")
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "unknown_account"


async def test_the_one_account_of_several_that_writes_a_log_need_not_be_named(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    log: Path,
    received: list[Event],
) -> None:
    data = dict(new_entry(simulator, CENTRAL).data)
    central = MockConfigEntry(domain=DOMAIN, title="Central", unique_id="central", data=data)
    await add_entry(central)
    await run(hass, log, line())
    await until(hass, lambda: bool(received))
    assert received[0].data["config_entry_id"] == central.entry_id


async def test_which_of_two_accounts_wrote_a_log_has_to_be_said(
    hass: HomeAssistant,
    simulator: Simulator,
    central: MockConfigEntry,
    add_entry: AddEntry,
    log: Path,
    received: list[Event],
) -> None:
    data = dict(new_entry(simulator, CENTRAL).data) | {CONF_WEBHOOK_ID: "9" * 64}
    other = MockConfigEntry(domain=DOMAIN, title="Cabin", unique_id="central", data=data)
    await add_entry(other)
    log.write_text(line())
    error = await refusal(hass, log)
    assert isinstance(error, ServiceValidationError)
    assert error.translation_key == "several_accounts"
    await run(hass, log, config_entry_id=other.entry_id)
    await until(hass, lambda: bool(received))
    assert received[0].data["config_entry_id"] == other.entry_id
