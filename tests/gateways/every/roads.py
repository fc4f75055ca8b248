"""The ways to every gateway, those by template that differ in their settings alone among them."""

from collections.abc import Callable

import pytest

from ...roads import PRESET_ROADS, ROADS as MAIN_ROADS, Road, roads_where as roads_of

__all__ = ["ROADS", "Road", "every_road", "roads_where"]

ROADS = [*MAIN_ROADS, *PRESET_ROADS]


def roads_where(applies: Callable[[Road], bool]) -> pytest.MarkDecorator:
    """Let a test run on the roads where there is something to show."""
    return roads_of(applies, ROADS)


every_road = roads_where(lambda _road: True)
