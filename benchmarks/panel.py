"""What the page asks for, from the command to its answer, with an empty journal and a full one."""

from collections.abc import Mapping
from datetime import timedelta
from statistics import median
import time

from homeassistant.util import dt as dt_util

from demo.house import Ask

from .figure import Figure
from .filling import ANNA
from .stage import Stage, stage

OLD_MESSAGES = 1_000_000
ASKED = 20
# A word that is in no message: as much is read as ever for one answer.
NOWHERE = "xylophone"


async def measure() -> list[Figure]:
    """Measure as many messages out as in; both Home Assistants run side by side."""
    async with stage() as empty, stage() as full:
        await full.fill(OLD_MESSAGES, OLD_MESSAGES)
        for place in (empty, full):
            await place.house.call("sms_gateway", "send_message", to=ANNA, message="Is it warm?")
        found, beside = await _seconds(full), await _seconds(empty)
    return [
        Figure(
            f"the page, {what}, {OLD_MESSAGES} messages out and in; beside one message",
            f"{found[what] * 1000:.1f} ms",
            f"{beside[what] * 1000:.1f} ms",
            f"{found[what] / beside[what]:.1f}",
            "at most 100 ms",
        )
        for what in found
    ]


async def _seconds(place: Stage) -> dict[str, float]:
    async with place.house.commands() as ask:
        commands = await _commands(ask)
        return {what: await _answer_time(ask, *one) for what, one in commands.items()}


async def _commands(ask: Ask) -> dict[str, tuple[str, Mapping[str, object]]]:
    """Return what is asked for; the conversation is the one with most messages."""
    threads = (await ask("sms_gateway/threads/list", limit=50))["threads"]
    thread = {"thread_id": threads[0]["thread_id"]}
    now = dt_util.utcnow()
    month = {"from": (now - timedelta(days=90)).isoformat(), "to": now.isoformat()}
    page: dict[str, object] = {**thread}
    for _ in range(5):
        answer = await ask("sms_gateway/messages/list", **page)
        if answer["next"] is None:
            break
        page["before"] = answer["next"]
    return {
        "conversations": ("threads/list", {}),
        "those that failed": ("threads/list", {"failed": True}),
        "those that are unsubscribed, of which there are none": (
            "threads/list",
            {"opted_out": True},
        ),
        "messages": ("messages/list", thread),
        "older messages": ("messages/list", page),
        "words that are in many messages": ("messages/search", {"text": "door open"}),
        "a word that is in none": ("messages/search", {"text": NOWHERE}),
        "figures of 90 days": ("statistics", month),
    }


async def _answer_time(ask: Ask, command: str, fields: Mapping[str, object]) -> float:
    found = []
    for _ in range(ASKED):
        began = time.perf_counter()
        await ask(f"sms_gateway/{command}", **fields)
        found.append(time.perf_counter() - began)
    return median(found)
