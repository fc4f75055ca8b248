"""The steps with a modem: a second account, which takes over for the first, and is answered."""

from playwright.async_api import expect

from . import accessible
from .person import Person
from .sms_page import PAGE, SmsPage
from .visit import ACCOUNT, ANNA, NARROW, Visit

MODEM = "GSM or LTE modem"
ROUTER = "Teltonika router (RutOS 7)"
ALARM = "The mains are off."
HEARD = "Thank you, I come."
_WRONG = "192.168.1.5:3333"


async def ports(visit: Visit) -> Person:
    """The form for a modem has the ports of this computer to pick from, and one to be typed."""
    home = visit.home
    await home.looks_at()
    await _adds(visit, MODEM)
    await home.sees("Number of the SIM")
    await home.clicks_on("Port *")
    await home.sees("Enter manually")
    return home


async def wrong_port(visit: Visit) -> Person:
    """An address is typed; a wrong one is refused at its field, where it can be mended."""
    home = visit.home
    await home.clicks_on("Enter manually")
    await home.sees_no_more("Enter manually")
    await home.looks_at(NARROW)
    await home.fills_named("Port*", _WRONG)
    await home.clicks("Next")
    await home.has_in_sight("This is no port.")
    await expect(home.page.get_by_role("textbox", name="Port")).to_have_value(_WRONG)
    return home


async def modem_added(visit: Visit) -> Person:
    """The right one is taken; the account's page shows how the modem is received."""
    home = visit.home
    await home.looks_at()
    await home.fills_named("Port", visit.simulator.modem.url)
    await home.clicks("Next")
    await home.sees("Who is to be reached?")
    await home.clicks("Close")
    await home.sees_no_more("Who is to be reached?")
    await visit.opens_device(MODEM)
    for words in ("Network", "Own network", "Signal strength", "dBm"):
        await home.sees(words)
    return home


async def takes_over(visit: Visit) -> Person:
    """In the options of the first account it is chosen to take over at once."""
    home = visit.home
    await visit.opens_integration()
    await home.page.get_by_role("button", name="Configure").first.click()
    await home.sees(f"Options of {ACCOUNT}")
    await home.clicks("A second account that takes over")
    accounts = home.page.locator("ha-config-entry-picker")
    await accounts.click()
    await accounts.get_by_text(MODEM, exact=True).click()
    await home.page.get_by_role("spinbutton", name="Takes over after").fill("0")
    await expect(accounts).to_contain_text(MODEM)
    return home


async def sends(visit: Visit) -> Person:
    """A message goes out by the SIM, which is chosen on the page."""
    home, sms = visit.home, SmsPage(visit.home)
    await home.clicks("Submit")
    await home.sees("Options successfully saved.")
    await visit.opens(PAGE)
    await home.clicks("New message")
    await home.fills("sms-gateway-new input", ANNA)
    await home.clicks("Add")
    await home.clicks_on(f"Through {ACCOUNT}")
    await home.page.locator("sms-gateway-choices select").first.select_option(MODEM)
    await home.sees(f"Through {MODEM}")
    await accessible.check(sms.panel)
    await home.page.locator("sms-gateway-new textarea").fill(ALARM)
    await home.clicks("Send")
    await sms.tells(ALARM, "On the phone")
    assert visit.simulator.modem.submitted
    return home


async def is_answered(visit: Visit) -> Person:
    """Anna's answer comes in at the SIM."""
    home, sms = visit.home, SmsPage(visit.home)
    visit.simulator.post_reply(ANNA, HEARD)
    await expect(sms.bubble(HEARD)).to_be_visible()
    return home


async def several_modems(visit: Visit) -> Person:
    """A router with two modems is asked which; the error stands at the section with the field."""
    home, simulator = visit.home, visit.simulator
    await _deletes_modem(visit)
    simulator.account.router_modems = ("1-1", "1-2")
    await _adds(visit, ROUTER)
    await home.fills("input[type=url]", f"{simulator.url}/teltonika_rutos")
    await home.fills_named("User name*", simulator.account.user)
    await home.fills("input[type=password]", simulator.account.password)
    await home.clicks("Next")
    await home.has_in_sight("The router has these modems: 1-1, 1-2.")
    return home


async def _adds(visit: Visit, gateway: str) -> None:
    """Open the form for one more account."""
    home = visit.home
    await visit.opens_integration()
    await home.clicks("Add service")
    await home.clicks_on(gateway)
    await home.clicks("Next")


async def _deletes_modem(visit: Visit) -> None:
    """Leave the first account as the only one."""
    entries = "/api/config/config_entries/entry"
    for entry in await visit.house.get(f"{entries}?domain=sms_gateway"):
        if entry["title"] == MODEM:
            await visit.house.delete(f"{entries}/{entry['entry_id']}")
