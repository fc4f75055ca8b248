"""The units of SMPP 3.4 as bytes (smpp.md 2, 3): liberal in what is read.

Identifiers, statuses and tags are plain numbers: any may be one that nobody has documented.
"""

from dataclasses import dataclass
from enum import IntEnum
import struct
from typing import override

HEADER = 16
# A text may be 64 KiB long in a TLV of its own. In bytes.
LONGEST = 70_000
LAST_SEQUENCE = 0x7FFFFFFF
_RESPONSE = 0x80000000
VERSION = 0x34


class Command(IntEnum):
    """What a PDU is; a response has the highest bit besides."""

    BIND_RECEIVER = 0x00000001
    BIND_TRANSMITTER = 0x00000002
    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    OUTBIND = 0x0000000B
    ENQUIRE_LINK = 0x00000015
    ALERT_NOTIFICATION = 0x00000102
    DATA_SM = 0x00000103
    GENERIC_NACK = 0x80000000


class Tag(IntEnum):
    """Those of the optional parameters that are read or written (smpp.md 3)."""

    ADDITIONAL_STATUS_INFO_TEXT = 0x001D
    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_MSG_REF_NUM = 0x020C
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    NETWORK_ERROR_CODE = 0x0423
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class BadLengthError(Exception):
    """A PDU says it has a length that none can have: where the next one begins is not known."""


@dataclass(frozen=True, slots=True)
class Address:
    """A telephone number, a short code or a name, with its type of number and numbering plan."""

    ton: int = 0
    npi: int = 0
    digits: bytes = b""


@dataclass(frozen=True, slots=True)
class Bind:
    """Who asks for a session."""

    system_id: bytes
    password: bytes
    system_type: bytes = b""
    interface_version: int = VERSION
    range: Address = Address()


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """A message to or from a phone, or a receipt: submit_sm, deliver_sm or data_sm."""

    source: Address
    destination: Address
    service_type: bytes = b""
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: bytes = b""
    validity_period: bytes = b""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    data_coding: int = 0
    default_message_id: int = 0
    short_message: bytes = b""


@dataclass(frozen=True, slots=True)
class Name:
    """What a response gives: the id of a message, or who answers a bind."""

    value: bytes = b""


@dataclass(frozen=True, slots=True)
class Alert:
    """A phone can be reached again."""

    source: Address
    esme: Address


type Body = Bind | ShortMessage | Name | Alert
type Tlvs = tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Pdu:
    """One unit. Whatever is not known what it holds has no body."""

    command: int
    sequence: int
    status: int = 0
    body: Body | None = None
    tlvs: Tlvs = ()

    @override
    def __repr__(self) -> str:
        """Say what it is, and not what is in it: passwords, texts, numbers."""
        return f"Pdu({self.command:#x}, {self.sequence}, {self.status:#x})"

    @property
    def is_response(self) -> bool:
        """Tell whether it answers another one."""
        return bool(self.command & _RESPONSE)

    def tlv(self, tag: int) -> bytes | None:
        """Return the value of an optional parameter."""
        return next((value for one, value in self.tlvs if one == tag), None)


def response_to(request: Pdu, status: int = 0, body: Body | None = None) -> Pdu:
    """Return the response to a request, under its number."""
    return Pdu(request.command | _RESPONSE, request.sequence, status, body)


def refusal_of(request: Pdu, status: int) -> Pdu:
    """Return what is answered to a request that can't be understood."""
    return Pdu(Command.GENERIC_NACK, request.sequence, status)


def answers(response: Pdu, request: Pdu) -> bool:
    """Tell whether a response is of the kind that a request is answered with."""
    return response.command in (request.command | _RESPONSE, Command.GENERIC_NACK)


def encode(pdu: Pdu) -> bytes:
    """Return a PDU as bytes."""
    tlvs = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in pdu.tlvs)
    body = _body(pdu) + tlvs
    return struct.pack(">IIII", HEADER + len(body), pdu.command, pdu.status, pdu.sequence) + body


def check_length(length: int) -> None:
    """Raise BadLengthError for what no PDU can be as long as."""
    if not HEADER <= length <= LONGEST:
        raise BadLengthError


def decode(octets: bytes) -> Pdu:
    """Read one whole PDU; of a body that ends before its time there is what came.

    Raises BadLengthError where it is no whole PDU.
    """
    if len(octets) < HEADER:
        raise BadLengthError
    length, command, status, sequence = struct.unpack_from(">IIII", octets)
    check_length(length)
    if len(octets) != length:
        raise BadLengthError
    rest = _Rest(octets[HEADER:])
    body = _read_body(command, rest)
    tlvs = () if body is None else rest.tlvs()
    return Pdu(command, sequence, status, body, tlvs)


