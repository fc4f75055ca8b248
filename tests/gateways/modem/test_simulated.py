"""The client at the simulated modem, which was written without it: families, faults, phones."""

from collections.abc import Callable

import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.gateways.modem import Modem
from custom_components.sms_gateway.gateways.reasons import Reason
from simulator import Simulator
from simulator.faults import Fault
from simulator.modem_settings import ModemFamily

from ...conftest import ANNA
from ...patience import moment, patience
from ...roads import NO_SESSION
from ..home import Home, at_home
from .conftest import outgoing

PIN = "1234"
ASKED = {"balance_code": "*100#", "balance_pattern": r"balance is (\S+)"}
LONG = "Ünïcödé äöü " * 40  # GSM 03.38 has no ï: several parts of UCS-2
FAMILIES = sorted(ModemFamily)


@pytest.fixture
def gateway(simulator: Simulator) -> Modem:
    """Return an account at the simulated modem."""
    simulator.account.gateway = "modem"
    simulator.account.modem.pin = PIN
    return Modem(NO_SESSION, "", {"port": simulator.modem.url, "pin": PIN, **ASKED})


async def until(simulator: Simulator, is_so: Callable[[], bool]) -> None:
    """Wait until something is so at the modem."""
    async with patience(lambda: f"the modem was told {simulator.modem.typed}"):
        while not is_so():
            await moment()


async def error(gateway: Modem) -> GatewayError:
    """Return why a message is not taken."""
    (found,) = await gateway.send([outgoing()])
    assert isinstance(found, GatewayError)
    return found


@pytest.mark.parametrize("family", FAMILIES)
async def test_the_main_road_with_each_family(
    simulator: Simulator, gateway: Modem, family: ModemFamily
) -> None:
    simulator.account.modem.family = family
    await simulator.modem.clear()
    async with at_home(Home(gateway)) as home:
        (accepted,) = await gateway.send([outgoing(LONG)])
        assert isinstance(accepted, Accepted)
        ids = {accepted.provider_message_id, *accepted.further_ids}
        assert len(ids) == len(simulator.modem.submitted) > 1
        assert [one.text for one in simulator.network.messages] == [LONG]
        await home.until(lambda: len(home.reports) == len(ids))
        assert {one.provider_message_id for one in home.reports} == ids
        assert {one.state for one in home.reports} == {ReportedState.DELIVERED}
        await simulator.reply(ANNA, "ok €")
        await home.until(lambda: home.texts == ["ok €"])
        assert home.messages[0].sender == ANNA
        await until(simulator, lambda: not simulator.modem.sim.slots)
        assert (await gateway.balance()).value is not None
        assert not home.oddities
    assert simulator.modem.typed.count(f'AT+CPIN="{PIN}"') == 1


async def test_what_is_on_the_sim_is_taken_at_the_next_start(
    simulator: Simulator, gateway: Modem
) -> None:
    async with at_home(Home(gateway)):
        pass
    await simulator.reply(ANNA, "while you were away")
    assert simulator.modem.sim.slots
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: home.texts == ["while you were away"])
        await until(simulator, lambda: not simulator.modem.sim.slots)


@pytest.mark.parametrize(
    ("fault", "kind", "uncertain"),
    [
        (Fault.NO_PROMPT, ErrorKind.NETWORK, False),
        (Fault.PROMPT_STUCK, ErrorKind.NETWORK, True),
        (Fault.NO_RESPONSE, ErrorKind.NETWORK, True),
        (Fault.SESSION_DROPPED, ErrorKind.NETWORK, False),
        (Fault.NO_NETWORK, ErrorKind.SERVER, False),
        (Fault.HTTP_503, ErrorKind.SERVER, False),
        (Fault.ADDRESS, ErrorKind.SENDER, False),
    ],
)
async def test_a_message_amid_faults(
    simulator: Simulator, gateway: Modem, fault: Fault, kind: ErrorKind, *, uncertain: bool
) -> None:
    async with at_home(Home(gateway)):
        simulator.faults.set(fault, count=None if fault is Fault.NO_NETWORK else 1)
        found = await error(gateway)
    assert (found.kind, found.uncertain) == (kind, uncertain)
    simulator.faults.clear()
    async with at_home(Home(gateway)):
        (accepted,) = await gateway.send([outgoing("again")])
        assert isinstance(accepted, Accepted)
    assert simulator.network.messages[-1].text == "again"


