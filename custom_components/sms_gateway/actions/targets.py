"""Whom the target of an action stands for: entities, groups, devices, areas, floors, labels."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.group import expand_entity_ids
from homeassistant.helpers.target import (
    SelectedEntities,
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .. import errors
from ..account.muting import is_muted, notify_entity
from .which_account import Person, people


@dataclass(slots=True)
class Targeted:
    """The recipients of a target, and what of it is none.

    Those who are named themselves are told from those whom a group, a device, an area or a label
    stands for: of the latter, who is muted is left out.
    """

    people: list[Person] = field(default_factory=list)
    errors: list[ServiceValidationError] = field(default_factory=list)


@callback
def targeted(hass: HomeAssistant, data: Mapping[str, Any]) -> Targeted:
    """Return whom an action's target stands for."""
    found = Targeted()
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(dict(data)), expand_group=False
    )
    found.errors += _gone(selected)
    by_entity = {
        entity.entity_id: (entity, person)
        for person in people(hass)
        if (entity := notify_entity(hass, person.subentry_id)) is not None
    }
    indirect = set(selected.indirectly_referenced)
    if data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        selected.referenced.discard(ENTITY_MATCH_ALL)
        indirect.update(by_entity)
    registry = er.async_get(hass)
    for written in sorted(selected.referenced):
        entity_id = named.entity_id if (named := registry.async_get(written)) else written
        if entity_id in by_entity:
            person = by_entity[entity_id][1]
            if is_muted(hass, person.subentry_id):
                found.errors.append(muted(person.name))
            else:
                found.people.append(person)
        elif (members := set(_members(hass, entity_id, {entity_id}))) & set(by_entity):
            indirect |= members
            found.errors += map(_no_recipient, _others(hass, members - set(by_entity)))
        else:
            found.errors.append(_no_recipient(written))
    found.people += [
        by_entity[entity_id][1]
        for entity_id in sorted(indirect & set(by_entity))
        if not by_entity[entity_id][0].disabled_by
    ]
    return found


def muted(name: str) -> ServiceValidationError:
    """Return the error for somebody who is named although muted."""
    return errors.invalid("recipient_muted", recipient=name)


def _members(hass: HomeAssistant, entity_id: str, seen: set[str]) -> Iterator[str]:
    """Yield the members of a group, be it one of notify entities or one of any."""
    state = hass.states.get(entity_id) if entity_id.startswith(f"{NOTIFY_DOMAIN}.") else None
    within = state.attributes.get(ATTR_ENTITY_ID) if state else None
    listed = within if isinstance(within, list) else expand_entity_ids(hass, [entity_id])
    for member in set(listed) - seen:
        seen.add(member)
        yield member
        yield from _members(hass, member, seen)


def _others(hass: HomeAssistant, members: Iterable[str]) -> list[str]:
    """Return which members of groups would be notified by other means than SMS."""
    return sorted(
        member
        for member in members
        if member.startswith(f"{NOTIFY_DOMAIN}.") and not _is_group(hass, member)
    )


def _is_group(hass: HomeAssistant, entity_id: str) -> bool:
    state = hass.states.get(entity_id)
    return state is not None and isinstance(state.attributes.get(ATTR_ENTITY_ID), list)


def _no_recipient(written: str) -> ServiceValidationError:
    return errors.invalid("not_a_recipient", entity_id=errors.shown(written))


def _gone(selected: SelectedEntities) -> list[ServiceValidationError]:
    """Return an error for each target that does not exist any more, as what it was."""
    gone = {
        "area_gone": selected.missing_areas,
        "device_gone": selected.missing_devices,
        "floor_gone": selected.missing_floors,
        "label_gone": selected.missing_labels,
    }
    return [
        errors.invalid(key, name=errors.shown(name))
        for key, names in gone.items()
        for name in sorted(names)
    ]
