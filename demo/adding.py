"""Adding an account at the simulator, as one does it in the forms of Home Assistant."""

from typing import Any, Self

from simulator import Simulator
from simulator.account import Account

from .house import House
from .steps import expect

SMPP, ANDROID, MODEM = "smpp", "android", "modem"
# What is not told where to call.
WITH_SESSION = (SMPP, ANDROID, MODEM)
# No password, no key and no PIN of the simulator's.
_WRONG = "0000"


class AccountForm:
    """The config flow of one account at a gateway."""

    def __init__(self, house: House, simulator: Simulator, gateway: str, step: str) -> None:
        """Go on with a flow that has begun; `step` is its path."""
        self._house = house
        self._simulator = simulator
        self._gateway = gateway
        self._step = step
        self._created: dict[str, Any] = {}

    @classmethod
    async def open(cls, house: House, simulator: Simulator, gateway: str) -> Self:
        """Begin a flow and choose the gateway."""
        flows = "/api/config/config_entries/flow"
        flow = await house.post(flows, {"handler": "sms_gateway"})
        step = f"{flows}/{flow['flow_id']}"
        await house.post(step, {"next_step_id": gateway})
        return cls(house, simulator, gateway, step)

    async def enter(self, name: str, sender: str, *, is_right: bool = True) -> dict[str, Any]:
        """Fill the form in, and return what comes after it."""
        right = credentials(self._gateway, self._simulator.account)
        entered = right if is_right else dict.fromkeys(right, _WRONG)
        account = {"name": name, "sender": sender, **where(self._gateway, self._simulator)}
        self._created = await self._house.post(self._step, {**entered, **account})
        return self._created

    async def pass_on_address(self, shown: dict[str, Any]) -> None:
        """Tell the gateway where replies go to, as the page with that address says."""
        page = f"callback_{self._gateway}"
        expect(shown.get("step_id") == page, "the callback address is shown")
        self._simulator.account.callback_url = shown["description_placeholders"]["callback_url"]
        self._created = await self._house.post(self._step, {})

    async def save(self) -> str:
        """See that the account is there; return its entry."""
        expect(self._created["type"] == "create_entry", "the account is created")
        return str(self._created["result"]["entry_id"])

    async def add_person(self, name: str, number: str) -> None:
        """Add a recipient in the form that comes next."""
        _, flow = self._created["next_flow"]
        person = {"name": name, "phone_number": number}
        added = await self._house.post(self._person(flow), person)
        expect(added["type"] == "create_entry", "the recipient is created")

    async def add_nobody(self) -> None:
        """Close the form that comes next."""
        _, flow = self._created["next_flow"]
        await self._house.delete(self._person(flow))

    @staticmethod
    def _person(flow: str) -> str:
        return f"/api/config/config_entries/subentries/flow/{flow}"


async def set_options(house: House, entry_id: str, **sections: dict[str, object]) -> None:
    """Change options of an account, by section."""
    flows = "/api/config/config_entries/options/flow"
    flow = await house.post(flows, {"handler": entry_id})
    done = await house.post(f"{flows}/{flow['flow_id']}", sections)
    expect(done["type"] == "create_entry", "the options are saved")


def where(gateway: str, simulator: Simulator) -> dict[str, object]:
    """Return what says in the form where a gateway is."""
    if gateway == MODEM:
        return {"port": simulator.gateway_urls[gateway], "balance": {}, "advanced": {}}
    url = {"url": simulator.gateway_urls[gateway]}
    more = {"verify_ssl": True}
    return {**url, "advanced": more} if gateway in WITH_SESSION else {"advanced": {**url, **more}}


def credentials(gateway: str, account: Account) -> dict[str, str]:
    """Return what the account at a gateway is added with."""
    if gateway == SMPP:
        return {"system_id": account.user, "password": account.smpp.password}
    if gateway == ANDROID:
        return {"username": account.user, "password": account.password}
    if gateway == MODEM:
        return {"pin": account.modem.pin}
    if gateway == "clickatell_central":
        return {
            "username": account.user,
            "password": account.password,
            "api_id": account.api_id,
        }
    return {"api_key": account.api_key}
