"""BulkSMS's library at the simulator: the simulator speaks as BulkSMS does."""

from .checks import Checks
from .library import ANNA, BEN, TEXT, arrived, ask, simulated
from .stage import Stage

NAME = "BulkSMS's library"


async def run(checks: Checks, _stage: Stage) -> None:
    """Send, ask for the profile, and be refused."""
    async with simulated("bulksms") as simulator:
        account = simulator.account
        proof = account.user, account.password
        seen = await ask(
            "bulksms", "bulksms_sdk", simulator.gateway_urls["bulksms"], *proof, TEXT, ANNA, BEN
        )
        checks.same(arrived(simulator), [(ANNA, TEXT), (BEN, TEXT)], "a text to two people")
        checks.same(len(set(seen["ids"])), 2, "each message has an id of its own")
        balance = seen["profile"]["credits"]["balance"]
        checks.same(balance, float(account.balance), "the balance is in the profile")
        checks.same(seen["wrong secret"], 401, "a wrong secret is refused")
