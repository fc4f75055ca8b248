"""However a gateway writes a sender's number, it is that of the person who has it."""

import asyncio
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send_errors import refusal
from .conftest import AddEntry, new_entry, recipient, until
from .test_webhook import Client
from .written_callbacks import WRITTEN, bring

BRIT, YANKEE, MEXICAN = "+447700900124", "+12025550123", "+525512345678"
# By the country of the home: how its people's numbers are written, and by whom that may be.
EVERYWHERE = {
    BRIT: [
        "+447700900124", "447700900124", "+44 7700 900124", "44-7700-900124", "0044 7700 900124",
        "tel:+447700900124", "rcs:+447700900124", "whatsapp:+447700900124", "sms:+447700900124",
        "wa:447700900124", "signal:+447700900124", "\u202a+447700900124\u202c", "+44(0)7700 900124",
        "'+447700900124", "++447700900124", "\uff0b447700\uff19\uff10\uff10124", "+44.7700.900.124",
        "+44/7700/900124", "[+44] 7700 900124", "+٤٤٧٧٠٠٩٠٠١٢٤", "\ufeff+44\u00a07700\u202f900124",
    ],
    MEXICAN: ["5215512345678", "+5215512345678", "525512345678", "whatsapp:+5215512345678"],
}  # fmt: skip
AT_HOME = {
    "GB": {
        BRIT: ["07700900124", "07700 900124", "(07700) 900-124", "'07700900124", "٠٧٧٠٠٩٠٠١٢٤",
        "wa:07700900124"],
    },
    "US": {
        YANKEE: ["(202) 555-0123", "1-202-555-0123", "202.555.0123", "202/555-0123",
        "+1 202 555 0123"],
        BRIT: ["011 44 7700 900124"],
    },
    "AU": {BRIT: ["0011 44 7700 900124"]},
    "RU": {BRIT: ["810 44 7700 900124", "8~10 44 7700 900124"]},
}  # fmt: skip
NOBODY = [
    "messenger:447700900124", "messenger:1234567890123456", "viber:K2NxZWFyDQ==", "Bank", "38282",
    "signal:5f1b2c3d-0a1b-4c5d-8e9f-001122334455", "rcs:brand_agent", "447700900124@c.us",
    "8~10 44 7700 900124",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about who wrote."""
    simulator.faults.set(Fault.NO_RECEIPTS)


async def set_up(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    gateway: str,
    country: str,
    **options: object,
) -> MockConfigEntry:
    """Set up an account at a gateway, with people of three countries, in a home in one."""
    hass.config.country = country
    people = [("Ben", BRIT), ("Usa", YANKEE), ("Luz", MEXICAN)]
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Clickatell",
        data=new_entry(simulator, gateway).data,
        options={"recipient_hourly_limit": 0, **options},
        subentries_data=[recipient(name, number) for name, number in people],
    )
    return await add_entry(entry)


async def come(hass: HomeAssistant, events: list[Event], count: int, what: str) -> None:
    """Wait until so many events are there; the last is of something."""
    await until(hass, lambda: len(events) == count, lambda: what)


async def check_stops(
    hass: HomeAssistant, callbacks: Client, gateway: str, writings: dict[str, list[str]]
) -> None:
    """Check that a STOP from each of these senders blocks the person, and a START lifts that."""
    heard = async_capture_events(hass, "sms_gateway_opt_out")
    lifted = async_capture_events(hass, "sms_gateway_opt_in")
    senders = [(number, one) for number, written in writings.items() for one in written]
    for n, (number, written) in enumerate(senders, 1):
        # What has no id must not seem to be a repetition.
        await bring(callbacks, gateway, written, f"STOP{'.' * n}")
        await come(hass, heard, n, f"a STOP from {written!r}")
        assert (heard[-1].data["from"], heard[-1].data["known_sender"]) == (number, True), written
        assert (await refusal(hass, to=number)).translation_key == "opted_out"
        await bring(callbacks, gateway, written, f"START{'.' * n}")
        await come(hass, lifted, n, f"a START from {written!r}")


@pytest.mark.parametrize("gateway", WRITTEN)
@pytest.mark.parametrize("country", ["GB", "US"])
async def test_stop_is_that_of_the_person(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    gateway: str,
    country: str,
) -> None:
    await set_up(hass, simulator, add_entry, gateway, country)
    # Each way of writing at one gateway at least, and each gateway with some of them.
    place, step = list(WRITTEN).index(gateway), len(WRITTEN) if country == "US" else 2
    writings = {number: all_of[place % step :: step] for number, all_of in EVERYWHERE.items()}
    for number, written in AT_HOME[country].items():
        writings[number] = [*writings.get(number, []), *written]
    await check_stops(hass, callbacks, gateway, writings)


@pytest.mark.parametrize("country", ["AU", "RU"])
async def test_exit_code_of_the_home_stands_for_a_plus_sign(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    country: str,
) -> None:
    await set_up(hass, simulator, add_entry, "http", country)
    await check_stops(hass, callbacks, "http", AT_HOME[country])


@pytest.mark.parametrize("gateway", WRITTEN)
async def test_what_is_no_number_stays_as_it_came(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    gateway: str,
) -> None:
    await set_up(hass, simulator, add_entry, gateway, "GB")
    for written in NOBODY:
        await bring(callbacks, gateway, written, "hello")
    await until(hass, lambda: len(received) == len(NOBODY))
    told = [(event.data["from"], event.data["known_sender"]) for event in received]
    assert told == [(written, False) for written in NOBODY]


async def accepted(hass: HomeAssistant, simulator: Simulator, count: int) -> None:
    """Wait until so many messages are at the gateway."""
    await until(hass, lambda: simulator.network.accepted == count)


@pytest.mark.parametrize("gateway", WRITTEN)
async def test_answer_comes_from_who_was_asked(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    gateway: str,
) -> None:
    """Also where only recipients are heard."""
    await set_up(hass, simulator, add_entry, gateway, "GB", replies_from="recipients")
    people = ((BRIT, "(07700) 900/124"), (MEXICAN, "52 1 55 1234-5678"))
    for n, (number, written) in enumerate(people, 1):
        asked: asyncio.Task[Any] = asyncio.create_task(
            hass.services.async_call(
                DOMAIN,
                "ask",
                {"to": number, "message": "Open?", "options": ["yes", "no"]},
                blocking=True,
                return_response=True,
            )
        )
        await accepted(hass, simulator, n)
        await bring(callbacks, gateway, "+15550100003", "yes")
        await bring(callbacks, gateway, written, "1 yes")
        answer = await asked
        assert (answer["from"], answer["option"]) == (number, "yes")
    assert [event.data["from"] for event in received] == [BRIT, MEXICAN]


@pytest.mark.parametrize(
    ("gateway", "written"),
    [
        ("http", "07700 900888"),
        ("clickatell_one", "07700900888"),
        ("twilio", "tel:07700900888"),
        ("simwood", "44 (0)7700 900888"),
        ("peerless", "0044 7700 900888"),
        ("com382", "++447700900888"),
    ],
)
async def test_number_that_was_written_to_is_ours(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    gateway: str,
    written: str,
) -> None:
    await set_up(hass, simulator, add_entry, gateway, "GB")
    await bring(callbacks, gateway, BRIT, "hello", written)
    await until(hass, lambda: bool(received))
    assert received[0].data["to"] == "+447700900888"
    assert (await refusal(hass, to="07700 900888")).translation_key == "own_number"
