"""The steps that change an account: options, credentials, and its end."""

import re

from .person import Person
from .using import TEST_MESSAGE
from .visit import ACCOUNT, INTEGRATION, Visit

PREFIX = "Summer house: "
LATEST = re.compile("last message.*delivered", re.IGNORECASE | re.DOTALL)


async def options(visit: Visit) -> Person:
    """The options show what is set, and the callback address again."""
    home = visit.home
    await visit.reads_activity(LATEST)
    await visit.opens_integration()
    await home.clicks("Configure")
    await home.sees(f"Options of {ACCOUNT}")
    await home.sees("Longest message, in parts")
    await home.sees(visit.callback_url)
    return home


async def prefix(visit: Visit) -> Person:
    """A prefix for all messages is entered."""
    home = visit.home
    await home.fills("input[name=message_prefix]", PREFIX)
    await home.sees("Begin every message with")
    return home


async def options_saved(visit: Visit) -> Person:
    """The options are saved."""
    home = visit.home
    await home.clicks("Submit")
    await home.sees("Options successfully saved.")
    return home


async def nothing_happened(visit: Visit) -> Person:
    """Activity tells nothing new: no message went out or came in when the options were saved."""
    home = visit.home
    await home.clicks("Finish")
    before = visit.activity
    await visit.reads_activity(LATEST)
    assert visit.activity == before, f"{visit.activity} instead of {before}"
    return home


async def options_hold(visit: Visit) -> Person:
    """The next message has the prefix."""
    home, phones = visit.home, visit.phones
    await phones.looks_at()
    await visit.opens_device("Anna")
    await home.clicks("Press")
    await phones.sees(PREFIX + TEST_MESSAGE)
    return phones


async def revoked_key(visit: Visit) -> Person:
    """The key is revoked at the gateway; the button that asks for the balance says so."""
    home = visit.home
    visit.simulator.account.api_key = "simulator-key-1111111=="
    await visit.opens_device(ACCOUNT)
    await home.clicks("Press")
    await home.sees("The gateway refuses the credentials. Enter new ones")
    await home.sees("Credentials refused")
    return home


async def reauthentication(visit: Visit) -> Person:
    """Home Assistant asks for a new key."""
    home = visit.home
    await visit.opens("/config/integrations/dashboard")
    await home.clicks("Reconfigure")
    await home.sees("The gateway refuses the credentials")
    await home.fills("input[type=password]", visit.simulator.account.api_key)
    return home


async def reauthenticated(visit: Visit) -> Person:
    """The new key is taken, and the account runs again."""
    home = visit.home
    await home.clicks("Submit")
    await home.sees("Re-authentication was successful")
    await home.clicks("Close")
    # Closing it goes a step back in the browser's history, which must not meet the next address.
    await home.sees_no_more("Re-authentication was successful")
    await visit.opens_device(ACCOUNT)
    await home.sees(re.compile(r"€9\d\."))
    await home.sees("Running")
    return home


async def delete(visit: Visit) -> Person:
    """Deleting the account is asked back."""
    home = visit.home
    await visit.opens_integration()
    await home.page.locator("ha-config-entry-row").get_by_role("button", name="Menu").first.click()
    await home.clicks("Delete", "menuitem")
    await home.sees(f"Delete {ACCOUNT}?")
    return home


async def deleted(visit: Visit) -> Person:
    """The account is gone, with its message store."""
    home = visit.home
    await home.clicks("Delete")
    await home.sees("No entries")
    await visit.opens("/config/integrations/dashboard")
    await home.sees("Backup")
    await home.sees_no_more(INTEGRATION)
    stores = list(visit.house.folder.glob(".storage/sms_gateway.*"))
    assert not stores, f"{stores} are left"
    return home
