"""Whether everybody can use the page, as far as axe-core can tell."""

from playwright.async_api import Locator

from demo.house import ROOT

_AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# Of what is serious or worse: the rule, and what breaks it.
_RUN = """async panel => {
  const found = await axe.run(panel, {resultTypes: ["violations"]});
  return found.violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .flatMap(({id, nodes}) => nodes.map(
      ({target, failureSummary}) => `${id}: ${target.flat().join(" ")}\\n${failureSummary}`));
}"""


async def check(panel: Locator) -> None:
    """Raise AssertionError with all that axe-core finds serious in what is shown."""
    if not await panel.page.evaluate("'axe' in window"):
        await panel.page.evaluate(_AXE.read_text())
    found: list[str] = await panel.evaluate(_RUN)
    if found:
        raise AssertionError("\n".join(found))
