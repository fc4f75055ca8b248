"""The commands about messages (27.005)."""

from collections.abc import Callable, Mapping

from ..faults import Fault, Faults
from .at import AtError, Command, Form, Lines, Prompt, UnansweredError
from .device import Device
from .incoming import Incoming
from .pdu import tpdu_length
from .sending import Sending
from .storage import Stat, Stored

type Handler = Callable[[Command], Lines | Prompt]

_BAD_PDU, _NOT_ALLOWED, _NOT_SUPPORTED, _NO_INDEX, _FULL = 304, 302, 303, 321, 322
_ALLOWED = ("0123", "0123", "023", "", "01")
"""What CNMI takes; what is left out is up to the family."""
_DELETED = {
    1: (Stat.READ,),
    2: (Stat.READ, Stat.SENT),
    3: (Stat.READ, Stat.SENT, Stat.UNSENT),
    4: tuple(Stat),
}
"""What CMGD deletes by its second argument."""
_LONGEST = 176
"""Octets of the longest TPDU, and a few more."""


class MessageCommands:
    """Reads, deletes and sends messages, and says how they are told of."""

    def __init__(
        self, device: Device, incoming: Incoming, sending: Sending, faults: Faults
    ) -> None:
        """Work on this modem."""
        self._device = device
        self._incoming = incoming
        self._sending = sending
        self._faults = faults
        self.table: Mapping[str, Handler] = {
            "+CNMI": self._indications,
            "+CNMA": self._acknowledge,
            "+CPMS": self._memories,
            "+CMGL": self._list,
            "+CMGR": self._read,
            "+CMGD": self._delete,
            "+CMGS": self._send,
            "+CMGW": self._write,
            "+CSCA": self._smsc,
        }

    def _indications(self, command: Command) -> Lines:
        """CNMI: how what arrives is told."""
        device = self._device
        match command.form:
            case Form.TEST:
                return [f"+CNMI: {device.family.indications}"]
            case Form.READ:
                return [f"+CNMI: {','.join(map(str, device.indications))}"]
        allowed = [given or device.family.report_modes for given in _ALLOWED]
        new = list(device.indications)
        for place, written in enumerate(command.arguments):
            if place >= len(new) or (written and written not in list(allowed[place])):
                raise AtError("CMS", _NOT_SUPPORTED)
            new[place] = int(written or new[place])
        device.indications[:] = new
        return []

    def _acknowledge(self, command: Command) -> Lines:
        """CNMA: what was told last is taken."""
        if command.form is not Form.TEST:
            self._incoming.acknowledge()
        return []

    def _memories(self, command: Command) -> Lines:
        """CPMS: the memories, and how full they are."""
        device = self._device
        if command.form is Form.TEST:
            return ['+CPMS: ("SM","ME","SR"),("SM","ME"),("SM","ME")']
        device.require_sim("CMS")
        is_set = command.form is Form.SET
        if is_set:
            for place, name in enumerate(command.arguments):
                if place and name == "SR":
                    raise AtError("CMS", _NOT_ALLOWED)
                device.memory(name)
            device.selected = [*command.arguments, *device.selected[len(command.arguments) :]][:3]
        told = []
        for name in device.selected:
            memory = device.memory(name)
            used = memory.size if device.is_full(memory) else len(memory.slots)
            told.append(f"{used},{memory.size}" if is_set else f'"{name}",{used},{memory.size}')
        return [f"+CPMS: {','.join(told)}"]

    def _list(self, command: Command) -> Lines:
        """CMGL: all messages of a kind."""
        if command.form is Form.TEST:
            return ["+CMGL: (0-4)"]
        self._device.require_sim("CMS")
        wanted = command.number(0, 0)
        if wanted > Stat.ALL or (wanted == Stat.ALL and not self._device.family.lists_all):
            raise AtError("CMS", _NOT_SUPPORTED)
        memory = self._device.memory(self._device.selected[0])
        lines = []
        for index, stored in memory.listed(Stat(wanted)):
            lines += [f"+CMGL: {index},{_header(stored)}", _hex(stored)]
            stored.read()
        return lines

    def _read(self, command: Command) -> Lines:
        """CMGR: one message."""
        if command.form is Form.TEST:
            return []
        stored = self._stored(command.number(0))
        lines = [f"+CMGR: {_header(stored)}", _hex(stored)]
        stored.read()
        return lines

    def _delete(self, command: Command) -> Lines:
        """CMGD: delete a message, or all that are so far."""
        memory = self._device.memory(self._device.selected[0])
        if command.form is Form.TEST:
            return [f"+CMGD: ({','.join(map(str, sorted(memory.slots)))}),(0-4)"]
        self._device.require_sim("CMS")
        index, what = command.number(0), command.number(1, 0)
        if what:
            memory.delete(_DELETED.get(what, ()))
        elif not memory.first <= index < memory.first + memory.size:
            raise AtError("CMS", _NO_INDEX)
        elif stored := memory.slots.pop(index, None):
            stored.read()
        return []

    def _send(self, command: Command) -> Lines | Prompt:
        """CMGS: send a message."""
        if command.form is Form.TEST:
            return []
        self._device.require_sim("CMS")
        if self._faults.take(Fault.NO_PROMPT):
            raise UnansweredError
        length = self._length(command)

        async def send(typed: bytes) -> Lines:
            return await self._sending.send(_octets(typed), length)

        return Prompt(send)

    def _write(self, command: Command) -> Lines | Prompt:
        """CMGW: keep a message."""
        if command.form is Form.TEST:
            return []
        self._device.require_sim("CMS")
        length, stat = self._length(command), Stat(command.number(1, Stat.UNSENT))
        memory = self._device.memory(self._device.selected[1])
        if self._device.is_full(memory):
            raise AtError("CMS", _FULL)

        async def keep(typed: bytes) -> Lines:
            pdu = _octets(typed)
            if not pdu or tpdu_length(pdu) != length:
                raise AtError("CMS", _BAD_PDU)
            return [f"+CMGW: {memory.add(Stored(pdu, stat))}"]

        return Prompt(keep)

    def _smsc(self, command: Command) -> Lines:
        """CSCA: the number of the SMSC."""
        if command.form is Form.TEST:
            return []
        sim = self._device.sim
        self._device.require_sim("CMS")
        if command.form is Form.SET:
            sim.smsc = command.argument(0).removeprefix("+")
            return []
        number = self._device.smsc
        return [f'+CSCA: "+{number}",145' if number else '+CSCA: "",129']

    def _stored(self, index: int) -> Stored:
        """Return a message of the memory that is read; raise AtError if there is none."""
        self._device.require_sim("CMS")
        memory = self._device.memory(self._device.selected[0])
        if index not in memory.slots:
            raise AtError("CMS", _NO_INDEX)
        return memory.slots[index]

    @staticmethod
    def _length(command: Command) -> int:
        length = command.number(0)
        if not 1 <= length <= _LONGEST:
            raise AtError("CMS", _BAD_PDU)
        return length


def _header(stored: Stored) -> str:
    return f"{int(stored.stat)},,{tpdu_length(stored.pdu)}"


def _hex(stored: Stored) -> str:
    return stored.pdu.hex().upper()


def _octets(typed: bytes) -> bytes:
    """Return the octets of a PDU that was typed; raise AtError if it is none."""
    try:
        return bytes.fromhex(typed.decode("ascii"))
    except ValueError as error:
        raise AtError("CMS", _BAD_PDU) from error
