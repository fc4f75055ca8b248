"""Handing a message to the phone, and seeing that it does not give it up in the next moments.

Without a mobile network Android refuses a message as soon as it has it, and nothing is sent
(own-sim.md 1.3). The app keeps the id, so that another attempt takes another one.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from itertools import count
from math import ceil

from ..base import GatewayError, OutgoingMessage, SendResult
from .app import App
from .outcome import is_open, never_sent, result

# How long after one another the app is asked, in seconds, as long as it has not told.
_LOOKS = (0.3, 0.7, 1.0, 1.5)
# A message that passes the limits, delays and working hours that are set in the app.
_URGENT = 100
# The server of the cloud takes no shorter one.
_SHORTEST_LIFE = 5
# How many messages that were given up are known; of others the app is asked.
_KNOWN = 500


class Sending:
    """What an app is handed, by which SIM."""

    def __init__(self, app: App, sim: int | None) -> None:
        """Have sent nothing."""
        self._app = app
        self._sim = sim
        self._given_up: dict[str, int] = {}

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Hand over a message, once however often it is called; raises GatewayError.

        What an earlier attempt has handed over counts, unless the phone has given it up.
        """
        for number in count(self._given_up.get(message.message_id, 0)):
            own_id = f"{message.message_id}-{number}" if number else message.message_id
            answer = await self._app.ask(
                "POST", "/messages?skipPhoneValidation=true", _order(own_id, message, self._sim)
            )
            taken = result(own_id, answer)
            if isinstance(taken, GatewayError) or (lost := await self._lost(own_id)) is None:
                self._given_up.pop(message.message_id, None)
                return taken
            self._remember(message.message_id, number + 1)
            if answer.status != HTTPStatus.CONFLICT:
                return lost
        raise AssertionError("there is always another number")

    async def _lost(self, own_id: str) -> GatewayError | None:
        """Return why the phone has given a message up, None as long as it has not."""
        for pause in (*_LOOKS, None):
            try:
                told = await self._app.found(f"/messages/{own_id}")
            except GatewayError:
                return None  # it has the message, and will be asked later
            if told is None or not is_open(told):
                return None if told is None else never_sent(told)
            if pause is not None:
                await asyncio.sleep(pause)
        return None

    def _remember(self, message_id: str, number: int) -> None:
        self._given_up[message_id] = number
        if len(self._given_up) > _KNOWN:
            del self._given_up[next(iter(self._given_up))]


def _order(own_id: str, message: OutgoingMessage, sim: int | None) -> Mapping[str, object]:
    """Return a message as the app takes it; the life is that in the phone's own queue."""
    fields: dict[str, object] = {
        "id": own_id,
        "textMessage": {"text": message.text},
        "phoneNumbers": [message.to],
        "withDeliveryReport": True,
    }
    if sim is not None:
        fields["simNumber"] = sim
    if message.critical:
        fields["priority"] = _URGENT
    if message.lasts is not None:
        fields["ttl"] = max(_SHORTEST_LIFE, ceil(message.lasts))
    return fields
