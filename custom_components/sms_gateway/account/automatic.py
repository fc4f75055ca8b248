"""The texts of one's own that answer STOP and HELP."""

import logging
from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from ..gateways.base import InboundMessage
from ..messaging.message import Draft
from ..messaging.number import is_number
from ..messaging.text import fit
from ..messaging.wish import Wish
from .account import Account
from .follower import Follower

_LOGGER = logging.getLogger(__name__)

# The gateway waits 6 hours for the confirmation of a STOP, then it sends one of its own and bills
# it (two-way guide, 7.1.1). In seconds.
_CONFIRM_WITHIN = 6 * 3600.0


class AutomaticAnswers(Follower):
    """Answers STOP and HELP, where the options hold a text for it."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Answer for an account."""
        self._hass = hass
        self._account = account

    @override
    @callback
    def answer(self, message: InboundMessage, wish: Wish) -> Draft | None:
        options = self._account.options
        template = options.help_reply if wish is Wish.HELP else options.stop_reply
        text = self._rendered(template, message, wish) if template else ""
        if not text:
            return None
        fitted = fit(
            text,
            options.max_parts,
            self._account.gateway.takes_plainly,
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
            # From the number that was written to, or the gateway does not take it for a
            # confirmation.
            sender=message.to if is_number(message.to) else self._account.sender,
            channel=message.channel,
            automatic=True,
        )

    def _rendered(self, template: str, message: InboundMessage, wish: Wish) -> str:
        variables = {
            "account": self._account.entry.title,
            "recipient": self._account.recipients.known(message.sender).name,
            "number": message.sender,
        }
        try:
            rendered = Template(template, self._hass).async_render(variables, parse_result=False)
        except TemplateError as error:
            # What came in has to be stored all the same; it is mended in the options.
            _LOGGER.error(  # noqa: TRY400 - a traceback would say nothing more
                "The %s of %s can't be rendered, nobody is answered: %s",
                "help reply" if wish is Wish.HELP else "stop reply",
                self._account.entry.title,
                type(error.__cause__ or error).__name__,
            )
            return ""
        return str(rendered).strip()