@pytest.mark.parametrize("fault", [Fault.ECHO_STAYS, Fault.URCS_INSIDE, Fault.REPORTS_FIRST])
async def test_a_modem_that_talks_too_much(
    simulator: Simulator, gateway: Modem, fault: Fault
) -> None:
    simulator.faults.set(fault)
    async with at_home(Home(gateway)) as home:
        (accepted,) = await gateway.send([outgoing("a" * 300)])
        assert isinstance(accepted, Accepted)
        await home.until(lambda: len(home.reports) == 2)
        await simulator.reply(ANNA, "yes")
        await home.until(lambda: home.texts == ["yes"])
        assert (await gateway.balance()).value is not None
    assert {one.provider_message_id for one in home.reports} == {
        accepted.provider_message_id,
        *accepted.further_ids,
    }


async def test_one_that_is_pulled_out_and_back(simulator: Simulator, gateway: Modem) -> None:
    home = Home(gateway)
    async with at_home(home):
        await simulator.modem.pull()
        await home.until(lambda: bool(home.errors))
    with pytest.raises(GatewayError):
        await gateway.try_out()
    await simulator.modem.plug_in()
    async with at_home(Home(gateway)):
        (accepted,) = await gateway.send([outgoing()])
        assert isinstance(accepted, Accepted)
    assert simulator.modem.typed.count(f'AT+CPIN="{PIN}"') == 2


async def test_a_wrong_pin_costs_one_try(simulator: Simulator, gateway: Modem) -> None:
    wrong = Modem(NO_SESSION, "", {"port": simulator.modem.url, "pin": "9999"})
    for _ in range(3):
        with pytest.raises(GatewayError) as raised:
            await wrong.try_out()
        assert (raised.value.kind, raised.value.text) == (ErrorKind.AUTH, Reason.WRONG_PIN)
    assert simulator.modem.typed.count('AT+CPIN="9999"') == 1
    await gateway.try_out()


async def test_the_number_of_the_smsc_is_entered_where_the_sim_has_none(
    simulator: Simulator, gateway: Modem
) -> None:
    simulator.account.modem.smsc = ""
    await simulator.modem.clear()
    async with at_home(Home(gateway)):
        (found,) = await gateway.send([outgoing()])
        assert isinstance(found, GatewayError)
    entered = {"port": simulator.modem.url, "pin": PIN, "smsc": "+447700900990"}
    knows = Modem(NO_SESSION, "", entered)
    async with at_home(Home(knows)):
        (accepted,) = await knows.send([outgoing()])
        assert isinstance(accepted, Accepted)


async def test_a_full_sim_is_emptied_and_takes_what_waited(
    simulator: Simulator, gateway: Modem
) -> None:
    simulator.account.modem.sim_slots = 2
    async with at_home(Home(gateway)):
        pass
    for number in range(5):
        await simulator.reply(ANNA, f"message {number}")
    assert simulator.modem.waiting
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: len(home.texts) == 5)
    assert sorted(home.texts) == [f"message {number}" for number in range(5)]


async def test_how_it_does(simulator: Simulator, gateway: Modem) -> None:
    simulator.account.modem.registration = 2
    simulator.account.modem.lte_registration = 5
    async with at_home(Home(gateway)) as home:
        home.connected.clear()
        await home.connected.wait()
        assert gateway.condition == {
            "signal": -71,
            "network": "roaming",
            "operator": "Simulated",
        }
        assert await gateway.balance() == Balance(float(simulator.account.balance), None)
