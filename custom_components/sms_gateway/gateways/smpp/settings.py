"""What an account at an SMSC is set to: where it is, who we are, and how both sides talk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from ..base import CredentialField, FieldKind
from .address import Kind, kind
from .text import Alphabet, LongMessages

_PORTS = {"smpp": 2775, "smpps": 3550}
# How others call the same: npm's smpp, and those who write TLS as such.
_SCHEMES = {"smpp": "smpp", "smpps": "smpps", "ssmpp": "smpps", "smpp+tls": "smpps"}
_ADVANCED = "advanced"
# The fields of a bind hold no more, in bytes; some give passwords that are longer than 8.
_LONGEST = {"system_id": 15, "system_type": 12, "address_range": 40, "password": 64}


class Wrong(StrEnum):
    """What can be seen to be wrong with an account's fields: the key of a sentence."""

    TOO_LONG = "text_too_long"
    NOT_TEXT = "not_text"
    WINDOW = "wrong_window"
    MAX_PER_SECOND = "wrong_max_per_second"
    KEEP_ALIVE = "wrong_keep_alive"
    NUMBER_TYPE = "wrong_number_type"


class Mode(StrEnum):
    """Which sessions there are: one for both ways, one for each, one for sending alone."""

    TRANSCEIVER = "transceiver"
    TRANSMITTER_RECEIVER = "transmitter_receiver"
    TRANSMITTER = "transmitter"


def _advanced(name: str, default: str | None = None) -> CredentialField:
    return CredentialField(name, FieldKind.TEXT, required=False, default=default, section=_ADVANCED)


def _choice(name: str, choices: type[StrEnum]) -> CredentialField:
    values = tuple(str(one) for one in choices)
    return CredentialField(name, FieldKind.CHOICE, default=values[0], choices=values)


FIELDS = (
    CredentialField("system_id", FieldKind.TEXT),
    CredentialField("system_type", FieldKind.TEXT, required=False),
    CredentialField("password", FieldKind.SECRET),
    CredentialField("sender", FieldKind.SENDER, required=False),
    _choice("bind", Mode),
    _choice("default_alphabet", Alphabet),
    _choice("long_messages", LongMessages),
    _advanced("window", "10"),
    _advanced("max_per_second", "0"),
    _advanced("keep_alive", "30"),
    _advanced("address_range"),
    _advanced("source_type"),
    _advanced("destination_type"),
)


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """What is read from the fields of an account; `keep_alive` is in seconds."""

    host: str
    port: int
    has_tls: bool
    system_id: bytes
    password: bytes
    system_type: bytes
    address_range: bytes
    mode: Mode
    alphabet: Alphabet
    long_messages: LongMessages
    window: int
    max_per_second: float
    keep_alive: float
    source: Kind | None
    destination: Kind | None


def settings(url: str, given: Mapping[str, str]) -> Settings:
    """Read the fields of an account; raises ValueError where the address is none."""
    where = urlsplit(url)
    if where.scheme not in _PORTS or not where.hostname:
        raise ValueError

    def number[T](name: str, read: Callable[[str], T], default: T) -> T:
        value = given.get(name)
        return read(value) if value else default

    return Settings(
        host=where.hostname,
        port=where.port or _PORTS[where.scheme],
        has_tls=where.scheme == "smpps",
        system_id=_octets(given["system_id"]),
        password=_octets(given["password"]),
        system_type=_octets(given.get("system_type", "")),
        address_range=_octets(given.get("address_range", "")),
        mode=Mode(given.get("bind", Mode.TRANSCEIVER)),
        alphabet=Alphabet(given.get("default_alphabet", Alphabet.GSM)),
        long_messages=LongMessages(given.get("long_messages", LongMessages.UDH)),
        window=number("window", int, 10),
        max_per_second=number("max_per_second", _decimal, 0.0),
        keep_alive=number("keep_alive", _decimal, 30.0),
        source=number("source_type", kind, None),
        destination=number("destination_type", kind, None),
    )


def base_url(written: str) -> str:
    """Return the address of an SMSC as people write it with its scheme and its port."""
    written = written.strip()
    if "://" not in written:
        written = f"smpp://{written}"
    written = written.removesuffix("/")
    try:
        where = urlsplit(written)
        scheme = _SCHEMES.get(where.scheme, where.scheme)
        port = where.port or _PORTS.get(scheme)
    except ValueError:
        return written
    host = where.hostname or ""
    host = f"[{host}]" if ":" in host else host
    has_more = where.path or where.query or where.fragment or where.username is not None
    is_whole = bool(host) and port is not None and not has_more
    return f"{scheme}://{host}:{port}" if is_whole else written


def wrong_field(given: Mapping[str, str]) -> tuple[str, str] | None:
    """Return a field that can't be right, and the key of the sentence that says why."""
    for name, longest in _LONGEST.items():
        words = given.get(name, "")
        if len(_octets(words)) > longest:
            return name, Wrong.TOO_LONG
        if not words.isascii() or "\0" in words:
            return name, Wrong.NOT_TEXT
    for name, lowest, highest, read, wrong in (
        ("window", 1, 100, int, Wrong.WINDOW),
        ("max_per_second", 0, 1000, _decimal, Wrong.MAX_PER_SECOND),
        ("keep_alive", 5, 300, _decimal, Wrong.KEEP_ALIVE),
    ):
        if (value := given.get(name)) and not _is_between(value, lowest, highest, read):
            return name, wrong
    for name in ("source_type", "destination_type"):
        try:
            kind(given.get(name, ""))
        except ValueError:
            return name, Wrong.NUMBER_TYPE
    return None


def _is_between(written: str, lowest: float, highest: float, read: Callable[[str], float]) -> bool:
    try:
        return lowest <= read(written) <= highest
    except ValueError:
        return False


def _decimal(written: str) -> float:
    return float(written.replace(",", "."))


def _octets(written: str) -> bytes:
    return written.encode("latin-1", "replace")
