"""The demo: an alert goes out of a real Home Assistant, meets trouble, arrives, and is answered."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
import errno
import fcntl
import json
from pathlib import Path
import shutil
import signal
import socket
import sys
import time
from typing import Any

from aiohttp import ClientError

from simulator import Simulator
from simulator.account import Account
from simulator.faults import Fault

from .furniture import furnish
from .house import PASSWORD, ROOT, USERNAME, House

CONFIGURATION = Path(__file__).with_name("configuration.yaml")
ACCOUNT = "Clickatell"
ANNA = "+447700900001"
SENDER = "+447700900099"
LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
STEP_TIMEOUT = 30
SMPP, ANDROID = "smpp", "android"
GATEWAYS = ("clickatell_central", "clickatell_one", "clickatell_platform", SMPP, ANDROID)

type Events = asyncio.Queue[dict[str, Any]]


class StepFailedError(Exception):
    """A step of the demo was not seen."""


class Story:
    """The steps, each printed as it is seen, with the time it took."""

    def __init__(self, simulator: Simulator, gateway: str, house: House) -> None:
        """Tell the story of a simulated gateway and a house."""
        self._simulator = simulator
        self._gateway = gateway
        self._house = house
        self._is_smpp = gateway == SMPP
        # What is not told where to call.
        self._has_session = gateway in (SMPP, ANDROID)
        self._began = time.monotonic()
        self._step_began = self._began

    def title(self, text: str) -> None:
        """Begin a chapter."""
        print(f"\n{text}", flush=True)
        self._step_began = time.monotonic()

    def seen(self, text: str) -> None:
        """Print a step that was seen."""
        now = time.monotonic()
        print(f"  ✓ {now - self._step_began:5.1f} s  {text}", flush=True)
        self._step_began = now

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
        print(f"\nEvery step was seen, in {time.monotonic() - self._began:.0f} s.", flush=True)

    async def start_house(self) -> None:
        """Start Home Assistant."""
        self.title("1. A house with Home Assistant, and a pretend SMS gateway")
        url = self._simulator.gateway_urls[SMPP] if self._is_smpp else self._simulator.url
        self.seen(f"the gateway simulator runs at {url}")
        await self._house.prepare()
        furnish(self._house.folder)
        await self._house.start()
        self.seen(f"Home Assistant runs at {self._house.url}")

    async def add_account(self) -> None:
        """Go through the config flow as a user does."""
        self.title("2. The SMS account is added, as under Settings > Devices & services")
        flows = "/api/config/config_entries/flow"
        flow = await self._house.post(flows, {"handler": "sms_gateway"})
        step = f"{flows}/{flow['flow_id']}"
        await self._house.post(step, {"next_step_id": self._gateway})
        account = {"name": ACCOUNT, "sender": SENDER, **where(self._gateway, self._simulator)}
        right = credentials(self._gateway, self._simulator.account)
        wrong = dict.fromkeys(right, "wrong")
        refused = await self._house.post(step, {**wrong, **account})
        errors = list((refused.get("errors") or {}).values())
        expect(errors == ["invalid_auth"], "wrong credentials are refused")
        self.seen("wrong credentials are refused before anything is saved")
        created = await self._house.post(step, {**right, **account})
        if not self._has_session:
            created = await self._pass_on_address(step, created)
        expect(created["type"] == "create_entry", "the account is created")
        self.seen("the right ones are accepted; the account is there")
        _, subentry_flow = created["next_flow"]
        person = {"name": "Anna", "phone_number": "07700 900001"}
        added = await self._house.post(
            f"/api/config/config_entries/subentries/flow/{subentry_flow}", person
        )
        expect(added["type"] == "create_entry", "the recipient is created")
        await until(self._has_anna, "Anna's entities appear")
        self.seen("Anna is added as a recipient, by the number as one dials it: 07700 900001")

    async def _pass_on_address(self, step: str, shown: dict[str, Any]) -> dict[str, Any]:
        """Tell the gateway where replies go to; return what comes after that page."""
        page = f"callback_{self._gateway}"
        expect(shown.get("step_id") == page, "the callback address is shown")
        self._simulator.account.callback_url = shown["description_placeholders"]["callback_url"]
        self.seen("the gateway is told the address that replies go to")
        created: dict[str, Any] = await self._house.post(step, {})
        return created

    async def send_alert(self, events: Events) -> None:
        """Let the freezer get warm while the gateway has a bad moment."""
        self.title("3. The freezer gets warm, and the gateway has a bad moment")
        if self._gateway == ANDROID:
            # It is asked so often that another question would meet the fault.
            await self._simulator.refuse(2)
        else:
            self._simulator.faults.set(Fault.HTTP_503, count=1)
        await self._house.call_plain(
            "input_number",
            "set_value",
            entity_id="input_number.freezer_temperature",
            value=-5,
        )
        await next_status(events, "queued")
        self.seen("the automation ran: the alert is on disk and will not be lost")
        failed = await next_status(events, "queued")
        self.seen(f"first attempt failed ({failed['error']}); it will be tried again in 3 s")
        await next_status(events, "accepted")
        self.seen("second attempt: the gateway has the message")
        await next_status(events, "delivered")
        message = self._simulator.network.messages[-1]
        expect("freezer is at -5" in message.text, "the text is on the phone")
        self.seen(f"delivered; on Anna's phone stands: “{message.text}”")

    async def answer(self, events: Events) -> None:
        """Answer the alert from the phone."""
        self.title("4. Anna answers from her phone")
        self._simulator.post_reply(ANNA, "OK")
        reply = await next_event(events, "sms_gateway_message_received")
        expect(reply["data"]["tag"] == "freezer", "the reply belongs to the alert")
        self.seen("she types “OK”; Home Assistant knows which alert it answers")
        await until(self._is_acknowledged, "the home acts on the answer")
        self.seen("an automation acts on it: “Alarm acknowledged” is on")

    async def stop_word(self, events: Events) -> None:
        """Write STOP, and be left alone."""
        self.title("5. Anna has had enough")
        self._simulator.post_reply(ANNA, "Stop")
        await next_event(events, "sms_gateway_opt_out")
        expect(
            await self._house.state("binary_sensor.anna_subscribed") == "off",
            "Anna is shown as unsubscribed",
        )
        self.seen("she types “Stop”; she is shown as unsubscribed")
        sent = len(self._simulator.network.messages)
        try:
            await self._house.call("sms_gateway", "send_message", to="Anna", message="Hello?")
        except RuntimeError as error:
            expect("STOP" in str(error), "the refusal says why")
        else:
            raise StepFailedError("a message to her is refused")
        expect(len(self._simulator.network.messages) == sent, "nothing was sent to her")
        self.seen("the next message to her is refused, and the action says why")
        if self._has_session:
            self._simulator.post_reply(ANNA, "Start")
            await next_event(events, "sms_gateway_opt_in")
            self.seen("she types “Start”, and that is lifted")
        else:
            self._simulator.post_reply(ANNA, "It was me, go on")
            await next_event(events, "sms_gateway_message_received")
            self.seen("any later message from her lifts that, as it does at Clickatell")

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


def where(gateway: str, simulator: Simulator) -> dict[str, object]:
    """Return what says in the form where a gateway is."""
    url = {"url": simulator.gateway_urls[gateway]}
    more = {"verify_ssl": True}
    return (
        {**url, "advanced": more} if gateway in (SMPP, ANDROID) else {"advanced": {**url, **more}}
    )


def credentials(gateway: str, account: Account) -> dict[str, str]:
    """Return what the account at a gateway is added with."""
    if gateway == SMPP:
        return {"system_id": account.user, "password": account.smpp.password}
    if gateway == ANDROID:
        return {"username": account.user, "password": account.password}
    if gateway == "clickatell_central":
        return {
            "username": account.user,
            "password": account.password,
            "api_id": account.api_id,
        }
    return {"api_key": account.api_key}


def expect(seen: bool, what: str) -> None:
    """Fail the step unless it was seen."""
    if not seen:
        raise StepFailedError(what)


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(STEP_TIMEOUT):
            while not await condition():
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise StepFailedError(f"not within {STEP_TIMEOUT} s: {what}") from error


async def next_event(events: Events, kind: str) -> dict[str, Any]:
    """Return the next event of a kind, passing over others."""
    try:
        async with asyncio.timeout(STEP_TIMEOUT):
            while (event := await events.get())["event_type"] != kind:
                pass
    except TimeoutError as error:
        raise StepFailedError(f"not within {STEP_TIMEOUT} s: event {kind}") from error
    return event


async def next_status(events: Events, state: str) -> dict[str, Any]:
    """Return what the next status event with a state says."""
    others = []
    try:
        async with asyncio.timeout(STEP_TIMEOUT):
            while True:
                event = await next_event(events, "sms_gateway_message_status")
                data: dict[str, Any] = event["data"]
                if data["state"] == state:
                    return data
                others.append(data["state"])
    except TimeoutError as error:
        what = f"a message is {state}; told was {', '.join(others) or 'nothing'}"
        raise StepFailedError(f"not within {STEP_TIMEOUT} s: {what}") from error


def check_port(port: int) -> None:
    """End with a clear word where a port of this machine is taken, under one of its addresses."""
    for family, address in LOOPBACK.items():
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"Port {port} is taken. Stop what uses it, or choose another (--help).")
            if error.errno == errno.EACCES:
                sys.exit(f"Port {port} is not for everybody. Choose another (--help).")
            # What is left is a machine without this kind of address.


def check_folder(folder: Path) -> None:
    """End with a clear word where the house of another demo, or of one that was killed, runs."""
    lock = folder / ".ha_run.lock"
    if not lock.exists():
        return
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = json.load(held)["pid"]
            sys.exit(
                f"The Home Assistant of another demo runs in {folder}: process {process}."
                f"\nEnd that demo with Ctrl-C; if its terminal is gone: kill {process}"
            )


async def main(arguments: argparse.Namespace) -> int:
    """Run the demo; return its exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    folder = house_folder(arguments)
    shutil.rmtree(folder, ignore_errors=True)
    simulator = Simulator()
    port = arguments.simulator_port
    await simulator.start(port, "localhost", control_port=port + 1, smpp_port=port + 2)
    simulator.account.delivery_delay = 0.5
    simulator.account.gateway = arguments.gateway
    configuration = CONFIGURATION.read_text().format(url=f"http://localhost:{arguments.port}")
    house = House(folder, arguments.port, configuration)
    if arguments.network:
        house.host = "0.0.0.0"  # noqa: S104 - asked for
    try:
        story = asyncio.create_task(Story(simulator, arguments.gateway, house).run())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({story, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not story.done():
            story.cancel()
            with suppress(asyncio.CancelledError):
                await story
            return 1
        await story
        if not arguments.once:
            print(
                f"\nHome Assistant:  {house.url}   user {USERNAME}, password {PASSWORD}"
                f"\nThe messages:    {house.url}/sms_gateway  (SMS in the sidebar)"
                f"\nThe dashboard:   {house.url}/sms-gateway  (Freezer alarm)"
                f"\nThe phones:      {simulator.url}"
                "\nSet “Freezer temperature” to -20 and back to -5 for another alert."
                "\nCtrl-C ends the demo.",
                flush=True,
            )
            await stopped
    except (StepFailedError, RuntimeError, ClientError, TimeoutError) as error:
        print(f"  ✗ not seen: {error}\n    Home Assistant's log: {folder}/output.log", flush=True)
        return 1
    finally:
        stopped.cancel()
        await house.close()
        await simulator.stop()
    return 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument(
        "--network", action="store_true", help="let other devices of your network in, too"
    )
    parser.add_argument("--once", action="store_true", help="end when every step was seen")
    parser.add_argument(
        "--gateway", choices=GATEWAYS, default="clickatell_one", help="the gateway it goes through"
    )
    parser.add_argument("--port", type=int, default=8123, help="Home Assistant's port")
    parser.add_argument(
        "--simulator-port",
        type=int,
        default=8124,
        help="the simulator's port, and the next two",
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT, help="the folder in which .demo is made, the house"
    )
    return parser.parse_args()


def house_folder(arguments: argparse.Namespace) -> Path:
    """Return the folder that the house is in, made anew each time."""
    folder: Path = arguments.folder.resolve()
    return folder / ".demo"


if __name__ == "__main__":
    options = parse()
    check_folder(house_folder(options))
    for taken in (options.port, *(options.simulator_port + more for more in range(3))):
        check_port(taken)
    sys.exit(asyncio.run(main(options)))
