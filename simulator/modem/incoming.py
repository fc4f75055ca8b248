"""What the network has for a modem, and how the modem tells of it (27.005 3.4)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from ..callbacks import Attempt, Callback, CallbackRequest, CallbackState
from ..faults import Fault, Faults
from ..network import Network, now_ms
from .at import AtError
from .device import Device
from .pdu import tpdu_length
from .storage import Stat, Stored

_STORED, _DIRECT = 1, 2
"""Values of CNMI's mt; its ds has them the other way round."""
_NOT_EXPECTED = 340


@dataclass(slots=True, eq=False)
class Arrival:
    """A message from a phone, a part of one, or a report."""

    pdu: bytes
    is_report: bool
    callback: Callback
    """What the page and the control API show of it."""

    @property
    def announced(self) -> str:
        """How it is told of that is not stored."""
        name = "+CDS: " if self.is_report else "+CMT: ,"
        return f"{name}{tpdu_length(self.pdu)}\r\n{self.pdu.hex().upper()}"


def arrival(
    pdu: bytes, summary: str, fields: Mapping[str, object], *, is_report: bool = False
) -> Arrival:
    """Return something that arrives, with what the page shows."""
    method = "status-report" if is_report else "deliver"
    request = CallbackRequest(summary=summary, fields=fields, method=method)
    return Arrival(pdu, is_report, Callback("modem", request))


class Incoming:
    """What arrives, in order; the network keeps what the modem can't take."""

    def __init__(self, network: Network, faults: Faults, device: Device) -> None:
        """Start with nothing."""
        self.waiting: list[Arrival] = []
        self.unacknowledged: Arrival | None = None
        """What CNMA has to follow."""
        self._network = network
        self._faults = faults
        self._device = device
        self._timer: asyncio.TimerHandle | None = None

    def clear(self) -> None:
        """Forget everything."""
        self.waiting.clear()
        self.lose_power()

    def lose_power(self) -> None:
        """Leave what was not acknowledged to the network."""
        if self.unacknowledged:
            self.waiting.insert(0, self.unacknowledged)
        self._acknowledged()

    def bring(self, *arrivals: Arrival) -> None:
        """Let something arrive as soon as the modem can take it."""
        times = 2 if self._faults.take(Fault.DUPLICATE_CALLBACKS) else 1
        self.waiting += [each for each in arrivals for _ in range(times)]
        self.flush()

    def flush(self) -> None:
        """Hand over what waits, as far as the modem takes it."""
        waiting, self.waiting = self.waiting, []
        self.waiting = [each for each in waiting if not self._taken(each)] + self.waiting

    def acknowledge(self) -> None:
        """Obey a CNMA; raise AtError if none was expected."""
        if self.unacknowledged is None:
            raise AtError("CMS", _NOT_EXPECTED)
        self._done(self.unacknowledged.callback)
        self._acknowledged()

    def _acknowledged(self) -> None:
        self.unacknowledged = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _taken(self, what: Arrival) -> bool:
        """Hand something over, if the modem can take it now."""
        device = self._device
        if self.unacknowledged or not device.is_registered or device.sim.wants != "READY":
            return False
        mode, messages, _, reports, _ = device.indications
        is_told = mode != 0
        if what.is_report:
            if reports == 0:
                what.callback.state = CallbackState.LOST
                return True
            return self._told(what) if reports == 1 else self._store(what, is_told=is_told)
        if messages == _DIRECT:
            return is_told and self._told(what)
        return self._store(what, is_told=is_told and messages != 0)

    def _told(self, what: Arrival) -> bool:
        """Tell of something that is not stored."""
        what.callback.attempts.append(Attempt(now_ms(), "told"))
        is_heard = self._device.say(what.announced)
        if self._device.values["+CSMS"] == "1":
            self.unacknowledged = what
            timeout = self._device.settings.acknowledgement_timeout
            self._timer = asyncio.get_running_loop().call_later(timeout, self._give_up)
        else:
            self._done(what.callback, CallbackState.DONE if is_heard else CallbackState.LOST)
        return True

    def _store(self, what: Arrival, *, is_told: bool) -> bool:
        """Put something into a memory; without room the network keeps it, and nothing is told."""
        device = self._device
        memory = device.memory("SR" if what.is_report else device.selected[2])
        if device.is_full(memory):
            return False
        what.callback.attempts.append(Attempt(now_ms(), f"stored in {memory.name}"))
        index = memory.add(Stored(what.pdu, Stat.UNREAD, what.callback))
        if is_told and what.is_report:
            wrongly = device.family.announces_reports_wrongly
            device.say('+CDSI: "SM",0' if wrongly else f'+CDSI: "{memory.name}",{index}')
        elif is_told:
            device.say(f'+CMTI: "{memory.name}",{index}')
        self._network.changed()
        return True

    def _give_up(self) -> None:
        """Stop telling of messages to whoever does not acknowledge them (27.005 3.4.4)."""
        self._device.indications[1] = self._device.indications[3] = 0
        self.lose_power()

    def _done(self, callback: Callback, state: CallbackState = CallbackState.DONE) -> None:
        callback.state = state
        self._network.changed()
