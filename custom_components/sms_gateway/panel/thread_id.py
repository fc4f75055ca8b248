"""What stands for a number in addresses and logs of browsers, where a number must not be."""

from hashlib import blake2b

from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id
from homeassistant.util.hass_dict import HassKey

from .. import errors
from ..account.account import Account
from ..const import DOMAIN
from ..messaging import threads

_KNOWN: HassKey[ThreadIds] = HassKey(f"{DOMAIN}_thread_ids")


class ThreadIds:
    """The ids of conversations: the same for a number at every start of this home, and only here.

    From an id nobody can tell the number without asking this home's journals.
    """

    def __init__(self, secret: str) -> None:
        """Make ids with a secret that every home has one of."""
        self._secret = secret.encode()
        self._numbers: dict[str, str] = {}

    def of(self, number: str) -> str:
        """Return the id of a number's conversation."""
        digest = blake2b(number.encode("utf-8", "replace"), key=self._secret, digest_size=10)
        thread_id = digest.hexdigest()
        self._numbers[thread_id] = number
        return thread_id

    async def number(self, thread_id: str, accounts: list[Account]) -> str:
        """Return the number of a conversation; raises where those accounts have none with this id.

        One that has not been shown since the start is looked for in the journals.
        """
        if thread_id not in self._numbers:
            for account in accounts:
                for number in (
                    *await account.journal.read(threads.numbers),
                    *account.recipients,
                ):
                    self.of(number)
        if (number := self._numbers.get(thread_id)) is None:
            raise errors.invalid("unknown_thread")
        return number


async def async_thread_ids(hass: HomeAssistant) -> ThreadIds:
    """Return the ids of this home."""
    if _KNOWN not in hass.data:
        hass.data[_KNOWN] = ThreadIds(await instance_id.async_get(hass))
    return hass.data[_KNOWN]
