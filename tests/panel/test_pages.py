"""What the page is told of conversations, as it asks and as it happens."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.panel.shapes import can_answer
from custom_components.sms_gateway.panel.thread_id import ThreadIds
from simulator import Simulator

from ..actions.test_send import sent_to
from ..conftest import ANNA, BEN, AddEntry, other_entry, send, until
from .conftest import Views

STRANGER = "+15550100077"


def entry_of(hass: HomeAssistant) -> MockConfigEntry:
    entry: Any = hass.config_entries.async_entries("sms_gateway")[0]
    return entry


async def test_a_message_lives_from_queued_to_delivered(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views
) -> None:
    admin = await views("admin")
    await send(hass, to=ANNA, message="first", wait_for="delivered")
    (thread,) = (await admin.asks("threads/list"))["threads"]
    assert (thread["name"], thread["number"]) == ("Anna", "+15•••••001")
    await admin.asks("thread/subscribe", thread_id=thread["thread_id"])
    snapshot = await admin.hears()
    assert [one["text"] for one in snapshot["messages"]] == ["first"]
    await send(hass, to=ANNA, message="second")
    states: list[str] = []
    while "delivered" not in states:
        event = await admin.hears()
        states += [one["state"] for one in event["messages"] if one["text"] == "second"]
    assert states == sorted(
        states, key=["queued", "sending", "accepted", "sent", "delivered"].index
    )


async def test_a_reply_appears_in_both(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views
) -> None:
    admin = await views("admin")
    await send(hass, to=BEN, message="are you there?", wait_for="delivered")
    await admin.asks("overview/subscribe")
    assert (await admin.hears())["type"] == "snapshot"
    await simulator.reply(BEN, "yes")
    event = await admin.hears_that(
        lambda told: told["type"] == "threads" and told["threads"][0]["unread"] == 1
    )
    (row,) = event["threads"]
    assert (row["last"]["direction"], row["last"]["snippet"]) == ("incoming", "yes")
    await admin.asks("thread/read", thread_id=row["thread_id"], at=row["at"])
    (row,) = (await admin.asks("threads/list"))["threads"]
    assert row["unread"] == 0
    # What it answers is told as long as that is there.
    page = await admin.asks("messages/list", thread_id=row["thread_id"])
    said, asked = page["messages"]
    assert said["answers"] == {"message_id": asked["message_id"], "snippet": asked["text"]}
    await entry_of(hass).runtime_data.journal.run(lambda db: db.execute("DELETE FROM outbound"))
    page = await admin.asks("messages/list", thread_id=row["thread_id"])
    assert [one["answers"] for one in page["messages"]] == [None]


async def test_filters(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, views: Views
) -> None:
    admin = await views("admin")
    await send(hass, to=[ANNA, BEN], message="hello", wait_for="delivered")
    await simulator.reply(ANNA, "STOP")
    await simulator.reply(STRANGER, "who is this?")

    async def names(**wanted: object) -> list[str | None]:
        answer = await admin.asks("threads/list", **wanted)
        return [row["name"] for row in answer["threads"]]

    await until(hass, lambda: hass.states.is_state("binary_sensor.anna_subscribed", "off"))
    assert await names() == [None, "Anna", "Ben"]
    assert await names(opted_out=True) == ["Anna"]
    assert await names(stranger=True) == [None]
    assert await names(unread=True) == [None, "Anna"]
    assert await names(failed=True) == []
    first = await admin.asks("threads/list", limit=2)
    rest = await admin.asks("threads/list", limit=2, before=first["next"])
    assert [row["name"] for row in rest["threads"]] == ["Ben"]
    assert rest["next"] is None


def test_a_name_or_a_short_code_can_not_be_answered() -> None:
    senders = ("+15550100077", "31234", "Bank", "+", "+name")
    assert [one for one in senders if can_answer(one)] == ["+15550100077"]


async def test_what_is_sent_twice_with_one_id_is_sent_once(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin = await views("admin")
    command = {"entry_id": entry_of(hass).entry_id, "number": "Anna", "client_id": "tap"}
    first = await admin.asks("send", **command, text="hello")
    assert await admin.asks("send", **command, text="hello") == first
    story = await admin.asks("message/get", message_id=first["message_id"])
    assert story["message"]["by"] == "admin"
    await until(hass, lambda: len(sent_to(simulator)) == 1)
    again = await admin.asks("resend", message_id=first["message_id"], client_id="again")
    assert again["resend_of"] == first["message_id"]
    await until(hass, lambda: len(sent_to(simulator)) == 2)
    story = await admin.asks("message/get", message_id=first["message_id"])
    assert story["resent"] == [again["message_id"]]


async def test_what_a_text_costs(hass: HomeAssistant, simulator: Simulator, views: Views) -> None:
    admin = await views("admin")
    address = {"entry_id": entry_of(hass).entry_id, "number": ANNA}
    seen = await admin.asks("preview", **address, text="hello")
    assert (seen["parts"], seen["encoding"], seen["left"]) == (1, "gsm_7", 155)
    assert (seen["forced_by"], seen["refusal"], seen["cost"]) == (None, None, None)
    seen = await admin.asks("preview", **address, text="a “quote”")
    assert (seen["encoding"], seen["forced_by"]) == ("ucs_2", "“")
    seen = await admin.asks("preview", **address, text="x" * 700)
    assert (seen["parts"], seen["shortened"]) == (4, True)
    # Other channels know no parts; and of nothing there is nothing to say.
    at_first = {"parts": 1, "shortened": False, "smart_encoded": False, "refusal": None}
    seen = await admin.asks("preview", **address, text="x" * 700, channel="whatsapp")
    assert seen == {**at_first, "cost": None}
    assert (await admin.asks("preview", **address, text="")).items() >= at_first.items()
    await hass.services.async_call(
        "sms_gateway", "set_consent", {"number": ANNA, "subscribed": False}, blocking=True
    )
    seen = await admin.asks("preview", **address, text="hello")
    assert "STOP" in seen["refusal"]
    for channel in ("sms", "whatsapp"):
        seen = await admin.asks("preview", **address, text="", channel=channel)
        assert seen["parts"] == 1
        assert "STOP" in seen["refusal"]


async def test_what_would_be_over_a_limit(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin, entry = await views("admin"), entry_of(hass)
    options = {**entry.options, "recipient_hourly_limit": 1}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()
    address = {"entry_id": entry.entry_id, "number": ANNA, "text": "hello"}
    assert (await admin.asks("preview", **address))["refusal"] is None
    await send(hass, to=ANNA, message="first", wait_for="accepted")
    assert "hour" in (await admin.asks("preview", **address))["refusal"]
    assert (await admin.asks("preview", **address, critical=True))["refusal"] is None
    await hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.clickatell_sending"}, blocking=True
    )
    assert (await admin.asks("preview", **address, critical=True))["refusal"] is not None


async def test_older_ones_and_what_is_around_one(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin = await views("admin")
    ids = [(await send(hass, to=ANNA, message=f"{n}"))[0]["message_id"] for n in range(9)]
    (thread,) = (await admin.asks("threads/list"))["threads"]
    where = {"thread_id": thread["thread_id"], "limit": 4}
    page = await admin.asks("messages/list", **where)
    assert [one["text"] for one in page["messages"]] == ["8", "7", "6", "5"]
    page = await admin.asks("messages/list", **where, before=page["next"])
    assert [one["text"] for one in page["messages"]] == ["4", "3", "2", "1"]
    page = await admin.asks("messages/list", **where, around=ids[2])
    assert [one["text"] for one in page["messages"]] == ["5", "4", "3", "2", "1", "0"]


async def test_a_conversation_of_a_bookmark(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    """Nothing has been shown yet since Home Assistant started."""
    admin = await views("admin")
    await send(hass, to=STRANGER, message="hello")
    of_this_home = ThreadIds(await instance_id.async_get(hass))
    for number, texts in ((STRANGER, ["hello"]), (BEN, [])):
        page = await admin.asks("messages/list", thread_id=of_this_home.of(number))
        assert [one["text"] for one in page["messages"]] == texts
    unknown = of_this_home.of("+15550100099")
    assert await admin.refused("messages/list", thread_id=unknown) == "unknown_thread"


def test_bookmarks_are_right_after_every_update() -> None:
    assert ThreadIds("this home").of(ANNA) == "7d5e0b20372d0d71aaf5"


async def test_search_and_figures(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    views: Views,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to("2026-11-20 20:30:00+00:00")
    admin = await views("admin")
    await send(hass, to=ANNA, message="Water in the cellar", wait_for="delivered")
    await send(hass, to=BEN, message="Dinner", wait_for="delivered")
    found = await admin.asks("messages/search", text="WATER")
    (hit,) = found["hits"]
    assert (hit["name"], hit["message"]["text"]) == ("Anna", "Water in the cellar")
    assert found["next"] is None
    day = dt_util.start_of_local_day()
    today = {"from": day.isoformat(), "to": dt_util.utcnow().isoformat()}
    (hour,) = (await admin.asks("statistics", **today, bucket="hour"))["rows"]
    (row,) = (await admin.asks("statistics", **today))["rows"]
    assert (hour["start"], row["start"]) == (
        dt_util.now().replace(minute=0).isoformat(),
        today["from"],
    )
    assert (row["sent"], row["delivered"], row["unknown"], row["parts"]) == (2, 2, 0, 2)
    assert sum(row["delays"]) == 2
    # No figures are kept for longer.
    for days, is_told in ((400, True), (401, False)):
        stretch = {"from": (day - timedelta(days=days)).isoformat(), "to": day.isoformat()}
        answer = await admin.answer("statistics", **stretch)
        assert answer["success"] == is_told, days


async def test_consent_by_hand_keeps_a_note(
    hass: HomeAssistant, simulator: Simulator, views: Views
) -> None:
    admin = await views("admin")
    await send(hass, to=ANNA, message="hello")
    (thread,) = (await admin.asks("threads/list"))["threads"]
    where = {"thread_id": thread["thread_id"], "scope": "sender"}
    await admin.asks("consent/set", **where, subscribed=False, note="Asked on the phone")
    (thread,) = (await admin.asks("threads/list"))["threads"]
    assert thread["consent"]["scope"] == "sender"
    await admin.asks("consent/set", **where, subscribed=True, note="Wants it again")
    (thread,) = (await admin.asks("threads/list"))["threads"]
    assert thread["consent"] is None


async def test_one_person_at_two_accounts_is_one_conversation(
    hass: HomeAssistant, simulator: Simulator, views: Views, add_entry: AddEntry
) -> None:
    admin = await views("admin")
    await add_entry(other_entry(simulator))
    first, second = hass.config_entries.async_entries("sms_gateway")
    for n, entry in enumerate((first, second, first)):
        await send(hass, to=ANNA, message=f"{n}", config_entry_id=entry.entry_id)
    (thread,) = (await admin.asks("threads/list"))["threads"]
    assert thread["accounts"] == [first.entry_id, second.entry_id]
    page = await admin.asks("messages/list", thread_id=thread["thread_id"])
    assert [one["text"] for one in page["messages"]] == ["2", "1", "0"]
