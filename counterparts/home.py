"""A real Home Assistant with accounts in it, and what it tells of them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.house import House

from .checks import NotSeenError, until

SENDER = "+447700900099"
_FLOWS = "/api/config/config_entries/flow"
_OPTIONS = "/api/config/config_entries/options/flow"
_CONFIGURATION = """
homeassistant:
  country: GB
  external_url: "{url}"
"""
# What a day of a household never needs.
_OPTIONS_FOR_ALL = {
    "text": {"max_parts": 10},
    "limits": {"daily_limit": 0, "recipient_hourly_limit": 0},
}

type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """An account that was added, and where its callbacks come in."""

    entry_id: str
    callback_url: str


@dataclass(slots=True)
class Told:
    """What came over the bus, in its order: states by message, and events of other kinds."""

    states: dict[str, list[str]] = field(default_factory=dict)
    others: list[tuple[str, Data]] = field(default_factory=list)

    def add(self, event: Data) -> None:
        """Note an event."""
        kind, data = event["event_type"].removeprefix("sms_gateway_"), event["data"]
        if kind == "message_status":
            self.states.setdefault(data["message_id"], []).append(data["state"])
        else:
            self.others.append((kind, data))

    def of(self, kind: str, sender: str) -> list[Data]:
        """Return the events of a kind about a number."""
        return [data for found, data in self.others if found == kind and data["from"] == sender]


class Home:
    """The house, and what it has told."""

    def __init__(self, house: House) -> None:
        """Begin with a house that runs."""
        self.house = house
        self.told = Told()

    async def begin(self, gateway: str) -> str:
        """Begin to add an account; return where the forms of that are."""
        flow = await self.house.post(_FLOWS, {"handler": "sms_gateway"})
        step = f"{_FLOWS}/{flow['flow_id']}"
        await self.house.post(step, {"next_step_id": gateway})
        return step

    async def fill_in_preset(self, preset: str, url: str, **entered: object) -> str:
        """Fill in the form of a gateway by template as somebody does who leaves what is there."""
        step = await self.begin("http")
        form = await self.house.post(step, {"preset": preset})
        content = suggested(form["data_schema"]) | {"url": url, "sender": SENDER, **entered}
        ready = await self.house.post(step, content)
        if ready.get("step_id") != "http_ready":
            raise NotSeenError(f"the form takes the preset {preset}; there was {ready}")
        return step

    async def add(self, step: str, content: Data) -> Account:
        """Enter what is left of the last form but one; return the account."""
        shown = await self.house.post(step, content)
        words = shown.get("description_placeholders") or {}
        if "callback_url" not in words:
            raise NotSeenError(f"the page with the callback address; there was {shown}")
        created = await self.house.post(step, {})
        account = Account(created["result"]["entry_id"], words["callback_url"])
        await self.set_options(account, _OPTIONS_FOR_ALL)
        return account

    async def fill_in_smpp(
        self, url: str, login: tuple[str, str] = ("home", "secret"), **entered: object
    ) -> Data:
        """Fill in the form of an account at an SMSC; return what is shown then."""
        step = await self.begin("smpp")
        form = {"url": url, "system_id": login[0], "password": login[1], "sender": SENDER}
        advanced = {"verify_ssl": True, **entered}
        shown: Data = await self.house.post(step, {**form, "name": "SMSC", "advanced": advanced})
        return shown

    async def add_smpp(
        self, url: str, login: tuple[str, str] = ("home", "secret"), **entered: object
    ) -> Account:
        """Add an account at an SMSC, which has no page with a callback address."""
        created = await self.fill_in_smpp(url, login, **entered)
        if created["type"] != "create_entry":
            raise NotSeenError(f"the account is added; there was {created}")
        account = Account(created["result"]["entry_id"], "")
        await self.set_options(account, _OPTIONS_FOR_ALL)
        return account

    async def remove(self, account: Account) -> None:
        """Remove an account."""
        await self.house.delete(f"/api/config/config_entries/entry/{account.entry_id}")

    async def set_options(self, account: Account, sections: Data) -> None:
        """Change options of an account."""
        flow = await self.house.post(_OPTIONS, {"handler": account.entry_id})
        changed = await self.house.post(f"{_OPTIONS}/{flow['flow_id']}", sections)
        if changed["type"] != "create_entry":
            raise NotSeenError(f"the options are kept; there was {changed}")

    async def send(self, account: Account, to: str, message: str, **more: object) -> Data:
        """Send a message through an account; return what the action says of it."""
        answer = await self.house.call(
            "sms_gateway",
            "send_message",
            config_entry_id=account.entry_id,
            to=to,
            message=message,
            **more,
        )
        (sent,) = answer["messages"]
        return dict(sent)

    def states(self, message: Data) -> list[str]:
        """Return the states that a message has been told to be in, in order."""
        return self.told.states.get(message["message_id"], [])

    async def becomes(self, message: Data, state: str) -> None:
        """Wait until a message has been told to be in a state, its last for now."""
        await until(
            lambda: self.states(message)[-1:] == [state],
            f"the message to {message['to']} is {state}",
            lambda: ", ".join(self.states(message)) or "nothing",
        )

    async def hears(self, kind: str, sender: str, how_many: int = 1) -> Data:
        """Return the latest event of a kind about a number, once there are so many."""
        await until(
            lambda: len(self.told.of(kind, sender)) >= how_many,
            f"{how_many} times {kind} of {sender}",
            lambda: [(k, data["text"]) for k, data in self.told.others if data["from"] == sender],
        )
        return self.told.of(kind, sender)[-1]


@asynccontextmanager
async def home(folder: Path, port: int) -> AsyncIterator[Home]:
    """Run a Home Assistant, and listen to it."""
    house = House(folder, port, _CONFIGURATION.format(url=f"http://127.0.0.1:{port}"))
    kinds = ("message_status", "message_received", "opt_out", "opt_in")
    try:
        await house.prepare()
        await house.start()
        made = Home(house)
        async with house.events(*(f"sms_gateway_{kind}" for kind in kinds)) as events:
            listening = asyncio.create_task(_listen(events, made.told))
            try:
                yield made
            finally:
                listening.cancel()
    finally:
        await house.close()


async def _listen(events: asyncio.Queue[dict[str, Any]], told: Told) -> None:
    while True:
        told.add(await events.get())


def suggested(schema: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a form is filled in with to begin with."""
    found: dict[str, Any] = {}
    for entry in schema:
        if entry.get("type") == "expandable":
            found[entry["name"]] = suggested(entry["schema"])
        elif "suggested_value" in (entry.get("description") or {}):
            found[entry["name"]] = entry["description"]["suggested_value"]
        elif "default" in entry:
            found[entry["name"]] = entry["default"]
    return found