def _read_body(command: int, rest: _Rest) -> Body | None:
    match command:
        case Command.SUBMIT_SM | Command.DELIVER_SM:
            return _read_message(rest)
        case Command.DATA_SM:
            return _read_data(rest)
        case Command.BIND_RECEIVER | Command.BIND_TRANSMITTER | Command.BIND_TRANSCEIVER:
            who = rest.string(), rest.string(), rest.string(), rest.octet()
            return Bind(*who, Address(rest.octet(), rest.octet(), rest.string()))
        case Command.ALERT_NOTIFICATION:
            return Alert(rest.address(), rest.address())
        case _ if command ^ _RESPONSE in _NAMED:
            return None if rest.is_empty else Name(rest.string())
        case _:
            return None


# What is answered with an id, or with a name.
_NAMED = frozenset(
    {
        Command.BIND_RECEIVER,
        Command.BIND_TRANSMITTER,
        Command.BIND_TRANSCEIVER,
        Command.SUBMIT_SM,
        Command.DELIVER_SM,
        Command.DATA_SM,
    }
)


def _read_message(rest: _Rest) -> ShortMessage:
    service_type = rest.string()
    source, destination = rest.address(), rest.address()
    esm_class, protocol_id, priority_flag = rest.octet(), rest.octet(), rest.octet()
    schedule_delivery_time, validity_period = rest.string(), rest.string()
    return ShortMessage(
        *(source, destination, service_type, esm_class, protocol_id, priority_flag),
        schedule_delivery_time,
        validity_period,
        *(rest.octet(), rest.octet(), rest.octet(), rest.octet()),
        short_message=rest.take(rest.octet()),
    )


def _read_data(rest: _Rest) -> ShortMessage:
    """Read a data_sm: a message whose text is always an optional parameter."""
    service_type = rest.string()
    source, destination = rest.address(), rest.address()
    esm_class, registered_delivery, data_coding = rest.octet(), rest.octet(), rest.octet()
    return ShortMessage(
        source,
        destination,
        service_type,
        esm_class,
        registered_delivery=registered_delivery,
        data_coding=data_coding,
    )


def _body(pdu: Pdu) -> bytes:
    match pdu.body:
        case Bind() as bind:
            who = _strings(bind.system_id, bind.password, bind.system_type)
            return who + bytes([bind.interface_version]) + _address(bind.range)
        case ShortMessage() as message if pdu.command == Command.DATA_SM:
            flags = message.esm_class, message.registered_delivery, message.data_coding
            return _beginning(message) + bytes(flags)
        case ShortMessage() as message:
            return _message(message)
        case Name(value):
            return _strings(value)
        case Alert(source, esme):
            return _address(source) + _address(esme)
        case None:
            return b""


def _message(message: ShortMessage) -> bytes:
    flags = (
        message.registered_delivery,
        message.replace_if_present_flag,
        message.data_coding,
        message.default_message_id,
        len(message.short_message),
    )
    return (
        _beginning(message)
        + bytes((message.esm_class, message.protocol_id, message.priority_flag))
        + _strings(message.schedule_delivery_time, message.validity_period)
        + bytes(flags)
        + message.short_message
    )


def _beginning(message: ShortMessage) -> bytes:
    addresses = _address(message.source) + _address(message.destination)
    return _strings(message.service_type) + addresses


def _strings(*values: bytes) -> bytes:
    return b"".join(value.replace(b"\0", b"") + b"\0" for value in values)


def _address(address: Address) -> bytes:
    return bytes((address.ton, address.npi)) + _strings(address.digits)


class _Rest:
    """What is left to be read of a body; at its end everything is empty."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether all was read."""
        return self._at == len(self._octets)

    def take(self, count: int) -> bytes:
        """Return the next bytes, or as many as there are."""
        taken = self._octets[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def octet(self) -> int:
        """Return the next byte as a number."""
        return int.from_bytes(self.take(1))

    def string(self) -> bytes:
        """Return what comes before the next zero, which may be missing at the end."""
        end = self._octets.find(b"\0", self._at)
        if end < 0:
            return self.take(len(self._octets))
        value = self.take(end - self._at)
        self._at = end + 1
        return value

    def address(self) -> Address:
        """Return a type of number, a numbering plan and a number."""
        return Address(self.octet(), self.octet(), self.string())

    def tlvs(self) -> Tlvs:
        """Return the optional parameters; one that is longer than the rest ends them."""
        found = []
        while len(header := self.take(4)) == 4:  # noqa: PLR2004 - tag and length
            tag, length = struct.unpack(">HH", header)
            value = self.take(length)
            if len(value) < length:
                break
            found.append((tag, value))
        return tuple(found)
