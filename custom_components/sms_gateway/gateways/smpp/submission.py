"""One message on its way to the SMSC: its PDUs, their responses, and what those come to."""

import asyncio

from ..base import (
    Accepted,
    Arrival,
    DeliveryReport,
    GatewayError,
    OutgoingMessage,
    ReportedState,
    SendResult,
)
from ..in_part import in_part
from ..validity import kept
from .address import address
from .incoming import Incoming
from .pdu import Name, Pdu, ShortMessage, Tag
from .session import Session
from .settings import Settings
from .status import Status, submit_error
from .text import Piece, pieces

# Success and failure are reported.
_REPORTED = 1
# What says that others have to go first: the message itself is good.
_TOO_FAST = frozenset({Status.THROTTLED, Status.QUEUE_FULL})
# What some SMSCs take of no message: how urgent it is, how long it is worth trying.
_NOT_TAKEN = frozenset({Status.INVALID_PRIORITY, Status.INVALID_VALIDITY})
_URGENT = 1
# For how long an SMSC is to try at most where it is told, in seconds.
_LONGEST = 30 * 86400
# After which a session is of no use any more.
_OUT_OF_STEP = frozenset({Status.INVALID_LENGTH, Status.WRONG_BIND_STATE})


class Submission:
    """A message that is handed over once, all its parts in their order."""

    def __init__(
        self,
        message: OutgoingMessage,
        settings: Settings,
        reference: int,
        session: Session,
        incoming: Incoming,
    ) -> None:
        """Begin nothing yet; `reference` is what its parts have in common."""
        self._message = message
        self._settings = settings
        self._session = session
        self._incoming = incoming
        self._pieces = pieces(
            message.text,
            settings.alphabet,
            settings.long_messages,
            reference,
            unicode=message.unicode,
        )
        self._is_bare = False
        self._errors: list[GatewayError] = []
        self._patient_until = asyncio.get_running_loop().time() + session.timing.throttled

    async def result(self) -> SendResult:
        """Hand it over; return what came of all of it."""
        # They get their turns in the order in which they ask for them.
        ids = await asyncio.gather(*(self._hand_over(piece) for piece in self._pieces))
        if self._errors:
            return self._as_a_whole(sum(one is not None for one in ids))
        known = [one for one in ids if one]
        return Accepted(known[0], tuple(known[1:])) if known else Accepted(None)

    async def _hand_over(self, piece: Piece) -> str | None:
        """Hand over a part; return its id, which may be empty, None where it was not taken."""
        try:
            response = await self._response(piece)
        except GatewayError as error:
            self._errors.append(error)
            return None
        return _id(response)

    async def _response(self, piece: Piece) -> Pdu:
        """Return the response to a part that was taken; raises GatewayError."""
        loop = asyncio.get_running_loop()
        pace = self._session.pace
        while True:
            async with pace.place(critical=self._message.critical):
                if self._errors:
                    raise self._errors[0].with_traceback(None)
                is_bare = self._is_bare
                response = await self._session.submit(
                    self._short_message(piece), piece.tlvs, self._come_late
                )
                if response.status in _TOO_FAST:
                    pace.slow_down(self._session.timing.hold)
            if response.status == Status.OK:
                pace.go_on()
                return response
            if response.status in _NOT_TAKEN and not is_bare:
                self._is_bare = True
                continue
            if response.status != Status.THROTTLED or loop.time() > self._patient_until:
                raise self._refusal(response)

    def _refusal(self, response: Pdu) -> GatewayError:
        error = submit_error(response.status, _words(response))
        if response.status in _OUT_OF_STEP:
            self._session.lose()
        return error

    def _short_message(self, piece: Piece) -> ShortMessage:
        settings, message = self._settings, self._message
        return ShortMessage(
            address(message.sender or "", settings.source),
            address(message.to, settings.destination),
            esm_class=piece.esm_class,
            priority_flag=_URGENT if message.critical and not self._is_bare else 0,
            validity_period=b"" if self._is_bare else _validity(kept(message.lasts)),
            registered_delivery=_REPORTED,
            data_coding=piece.data_coding,
            short_message=piece.octets,
        )

    def _as_a_whole(self, taken: int) -> GatewayError:
        """Return what is wrong with the message: a refusal is certain, whatever else is not."""
        error = next((one for one in self._errors if not one.uncertain), self._errors[0])
        return in_part(error) if taken else error

    def _come_late(self, response: Pdu) -> None:
        """Tell what a response says that nobody waits for any more."""
        ours, state, error = self._message.message_id, ReportedState.ACCEPTED, None
        if response.status != Status.OK:
            error = submit_error(response.status, _words(response))
            if error.retryable:
                return  # it is tried again, or its time passes
            state = ReportedState.UNDELIVERED
        report = DeliveryReport(ours, _id(response) or None, state, error, sender="")
        self._incoming.add(Arrival((report,)))


def _validity(lasts: float | None) -> bytes:
    """Return for how long an SMSC is to try, from now on: YYMMDDhhmmss000R (SPEC 7.1.1)."""
    if lasts is None:
        return b""
    minutes, second = divmod(round(min(lasts, _LONGEST)), 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    return f"0000{day:02}{hour:02}{minute:02}{second:02}000R".encode()


def _id(response: Pdu) -> str:
    name = response.body.value if isinstance(response.body, Name) else b""
    return name.decode("latin-1").strip()


def _words(response: Pdu) -> str:
    told = response.tlv(Tag.ADDITIONAL_STATUS_INFO_TEXT) or b""
    return told.partition(b"\0")[0].decode("latin-1").strip()
