"""Takes what is sent by the modem, or refuses it, and brings it to the phones."""

import asyncio
from collections.abc import Callable
from functools import partial
import time

from ..background import Background
from ..delivery import Delivery
from ..faults import INSTEAD_OF_AN_ANSWER, Fault, Faults, Setting
from ..network import Message, Network, Status, is_international
from .at import AtError, HangUpError, Lines, UnansweredError
from .device import Device
from .incoming import Arrival, arrival
from .pdu import PduError, Submit, read_submit, timestamp, tpdu_length, write_report

_GATEWAY = "modem"
_PAGE = b"<!DOCTYPE html><title>Sign in</title><p>Please sign in to use this network.</p>\r\n"
_STRUCK = {
    Fault.HTTP_500: 500,
    Fault.HTTP_503: 38,
    Fault.RATE_429: 42,
    Fault.CODE_43: 42,
    Fault.BAD_KEY: 311,
    Fault.ADDRESS: 10,
}
_UNASSIGNED, _NO_CREDIT, _BAD_PDU, _NO_SMSC, _NO_NETWORK = 1, 21, 304, 330, 331
_DELIVERED, _TRYING, _EXPIRED = 0x00, 0x30, 0x46
_SHORTEST = 3
"""Digits of a short code."""


class Sending:
    """The messages that go out; one is whole once all its parts are there."""

    def __init__(
        self,
        network: Network,
        faults: Faults,
        device: Device,
        delivery: Delivery[Arrival | None],
        background: Background,
        say_held: Callable[[], None],
    ) -> None:
        """Take messages over to this network; `say_held` lets reports overtake an answer."""
        self._network = network
        self._faults = faults
        self._device = device
        self._delivery = delivery
        self._background = background
        self._say_held = say_held
        self.clear()

    def clear(self) -> None:
        """Forget what was taken."""
        self.submitted: list[tuple[int, Submit]] = []
        """Everything that was taken, with its reference."""
        self._incomplete: dict[tuple[str, int, int], dict[int, Submit]] = {}

    async def send(self, pdu: bytes, length: int) -> Lines:
        """Send an SMS-SUBMIT; return what answers that, or raise what goes wrong."""
        self._network.send_requests += 1
        request = self._network.send_requests
        strike = self._faults.take_for_request()
        if strike and strike.fault in INSTEAD_OF_AN_ANSWER:
            raise _struck(strike.fault)
        submit = self._read(pdu, length)
        reference = self._device.next_reference()
        slow = self._faults.take(Fault.SLOW)
        self._add(submit, reference, request)
        if slow and slow.amount:
            await asyncio.sleep(slow.amount)
        if self._faults.take(Fault.REPORTS_FIRST):
            await self._delivery.reported(request)
            self._say_held()
        return self._answer([f"+CMGS: {reference}"], strike)

    def _answer(self, lines: Lines, strike: Setting | None) -> Lines:
        """Return the answer to what was taken, or raise what becomes of it."""
        if self._faults.take(Fault.NO_RESPONSE):
            raise UnansweredError
        if strike and strike.fault is Fault.DROP_ANSWER:
            raise HangUpError
        if strike and strike.fault is Fault.TRUNCATED:
            raise HangUpError(half_of=lines)
        return lines

    def _read(self, pdu: bytes, length: int) -> Submit:
        """Read a PDU; raise AtError if it is refused."""
        if fault := self._faults.take(Fault.CMS_ERROR):
            raise AtError("CMS", int(fault.amount or 0))
        if not self._device.is_registered:
            raise AtError("CMS", _NO_NETWORK)
        try:
            if not pdu or tpdu_length(pdu) != length:
                raise AtError("CMS", _BAD_PDU)
            submit = read_submit(pdu)
        except PduError as error:
            raise AtError("CMS", _BAD_PDU) from error
        if not (submit.smsc or self._device.smsc):
            raise AtError("CMS", _NO_SMSC)
        is_number = submit.to.isdigit() and len(submit.to) >= _SHORTEST
        if not is_number or (submit.is_international and not is_international(submit.to)):
            raise AtError("CMS", _UNASSIGNED)
        no_funds = self._network.account.balance < self._network.cost(1)
        if self._faults.take(Fault.NO_FUNDS) or no_funds:
            raise AtError("CMS", _NO_CREDIT)
        return submit

    def _add(self, submit: Submit, reference: int, request: int) -> None:
        """Add a part, which is on its way alone; with the last one a phone shows the message."""
        self.submitted.append((reference, submit))
        report = partial(self._report, submit, reference, time.time())
        if submit.place.total > 1:
            self._delivery.start(self._alone(submit, request), report)
        if not (parts := self._whole(submit)):
            return
        message = self._network.accept(
            to=submit.to,
            sender=self._network.account.sender,
            text="".join(part.text for part in parts),
            channel="sms",
            client_message_id=None,
            request=request,
            gateway=_GATEWAY,
            ucs2=any(part.is_ucs2 for part in parts),
        )
        if submit.place.total > 1:
            self._background.start(self._arrive(message))
        else:
            self._delivery.start(message, report)

    def _whole(self, submit: Submit) -> list[Submit]:
        """Return all parts of a message once they are there, in the order of the text."""
        place = submit.place
        key = (submit.to, place.reference, place.total)
        parts = self._incomplete.setdefault(key, {})
        parts[place.number] = submit
        if len(parts) < place.total:
            return []
        return [part for _, part in sorted(self._incomplete.pop(key).items())]

    def _alone(self, submit: Submit, request: int) -> Message:
        """Return a part as a message of its own, for its way to the phone."""
        now = time.time_ns() // 1_000_000
        return Message(
            id="",
            gateway=_GATEWAY,
            client_message_id=None,
            to=submit.to,
            sender=self._network.account.sender,
            text=submit.text,
            channel="sms",
            segments=1,
            request=request,
            accepted_at=now,
            status_at=now,
        )

    async def _arrive(self, message: Message) -> None:
        """Let a message arrive whose parts are reported by themselves."""
        await asyncio.sleep(self._network.account.delivery_delay)
        self._network.set_status(message, Status.SENT)
        await asyncio.sleep(self._network.account.delivery_delay)
        fails = self._network.phone(message.to).unreachable
        self._network.set_status(message, Status.FAILED if fails else Status.DELIVERED)

    def _report(
        self, submit: Submit, reference: int, at: float, message: Message
    ) -> Arrival | None:
        """Return a report, if it is asked for."""
        settings = self._device.settings
        if not submit.wants_report:
            return None
        if message.status is Status.SENT and not settings.interim_reports:
            return None
        pdu = write_report(
            submit.smsc or self._device.smsc,
            reference,
            submit.to,
            submitted=timestamp(at, settings.zone),
            done=timestamp(time.time(), settings.zone),
            status={Status.SENT: _TRYING, Status.DELIVERED: _DELIVERED}.get(
                message.status, _EXPIRED
            ),
        )
        summary = f"Report: {message.status}"
        fields = {"reference": reference, "to": submit.to}
        return arrival(pdu, summary, fields, is_report=True)


def _struck(fault: Fault) -> AtError | HangUpError:
    """Return what a fault says that comes instead of an answer."""
    return HangUpError(_PAGE) if fault is Fault.HTML else AtError("CMS", _STRUCK[fault])
