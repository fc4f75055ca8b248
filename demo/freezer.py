"""The demo's own story: an alert meets trouble, arrives, and is answered; somebody writes STOP."""

from simulator import Simulator
from simulator.faults import Fault

from .adding import ANDROID, MODEM, SMPP, WITH_SESSION, AccountForm
from .furniture import furnish
from .house import House
from .steps import (
    Events,
    StepFailedError,
    Steps,
    expect,
    next_event,
    next_status,
    until,
)

ACCOUNT = "Clickatell"
ANNA = "+447700900001"
SENDER = "+447700900099"
GATEWAYS = ("clickatell_central", "clickatell_one", "clickatell_platform", SMPP, ANDROID, MODEM)
# A modem's network has no room for a message (own-sim.md 2.5).
_CONGESTION = 42


class Freezer:
    """A freezer gets warm, the gateway has a bad moment, the alert arrives and is answered."""

    def __init__(self, simulator: Simulator, gateway: str, house: House) -> None:
        """Tell the story of a simulated gateway and a house."""
        self._simulator = simulator
        self._gateway = gateway
        self._house = house
        self._steps = Steps()
        self._has_session = gateway in WITH_SESSION

    async def run(self) -> None:
        """Go through all steps; raises StepFailedError at the first that is not seen."""
        await self.start_house()
        async with self._house.events(
            "sms_gateway_message_status",
            "sms_gateway_message_received",
            "sms_gateway_opt_out",
            "sms_gateway_opt_in",
        ) as events:
            await self.add_account()
            await self.send_alert(events)
            await self.answer(events)
            await self.stop_word(events)
        self._steps.end()

    async def start_house(self) -> None:
        """Start Home Assistant."""
        self._steps.title("1. A house with Home Assistant, and a pretend SMS gateway")
        at_port = self._gateway in (SMPP, MODEM)
        url = self._simulator.gateway_urls[self._gateway] if at_port else self._simulator.url
        self._steps.seen(f"the gateway simulator runs at {url}")
        await self._house.prepare()
        furnish(self._house.folder)
        await self._house.start()
        self._steps.seen(f"Home Assistant runs at {self._house.url}")

    async def add_account(self) -> None:
        """Go through the config flow as a user does."""
        self._steps.title("2. The SMS account is added, as under Settings > Devices & services")
        form = await AccountForm.open(self._house, self._simulator, self._gateway)
        refused = await form.enter(ACCOUNT, SENDER, is_right=False)
        errors = list((refused.get("errors") or {}).values())
        expect(errors in (["invalid_auth"], ["pin_refused"]), "wrong credentials are refused")
        self._steps.seen("wrong credentials are refused before anything is saved")
        shown = await form.enter(ACCOUNT, SENDER)
        if not self._has_session:
            await form.pass_on_address(shown)
            self._steps.seen("the gateway is told the address that replies go to")
        await form.save()
        self._steps.seen("the right ones are accepted; the account is there")
        await form.add_person("Anna", "07700 900001")
        await until(self._has_anna, "Anna's entities appear")
        self._steps.seen(
            "Anna is added as a recipient, by the number as one dials it: 07700 900001"
        )

    async def send_alert(self, events: Events) -> None:
        """Let the freezer get warm while the gateway has a bad moment."""
        self._steps.title("3. The freezer gets warm, and the gateway has a bad moment")
        if self._gateway == ANDROID:
            # It is asked so often that another question would meet the fault.
            await self._simulator.refuse(2)
        elif self._gateway == MODEM:
            self._simulator.faults.set(Fault.CMS_ERROR, _CONGESTION, count=1)
        else:
            self._simulator.faults.set(Fault.HTTP_503, count=1)
        await self._house.call_plain(
            "input_number",
            "set_value",
            entity_id="input_number.freezer_temperature",
            value=-5,
        )
        await next_status(events, "queued")
        self._steps.seen("the automation ran: the alert is on disk and will not be lost")
        failed = await next_status(events, "queued")
        self._steps.seen(f"first attempt failed ({failed['error']}); it will be tried again in 3 s")
        await next_status(events, "accepted")
        self._steps.seen("second attempt: the gateway has the message")
        await next_status(events, "delivered")
        message = self._simulator.network.messages[-1]
        expect("freezer is at -5" in message.text, "the text is on the phone")
        self._steps.seen(f"delivered; on Anna's phone stands: “{message.text}”")

    async def answer(self, events: Events) -> None:
        """Answer the alert from the phone."""
        self._steps.title("4. Anna answers from her phone")
        self._simulator.post_reply(ANNA, "OK")
        reply = await next_event(events, "sms_gateway_message_received")
        expect(reply["data"]["tag"] == "freezer", "the reply belongs to the alert")
        self._steps.seen("she types “OK”; Home Assistant knows which alert it answers")
        await until(self._is_acknowledged, "the home acts on the answer")
        self._steps.seen("an automation acts on it: “Alarm acknowledged” is on")

    async def stop_word(self, events: Events) -> None:
        """Write STOP, and be left alone."""
        self._steps.title("5. Anna has had enough")
        self._simulator.post_reply(ANNA, "Stop")
        await next_event(events, "sms_gateway_opt_out")
        expect(
            await self._house.state("binary_sensor.anna_subscribed") == "off",
            "Anna is shown as unsubscribed",
        )
        self._steps.seen("she types “Stop”; she is shown as unsubscribed")
        sent = len(self._simulator.network.messages)
        try:
            await self._house.call("sms_gateway", "send_message", to="Anna", message="Hello?")
        except RuntimeError as error:
            expect("STOP" in str(error), "the refusal says why")
        else:
            raise StepFailedError("a message to her is refused")
        expect(len(self._simulator.network.messages) == sent, "nothing was sent to her")
        self._steps.seen("the next message to her is refused, and the action says why")
        if self._has_session:
            self._simulator.post_reply(ANNA, "Start")
            await next_event(events, "sms_gateway_opt_in")
            self._steps.seen("she types “Start”, and that is lifted")
        else:
            self._simulator.post_reply(ANNA, "It was me, go on")
            await next_event(events, "sms_gateway_message_received")
            self._steps.seen("any later message from her lifts that, as it does at Clickatell")

    async def _has_anna(self) -> bool:
        states = {
            state["entity_id"]: state["state"] for state in await self._house.get("/api/states")
        }
        # The first question is for the balance, which the fault that follows is not meant for.
        is_connected = any(
            name.endswith("_connectivity") and state == "on" for name, state in states.items()
        )
        return is_connected and {"notify.anna", "binary_sensor.anna_subscribed"} <= states.keys()

    async def _is_acknowledged(self) -> bool:
        return await self._house.state("input_boolean.alarm_acknowledged") == "on"
