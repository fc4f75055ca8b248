"""From what an action was called with to messages on disk, and to what the caller is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
import time
from typing import Any

from homeassistant.exceptions import HomeAssistantError

from .. import errors
from ..gateways.base import Channel
from ..messaging import limits
from ..messaging.message import Draft, OutboundMessage, Priority, Refusal, RefusalKind
from ..messaging.number import is_number
from ..messaging.text import (
    MOST_PARTS,
    MOST_WITHOUT_PARTS,
    FittedText,
    fit,
    fit_without_parts,
)
from .account import Account
from .phrases import explained
from .recipients import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """What an action said about sending; None leaves it to the recipient or the account.

    `sent_by` is the user who called it, if one did so by hand. The message gets `message_id` where
    one is chosen, for a call to one recipient that may come twice.
    """

    sender: str | None = None
    channel: Channel | None = None
    priority: Priority = Priority.NORMAL
    retry_rate: float | None = None
    stop_after: float | None = None
    tag: str | None = None
    sent_by: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a call: the messages on disk, and an error for each that is not."""

    messages: Sequence[OutboundMessage]
    errors: Sequence[HomeAssistantError]


async def async_send(
    account: Account,
    recipients: Sequence[Recipient],
    message: str,
    title: str | None = None,
    options: SendOptions | None = None,
    *,
    ending: str = "",
    reply_code: str | None = None,
) -> Sent:
    """Send one text to several recipients of an account; those that fail do not stop the others.

    The ending stands behind the text also where that has to be cut; answers that begin with the
    reply code are answers to this.

    Raises HomeAssistantError where the text itself can't be sent, or not be stored.
    """
    options = options or SendOptions()
    if options.channel not in (None, *account.gateway.capabilities.channels):
        raise errors.invalid("channel_unavailable", gateway=account.gateway.name)
    channels = [options.channel or recipient.channel or account.channel for recipient in recipients]
    fitted = {channel: _fit(account, message, title, ending, channel) for channel in set(channels)}
    drafts = [
        replace(
            _draft(account, recipient, fitted[channel], options),
            channel=channel,
            reply_code=reply_code,
        )
        for recipient, channel in zip(recipients, channels, strict=True)
    ]
    return await _submit(account, drafts)


async def async_resend(
    account: Account, message: OutboundMessage, *, sent_by: str, message_id: str
) -> Sent:
    """Send a message anew, as it was, as another one that says which it follows."""
    draft = Draft(
        number=message.number,
        text=message.text,
        parts=message.parts,
        truncated=message.truncated,
        smart_encoded=message.smart_encoded,
        retry_rate=account.options.retry_rate,
        stop_after=account.options.stop_after,
        sender=message.sender,
        channel=message.channel,
        priority=message.priority,
        tag=message.tag,
        reply_code=message.reply_code,
        sent_by=sent_by,
        message_id=message_id,
        resend_of=message.message_id,
    )
    return await _submit(account, [draft])


async def _submit(account: Account, drafts: Sequence[Draft]) -> Sent:
    with errors.journal_in_use():
        results = await account.submit(drafts)
    return Sent(
        [result for result in results if isinstance(result, OutboundMessage)],
        [
            errors.refused(result, account.recipients.known(result.number).label)
            for result in results
            if isinstance(result, Refusal)
        ],
    )


async def async_send_or_raise(
    account: Account,
    recipients: Sequence[Recipient],
    message: str,
    title: str | None = None,
    *,
    sent_by: str | None = None,
) -> None:
    """Send as `async_send` does, for callers that take no response: raises where one failed."""
    sent = await async_send(account, recipients, message, title, SendOptions(sent_by=sent_by))
    if sent.errors:
        raise errors.joined(sent.errors, len(recipients))


def sender_for(account: Account, chosen: str | None) -> tuple[str | None, bool]:
    """Return who a message comes from, and whether that gives way to the number written to.

    Somebody who wrote to one number of several is answered from that one, unless another sender
    was chosen, or the account sends by a name.
    """
    follows = chosen is None and (not account.sender or is_number(account.sender))
    return chosen or account.sender, follows


def fitted(account: Account, message: str, channel: Channel) -> FittedText:
    """Return a text as it would be sent; raises HomeAssistantError where it would not be."""
    return _fit(account, message, None, "", channel)


async def async_refusal(
    account: Account, recipient: Recipient, fitted: FittedText, options: SendOptions
) -> HomeAssistantError | None:
    """Return why a text would not be taken now, None if it would be; nothing is sent."""
    draft = _draft(account, recipient, fitted, options)
    if not account.outbox.sending_on:
        refusal: Draft | Refusal = Refusal(draft.number, RefusalKind.SENDING_OFF)
    else:
        look = partial(
            limits.verdicts,
            drafts=[draft],
            limits=account.outbox.bounds,
            numbers=limits.Numbers(account.own_numbers, account.recipients.keys()),
            now=time.time(),
        )
        (refusal,) = await account.journal.read(look)
    return errors.refused(refusal, recipient.label) if isinstance(refusal, Refusal) else None


def response(account: Account, message: OutboundMessage) -> dict[str, Any]:
    """Return what an action's response says of a message."""
    data = {
        "message_id": message.message_id,
        "provider_message_id": message.provider_message_id,
        "to": message.number,
        "recipient": account.recipients.known(message.number).name,
        "state": message.state.value,
        "parts": message.parts,
        "truncated": message.truncated,
        "error": explained(account.hass, message.error),
    }
    if message.smart_encoded:
        data["smart_encoded"] = True
    if message.fallback:
        data["fallback"] = message.fallback
    return data


def _fit(
    account: Account, message: str, title: str | None, ending: str, channel: Channel
) -> FittedText:
    """Put prefix, title and message together and make them fit, as the options have it."""
    # What stands at the end unseen would be paid for.
    message = message.rstrip()
    if not message:
        raise errors.invalid("message_empty")
    options = account.options
    text = f"{title}\n{message}" if title else message
    text = f"{options.message_prefix}{text}"
    if channel is not Channel.SMS:
        fitted = fit_without_parts(text, ending)
        if fitted.truncated and options.refuse_too_long:
            raise errors.invalid("message_too_long_without_parts", most=str(MOST_WITHOUT_PARTS))
        return fitted
    fitted = fit(
        text,
        options.max_parts,
        account.gateway.takes_plainly,
        smart_encoding=options.smart_encoding,
        ending=ending,
    )
    most = options.max_parts or MOST_PARTS
    # What can't be cut, such as the options of a question, may be too long by itself.
    if fitted.truncated and (options.refuse_too_long or fitted.parts > most):
        parts = f"{MOST_PARTS}+" if fitted.whole > MOST_PARTS else str(fitted.whole)
        raise errors.invalid("message_too_long", parts=parts, max_parts=str(most))
    return fitted


def _draft(
    account: Account, recipient: Recipient, fitted: FittedText, options: SendOptions
) -> Draft:
    stop_after = options.stop_after
    sender, sender_follows = sender_for(account, options.sender or recipient.sender)
    return Draft(
        number=recipient.number,
        text=fitted.text,
        parts=fitted.parts,
        truncated=fitted.truncated,
        smart_encoded=fitted.smart_encoded,
        retry_rate=options.retry_rate or account.options.retry_rate,
        stop_after=account.options.stop_after if stop_after is None else stop_after or None,
        sender=sender,
        sender_follows=sender_follows,
        priority=options.priority,
        tag=options.tag,
        sent_by=options.sent_by,
        message_id=options.message_id,
    )
