"""The internet is down: the alarm goes out by a SIM in the house, and the answer comes in by it."""

import time

from simulator import Simulator

from .adding import ANDROID, MODEM, WITH_SESSION, AccountForm, set_options
from .furniture import furnish
from .house import House
from .steps import Events, Steps, expect, next_event, next_status, until

CLOUD = "clickatell_one"
# What can be the SIM in the house.
SIMS = (ANDROID, MODEM)
CLOUD_SENDER = "+447700900099"
SIM_NUMBER = "+447700900077"
ANNA = "+447700900001"
# Minutes: the house asks the phone more often than by itself, so that nobody has to wait.
FALLBACK_AFTER = 0.1
POLL_REPLIES = 0.05
_WARM, _COLD = -5, -20
# What a busy machine, and a phone that is asked what it does, take besides; in seconds.
_PATIENCE = 10


class Blackout:
    """Two accounts, the cloud first, and the SIM as the one that takes over."""

    def __init__(self, cloud: Simulator, home: Simulator, sim: str, house: House) -> None:
        """Tell the story of a gateway in the internet and a `sim` in the house."""
        self._cloud = cloud
        self._home = home
        self._sim = sim
        self._house = house
        self._steps = Steps()

    async def run(self) -> None:
        """Go through all steps; raises StepFailedError at the first that is not seen."""
        await self.start_house()
        async with self._house.events(
            "sms_gateway_message_status", "sms_gateway_message_received"
        ) as events:
            await self.add_accounts()
            await self.lose_internet(events)
            await self.answer(events)
            await self.regain_internet(events)
        self._steps.end()

    async def start_house(self) -> None:
        """Start Home Assistant."""
        self._steps.title("1. A house with Home Assistant, and two ways out of it")
        self._steps.seen(f"a pretend SMS gateway in the internet runs at {self._cloud.url}")
        home = self._home.gateway_urls[MODEM] if self._sim == MODEM else self._home.url
        self._steps.seen(f"a pretend phone or modem with a SIM in the house is at {home}")
        await self._house.prepare()
        furnish(self._house.folder)
        await self._house.start()
        self._steps.seen(f"Home Assistant runs at {self._house.url}")

    async def add_accounts(self) -> None:
        """Add both, and have one take over for the other."""
        self._steps.title("2. Two accounts are added, the cloud first")
        form = await AccountForm.open(self._house, self._cloud, CLOUD)
        await form.pass_on_address(await form.enter("Clickatell", CLOUD_SENDER))
        cloud = await form.save()
        await form.add_person("Anna", "07700 900001")
        self._steps.seen("Clickatell, which needs the internet, with Anna as a recipient")
        form = await AccountForm.open(self._house, self._home, self._sim)
        shown = await form.enter("SIM", SIM_NUMBER)
        if self._sim not in WITH_SESSION:
            await form.pass_on_address(shown)
        sim = await form.save()
        await form.add_nobody()
        if self._sim == ANDROID:
            await set_options(self._house, sim, replies={"poll_replies": POLL_REPLIES})
        what = "modem with a SIM" if self._sim == MODEM else "phone with a SIM"
        self._steps.seen(f"the {what}, which needs only what is in the house")
        takes_over = {"fallback": sim, "fallback_after": FALLBACK_AFTER}
        await set_options(self._house, cloud, fallback=takes_over)
        await until(self._is_ready, "both accounts are connected")
        seconds = FALLBACK_AFTER * 60
        self._steps.seen(f"option of Clickatell: the SIM takes over after {seconds:.0f} s")

    async def lose_internet(self, events: Events) -> None:
        """Let the freezer get warm while nothing in the internet can be reached."""
        self._steps.title("3. The internet is gone, and the freezer gets warm")
        await self._cloud.refuse()
        self._steps.seen("connections to the gateway in the internet are refused")
        warm_at = time.monotonic()
        await self._set_freezer(_WARM)
        await next_status(events, "queued")
        self._steps.seen("the automation ran: the alarm is on disk and will not be lost")
        failed = await next_status(events, "queued")
        self._steps.seen(f"Clickatell: {failed['error']}; it will be tried again in 3 s")
        taken = await next_status(events, "accepted")
        expect("fallback" in taken, "the SIM has taken over")
        took = time.monotonic() - warm_at
        expect(took < FALLBACK_AFTER * 60 + _PATIENCE, "it was taken over in time")
        self._steps.seen(f"the SIM has taken over: {took:.1f} s after the freezer got warm")
        await next_status(events, "delivered")
        message = self._home.network.messages[-1]
        expect("freezer is at -5" in message.text, "the text is on the phone")
        self._steps.seen(f"delivered; on Anna's phone stands: “{message.text}”")
        expect(not self._cloud.network.messages, "nothing went out by the internet")

    async def answer(self, events: Events) -> None:
        """Answer the alarm, still without the internet."""
        self._steps.title("4. Anna answers, to the number of the SIM")
        self._home.post_reply(ANNA, "OK")
        reply = await next_event(events, "sms_gateway_message_received")
        expect(reply["data"]["tag"] == "freezer", "the reply belongs to the alarm")
        self._steps.seen("“OK” came in by the SIM; Home Assistant knows which alarm it answers")
        await until(self._is_acknowledged, "the home acts on the answer")
        self._steps.seen("an automation acts on it: “Alarm acknowledged” is on")

    async def regain_internet(self, events: Events) -> None:
        """Send by the cloud again."""
        self._steps.title("5. The internet is back")
        await self._cloud.accept()
        self._steps.seen("the gateway in the internet can be reached")
        sent_by_sim = len(self._home.network.messages)
        await self._set_freezer(_COLD)
        await self._set_freezer(_WARM)
        taken = await next_status(events, "accepted")
        expect("fallback" not in taken, "the cloud takes messages itself")
        expect(len(self._home.network.messages) == sent_by_sim, "the SIM has sent nothing more")
        self._steps.seen("the next alarm goes out by Clickatell again")

    async def _set_freezer(self, degrees: float) -> None:
        await self._house.call_plain(
            "input_number",
            "set_value",
            entity_id="input_number.freezer_temperature",
            value=degrees,
        )

    async def _is_ready(self) -> bool:
        states = {each["entity_id"]: each["state"] for each in await self._house.get("/api/states")}
        connected = [
            states.get(f"binary_sensor.{name}_connectivity") for name in ("clickatell", "sim")
        ]
        return connected == ["on", "on"] and "notify.anna" in states

    async def _is_acknowledged(self) -> bool:
        return await self._house.state("input_boolean.alarm_acknowledged") == "on"
