"""Which modem of the router sends, and is written to (own-sim.md 3.2)."""

from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus

from ..reading import text
from ..reasons import Reason
from ..wrong_field import WrongFieldError
from .router import Router, entries

FIELD = "modem"


class Wrong(StrEnum):
    """Why no modem could be taken: the key of the sentence that says so."""

    NO_MODEM = "no_modem"
    WHICH_MODEM = "which_modem"


async def find_modem(router: Router, chosen: str | None) -> str:
    """Return the id of the modem that was chosen, or of the only one there is.

    Raises WrongFieldError, with those that there are, where it can't be known which is meant.
    """
    answer = await router.ask("GET", "/modems/status")
    if answer.status == HTTPStatus.FORBIDDEN and chosen is not None:
        return chosen  # who may send need not be one who may look
    # Without a modem there is nothing to ask.
    told = [] if answer.status == HTTPStatus.NOT_FOUND else entries(answer)
    return _meant(dict.fromkeys(filter(None, (text(one.get("id")) for one in told))), chosen)


def _meant(modems: Iterable[str], chosen: str | None) -> str:
    known = list(modems)
    if not known:
        raise WrongFieldError("url", Wrong.NO_MODEM, Reason.NO_MODEM)
    if chosen in known:
        return chosen
    if chosen is None and len(known) == 1:
        return known[0]
    words = ", ".join(known)
    raise WrongFieldError(FIELD, Wrong.WHICH_MODEM, f"{Reason.WHICH_MODEM}: {words}", words)
