"""The texts of one's own that answer STOP and HELP."""

import logging
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from ..gateways.base import InboundMessage
from ..messaging.message import Draft
from ..messaging.number import is_number
from ..messaging.text import fit
from ..messaging.wish import Wish

if TYPE_CHECKING:
    from .account import Account

_LOGGER = logging.getLogger(__name__)

# The gateway waits 6 hours for the confirmation of a STOP, then it sends one of its own and bills
# it (two-way guide, 7.1.1). In seconds.
_CONFIRM_WITHIN = 6 * 3600.0


def answer(
    hass: HomeAssistant, account: Account, message: InboundMessage, wish: Wish
) -> Draft | None:
    """Return the answer to a STOP or a call for help, if the options hold one."""
    options = account.options
    template = options.help_reply if wish is Wish.HELP else options.stop_reply
    if not template:
        return None
    variables = {
        "account": account.entry.title,
        "recipient": account.recipient(message.sender).name,
        "number": message.sender,
    }
    try:
        text = str(Template(template, hass).async_render(variables, parse_result=False)).strip()
    except TemplateError as error:
        # What came in has to be stored all the same; the template is to be mended in the options.
        _LOGGER.error(  # noqa: TRY400 - a traceback would say nothing more
            "The %s of %s can't be rendered, nobody is answered: %s",
            "help reply" if wish is Wish.HELP else "stop reply",
            account.entry.title,
            type(error.__cause__ or error).__name__,
        )
        return None
    if not text:
        return None
    fitted = fit(
        text,
        options.max_parts,
        account.gateway.takes_plainly,
        smart_encoding=options.smart_encoding,
    )
    return Draft(
        number=message.sender,
        text=fitted.text,
        parts=fitted.parts,
        truncated=fitted.truncated,
        smart_encoded=fitted.smart_encoded,
        retry_rate=options.retry_rate,
        stop_after=_CONFIRM_WITHIN,
        # From the number that was written to, or the gateway does not take it for a confirmation.
        sender=message.to if is_number(message.to) else account.sender,
        channel=message.channel,
        automatic=True,
    )
