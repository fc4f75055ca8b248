"""Clickatell's libraries at the simulator, for its oldest API and for the Platform API."""

from .checks import Checks
from .library import ANNA, BEN, arrived, ask, simulated
from .stage import Stage

NAME = "Clickatell's library, Central"
PLATFORM_NAME = "Clickatell's library, Platform API"
# Of this library's requests the charset is UTF-8, which Central takes for ISO-8859-1.
_TEXT = "Gate & door: 5 + 5 = 10 % ?"
_NUMBERS = ANNA.removeprefix("+"), BEN.removeprefix("+")


async def run(checks: Checks, _stage: Stage) -> None:
    """Send, ask for the balance, and be refused, by Central's HTTP API."""
    async with simulated("clickatell_central") as simulator:
        account = simulator.account
        seen = await ask(
            "clickatell",
            "clickatell_sdk",
            simulator.gateway_urls["clickatell_central"].removeprefix("http://"),
            account.user,
            account.password,
            account.api_id,
            _TEXT,
            *_NUMBERS,
        )
        expected = [(ANNA, _TEXT), (ANNA, _TEXT), (BEN, _TEXT)]
        checks.same(arrived(simulator), expected, "a text to one, and to two people")
        ids = [each["id"] for each in (*seen["one"], *seen["all"])]
        checks.same((len(set(ids)), all(ids)), (3, True), "each message has an id of its own")
        told = [each["destination"] for each in seen["all"]]
        checks.same(told, list(_NUMBERS), "whose id each is")
        checks.same(seen["balance"], float(account.balance), "the balance")
        checks.same(seen["bad number"][0]["errorCode"], "105", "a wrong number is refused")
        checks.same(seen["wrong password"], "001", "a wrong password is refused")


async def run_platform(checks: Checks, _stage: Stage) -> None:
    """Send, and be refused, by the Platform API."""
    async with simulated("clickatell_platform") as simulator:
        seen = await ask(
            "clickatell_platform",
            "clickatell_platform_sdk",
            simulator.gateway_urls["clickatell_platform"],
            simulator.account.api_key,
            _TEXT,
            *_NUMBERS,
        )
        checks.same(arrived(simulator), [(ANNA, _TEXT), (BEN, _TEXT)], "a text to two people")
        accepted = [(each["to"], each["accepted"]) for each in seen["messages"]]
        checks.same(accepted, [(who, True) for who in _NUMBERS], "both are accepted")
        ids = {each["apiMessageId"] for each in seen["messages"]}
        checks.same((len(ids), None in ids), (2, False), "each message has an id of its own")
        checks.right_if("API Key" in (seen["refused"] or ""), "a wrong key is refused", seen)
