"""What users read: the English translations, from the file itself."""

from functools import cache
import json
from pathlib import Path
from typing import Any

COMPONENT = Path(__file__).parents[1] / "custom_components" / "sms_gateway"


@cache
def english() -> dict[str, Any]:
    """Return all of the English translations."""
    texts: dict[str, Any] = json.loads((COMPONENT / "translations" / "en.json").read_text())
    return texts


def config_step(step_id: str) -> dict[str, Any]:
    """Return the texts of a step of the config flow."""
    step: dict[str, Any] = english()["config"]["step"][step_id]
    return step


def config_error(key: str, kind: str = "error") -> str:
    """Return the text of an error, or of an abort, of the config flow."""
    text: str = english()["config"][kind][key]
    return text


def recipient_error(key: str, kind: str = "error") -> str:
    """Return the text of an error, or of an abort, of the recipients' flow."""
    text: str = english()["config_subentries"]["recipient"][kind][key]
    return text
