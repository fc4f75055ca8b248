"""The errors that users see: translated, saying what happened and what to do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import sqlite3

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .messaging.message import Refusal, RefusalKind

# What is repeated of something that is wrong need not be longer.
_LONGEST_SHOWN = 60


def failure(key: str, **placeholders: str) -> HomeAssistantError:
    """Return an error about something that went wrong here or at the gateway."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return an error about something in the call that the caller can put right."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def shown(written: object) -> str:
    """Return what somebody wrote as it is repeated in an error: not at length, nor unprintable."""
    text = str(written)
    short = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in short)


@contextmanager
def journal_in_use() -> Iterator[None]:
    """Turn what the message store runs into, into an error that says what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise failure("journal_failed", error=str(error)) from error


def refused(refusal: Refusal, recipient: str) -> HomeAssistantError:
    """Return the error for a message that the outbox did not take."""
    if refusal.kind is RefusalKind.OPTED_OUT and refusal.since is not None:
        since = dt_util.as_local(dt_util.utc_from_timestamp(refusal.since))
        return failure("opted_out", recipient=recipient, since=since.strftime("%Y-%m-%d %H:%M"))
    return failure(refusal.kind, recipient=recipient)


def joined(errors: Sequence[HomeAssistantError], count: int) -> HomeAssistantError:
    """Return one error for several, so that each recipient that failed is named.

    What all of them have in common, such as a text that can't be sent, is said once.
    """
    texts = list(dict.fromkeys(map(str, errors)))
    if len(texts) == 1 and len(errors) == count:
        return errors[0]
    return failure(
        "some_failed",
        failed=str(len(errors)),
        count=str(count),
        errors="; ".join(texts),
    )
