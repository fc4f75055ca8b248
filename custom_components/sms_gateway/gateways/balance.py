"""What is left on an account, where an answer is JSON with a balance in it."""

from collections.abc import Mapping

from .amount import amount
from .base import Balance, ErrorKind, GatewayError
from .reading import currency
from .reasons import Reason
from .transport import Answer, undocumented


def read_balance(answer: Answer, content: Mapping[str, object]) -> Balance:
    """Return the amount and the currency in an answer; raises GatewayError."""
    return Balance(balance_value(answer, content.get("balance")), currency(content.get("currency")))


def balance_value(answer: Answer, written: object) -> float:
    """Return an amount as a gateway wrote it; raises GatewayError where it is unclear or none."""
    value = amount(written)
    if value is not None:
        return value
    if isinstance(written, str) and any(map(str.isdecimal, written)):
        raise unclear_balance()
    raise undocumented(answer)


def unclear_balance() -> GatewayError:
    """Return the error of an amount that may be this or that: nobody is warned by a guess."""
    return GatewayError(ErrorKind.UNKNOWN, Reason.UNCLEAR_BALANCE, retryable=True)
