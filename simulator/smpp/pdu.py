"""PDUs of SMPP 3.4 as bytes, seen from the SMSC (smpp.md 2 to 4); what is malformed is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
import struct
from typing import Self

HEADER = struct.Struct(">IIII")
RESPONSE = 0x8000_0000
LONGEST = 70_000
"""Octets of a PDU; with more, or fewer than its header has, the stream has lost its way."""
_LONGEST_TEXT = 254
_TLV = struct.Struct(">HH")


class Command(IntEnum):
    """What a PDU asks for; its response has `RESPONSE` as well."""

    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15
    DATA_SM = 0x103
    GENERIC_NACK = RESPONSE


class Status(IntEnum):
    """The command_status of a response."""

    OK = 0x00
    INVALID_LENGTH = 0x01
    INVALID_COMMAND_LENGTH = 0x02
    INVALID_COMMAND = 0x03
    NOT_BOUND = 0x04
    ALREADY_BOUND = 0x05
    INVALID_PRIORITY = 0x06
    SYSTEM_ERROR = 0x08
    INVALID_SOURCE = 0x0A
    INVALID_DESTINATION = 0x0B
    BIND_FAILED = 0x0D
    WRONG_PASSWORD = 0x0E
    WRONG_SYSTEM_ID = 0x0F
    INVALID_ESM_CLASS = 0x43
    WRONG_SYSTEM_TYPE = 0x53
    THROTTLED = 0x58
    INVALID_EXPIRY = 0x62
    TLV_NOT_ALLOWED = 0xC1
    UNKNOWN = 0xFF
    INVALID_CODING = 0x104
    NO_FUNDS = 0x40B
    """One vendor's (smpp.md 4)."""


class Tag(IntEnum):
    """Optional parameters."""

    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_NUMBER = 0x020F
    VERSION = 0x0210
    NETWORK_ERROR_CODE = 0x0423
    PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class EsmClass(IntEnum):
    """Bits of esm_class."""

    RECEIPT = 0x04
    INTERMEDIATE = 0x20
    HEADER = 0x40


class PduError(Exception):
    """A PDU can't be taken."""

    def __init__(self, status: Status) -> None:
        """Refuse it with this status."""
        super().__init__(status.name)
        self.status = status


@dataclass(frozen=True, slots=True)
class Pdu:
    """A PDU, its body not read yet."""

    command: int
    sequence: int
    body: bytes = b""
    status: int = 0

    @property
    def is_response(self) -> bool:
        """Whether it answers one of ours."""
        return bool(self.command & RESPONSE)

    def answer(self, body: bytes = b"", status: int = 0) -> Pdu:
        """Return the response to it."""
        return Pdu(self.command | RESPONSE, self.sequence, body, status)

    def __bytes__(self) -> bytes:
        """Return what goes over the wire."""
        length = HEADER.size + len(self.body)
        return HEADER.pack(length, self.command, self.status, self.sequence) + self.body


class Body:
    """Reads a body from its beginning to its end."""

    def __init__(self, octets: bytes) -> None:
        """Start with the first octet."""
        self._rest = octets

    def text(self, most: int, otherwise: Status = Status.INVALID_COMMAND_LENGTH) -> str:
        """Read a C-octet string; `most` counts its 00."""
        content, end, self._rest = self._rest.partition(b"\0")
        if not end or len(content) >= most:
            raise PduError(otherwise)
        return content.decode("latin-1")

    def number(self) -> int:
        """Read one octet."""
        return self.octets(1)[0]

    def octets(self, count: int) -> bytes:
        """Read so many."""
        found, self._rest = self._rest[:count], self._rest[count:]
        if len(found) < count:
            raise PduError(Status.INVALID_COMMAND_LENGTH)
        return found

    def tlvs(self) -> dict[int, bytes]:
        """Read what is left as TLVs."""
        found = {}
        while self._rest:
            tag, length = _TLV.unpack(self.octets(_TLV.size))
            found[tag] = self.octets(length)
        return found


