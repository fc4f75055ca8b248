"""Twilio's library: at the simulator, and its RequestValidator beside the integration."""

from simulator.faults import Fault

from .checks import Checks
from .home import SENDER
from .library import ANNA, STRANGER, arrived, ask, simulated
from .stage import Stage
from .twilio_callbacks import callbacks

NAME = "Twilio's library"
_REPLY = "Grüße"
_TEXT = "ü → 🛑 & + %"


async def run(checks: Checks, stage: Stage) -> None:
    """Use the library at the simulator, then its validator on callbacks."""
    checks.title("The library at the simulator")
    await _library(checks)
    checks.title("Its RequestValidator, and callbacks")
    async with simulated("twilio") as simulator:
        await callbacks(checks, await stage.home(), simulator)


async def _library(checks: Checks) -> None:
    """Send, list, ask for the balance, and be refused."""
    async with simulated("twilio") as simulator:
        account = simulator.account
        await simulator.reply(STRANGER, _REPLY, SENDER)
        simulator.network.opt_out(STRANGER, SENDER, every_sender=True, confirmed=True)
        customer = simulator.gateway_urls["twilio"], account.user, account.password
        people = ANNA, STRANGER
        seen = await ask("twilio", "twilio_sdk", "use", *customer, SENDER, *people, _TEXT)
        checks.same(arrived(simulator), [(ANNA, _TEXT)], "a text")
        checks.same(seen["sent"], [SENDER, ANNA, _TEXT, "queued"], "what the library says of it")
        listed = [[seen["sid"], "outbound-api", _TEXT], _REPLY]
        found = [seen["listed"][0], seen["listed"][1][2]]
        checks.same(found, listed, "the list of messages, both ways")
        balance = [str(account.balance), account.currency]
        checks.same(seen["balance"], balance, "the balance")
        checks.same(seen["bad number"], [400, 21211], "a wrong number is refused")
        checks.same(seen["opted out"], [400, 21610], "a number that has opted out is refused")
        checks.same(seen["wrong token"], [401, 20003], "a wrong token is refused")
        simulator.faults.set(Fault.RATE_429, count=1)
        asked = await ask("twilio", "twilio_sdk", "ask_once", *customer)
        checks.same(asked["refusal"], [429, 20429], "too many requests are refused")
