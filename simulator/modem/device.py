"""What a modem and its SIM remember."""

from collections.abc import Callable

from ..faults import Fault, Faults
from ..modem_settings import ModemSettings
from ..network import Network
from .at import AtError
from .families import FAMILIES, Family
from .storage import Memory

_TRIES = 3
_IN_ROAMING, _HOME = 5, 1
_CHOICES = {
    "+CMEE": "012",
    "+CMGF": "0",
    "+CSMS": "01",
    "+CMMS": "012",
    "+CREG": "012",
    "+CGREG": "012",
    "+CEREG": "012",
    "+CLIP": "01",
    "+CFUN": "014",
}
"""What some commands can be set to."""
_ON = "1"


class Sim:
    """The card: its PIN, and the messages on it."""

    def __init__(self, network: Network, faults: Faults) -> None:
        """Have a card that is not in a modem yet."""
        self._network = network
        self._faults = faults
        self._memory = Memory("SM", 0)
        self.smsc: str | None = None
        """The SMSC's number, if it was changed."""
        self.tries = _TRIES
        """How many PINs may still be wrong."""
        self.is_unlocked = False
        self._pin: str | None = None

    @property
    def settings(self) -> ModemSettings:
        """How it was bought."""
        return self._network.account.modem

    @property
    def memory(self) -> Memory:
        """What holds messages."""
        self._memory.size = self.settings.sim_slots
        return self._memory

    @property
    def wants(self) -> str:
        """What CPIN says."""
        if not self.tries:
            return "SIM PUK"
        is_locked = bool(self.settings.pin) and not self.is_unlocked
        return "SIM PIN" if is_locked or self._faults.take(Fault.PIN_NEEDED) else "READY"

    def require(self, kind: str) -> None:
        """Raise AtError, of CME's or CMS's kind, unless it can be used."""
        match self.wants:
            case "SIM PIN":
                raise AtError(kind, 311 if kind == "CMS" else 11)
            case "SIM PUK":
                raise AtError(kind, 316 if kind == "CMS" else 12)

    def enter(self, code: str, new_pin: str) -> None:
        """Try a PIN, or a PUK with a new PIN; raise AtError if it is wrong."""
        match self.wants:
            case "SIM PIN":
                self.tries -= 1
                right = code == (self._pin or self.settings.pin) and bool(code)
            case "SIM PUK":
                right = code == self.settings.puk and bool(new_pin)
            case _:
                raise AtError("CME", 3)
        if not right:
            raise AtError("CME", 16 if self.tries else 12)
        self._pin = new_pin or self._pin
        self.tries, self.is_unlocked = _TRIES, True
        self._faults.clear(Fault.PIN_NEEDED)


class Device:
    """The modem: what was set, until it loses its power."""

    def __init__(self, network: Network, faults: Faults, say: Callable[[str], bool]) -> None:
        """Take what says something unasked to whoever listens, and whether anybody does."""
        self._network = network
        self._faults = faults
        self.say = say
        self.clear()

    def clear(self) -> None:
        """Be as new, with a new SIM."""
        self.sim = Sim(self._network, self._faults)
        self.own = Memory("ME", 100, first=0)
        self.reports = Memory("SR", 20)
        self.reference = 0
        """That of the latest message."""
        self.power_on()

    def power_on(self) -> None:
        """Be there, with a SIM that may want its PIN."""
        self.is_on = True
        self.sim.is_unlocked = False
        self.forget()

    def forget(self) -> None:
        """Forget what was set."""
        self.values = {**dict.fromkeys(_CHOICES, "0"), "+CFUN": _ON}
        self.charset = "IRA"
        self.operator_form = 0
        self.indications = [0, 0, 0, 0, 0]
        """What CNMI is set to."""
        self.selected = ["SM", "SM", "SM"]
        """What is read, what is written to, and where messages come in."""

    @property
    def settings(self) -> ModemSettings:
        """What it is."""
        return self._network.account.modem

    @property
    def family(self) -> Family:
        """What it is like."""
        return FAMILIES[self.settings.family]

    def require_ready(self, kind: str) -> None:
        """Raise AtError, of CME's or CMS's kind, if the SIM takes its time."""
        if busy := self._faults.take(Fault.SIM_BUSY):
            if busy.count == 1:
                self.say_ready()
            raise AtError(kind, 515 if kind == "CMS" else 14)

    def require_sim(self, kind: str) -> None:
        """Raise AtError, of CME's or CMS's kind, unless the SIM can be used."""
        self.require_ready(kind)
        self.sim.require(kind)

    def say_ready(self) -> None:
        """Say that the SIM is ready, if this one does."""
        if self.family.ready and self.sim.wants == "READY":
            self.say(self.family.ready)

    @property
    def number(self) -> str:
        """The number of the SIM."""
        return self._network.account.sender

    @property
    def smsc(self) -> str:
        """The number of the SMSC."""
        return self.settings.smsc if self.sim.smsc is None else self.sim.smsc

    @property
    def registrations(self) -> tuple[int, int]:
        """How it is registered: what CREG and CEREG say."""
        if self.values["+CFUN"] != _ON:
            return 0, 0
        if fault := self._faults.take(Fault.NO_NETWORK):
            return int(fault.amount or 0), int(fault.amount or 0)
        if self.sim.wants != "READY":
            return 2, 2
        lte = self.settings.lte_registration if self.family.has_lte else 0
        return self.settings.registration, lte

    @property
    def is_registered(self) -> bool:
        """Whether there is a network to send and receive by."""
        return self.is_on and any(one in (_HOME, _IN_ROAMING) for one in self.registrations)

    def choices(self, name: str) -> str | None:
        """Return what a command can be set to, if it is one of those."""
        return _CHOICES.get(name)

    def memory(self, name: str) -> Memory:
        """Return a memory; raise AtError if there is none of that name."""
        match name:
            case "SM":
                return self.sim.memory
            case "ME":
                return self.own
            case "SR":
                return self.reports
        raise AtError("CMS", 302)

    def is_full(self, memory: Memory) -> bool:
        """Say whether nothing more goes into a memory."""
        return memory.is_full or self._faults.take(Fault.STORAGE_FULL) is not None

    def next_reference(self) -> int:
        """Return the reference of a message that goes out now."""
        self.reference = (self.reference + 1) % 0x100
        return self.reference
