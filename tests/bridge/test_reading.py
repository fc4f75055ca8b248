"""What a message from chat is to a phone, what numbers are read as, and why one is refused."""

from xml.etree.ElementTree import fromstring

from homeassistant.core import HomeAssistant
import pytest

from custom_components.sms_gateway.account import phrases
from custom_components.sms_gateway.bridge import presence, refusals, stanza
from custom_components.sms_gateway.bridge.addresses import node_for
from custom_components.sms_gateway.bridge.reading import Text, Unsendable, read
from custom_components.sms_gateway.bridge.refusals import Refusal
from custom_components.sms_gateway.errors import failure, invalid
from custom_components.sms_gateway.gateways.base import Channel, ErrorKind, GatewayError
from custom_components.sms_gateway.messaging.message import MessageState, OutboundMessage
from custom_components.sms_gateway.messaging.number import InvalidNumberError
from custom_components.sms_gateway.messaging.written_number import AmbiguousNumberError, read_bare

_FALLBACK = "<fallback xmlns='urn:xmpp:fallback:0'"
_REPLY = f"{_FALLBACK} for='urn:xmpp:reply:0'>"


@pytest.mark.parametrize(
    ("kind", "within", "expected"),
    [
        ("chat", "<body>hi</body>", Text(None, "hi", wants_receipt=False)),
        ("normal", "<body>hi</body><subject> s </subject>", Text("s", "hi", wants_receipt=False)),
        (
            "chat",
            "<body>hi</body><request xmlns='urn:xmpp:receipts'/>",
            Text(None, "hi", wants_receipt=True),
        ),
        ("error", "<body>hi</body><error type='cancel'/>", None),
        ("headline", "<body>hi</body>", None),
        ("chat", "<composing xmlns='http://jabber.org/protocol/chatstates'/>", None),
        ("chat", "<received xmlns='urn:xmpp:receipts' id='1'/>", None),
        ("chat", "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>", None),
        ("groupchat", "<body>hi</body>", Unsendable.GROUP),
        ("groupchat", "<subject>hi</subject>", None),
        ("chat", "<body>x</body><encryption xmlns='urn:xmpp:eme:0'/>", Unsendable.ENCRYPTED),
        ("chat", "<encrypted xmlns='urn:xmpp:omemo:2'/>", Unsendable.ENCRYPTED),
        ("chat", "<body>x</body><x xmlns='jabber:x:encrypted'/>", Unsendable.ENCRYPTED),
        ("chat", "<body>x</body><openpgp xmlns='urn:xmpp:openpgp:0'/>", Unsendable.ENCRYPTED),
        (
            "chat",
            "<body>hi</body><replace xmlns='urn:xmpp:message-correct:0' id='1'/>",
            Unsendable.CORRECTION,
        ),
        ("chat", "<body>+1</body><reactions xmlns='urn:xmpp:reactions:0' id='1'/>", None),
        ("chat", "<body>x</body><retract xmlns='urn:xmpp:message-retract:1' id='1'/>", None),
        ("chat", f"<body>x</body>{_FALLBACK}/>", None),
        ("chat", f"<body>x</body>{_FALLBACK}><body/></fallback>", None),
        (
            "chat",
            f"<body>&gt; a\nyes</body>{_REPLY}<body start='0' end='4'/></fallback>",
            Text(None, "yes", wants_receipt=False),
        ),
        (
            "chat",
            f"<body>yes</body>{_REPLY}<body start='9' end='x'/></fallback>",
            Text(None, "yes", wants_receipt=False),
        ),
    ],
)
@pytest.mark.parametrize("namespace", [stanza.COMPONENT, stanza.CLIENT])
def test_what_a_message_is(
    kind: str, within: str, expected: Text | Unsendable | None, namespace: str
) -> None:
    written = f"<message xmlns='{namespace}' type='{kind}'>{within}</message>"
    assert read(fromstring(written)) == expected  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("node", "country", "number"),
    [
        ("+447700900001", None, "+447700900001"),
        ("447700900001", None, "+447700900001"),
        ("447700900001", "DE", "+447700900001"),
        ("447700900001", "US", "+447700900001"),
        ("00447700900001", None, "+447700900001"),
        ("07700900001", "GB", "+447700900001"),
        ("2025550123", "US", "+12025550123"),
        ("12025550123", "US", "+12025550123"),
        ("5550100001", "US", "+15550100001"),
        ("(555) 010-0001", "US", "+15550100001"),
        ("12025550123", None, "+12025550123"),
        ("015112345678", "DE", "+4915112345678"),
        ("4915112345678", "DE", "+4915112345678"),
        ("07700900001", None, InvalidNumberError),
        ("12345", "GB", InvalidNumberError),
        ("abc", "GB", InvalidNumberError),
        ("12345;phone-context=example.com", "GB", InvalidNumberError),
        ("", "GB", InvalidNumberError),
        # Singapore's, with its country code, or one of Jamaica's.
        ("6582234567", "US", AmbiguousNumberError),
    ],
)
def test_the_forms_of_a_number(
    node: str, country: str | None, number: str | type[Exception]
) -> None:
    if isinstance(number, str):
        assert read_bare(node, country) == number
    else:
        with pytest.raises(InvalidNumberError) as raised:
            read_bare(node, country)
        assert raised.type is number


