"""The page of the repairs, as its frontend uses it, and the issues on it."""

import re
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN

from .conftest import until
from .translations import english


class RepairsPage:
    """Where somebody mends what an issue is about."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        """Look at it with a client that is logged in."""
        self._client = client

    async def open(self, issue: ir.IssueEntry) -> dict[str, Any]:
        """Open what mends an issue; return the form, or why there is none."""
        found = await self._post("", {"handler": DOMAIN, "issue_id": issue.issue_id})
        if found["type"] == "abort":
            assert issue.translation_key is not None
            assert (
                found["reason"] in english()["issues"][issue.translation_key]["fix_flow"]["abort"]
            )
        return found

    async def submit(self, form: dict[str, Any]) -> dict[str, Any]:
        """Submit what was opened; return what came of it."""
        return await self._post(f"/{form['flow_id']}", {})

    async def fix(self, issue: ir.IssueEntry) -> dict[str, Any]:
        """Open what mends an issue, and submit it; return the form."""
        form = await self.open(issue)
        if form["type"] == "form":
            assert (await self.submit(form))["type"] == "create_entry"
            assert issue.translation_key is not None
            texts = english()["issues"][issue.translation_key]["fix_flow"]["step"]["confirm"]
            used = set(re.findall(r"{(\w+)}", texts["title"] + texts["description"]))
            assert used <= set(form["description_placeholders"])
        return form

    async def _post(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        response = await self._client.post(f"/api/repairs/issues/fix{path}", json=data)
        found: dict[str, Any] = await response.json()
        return found


async def set_up_repairs(hass: HomeAssistant) -> None:
    """Set up what has pages of its own, before a client looks at them."""
    for domain in ("repairs", "notify", DOMAIN):
        assert await async_setup_component(hass, domain, {})


def issue_of(hass: HomeAssistant, key: str, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return an issue of an account, if it is there; what it says has to fit its text."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")
    if issue is None:
        return None
    texts = english()["issues"][key]
    assert issue.translation_key == key
    assert issue.is_fixable == ("fix_flow" in texts)
    shown = texts["title"] + texts.get("description", "")
    assert set(re.findall(r"{(\w+)}", shown)) <= set(issue.translation_placeholders or {})
    return issue


async def until_issue(hass: HomeAssistant, key: str, entry: MockConfigEntry) -> ir.IssueEntry:
    """Wait until an issue is there."""
    await until(hass, lambda: issue_of(hass, key, entry) is not None)
    issue = issue_of(hass, key, entry)
    assert issue is not None
    return issue


async def until_none(hass: HomeAssistant, key: str, entry: MockConfigEntry) -> None:
    """Wait until an issue is gone."""
    await until(hass, lambda: issue_of(hass, key, entry) is None)


async def reviewed(hass: HomeAssistant) -> None:
    """Wait until accounts have looked at their callback address, and at what the gateway knows."""
    await hass.async_block_till_done()
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        for _ in range(3):
            # What is behind it in the journal's queue has been done when this is.
            await entry.runtime_data.journal.run(lambda _db: None)
