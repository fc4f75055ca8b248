"""What is for chat is handed over in order, and once, whatever is lost in between."""

import time
from xml.etree.ElementTree import Element

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.account import Account
from custom_components.sms_gateway.bridge import stanza
from custom_components.sms_gateway.bridge.line import Line
from custom_components.sms_gateway.bridge.settings import BridgeSettings, Place, Strangers
from custom_components.sms_gateway.bridge.to_chat import ToChat
from custom_components.sms_gateway.bridge.wire import Obstacle, SessionError
from custom_components.sms_gateway.gateways.base import InboundMessage, Media
from custom_components.sms_gateway.messaging import bridged
from custom_components.sms_gateway.messaging.bridged import Contact

from ..conftest import ANNA, CARLA, SENDER
from ..patience import soon
from .conftest import ANNA_AT_CHAT, BEN_AT_CHAT

COMPONENT = "sms.example.com"


class Wire:
    """A session that is lost at a certain moment: after so many stanzas, or before they arrive."""

    def __init__(self, *, stanzas: int = 1000, echoes: int = 1000) -> None:
        """Last for so many."""
        self.sent: list[Element] = []
        self._stanzas, self._echoes = stanzas, echoes

    def write(self, element: Element) -> None:
        """Take a stanza."""
        if len(self.sent) >= self._stanzas:
            raise SessionError(Obstacle.LOST)
        self.sent.append(element)

    async def echo(self) -> None:
        """Say that all has arrived."""
        if not self._echoes:
            raise SessionError(Obstacle.LOST)
        self._echoes -= 1

    async def lost(self) -> None:
        """Never."""
        raise NotImplementedError

    @property
    def bodies(self) -> list[tuple[str | None, str | None, str | None]]:
        """Return from whom, to whom and what."""
        return [(one.get("from"), one.get("to"), stanza.text_of(one, "body")) for one in self.sent]


@pytest.fixture
async def account(entry: MockConfigEntry) -> Account:
    """Return an account with a bridge, as far as its journal knows."""
    account: Account = entry.runtime_data
    await account.journal.run(lambda db: bridged.keep_to(db, ["b"]))
    return account


def to_chat(account: Account, strangers: Strangers = Strangers.CONTACT) -> ToChat:
    """Return what hands over for a bridge."""
    place = Place("localhost", 5347, COMPONENT, "secret")
    writers, readers = [ANNA_AT_CHAT], [BEN_AT_CHAT]
    settings = BridgeSettings("b", "SMS", place, writers, readers, "", strangers)
    return ToChat(Line(account.hass, account, settings))


async def run(handing: ToChat, *, stanzas: int = 1000, echoes: int = 1000) -> Wire:
    """Hand over until the session is lost; return that."""
    wire = Wire(stanzas=stanzas, echoes=echoes)
    with pytest.raises(SessionError):
        await soon(handing.run(wire), "the session is lost")
    return wire


def message(
    text: str, sender: str = ANNA, sent_at: float | None = None, media: tuple[Media, ...] = ()
) -> InboundMessage:
    """Return a message that comes in."""
    return InboundMessage(None, sender, SENDER, text, sent_at, media=media)


async def test_nothing_is_lost_and_nothing_comes_twice_when_the_session_goes(
    hass: HomeAssistant, account: Account
) -> None:
    texts = [f"message {number}" for number in range(25)]
    await account.receive([message(text) for text in texts])
    handing = to_chat(account)
    # Before it has arrived, and amid it: all of that is handed over again, as the same messages.
    cut = await run(handing, echoes=0)
    assert len(cut.sent) == 40
    halves = await run(handing, stanzas=7)
    first = await run(handing, echoes=1)
    assert [one.get("id") for one in first.sent[:40]] == [one.get("id") for one in cut.sent]
    assert halves.bodies == cut.bodies[:7]
    # What has arrived does not come again.
    rest = await run(to_chat(account), echoes=0)
    told = [body for _, to, body in first.bodies[:40] + rest.bodies if to == ANNA_AT_CHAT]
    assert told == texts
    ids = {one.get("id") for one in first.sent[:40] + rest.sent}
    assert len(ids) == len(texts)


