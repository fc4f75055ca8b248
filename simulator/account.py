"""The customer's account at the gateways, and how they treat it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from .modem_settings import ModemSettings
from .smpp_settings import SmppSettings

DEFAULT_GATEWAY = "clickatell_one"


class CallbackForm(StrEnum):
    """How Central sends a callback (two-way guide 8.3)."""

    HTTP_GET = "http_get"
    HTTP_POST = "http_post"
    XML_GET = "xml_get"
    XML_POST = "xml_post"
    SOAP_GET = "soap_get"
    SOAP_POST = "soap_post"


@dataclass(slots=True, kw_only=True)
class Account:
    """An account, the same at every gateway."""

    api_key: str = "simulator-key-0000000=="
    """For gateways that know their customers by a key."""
    user: str = "simulator"
    password: str = "simulator-password"  # noqa: S105 - it protects nothing
    api_id: str = "1234567"
    """The number of the account, for gateways that want it beside user and password."""
    ftp_password: str = "simulator-ftp-password"  # noqa: S105 - nor does this
    """Central's FTP server knows the customer by this and `api_id`."""
    replies_to_log: bool = False
    """Whether Central writes replies to mo.log, and calls nobody back with them."""
    balance: Decimal = Decimal("100.00")
    currency: str = "EUR"
    price: Decimal = Decimal("0.04")
    """For one segment."""
    gateway: str = DEFAULT_GATEWAY
    """The one that carries a reply which answers no MT."""
    senders: tuple[str, ...] = ()
    """The numbers a message may come from; with none, anything goes."""
    default_sender: str = "15550100099"
    shared_sender: str = "27990000000"
    """Central's own number for messages without a sender of the account; replies to it are lost."""
    two_way: bool = False
    """Whether the Platform API refuses a wrong sender the way a two-way integration does."""
    max_parts: int = 35
    kannel_max_messages: int = 1
    """What Kannel's sendsms-user is set to, and cuts at; 1 where nothing is said."""
    jasmin_quota: bool = True
    """Whether Jasmin counts what its user has left."""
    phone_battery: int = 87
    """In percent, of the phone with the app."""
    phone_internet: bool = True
    """Whether that phone has the internet."""
    router_modems: tuple[str, ...] = ("1-1",)
    """Those of the router with RutOS 7; messages come in at the first."""
    router_zone: str | None = "UTC"
    """The time zone of its dates; None: the user may not ask for it."""
    delivery_delay: float = 0.1
    """Seconds from acceptance to "sent", and again from "sent" to the end."""
    credits_plural: bool = False
    """Whether Central's balance begins with "Credits:" instead of "Credit:"."""
    callback_url: str | None = None
    callback_urls: dict[str, str] = field(default_factory=dict)
    """For gateways that have one of their own, by name."""
    callback_username: str = ""
    callback_password: str = ""
    callback_form: CallbackForm | None = None
    """None: HTTP GET from Central, JSON by POST from the Platform API, which knows HTTP GET too."""
    callback_utf8: bool = True
    """Whether the Platform API sends the text of replies in UTF-8."""
    callback_time_as_text: bool = False
    """Whether the Platform API sends its timestamps as strings."""
    callback_retry_delay: float = 2.0
    """Seconds before the first retry of a callback; each further one waits twice as long."""
    callback_retries: int = 7
    callback_timeout: float = 10.0
    smpp: SmppSettings = field(default_factory=SmppSettings)
    modem: ModemSettings = field(default_factory=ModemSettings)
    wide_references: bool = False
    """Whether the parts of a long reply have 16 bits in common instead of 8."""

    @property
    def sender(self) -> str:
        """The sender of a message that names none."""
        return self.senders[0] if self.senders else self.default_sender
