"""An account's options, with what they are when nobody has set them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import quote

from ..const import (
    CONF_BALANCE_INTERVAL,
    CONF_CALLBACK_PASSWORD,
    CONF_CALLBACK_USERNAME,
    CONF_DAILY_LIMIT,
    CONF_FALLBACK,
    CONF_FALLBACK_AFTER,
    CONF_HELP_REPLY,
    CONF_KEEP_DAYS,
    CONF_KEYWORD,
    CONF_LOW_BALANCE,
    CONF_MAX_PARTS,
    CONF_MESSAGE_PREFIX,
    CONF_PEOPLE,
    CONF_POLL_REPLIES,
    CONF_RECIPIENT_HOURLY_LIMIT,
    CONF_REPLIES_FROM,
    CONF_RETRY_RATE,
    CONF_RETRY_UNCERTAIN,
    CONF_SHOW_PANEL,
    CONF_SMART_ENCODING,
    CONF_STOP_AFTER,
    CONF_STOP_REPLY,
    CONF_STOP_WORDS,
    CONF_TOO_LONG,
    CONF_TWO_WAY,
    REPLIES_FROM_ANYONE,
    REPLIES_FROM_RECIPIENTS,
    TOO_LONG_CUT,
    TOO_LONG_REFUSE,
)

DEFAULTS: Mapping[str, Any] = {
    CONF_RETRY_RATE: 1,
    CONF_STOP_AFTER: 5,
    CONF_RETRY_UNCERTAIN: True,
    CONF_FALLBACK_AFTER: 2,
    CONF_MESSAGE_PREFIX: "",
    CONF_MAX_PARTS: 4,
    CONF_TOO_LONG: TOO_LONG_CUT,
    CONF_SMART_ENCODING: False,
    CONF_REPLIES_FROM: REPLIES_FROM_ANYONE,
    CONF_BALANCE_INTERVAL: 60,
    CONF_SHOW_PANEL: True,
    CONF_RECIPIENT_HOURLY_LIMIT: 30,
    CONF_DAILY_LIMIT: 500,
    CONF_KEEP_DAYS: 30,
}

# How often replies are asked for where none are brought, in minutes.
_POLL_UNLESS_BROUGHT = 5


def poll_default(
    callback_address: str | None,
    *,
    has_brought_reply: bool = False,
    from_log: bool = False,
    asked_every: float | None = None,
) -> float:
    """Return how often replies are asked for as long as nobody has set it: minutes, 0 for never.

    That there is an address to bring them to does not mean that the gateway was told it: it is
    asked until it has brought one. What is written to a log is brought by nobody.
    `asked_every` is the gateway's own, in seconds.
    """
    if asked_every is not None:
        return asked_every / 60
    is_brought = callback_address and has_brought_reply and not from_log
    return 0 if is_brought else _POLL_UNLESS_BROUGHT


class Access(StrEnum):
    """What somebody who is no admin may do with an account's messages; to write is to read, too."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Options:
    """The options as the code uses them: times in seconds, None for what is not limited or set."""

    retry_rate: float
    stop_after: float | None
    retry_uncertain: bool
    two_way: bool | None
    fallback: str | None
    fallback_after: float
    message_prefix: str
    max_parts: int
    refuse_too_long: bool
    smart_encoding: bool
    poll_replies: float | None
    balance_interval: float
    low_balance: float | None
    recipients_only: bool
    keyword: str | None
    stop_words: tuple[str, ...]
    show_panel: bool
    people: Mapping[str, Access]
    stop_reply: str | None
    help_reply: str | None
    callback_username: str | None
    callback_password: str | None
    recipient_hourly_limit: int
    daily_limit: int
    keep_days: int

    @property
    def callback_login(self) -> str | None:
        """Return user name and password of callbacks as an address has them, if there are any."""
        if not self.callback_username and not self.callback_password:
            return None
        given = (self.callback_username or "", self.callback_password or "")
        return ":".join(quote(each, safe="") for each in given)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the options that a config entry holds."""
        options = {**DEFAULTS, **stored}
        poll_replies = options.get(CONF_POLL_REPLIES)
        return cls(
            retry_rate=options[CONF_RETRY_RATE] * 60,
            stop_after=options[CONF_STOP_AFTER] * 60 or None,
            retry_uncertain=options[CONF_RETRY_UNCERTAIN],
            two_way=options.get(CONF_TWO_WAY),
            fallback=options.get(CONF_FALLBACK),
            fallback_after=options[CONF_FALLBACK_AFTER] * 60,
            message_prefix=options[CONF_MESSAGE_PREFIX],
            max_parts=int(options[CONF_MAX_PARTS]),
            refuse_too_long=options[CONF_TOO_LONG] == TOO_LONG_REFUSE,
            smart_encoding=options[CONF_SMART_ENCODING],
            poll_replies=None if poll_replies is None else poll_replies * 60,
            balance_interval=options[CONF_BALANCE_INTERVAL] * 60,
            low_balance=options.get(CONF_LOW_BALANCE),
            recipients_only=options[CONF_REPLIES_FROM] == REPLIES_FROM_RECIPIENTS,
            keyword=options.get(CONF_KEYWORD),
            stop_words=tuple(options.get(CONF_STOP_WORDS, ())),
            show_panel=options[CONF_SHOW_PANEL],
            people=MappingProxyType(
                {user: Access(access) for user, access in options.get(CONF_PEOPLE, {}).items()}
            ),
            stop_reply=options.get(CONF_STOP_REPLY),
            help_reply=options.get(CONF_HELP_REPLY),
            callback_username=options.get(CONF_CALLBACK_USERNAME),
            callback_password=options.get(CONF_CALLBACK_PASSWORD),
            recipient_hourly_limit=int(options[CONF_RECIPIENT_HOURLY_LIMIT]),
            daily_limit=int(options[CONF_DAILY_LIMIT]),
            keep_days=int(options[CONF_KEEP_DAYS]),
        )