async def test_who_a_message_is_from(
    hass: HomeAssistant, account: Account, received: list[Event]
) -> None:
    await account.receive([message("from a stranger", CARLA), message("from a name", "ACME & Co")])
    for strangers, expected in (
        (
            Strangers.CONTACT,
            [
                (f"{CARLA}@{COMPONENT}", ANNA_AT_CHAT, "from a stranger"),
                (f"{CARLA}@{COMPONENT}", BEN_AT_CHAT, "from a stranger"),
                (f"acme\\20\\26\\20co@{COMPONENT}", ANNA_AT_CHAT, "from a name"),
                (f"acme\\20\\26\\20co@{COMPONENT}", BEN_AT_CHAT, "from a name"),
            ],
        ),
        (
            Strangers.GATEWAY,
            [
                (COMPONENT, ANNA_AT_CHAT, f"{CARLA}: from a stranger"),
                (COMPONENT, BEN_AT_CHAT, f"{CARLA}: from a stranger"),
                (COMPONENT, ANNA_AT_CHAT, "ACME & Co: from a name"),
                (COMPONENT, BEN_AT_CHAT, "ACME & Co: from a name"),
            ],
        ),
    ):
        wire = await run(to_chat(account, strangers), echoes=0)
        assert wire.bodies == expected
    # Who has been written to by somebody is no stranger, and is known by the form that was used.
    node = CARLA.removeprefix("+")
    contact = Contact(CARLA, ANNA_AT_CHAT, node)
    await account.journal.run(lambda db: bridged.note_contact(db, "b", contact, 1.0, is_in=False))
    wire = await run(to_chat(account, Strangers.DROP), echoes=0)
    assert wire.bodies == [
        (f"{node}@{COMPONENT}", ANNA_AT_CHAT, "from a stranger"),
        (f"{CARLA}@{COMPONENT}", BEN_AT_CHAT, "from a stranger"),
    ]


async def test_what_a_message_says(hass: HomeAssistant, account: Account) -> None:
    picture = Media("https://example.com/1.jpg", "image/jpeg")
    sent_at = 1_700_000_000.0
    await account.receive(
        [message("\0\x1b\ufffe\ud83dlook", media=(picture,), sent_at=sent_at), message("\t1\n2")]
    )
    wire = await run(to_chat(account), echoes=0)
    first, _, second, _ = wire.sent
    body = stanza.text_of(first, "body")
    assert body is not None
    assert body.endswith("look\nhttps://example.com/1.jpg")
    # One of these, and the server would close the stream.
    assert not set(body) & set("\0\x1b\ufffe\ud83d")
    delay = stanza.child(first, "delay", stanza.DELAY)
    assert delay is not None
    assert delay.get("stamp", "").startswith("2023-11-14T22:13:20")
    assert stanza.text_of(second, "body") == "\t1\n2"
    assert stanza.child(second, "delay", stanza.DELAY) is None
    nick = stanza.child(second, "nick", stanza.NICK)
    assert nick is not None
    assert nick.text == "Anna"


async def test_who_was_promised_an_answer_before_the_power_went_gets_one(
    hass: HomeAssistant, account: Account
) -> None:
    """A message that was taken from the server, and never got into the queue."""
    lost = bridged.Written("m1", ANNA_AT_CHAT, "phone", ANNA, "s1", wants_receipt=True)
    now = time.time()
    await account.journal.run(lambda db: bridged.begin(db, "b", ANNA, lost, now))
    handing = to_chat(account)
    await handing.recover()
    for _ in range(2):  # also if the session goes before it has arrived
        wire = await run(handing, echoes=0)
        (told,) = wire.sent
        assert told.attrib == {
            "type": "error",
            "id": "s1",
            "from": f"{ANNA}@{COMPONENT}",
            "to": f"{ANNA_AT_CHAT}/phone",
        }
    error = stanza.child(told, "error")
    assert error is not None
    assert [one.tag.rpartition("}")[2] for one in error] == ["internal-server-error", "text"]