@pytest.mark.parametrize(
    ("sender", "node"),
    [
        ("+447700900001", "+447700900001"),
        ("12345", "12345"),
        ("ACME", "acme"),
        ("A B & C", "a\\20b\\20\\26\\20c"),
        ("a@b/c:<d>", "a\\40b\\2fc\\3a\\3cd\\3e"),
        ("", ""),
        ("\0", ""),
        ("x" * 2000, ""),
    ],
)
def test_the_address_of_a_sender(sender: str, node: str) -> None:
    assert node_for(sender) == node


def test_the_hash_that_clients_know_features_by() -> None:
    # The example of XEP-0115, 5.2.
    features = (
        "http://jabber.org/protocol/caps",
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items",
        "http://jabber.org/protocol/muc",
    )
    made = presence.caps(("client", "pc"), "Exodus 0.9.1", features)
    assert made.get("ver") == "QgayPKawpkPSDYmwT/WM94uAlu0="


async def test_every_refusal_is_one_of_xmpps_words(hass: HomeAssistant) -> None:
    await phrases.async_setup(hass)
    for key, expected in (
        ("hourly_limit", ("wait", "resource-constraint")),
        ("daily_limit", ("wait", "resource-constraint")),
        ("opted_out", ("cancel", "not-allowed")),
        ("own_number", ("cancel", "not-allowed")),
        ("sending_off", ("cancel", "service-unavailable")),
    ):
        error = failure(key, recipient="Anna", since="today")
        told = await refusals.async_not_taken(hass, error)
        assert (told.kind, told.condition) == expected
        assert told.text
        assert Refusal.of(told.kept()) == told
    hass.config.language = "de"
    told = await refusals.async_not_taken(hass, invalid("message_empty"))
    assert (told.kind, told.condition) == ("modify", "policy-violation")
    english = str(invalid("message_empty"))
    assert told.text
    assert told.text != english
    await phrases.async_setup(hass)
    for state, kind, expected in (
        (MessageState.REJECTED, ErrorKind.RECIPIENT, ("cancel", "recipient-unavailable")),
        (MessageState.REJECTED, ErrorKind.CONTENT, ("modify", "policy-violation")),
        (MessageState.REJECTED, ErrorKind.OPTED_OUT, ("cancel", "not-allowed")),
        (MessageState.REJECTED, ErrorKind.SENDER, ("cancel", "service-unavailable")),
        (MessageState.EXPIRED, ErrorKind.AUTH, ("cancel", "service-unavailable")),
        (MessageState.EXPIRED, ErrorKind.FUNDS, ("cancel", "service-unavailable")),
        (MessageState.EXPIRED, ErrorKind.NETWORK, ("wait", "remote-server-timeout")),
        (MessageState.EXPIRED, None, ("wait", "remote-server-timeout")),
        (MessageState.UNDELIVERED, None, ("wait", "recipient-unavailable")),
        (MessageState.CANCELLED, None, ("cancel", "not-acceptable")),
    ):
        found = refusals.not_sent(hass, ended(state, kind))
        assert (found.kind, found.condition) == expected, (state, kind)
        assert found.text
        # What is wrong with the account is nobody's in chat.
        is_own = kind in (ErrorKind.SENDER, ErrorKind.AUTH, ErrorKind.FUNDS)
        assert ("their words" in found.text) == (kind is not None and not is_own)


def ended(state: MessageState, kind: ErrorKind | None) -> OutboundMessage:
    """Return a message that has ended."""
    message = OutboundMessage(
        sequence=1,
        message_id="m",
        number="+447700900001",
        text="x",
        sender=None,
        channel=Channel.SMS,
        tag=None,
        parts=1,
        truncated=False,
        smart_encoded=False,
        retry_rate=60.0,
        created_at=0.0,
        expires_at=None,
        state=MessageState.SENDING,
        attempts=1,
        provider_message_id=None,
        error_kind=None,
        error_code=None,
        error_text=None,
    )
    return message.moved(state, None if kind is None else GatewayError(kind, "their words"))
