"""The steps from signing in to the first recipient."""

from demo.house import PASSWORD, USERNAME

from .person import Person
from .visit import ACCOUNT, INTEGRATION, NARROW, SENDER, WIDE, Visit, until

REFUSED = "The gateway does not accept these credentials."


async def sign_in(visit: Visit) -> Person:
    """The user signs in, and opens the page of the phones in a second tab."""
    home = visit.home
    await visit.opens("/config/integrations/dashboard")
    await home.fills("input[name=username]", USERNAME)
    await home.fills("input[name=password]", PASSWORD)
    await home.presses("Enter")
    await home.sees("Add integration")
    await visit.phones.turns_to()
    await visit.phones.page.goto(visit.simulator.url)
    await visit.phones.sees("No phone yet.")
    return home


async def search(visit: Visit) -> Person:
    """Searching for “clickatell” finds the integration."""
    home = visit.home
    await home.clicks("Add integration")
    await home.fills("ha-dialog input", "clickatell")
    await home.sees(INTEGRATION)
    return home


async def pick_gateway(visit: Visit) -> Person:
    """The gateways are there to pick from, Clickatell's first; one is chosen by keyboard alone."""
    home = visit.home
    await home.clicks_on(INTEGRATION)
    await home.sees("Which SMS gateway?")
    await home.sees("Twilio")
    gateways = await home.page.locator("ha-radio-option").all_inner_texts()
    assert all("Clickatell" in gateway for gateway in gateways[:3]), gateways
    await home.sees("Pick the service that your account is with.")
    await home.tabs_to("ha-radio-option")
    await home.presses("ArrowDown")
    await home.presses("ArrowDown")
    chosen = home.page.locator("ha-radio-option:focus")
    assert "Clickatell (Central)" in await chosen.inner_text()
    return home


async def form_by_keyboard(visit: Visit) -> Person:
    """Enter leads to the form of that gateway, which is filled in by keyboard as well."""
    home = visit.home
    await home.presses("Enter")
    await home.sees("For accounts of Developers' Central.")
    await home.tabs_to("input[name=username]")
    await home.writes(visit.simulator.account.user)
    await home.tabs_to("input[type=password]")
    await home.writes("not-the-password")
    await home.tabs_to("input[name=api_id]")
    await home.writes(visit.simulator.account.api_id)
    return home


async def wrong_password(visit: Visit) -> Person:
    """A wrong password is refused, and on a wide screen the error is in sight."""
    home = visit.home
    await home.looks_at(WIDE)
    await home.clicks("Advanced")
    await home.fills("input[type=url]", f"{visit.simulator.url}/clickatell_central")
    await home.clicks("Next")
    await home.has_in_sight(REFUSED)
    return home


async def wrong_password_on_a_phone(visit: Visit) -> Person:
    """It is in sight on a phone, too, where the form is longer than the screen."""
    home = visit.home
    await home.looks_at(NARROW)
    await home.fills("input[type=password]", "another")
    await home.clicks("Advanced")
    await home.scrolls_past(REFUSED)
    await home.clicks("Next")
    await home.has_in_sight(REFUSED)
    return home


async def wrong_key(visit: Visit) -> Person:
    """At Clickatell's One API a wrong key is refused before anything is saved, at its field."""
    home = visit.home
    await home.looks_at()
    await home.clicks("Close")
    await home.clicks("Add integration")
    await home.fills("ha-dialog input", "clickatell")
    await home.clicks_on(INTEGRATION)
    await home.clicks_on("Clickatell (One API)")
    await home.clicks("Next")
    await home.sees("The key stands there under One API Details.")
    await home.fills("input[type=password]", "not-the-key")
    await home.fills("input[name=sender]", SENDER)
    await home.fills("input[name=name]", ACCOUNT)
    await home.clicks("Advanced")
    await home.fills("input[type=url]", f"{visit.simulator.url}/clickatell_one")
    await home.clicks("Next")
    await home.sees(REFUSED)
    return home


async def right_key(visit: Visit) -> Person:
    """The right key is taken; the callback page names the portal, with the address alone."""
    home = visit.home
    await home.fills("input[type=password]", visit.simulator.account.api_key)
    await home.clicks("Next")
    await home.sees("Enter this address in the Clickatell portal:")
    address = await home.sees(f"{visit.house.url}/api/")
    visit.callback_url = await address.inner_text()
    line = await address.locator("xpath=ancestor::p").inner_text()
    assert line.strip() == visit.callback_url, f"the address is not alone: {line}"
    return home


async def callback(visit: Visit) -> Person:
    """The callback address is copied from the page, and the gateway is told."""
    home, phones = visit.home, visit.phones
    await (await home.sees(visit.callback_url)).click(click_count=3)
    await home.presses("Control+C")
    await phones.turns_to()
    await phones.page.get_by_label("Callback URL").focus()
    await phones.presses("Control+V")
    await phones.clicks("Save")
    await until(
        lambda: visit.simulator.account.callback_url == visit.callback_url,
        f"the gateway is told {visit.callback_url}",
    )
    return phones


async def first_recipient(visit: Visit) -> Person:
    """The first recipient is added, by the number as one dials it."""
    home = visit.home
    await home.clicks("Next")
    await home.sees("Who is to be reached?")
    await home.fills("input[name=name]", "Anna")
    await home.fills("input[type=tel]", "07700 900001")
    await home.clicks("Submit")
    await home.sees("Created configuration for Anna.")
    return home


async def integration_page(visit: Visit) -> Person:
    """The integration's page shows the account and the recipient."""
    home = visit.home
    await home.clicks("Finish")
    await home.sees_no_more("Created configuration for Anna.")
    await home.clicks_on(INTEGRATION)
    await home.sees("Add recipient")
    await home.sees(ACCOUNT)
    await home.sees("Anna")
    return home


async def account_page(visit: Visit) -> Person:
    """The account's page shows the balance and how the account does."""
    home = visit.home
    await visit.opens_device(ACCOUNT)
    for words in ("Running", "Connected", "Sent today", "€100.00", "Service info"):
        await home.sees(words)
    return home


async def recipient_page(visit: Visit) -> Person:
    """The recipient's page shows that no message went out yet."""
    home = visit.home
    await visit.opens_device("Anna")
    for words in ("Send test message", "Subscribed", "Last message", "None yet"):
        await home.sees(words)
    return home
