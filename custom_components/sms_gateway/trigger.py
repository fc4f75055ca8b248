"""Triggers of the automation editor: what people answer, how messages end, who takes part."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, override
import unicodedata

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType, VolDictType
import voluptuous as vol

from .account.phrases import phrase
from .account.telling import EVENT_MESSAGE_STATUS
from .actions.fields import ATTR_TAG, tag_text, word
from .const import DOMAIN
from .gateways.masking import mask_number
from .messaging.message import MessageState, ReceivedKind
from .messaging.wish import Vocabulary, Wish, read_wish
from .messaging.words import comparable

CONF_MATCH = "match"
CONF_TEXT = "text"

# What a text would never be compared with, because it is no reply but a wish.
_NO_REPLIES = {
    Wish.STOP: f"unsubscribes whoever sends it: use the trigger {DOMAIN}.unsubscribed",
    Wish.STOP_ALL: f"unsubscribes whoever sends it: use the trigger {DOMAIN}.unsubscribed",
    Wish.HELP: "is a call for help: use the device trigger 'Help requested'",
}


class Match(StrEnum):
    """How a reply has to fit a text."""

    IS = "is"
    BEGINS_WITH = "begins_with"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class Happening:
    """What is told on the bus; about a message that went out, in which states of it."""

    event_type: str
    states: tuple[MessageState, ...] = ()

    def covers(self, data: Mapping[str, Any]) -> bool:
        """Tell whether this is what an event tells."""
        return not self.states or data.get("state") in self.states


RECEIVED = {kind: Happening(f"{DOMAIN}_{kind}") for kind in ReceivedKind}
DELIVERED = Happening(EVENT_MESSAGE_STATUS, (MessageState.DELIVERED,))
FAILED = Happening(
    EVENT_MESSAGE_STATUS,
    (MessageState.UNDELIVERED, MessageState.REJECTED, MessageState.EXPIRED),
)


@callback
def async_listen(
    hass: HomeAssistant,
    happening: Happening,
    target: ConfigType | None,
    tag: str | None,
    heard: Callable[[Event], None],
) -> CALLBACK_TYPE:
    """Hear what happens with those in a target, and with messages of a tag where one is given.

    It is the bus that is listened to, so that an account may come and go.
    """

    @callback
    def is_meant(data: Mapping[str, Any]) -> bool:
        return (
            happening.covers(data)
            and (not tag or data.get(ATTR_TAG) == tag)
            and _is_about(hass, target, data)
        )

    return hass.bus.async_listen(happening.event_type, callback(heard), event_filter=is_meant)


@callback
def _is_about(hass: HomeAssistant, target: ConfigType | None, data: Mapping[str, Any]) -> bool:
    """Tell whether an event is about somebody in a target; without one it is about anybody.

    Registries may change at any time and messages are few, so this is looked up for each.
    """
    if not target or not any(target.values()):
        return True
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(target), primary_entities_only=False
    )
    registry = er.async_get(hass)
    entities = map(registry.async_get, selected.referenced | selected.indirectly_referenced)
    devices = selected.referenced_devices | {entity.device_id for entity in entities if entity}
    return not devices.isdisjoint(_devices(hass, data))


def _devices(hass: HomeAssistant, data: Mapping[str, Any]) -> set[str]:
    """Return the devices that an event is about: the person's and the account's."""
    entry_id = str(data.get("config_entry_id"))
    account = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, entry_id), entry_id)
    about = {data.get("device_id"), account.id if account else None}
    return {device_id for device_id in about if device_id is not None}


_TAG: VolDictType = {vol.Optional(ATTR_TAG): tag_text}


class MessageTrigger(Trigger):
    """Runs when something happens with the messages of those in the target."""

    happening: ClassVar[Happening]
    fields: ClassVar[VolDictType] = {}

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check what is given, the options by the trigger's own fields."""
        schema = vol.Schema(
            {
                vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
                vol.Optional(CONF_OPTIONS, default=dict): cls.fields,
            }
        )
        validated: ConfigType = schema(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take what was checked."""
        super().__init__(hass, config)
        self._target = config.target
        self._options = config.options or {}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run an action whenever it happens; the variables are the event's data."""

        @callback
        def heard(event: Event) -> None:
            if (found := self._found(event.data)) is not None:
                payload = {**event.data, **found}
                run_action(payload, self._told(event.data), event.context)

        tag = self._options.get(ATTR_TAG)
        return async_listen(self._hass, self.happening, self._target, tag, heard)

    def _found(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what else the action is told, None if this is not what is waited for."""
        return {}

    def _told(self, data: Mapping[str, Any]) -> str:
        """Return what Activity says of what happened, after "triggered by"."""
        is_status = self.happening.event_type == EVENT_MESSAGE_STATUS
        number = str(data.get("to" if is_status else "from"))
        key = "triggered_by_sent" if is_status else "triggered_by_received"
        return phrase(self._hass, key, recipient=data.get("recipient") or mask_number(number))


def _text(value: object) -> str:
    """Return a text that replies can be compared with."""
    text = word(value)
    if not comparable(text):
        raise vol.Invalid("it is empty: write a word, or leave it out to wait for any reply")
    return text


def _that_can_come(options: ConfigType) -> ConfigType:
    """Return options, if a reply can be what they wait for."""
    if options[CONF_MATCH] is not Match.BEGINS_WITH:
        for text in options.get(CONF_TEXT, ()):
            if why := _NO_REPLIES.get(read_wish(text, Vocabulary())):
                raise vol.Invalid(f"'{text}' {why}", path=[CONF_OPTIONS, CONF_TEXT])
    return options


class ReplyReceived(MessageTrigger):
    """Runs when somebody writes, be it anything or one of certain texts."""

    happening = RECEIVED[ReceivedKind.MESSAGE]
    fields: ClassVar[VolDictType] = {
        vol.Optional(CONF_TEXT): vol.All(cv.ensure_list, [_text]),
        vol.Optional(CONF_MATCH, default=Match.IS.value): vol.Coerce(Match),
        **_TAG,
    }

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check what is given, and that such a reply can come."""
        validated = await super().async_validate_config(hass, config)
        return validated | {CONF_OPTIONS: _that_can_come(validated[CONF_OPTIONS])}

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Make the texts comparable; the longest first, for that is the one that is meant."""
        super().__init__(hass, config)
        texts = {comparable(text): text for text in self._options.get(CONF_TEXT, ())}
        self._texts = {text: texts[text] for text in sorted(texts, key=len, reverse=True)}
        self._is_beginning = self._options[CONF_MATCH] is Match.BEGINS_WITH

    @override
    def _found(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return which of the texts it is, as the trigger writes it."""
        if not self._texts:
            return {"option": None}
        said = comparable(str(data.get(CONF_TEXT)))
        if self._is_beginning:
            option = next((self._texts[text] for text in self._texts if begins(said, text)), None)
        else:
            option = self._texts.get(said)
        return None if option is None else {"option": option}


def begins(said: str, beginning: str) -> bool:
    """Tell whether a comparable text begins with a whole word, or several: "on" not with "only".

    Where words are not set apart, as in Japanese, any beginning is one.
    """
    if not said.startswith(beginning):
        return False
    following = said[len(beginning) : len(beginning) + 1]
    return (
        not following
        or unicodedata.category(following)[0] not in "LMN"
        or unicodedata.east_asian_width(following) in "WF"
    )


class MessageFailed(MessageTrigger):
    """Runs when a message was refused, not delivered or given up."""

    happening = FAILED
    fields: ClassVar[VolDictType] = _TAG


class MessageDelivered(MessageTrigger):
    """Runs when a message has reached the phone."""

    happening = DELIVERED
    fields: ClassVar[VolDictType] = _TAG


class Unsubscribed(MessageTrigger):
    """Runs when somebody has written STOP."""

    happening = RECEIVED[ReceivedKind.OPT_OUT]


class Subscribed(MessageTrigger):
    """Runs when somebody may be written to again."""

    happening = RECEIVED[ReceivedKind.OPT_IN]


TRIGGERS: dict[str, type[MessageTrigger]] = {
    "reply_received": ReplyReceived,
    "message_failed": MessageFailed,
    "message_delivered": MessageDelivered,
    "unsubscribed": Unsubscribed,
    "subscribed": Subscribed,
}


async def async_get_triggers(hass: HomeAssistant) -> Mapping[str, type[Trigger]]:
    """Return the triggers by what stands behind the domain in their names."""
    return TRIGGERS
