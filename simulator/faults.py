"""What can be made to go wrong."""

from dataclasses import dataclass, replace
from enum import StrEnum
import random


class Fault(StrEnum):
    """A thing that goes wrong at the gateway, or with its callbacks."""

    HTTP_500 = "http_500"
    HTTP_503 = "http_503"
    RATE_429 = "rate_429"
    CODE_43 = "code_43"
    BAD_KEY = "bad_key"
    ADDRESS = "address"
    HTML = "html"
    NO_FUNDS = "no_funds"
    RANDOM = "random"
    SLOW = "slow"
    DROP_ANSWER = "drop_answer"
    TRUNCATED = "truncated"
    DUPLICATE_CALLBACKS = "duplicate_callbacks"
    CALLBACKS_OUT_OF_ORDER = "callbacks_out_of_order"
    NO_RECEIPTS = "no_receipts"
    REPORTS_FIRST = "reports_first"
    DEAF = "deaf"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a fault
    NO_SERVICE = "no_service"
    BIND_REFUSED = "bind_refused"
    BIND_UNANSWERED = "bind_unanswered"
    NO_RESPONSE = "no_response"
    RESPONSES_OUT_OF_ORDER = "responses_out_of_order"
    SESSION_DROPPED = "session_dropped"
    ENQUIRE_LINK_UNANSWERED = "enquire_link_unanswered"
    HALF_PDUS = "half_pdus"
    JOINED_PDUS = "joined_pdus"
    UNKNOWN_TLVS = "unknown_tlvs"
    ACKNOWLEDGEMENT_LOST = "acknowledgement_lost"
    MODEM_SILENT = "modem_silent"
    NO_PROMPT = "no_prompt"
    PROMPT_STUCK = "prompt_stuck"
    ECHO_STAYS = "echo_stays"
    URCS_INSIDE = "urcs_inside"
    STORAGE_FULL = "storage_full"
    NO_NETWORK = "no_network"
    PIN_NEEDED = "pin_needed"
    SIM_BUSY = "sim_busy"
    CMS_ERROR = "cms_error"
    USSD_UNANSWERED = "ussd_unanswered"
    PORT_BUSY = "port_busy"


INSTEAD_OF_AN_ANSWER = (
    Fault.HTTP_500,
    Fault.HTTP_503,
    Fault.RATE_429,
    Fault.CODE_43,
    Fault.BAD_KEY,
    Fault.ADDRESS,
    Fault.HTML,
)
"""The gateway answers so and does nothing."""

TRANSIENT = (Fault.HTTP_503, Fault.DROP_ANSWER, Fault.HTTP_500, Fault.CODE_43)
"""What `random` picks from."""

OF_A_PHONE = (Fault.DEAF, Fault.NO_SERVICE, Fault.TOKEN_EXPIRED)
"""What goes wrong with an app on a phone, or with a router, alone."""

OF_SESSIONS = (
    Fault.BIND_REFUSED,
    Fault.BIND_UNANSWERED,
    Fault.NO_RESPONSE,
    Fault.RESPONSES_OUT_OF_ORDER,
    Fault.SESSION_DROPPED,
    Fault.ENQUIRE_LINK_UNANSWERED,
    Fault.HALF_PDUS,
    Fault.JOINED_PDUS,
    Fault.UNKNOWN_TLVS,
    Fault.ACKNOWLEDGEMENT_LOST,
)
"""What goes wrong with sessions at an SMSC alone."""

OF_MODEMS = (
    Fault.MODEM_SILENT,
    Fault.NO_PROMPT,
    Fault.PROMPT_STUCK,
    Fault.ECHO_STAYS,
    Fault.URCS_INSIDE,
    Fault.STORAGE_FULL,
    Fault.NO_NETWORK,
    Fault.PIN_NEEDED,
    Fault.SIM_BUSY,
    Fault.CMS_ERROR,
    Fault.USSD_UNANSWERED,
    Fault.PORT_BUSY,
)
"""What goes wrong with a modem alone."""

DEFAULT_AMOUNTS = {
    Fault.RATE_429: 2.0,
    Fault.SLOW: 5.0,
    Fault.RANDOM: 0.3,
    Fault.BIND_REFUSED: 14.0,
    Fault.NO_NETWORK: 2.0,
    Fault.CMS_ERROR: 500.0,
}
"""Seconds of Retry-After, seconds before the answer, probability, command_status of the bind, what
CREG says, code of a CMS error."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A fault that is set."""

    fault: Fault
    amount: float | None = None
    """Seconds, probability, status or code, where the fault has such a thing."""
    count: int | None = None
    """How often it still happens; None: until it is cleared."""
    at: str | None = None
    """The gateway that it happens at; None: at each."""


class Faults:
    """The faults that are set at present, as one gateway sees them."""

    def __init__(self, gateway: str | None = None) -> None:
        """Start with nothing wrong."""
        self._gateway = gateway
        self.settings: dict[Fault, Setting] = {}

    def seen_by(self, gateway: str) -> Faults:
        """Return the same faults as another gateway sees them."""
        seen = Faults(gateway)
        seen.settings = self.settings
        return seen

    def set(
        self,
        fault: Fault,
        amount: float | None = None,
        *,
        count: int | None = None,
        at: str | None = None,
    ) -> None:
        """Let something go wrong, the next `count` times or until it is cleared."""
        if amount is None:
            amount = DEFAULT_AMOUNTS.get(fault)
        self.settings[fault] = Setting(fault, amount, count, at)

    def clear(self, fault: Fault | None = None) -> None:
        """Put one thing right, or everything."""
        if fault is None:
            self.settings.clear()
        else:
            self.settings.pop(fault, None)

    def take(self, fault: Fault) -> Setting | None:
        """Return the setting if the fault is to happen now, and count it."""
        setting = self.settings.get(fault)
        if setting is None or setting.at not in (None, self._gateway):
            return None
        if setting.count is None:
            return setting
        if setting.count == 1:
            del self.settings[fault]
        else:
            self.settings[fault] = replace(setting, count=setting.count - 1)
        return setting

    def take_for_request(self) -> Setting | None:
        """Return what happens to this request instead of a good answer, if anything."""
        chance = self.take(Fault.RANDOM)
        if chance and chance.amount is not None and random.random() < chance.amount:
            return Setting(random.choice(TRANSIENT))
        faults = (*INSTEAD_OF_AN_ANSWER, Fault.DROP_ANSWER, Fault.TRUNCATED)
        return next(filter(None, map(self.take, faults)), None)
