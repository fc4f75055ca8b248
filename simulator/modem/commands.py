"""The commands that are not about messages (27.007), and what runs a line of commands."""

from collections.abc import Callable, Mapping

from ..faults import Fault, Faults
from .at import AtError, Command, Form, HangUpError, Lines, Prompt, UnansweredError, parse
from .device import Device
from .incoming import Incoming
from .link import Link
from .messages import Handler, MessageCommands
from .ussd import Ussd

_IMEI, _IMSI = "350123451234560", "001010123456789"
_OPERATOR_CODE = "00101"
_LTE, _GSM = 7, 0
_UNKNOWN_SIGNAL = 99
_PLACE = '"00C3","0000A1B2"'
_CHARSETS = ("GSM", "IRA", "UCS2")
_IGNORED = frozenset(
    {"&C", "&D", "&K", "&S", "&W", "+CHUP", "+COLP", "+CRC", "+CSDH", "+CVHU", "+ICF", "+IFC"}
    | {"+IPR", "+QURCCFG", "^CURC", "H", "L", "M", "Q", "S0", "S3", "S7", "V", "X"}
)
"""What does nothing here."""


class Commands:
    """Everything that can be typed."""

    def __init__(
        self,
        device: Device,
        incoming: Incoming,
        messages: MessageCommands,
        ussd: Ussd,
        faults: Faults,
        restart: Callable[[], None],
    ) -> None:
        """Work on this modem; `restart` takes its power for a moment."""
        self._device = device
        self._incoming = incoming
        self._faults = faults
        self._restart = restart
        self.typed: list[str] = []
        """Every line of commands."""
        self._table: Mapping[str, Handler] = {
            **messages.table,
            "&F": self._factory,
            "Z": self._factory,
            "I": self._identity,
            "D": self._dial,
            "+CPIN": self._pin,
            "+CGMI": lambda _: [device.family.manufacturer],
            "+GMI": lambda _: [device.family.manufacturer],
            "+CGMM": lambda _: [device.family.model],
            "+GMM": lambda _: [device.family.model],
            "+CGMR": lambda _: [device.family.revision],
            "+GMR": lambda _: [device.family.revision],
            "+CGSN": lambda _: [_IMEI],
            "+GSN": lambda _: [_IMEI],
            "+CIMI": self._subscriber,
            "+CREG": self._registration,
            "+CGREG": self._registration,
            "+CEREG": self._registration,
            "+COPS": self._operator,
            "+CSQ": self._signal,
            "+CSCS": self._charset,
            "+CUSD": ussd.ask,
            "+CFUN": self._function,
            "+CLCC": lambda _: [],
            "+CPAS": lambda _: ["+CPAS: 0"],
            "+CGATT": lambda command: ["+CGATT: 1"] if command.form is Form.READ else [],
            "+CBC": lambda _: ["+CBC: 0,100"],
            "+CNUM": self._number,
        }

    async def execute(self, link: Link, typed: str) -> Lines | Prompt:
        """Do what a line says; return what answers it, or raise what happens instead."""
        self.typed.append(typed)
        if self._faults.take(Fault.SESSION_DROPPED):
            raise HangUpError
        if self._faults.take(Fault.MODEM_SILENT):
            raise UnansweredError
        lines: Lines = []
        try:
            for command in parse(typed):
                outcome = self._done(link, command)
                if isinstance(outcome, Prompt):
                    return outcome
                lines += outcome
        finally:
            self._incoming.flush()
        return lines

    def _done(self, link: Link, command: Command) -> Lines | Prompt:
        if command.name == "E":
            link.echo = command.argument(0) == "1"
            return []
        if handler := self._table.get(command.name):
            return handler(command)
        if (choices := self._device.choices(command.name)) is not None:
            return self._choice(command, choices)
        if command.name in _IGNORED:
            return []
        raise AtError

    def _choice(self, command: Command, choices: str) -> Lines:
        """Read or set what has a value of a few."""
        values, name = self._device.values, command.name
        match command.form:
            case Form.TEST:
                return [f"{name}: ({','.join(choices)})"]
            case Form.READ:
                return [f"{name}: {values[name]}{',1,1,1' if name == '+CSMS' else ''}"]
        value = command.argument(0) or "0"
        if value not in list(choices):
            raise AtError("CMS" if name.startswith("+CM") and name != "+CMEE" else "CME", 303)
        values[name] = value
        return ["+CSMS: 1,1,1"] if name == "+CSMS" else []

    def _factory(self, _command: Command) -> Lines:
        """Z and &F: forget what was set, as far as it does not need power for that."""
        self._device.forget()
        return []

    def _identity(self, _command: Command) -> Lines:
        family = self._device.family
        return [family.manufacturer, family.model, f"Revision: {family.revision}"]

    def _dial(self, command: Command) -> Lines:
        raise AtError("CME", 3 if command.arguments else 4)

    def _pin(self, command: Command) -> Lines:
        """CPIN: what the SIM wants."""
        sim = self._device.sim
        if command.form is Form.TEST:
            return []
        self._device.require_ready("CME")
        if command.form is Form.READ:
            return [f"+CPIN: {sim.wants}"]
        sim.enter(command.argument(0), command.argument(1))
        self._device.say_ready()
        return []

    def _subscriber(self, _command: Command) -> Lines:
        self._device.require_sim("CME")
        return [_IMSI]

    def _number(self, _command: Command) -> Lines:
        self._device.require_sim("CME")
        return [f'+CNUM: ,"+{self._device.number}",145']

    def _registration(self, command: Command) -> Lines:
        """CREG, CGREG, CEREG: whether there is a network."""
        device, name = self._device, command.name
        if name == "+CEREG" and not device.family.has_lte:
            raise AtError
        if command.form is not Form.READ:
            return self._choice(command, device.choices(name) or "")
        circuit, lte = device.registrations
        shown, stat = device.values[name], lte if name == "+CEREG" else circuit
        return [f"{name}: {shown},{stat}{f',{_PLACE}' if shown == '2' else ''}"]

    def _operator(self, command: Command) -> Lines:
        """COPS: which network."""
        device = self._device
        access = _LTE if device.family.has_lte else _GSM
        match command.form:
            case Form.TEST:
                name = device.settings.operator
                return [f'+COPS: (2,"{name}","{name[:8]}","{_OPERATOR_CODE}",{access})']
            case Form.SET:
                device.operator_form = command.number(1, device.operator_form)
                return []
        if not device.is_registered:
            return ["+COPS: 0"]
        name = _OPERATOR_CODE if device.operator_form == 2 else device.settings.operator  # noqa: PLR2004 - the form that is digits
        return [f'+COPS: 0,{device.operator_form},"{name}",{access}']

    def _signal(self, command: Command) -> Lines:
        if command.form is Form.TEST:
            return ["+CSQ: (0-31,99),(0-7,99)"]
        circuit_and_lte = self._device.registrations
        strength = self._device.settings.signal if any(circuit_and_lte) else _UNKNOWN_SIGNAL
        return [f"+CSQ: {strength},99"]

    def _charset(self, command: Command) -> Lines:
        match command.form:
            case Form.TEST:
                return [f"+CSCS: ({','.join(f'"{name}"' for name in _CHARSETS)})"]
            case Form.READ:
                return [f'+CSCS: "{self._device.charset}"']
        if command.argument(0) not in _CHARSETS:
            raise AtError("CME", 4)
        self._device.charset = command.argument(0)
        return []

    def _function(self, command: Command) -> Lines:
        """CFUN: the radio off or on, or all of it anew."""
        if command.form is Form.SET and command.argument(1) == "1":
            self._restart()
            return []
        return self._choice(command, self._device.choices(command.name) or "")
