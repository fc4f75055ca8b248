"""How an account does."""

from collections.abc import Mapping
from enum import StrEnum

from ..gateways.base import ErrorKind, SessionGateway
from .account import Account


class AccountStatus(StrEnum):
    """How an account does, in one word."""

    RUNNING = "running"
    RETRYING = "retrying"
    REAUTH = "reauth"
    NO_FUNDS = "no_funds"
    OFF = "off"


def status_of(account: Account) -> AccountStatus:
    """Return how an account does, in one word."""
    if not account.outbox.sending_on:
        return AccountStatus.OFF
    trouble = account.outbox.health.trouble
    match trouble and trouble.kind:
        case None:
            is_lost = is_connected(account) is False
            return AccountStatus.RETRYING if is_lost else AccountStatus.RUNNING
        case ErrorKind.AUTH:
            return AccountStatus.REAUTH
        case ErrorKind.FUNDS:
            return AccountStatus.NO_FUNDS
        case _:
            return AccountStatus.RETRYING


def is_connected(account: Account) -> bool | None:
    """Tell whether the gateway answers, None before it was asked."""
    if isinstance(account.gateway, SessionGateway):
        return account.gateway.is_connected
    health = account.outbox.health
    if not health.has_contact:
        return None
    return health.trouble is None or health.trouble.kind not in (
        ErrorKind.NETWORK,
        ErrorKind.SERVER,
    )


def condition(account: Account) -> Mapping[str, int | bool | str]:
    """Return what the other side tells of itself, such as a battery, by name."""
    gateway = account.gateway
    return gateway.condition if isinstance(gateway, SessionGateway) else {}


def has_low_balance(account: Account) -> bool | None:
    """Tell whether the balance is below what the options name, None where that is not known."""
    balance, threshold = account.coordinator.balance, account.options.low_balance
    if balance is None or balance.value is None or threshold is None:
        return None
    return balance.value < threshold
