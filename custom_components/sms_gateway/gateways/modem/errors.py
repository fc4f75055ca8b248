"""What a modem's ERROR means for a message, or for the session."""

from ..base import GatewayError
from .lines import Refused
from .status import cme_error, cms_error

_CME = "CME"
# The network was too slow for the modem, or it does not know: once handed over, it may be out.
_UNCERTAIN = frozenset({31, 100})
# The SIM is busy, or not ready yet after it was switched on.
_TOO_EARLY = frozenset({("CME", 14), ("CMS", 314), ("CMS", 515), ("CME", 515)})


def error_of(refused: Refused) -> GatewayError:
    """Return what a refusal means."""
    if refused.table != _CME:
        return cms_error(refused.code, is_handed_over=refused.is_handed_over)
    error = cme_error(refused.code)
    error.uncertain = refused.is_handed_over and refused.code in _UNCERTAIN
    return error


def is_too_early(refused: Refused) -> bool:
    """Tell whether the same may be taken a moment later."""
    return (refused.table, refused.code) in _TOO_EARLY