def c_string(text: str) -> bytes:
    """Write a C-octet string."""
    return text.encode("latin-1") + b"\0"


def write_tlvs(tlvs: Mapping[int, bytes]) -> bytes:
    """Write optional parameters."""
    return b"".join(_TLV.pack(tag, len(value)) + value for tag, value in tlvs.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """What a customer says of itself."""

    command: int
    system_id: str
    password: str = field(repr=False)
    system_type: str
    version: int
    ton: int
    npi: int
    address_range: str

    @classmethod
    def read(cls, pdu: Pdu) -> Self:
        """Read one of the three bind PDUs; a password may be longer than 8 (smpp.md 3)."""
        body = Body(pdu.body)
        return cls(
            command=pdu.command,
            system_id=body.text(16),
            password=body.text(64),
            system_type=body.text(13),
            version=body.number(),
            ton=body.number(),
            npi=body.number(),
            address_range=body.text(41),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A number or a name, with what kind it is of."""

    ton: int = 0
    npi: int = 0
    address: str = ""

    @classmethod
    def read(cls, body: Body, otherwise: Status, most: int) -> Self:
        """Read the three fields of an address."""
        return cls(ton=body.number(), npi=body.number(), address=body.text(most, otherwise))

    def __bytes__(self) -> bytes:
        """Write the three fields."""
        return bytes((self.ton, self.npi)) + c_string(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortMessage:
    """What submit_sm and deliver_sm have; of data_sm what it has of it."""

    source: Address
    destination: Address
    service_type: str = ""
    esm_class: int = 0
    protocol_id: int = 0
    priority: int = 0
    schedule: str = ""
    validity: str = ""
    registered_delivery: int = 0
    replace_if_present: int = 0
    data_coding: int = 0
    short_message: bytes = b""
    tlvs: Mapping[int, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, pdu: Pdu) -> Self:
        """Read a submit_sm or a data_sm."""
        body = Body(pdu.body)
        most = 65 if pdu.command == Command.DATA_SM else 21
        service_type = body.text(6)
        source = Address.read(body, Status.INVALID_SOURCE, most)
        destination = Address.read(body, Status.INVALID_DESTINATION, most)
        if pdu.command == Command.DATA_SM:
            return cls(
                service_type=service_type,
                source=source,
                destination=destination,
                esm_class=body.number(),
                registered_delivery=body.number(),
                data_coding=body.number(),
                tlvs=body.tlvs(),
            )
        return cls(
            service_type=service_type,
            source=source,
            destination=destination,
            esm_class=body.number(),
            protocol_id=body.number(),
            priority=body.number(),
            schedule=body.text(17),
            validity=body.text(17),
            registered_delivery=body.number(),
            replace_if_present=body.number(),
            data_coding=body.number(),
            short_message=_counted(body),
            tlvs=body.tlvs(),
        )

    def deliver_sm(self) -> bytes:
        """Write the body of a deliver_sm."""
        return b"".join(
            (
                c_string(self.service_type),
                bytes(self.source),
                bytes(self.destination),
                bytes((self.esm_class, self.protocol_id, self.priority)),
                c_string(self.schedule),
                c_string(self.validity),
                bytes((self.registered_delivery, self.replace_if_present, self.data_coding)),
                bytes((0, len(self.short_message))),
                self.short_message,
                write_tlvs(self.tlvs),
            )
        )

    def data_sm(self) -> bytes:
        """Write the body of a data_sm."""
        return b"".join(
            (
                c_string(self.service_type),
                bytes(self.source),
                bytes(self.destination),
                bytes((self.esm_class, self.registered_delivery, self.data_coding)),
                write_tlvs(self.tlvs),
            )
        )


def _counted(body: Body) -> bytes:
    """Read sm_default_msg_id, sm_length and the text."""
    body.number()
    length = body.number()
    if length > _LONGEST_TEXT:
        raise PduError(Status.INVALID_LENGTH)
    return body.octets(length)
