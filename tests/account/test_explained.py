"""Why something failed is said in the home's language, where the words are our own."""

import ast
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.phrases import explained
from custom_components.sms_gateway.gateways.reasons import Reason

from ..translations import COMPONENT, english


def test_every_reason_has_words() -> None:
    words = {name: text for name, text in english()["common"].items() if "reason_" in name}
    assert words == {f"reason_{reason.name.lower()}": reason.value for reason in Reason}


@pytest.mark.parametrize("folder", ["gateways", "messaging"])
def test_no_other_words_of_our_own(folder: str) -> None:
    for path in Path(COMPONENT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(ast.Name("GatewayError"), [_, text, *_]):
                    written = [one for one in ast.walk(text) if isinstance(one, ast.Constant)]
                    assert not [one.value for one in written if " " in str(one.value).strip(" ;")]


async def test_reasons_in_words(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert explained(hass, None) is None
    assert explained(hass, Reason.UNREACHABLE) == "the gateway could not be reached"
    assert explained(hass, f"{Reason.UNDOCUMENTED} (502)") == f"{Reason.UNDOCUMENTED} (502)"
    assert (
        explained(hass, f"{Reason.NOT_ALL_PARTS}: x (0x0B)") == f"{Reason.NOT_ALL_PARTS}: x (0x0B)"
    )
    assert explained(hass, "Invalid source address (105)") == "Invalid source address (105)"
    # Not where a gateway's own words only begin so.
    assert explained(hass, f"{Reason.NO_ANSWER} yet") == f"{Reason.NO_ANSWER} yet"
