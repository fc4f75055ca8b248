"""The steps with an account that works: messages out, answers in, and where they are seen."""

import re

from playwright.async_api import expect

from .person import Person
from .visit import ACCOUNT, ANNA, STRANGER, Visit

TEST_MESSAGE = "Test message from Demo house: SMS alerts reach this phone."
QUESTION = "The garage door has been open for an hour."
TO_A_NUMBER = "The key is under the mat."
IN_YAML = "The gate code is on the fridge."
ANSWER = "I am on my way"


async def test_button(visit: Visit) -> Person:
    """The button sends a test message, and its end can be read on the recipient's page."""
    home = visit.home
    await home.clicks("Press")
    await home.sees("Delivered")
    return home


async def test_message_arrives(visit: Visit) -> Person:
    """The test message is on the phone."""
    await visit.phones.sees(ANNA)
    await visit.phones.sees(TEST_MESSAGE)
    await visit.phones.sees("delivered")
    return visit.phones


async def action(visit: Visit) -> Person:
    """Under Developer tools > Actions, the action is filled in."""
    home = visit.home
    await visit.opens("/config/developer-tools/action")
    await home.page.locator("ha-service-picker").filter(visible=True).click()
    await home.fills("input[placeholder=Search]", "sms_gateway.send")
    await home.clicks_on("sms_gateway.send_message")
    await home.fills("textarea", QUESTION)
    await home.picks("Recipients", "Anna")
    await home.clicks("Delivered to the phone", "radio")
    return home


async def action_response(visit: Visit) -> Person:
    """The action's response says that the message was delivered, and it is on the phone."""
    home = visit.home
    await home.clicks("Perform action")
    await home.sees("state: delivered")
    await home.sees(f"to: '{ANNA}'")
    await visit.phones.sees(QUESTION)
    return home


async def action_to_a_number(visit: Visit) -> Person:
    """The action sends to a bare number, with no recipient or target."""
    home = visit.home
    await home.fills("textarea", TO_A_NUMBER)
    await home.ticks("Recipients")
    await home.ticks("To")
    await home.adds("To", STRANGER)
    await home.clicks("Perform action")
    await home.sees(f"to: '{STRANGER}'")
    await home.sees_no_more(f"to: '{ANNA}'")
    await home.sees("state: delivered")
    await visit.phones.sees(TO_A_NUMBER)
    return home


async def action_in_yaml(visit: Visit) -> Person:
    """It does so in YAML mode, too, without a target."""
    home = visit.home
    # Afresh, without the last response.
    await visit.opens("/config/developer-tools/action")
    await home.clicks("YAML mode")
    await home.writes_yaml(
        "action: sms_gateway.send_message\n"
        "data:\n"
        f'  to: "{STRANGER}"\n'
        f"  message: {IN_YAML}\n"
        "  wait_for: delivered\n"
    )
    await home.clicks("Perform action")
    await home.sees("state: delivered")
    await home.sees_no_more("requires a target")
    await visit.phones.sees(IN_YAML)
    return home


async def dashboard(visit: Visit) -> Person:
    """The balance is asked for, and put on a dashboard of the user's."""
    home = visit.home
    await visit.opens("/config/lovelace/dashboards")
    await home.clicks("Add dashboard")
    await home.clicks_on("New dashboard from scratch")
    await home.fills("input[name=title]", "Mine")
    await home.clicks("Create")
    await home.sees_no_more("Add new dashboard")
    await visit.opens_device(ACCOUNT)
    await home.clicks("Press")
    await home.sees("€99.84")
    await home.page.get_by_role("button", name="Add to dashboard").first.click()
    await home.clicks("Next")
    await home.sees("We created a suggestion for you")
    await home.clicks("Add to dashboard")
    await home.sees_no_more("We created a suggestion for you")
    await visit.opens("/dashboard-mine")
    await home.sees("€99.84")
    await home.sees("Sent today")
    return home


async def listen(visit: Visit) -> Person:
    """Under Developer tools > Events, the user listens to what comes in."""
    home = visit.home
    await visit.opens("/config/developer-tools/event")
    await home.fills_named("Event to subscribe to", "sms_gateway_message_received")
    await home.clicks("Start listening")
    await home.sees("Stop listening")
    return home


async def answer(visit: Visit) -> Person:
    """Anna answers from her phone."""
    phones = visit.phones
    await phones.turns_to()
    await phones.fills_named(f"Text message from {ANNA}", ANSWER)
    await phones.clicks("Send")
    await phones.sees(f"Reply: {ANSWER}")
    await phones.page.evaluate("scrollTo(0, 0)")
    return phones


async def event(visit: Visit) -> Person:
    """The event is there, with the text and who wrote it."""
    home = visit.home
    await home.sees("Event 1 fired")
    await home.sees("recipient: Anna")
    await home.sees(f"text: {ANSWER}")
    return home


async def activity(visit: Visit) -> Person:
    """Activity tells of the messages, and once for each who got it, of what Anna wrote."""
    await visit.reads_activity(re.compile("Reply|Incoming message"))
    for subject, times in (("Reply", 1), ("Incoming message", 1), ("Message to ", 2)):
        lines = [line for line in visit.activity if subject in line]
        assert len(lines) == times, visit.activity
    assert any("Last message" in line for line in visit.activity), visit.activity
    return visit.home


async def reply_entity(visit: Visit) -> Person:
    """The reply stands on the recipient's page."""
    home = visit.home
    await visit.opens_device("Anna")
    await home.sees("Message received")
    await home.page.mouse.wheel(0, -5000)
    return home


async def sample_dashboard(visit: Visit) -> Person:
    """The sample dashboard shows the account, the balance and what Anna answered."""
    home = visit.home
    await visit.opens("/sms-gateway")
    for words in ("Running", "Balance, 7 days", "Sent, 7 days", "Came in or failed today"):
        await home.sees(words)
    text = home.page.locator("hui-attribute-row").filter(has_text=ANSWER)
    await expect(text).to_be_visible()
    await home.sees_no_more("Entity not found")
    await home.sees_no_more("Configuration error")
    await home.page.mouse.wheel(0, -5000)
    return home
