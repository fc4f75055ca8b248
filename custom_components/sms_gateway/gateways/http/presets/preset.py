"""What is known of a gateway that is spoken to by template."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings to begin with; `url` is an example where everybody's is another.

    `name` is what an account is called at first. `opened` are the sections of the form that need a
    look.
    """

    name: str
    url: str
    settings: Mapping[str, str]
    is_example: bool = False
    opened: tuple[str, ...] = ()
