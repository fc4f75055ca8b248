"""Takes what customers submit, or refuses it, and answers when and how it should."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
import random
import re
import time
from uuid import uuid4

from ..background import Background
from ..delivery import Delivery
from ..faults import INSTEAD_OF_AN_ANSWER, Fault, Faults, Setting
from ..network import Message, Network, Status as MessageStatus, is_international, is_sender
from ..segments import count_segments
from ..smpp_settings import IdForm
from .bringing import Brought, brought
from .pdu import Pdu, PduError, ShortMessage, Status, Tag, c_string
from .receipts import is_wanted, write_receipt
from .session import Session, turns
from .submission import Assembly, Submission

_NAME_TON = 5
_HIGHEST_PRIORITY = 3
_TIME = re.compile(r"[0-9]{12}(?:000R|[0-9]{3}[+-])")
"""From now on, or by the calendar (smpp.md, 7.1.1 of the specification)."""
_PAGE = b"<!DOCTYPE html><title>Sign in</title><p>Please sign in to use this network.</p>"
_STRUCK = {
    Fault.HTTP_500: Status.UNKNOWN,
    Fault.HTTP_503: Status.SYSTEM_ERROR,
    Fault.RATE_429: Status.THROTTLED,
    Fault.CODE_43: Status.THROTTLED,
    Fault.BAD_KEY: Status.NOT_BOUND,
    Fault.ADDRESS: Status.NOT_BOUND,
}


class Taking:
    """The messages that are submitted; one is whole once all its parts are there."""

    def __init__(
        self,
        name: str,
        network: Network,
        faults: Faults,
        delivery: Delivery[Sequence[Brought]],
        background: Background,
    ) -> None:
        """Take messages over to this network."""
        self._name = name
        self._network = network
        self._faults = faults
        self._delivery = delivery
        self._background = background
        self._ids = count(random.randrange(0x1000_0000, 0x7000_0000))
        self._held: list[tuple[Session, Pdu]] = []
        self.clear()

    def clear(self) -> None:
        """Forget what was taken."""
        self.submissions: list[Submission] = []
        self.most_unanswered = 0
        self._assembly = Assembly()

    def handle(self, session: Session, pdu: Pdu) -> None:
        """Take a submit_sm or a data_sm, or refuse it."""
        self._network.send_requests += 1
        session.unanswered += 1
        self.most_unanswered = max(self.most_unanswered, session.unanswered)
        strike = self._faults.take_for_request()
        if strike and strike.fault in INSTEAD_OF_AN_ANSWER:
            self._strike(session, pdu, strike.fault)
            return
        try:
            submission = self._take(session, pdu)
        except PduError as error:
            self._refuse(session, pdu, error.status)
            return
        request = self._network.send_requests
        self._add(submission, request)
        slow = self._faults.take(Fault.SLOW)
        answer = partial(self._answer, session, pdu.answer(c_string(submission.id)), strike)
        if slow or self._faults.take(Fault.REPORTS_FIRST):
            self._background.start(self._late(answer, slow, request))
        else:
            answer()

    def _strike(self, session: Session, pdu: Pdu, fault: Fault) -> None:
        if fault is Fault.HTML:
            session.send_last(_PAGE)
            return
        self._refuse(session, pdu, _STRUCK[fault])
        if fault in (Fault.BAD_KEY, Fault.ADDRESS):
            session.close()

    def _refuse(self, session: Session, pdu: Pdu, status: Status) -> None:
        session.unanswered -= 1
        session.send(pdu.answer(status=status))
        self._network.changed()

    def _take(self, session: Session, pdu: Pdu) -> Submission:
        """Read a PDU; raise PduError if it is to be refused."""
        account = self._network.account
        settings = account.smpp
        if not session.can_send:
            raise PduError(Status.NOT_BOUND)
        if settings.window and session.unanswered > settings.window:
            raise PduError(Status.THROTTLED)
        content = ShortMessage.read(pdu)
        if not is_international(content.destination.address):
            raise PduError(Status.INVALID_DESTINATION)
        self._refuse_sender(content)
        if content.priority > _HIGHEST_PRIORITY:
            raise PduError(Status.INVALID_PRIORITY)
        if content.validity and not _TIME.fullmatch(content.validity):
            raise PduError(Status.INVALID_EXPIRY)
        ids = _ids(next(self._ids), settings.ids)
        submission = Submission.read(content, settings.alphabet, ids, time.time())
        parts = max(submission.place.total, _segments(submission))
        if parts > account.max_parts:
            raise PduError(Status.INVALID_LENGTH)
        no_funds = account.balance < self._network.cost(1)
        if self._faults.take(Fault.NO_FUNDS) or no_funds:
            raise PduError(Status.NO_FUNDS)
        return submission

    def _refuse_sender(self, content: ShortMessage) -> None:
        sender, account = content.source.address, self._network.account
        is_name = content.source.ton == _NAME_TON
        if not sender:
            return
        if not is_sender(sender) or not (is_name or sender.isdigit()):
            raise PduError(Status.INVALID_SOURCE)
        if account.senders and sender not in account.senders:
            raise PduError(Status.INVALID_SOURCE)

    def _add(self, submission: Submission, request: int) -> None:
        """Add a part, which is on its way alone; with the last one a phone shows the message."""
        self.submissions.append(submission)
        to, sender = self._addresses(submission)
        is_blocked = self._network.opted_out(to, sender)
        parts = self._assembly.add(submission)
        if submission.place.total > 1:
            report = partial(self._report, submission, is_blocked)
            self._delivery.start(
                _alone(submission, self._name, request), report, blocked=is_blocked
            )
        if not parts:
            return
        message = self._network.accept(
            to=to,
            sender=sender,
            text="".join(part.text for part in parts),
            channel="sms",
            client_message_id=None,
            request=request,
            gateway=self._name,
            ucs2=any(part.is_ucs2 for part in parts),
        )
        if submission.place.total > 1:
            self._background.start(self._arrive(message, is_blocked))
        else:
            report = partial(self._report, submission, is_blocked)
            self._delivery.start(message, report, blocked=is_blocked)

    def _addresses(self, submission: Submission) -> tuple[str, str]:
        content = submission.content
        return (
            content.destination.address,
            content.source.address or self._network.account.sender,
        )

    async def _arrive(self, message: Message, is_blocked: bool) -> None:
        """Let a message arrive whose parts are reported by themselves."""
        await asyncio.sleep(self._network.account.delivery_delay)
        self._network.set_status(message, MessageStatus.SENT)
        await asyncio.sleep(self._network.account.delivery_delay)
        fails = is_blocked or self._network.phone(message.to).unreachable
        self._network.set_status(
            message, MessageStatus.FAILED if fails else MessageStatus.DELIVERED
        )

    def _report(self, part: Submission, is_blocked: bool, message: Message) -> Sequence[Brought]:
        """Return a receipt, if it is asked for."""
        if not is_wanted(part, message.status):
            return ()
        dialect = self._network.account.smpp.receipts
        rejected = is_blocked and message.status is MessageStatus.FAILED
        command, body = write_receipt(part, message.status, dialect, rejected=rejected)
        summary = f"Report: {message.status}"
        return (brought(command, body, summary, id=part.id, to=message.to),)

    def _answer(self, session: Session, response: Pdu, strike: Setting | None) -> None:
        """Answer what was taken, or do what goes wrong with that."""
        if self._faults.take(Fault.NO_RESPONSE):
            return
        session.unanswered -= 1
        if strike and strike.fault is Fault.DROP_ANSWER:
            session.abort()
        elif strike and strike.fault is Fault.TRUNCATED:
            octets = bytes(response)
            session.send_last(octets[: len(octets) // 2])
        elif self._held:
            session.send(response)
            self._release()
        elif self._faults.take(Fault.RESPONSES_OUT_OF_ORDER):
            self._held.append((session, response))
            self._background.start(self._release_soon())
        else:
            session.send(response)

    async def _late(self, answer: Callable[[], None], slow: Setting | None, request: int) -> None:
        if slow and slow.amount:
            await asyncio.sleep(slow.amount)
        else:
            await self._delivery.reported(request)
        answer()

    async def _release_soon(self) -> None:
        """Answer what is held although nothing has overtaken it."""
        await turns()
        self._release()

    def _release(self) -> None:
        held, self._held = self._held, []
        for session, response in held:
            session.send(response)


def _alone(part: Submission, gateway: str, request: int) -> Message:
    """Return a part as a message of its own, for its way to the phone."""
    return Message(
        id=part.id,
        gateway=gateway,
        client_message_id=None,
        to=part.content.destination.address,
        sender=part.content.source.address,
        text=part.text,
        channel="sms",
        segments=1,
        request=request,
        accepted_at=int(part.at * 1000),
        status_at=int(part.at * 1000),
    )


def _segments(submission: Submission) -> int:
    """Return how many SMS a PDU comes to: several only from message_payload."""
    if Tag.PAYLOAD in submission.content.tlvs:
        return count_segments(submission.text, ucs2=submission.is_ucs2)
    return 1


def _ids(number: int, form: IdForm) -> tuple[str, str]:
    """Return the id of a response, and as the text of a receipt writes it."""
    hexadecimal, decimal = f"{number:x}", str(number)
    match form:
        case IdForm.HEX:
            return hexadecimal, hexadecimal
        case IdForm.DECIMAL:
            return decimal, decimal
        case IdForm.UUID:
            unique = str(uuid4())
            return unique, unique
        case IdForm.HEX_DECIMAL:
            return hexadecimal, f"{number:010}"
        case IdForm.DECIMAL_HEX:
            return decimal, hexadecimal
        case IdForm.UPPER:
            return hexadecimal, hexadecimal.upper()
