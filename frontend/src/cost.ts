// What a text would cost, in words.
import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "./strings.ts";
import type { Account, Preview } from "./types.ts";

/** Return how many parts a text has, how much more fits in, and what makes it dear. */
export function cost(
  preview: Preview,
  people: number,
  written: (cost: number) => string,
): TemplateResult {
  const { parts, left, forced_by, smart_encoded, shortened } = preview;
  const paid = preview.cost == null ? "" : written(preview.cost * Math.max(1, people));
  const times = people > 1 ? ` × ${tn("compose.people", people)}` : "";
  return html`
    <span>${tn("compose.parts", parts)}${times}</span>
    ${paid ? html`<span>${t("compose.about", { cost: paid })}</span>` : nothing}
    ${left === undefined || shortened ? nothing : html`<span>${tn("compose.left", left)}</span>`}
    ${
      forced_by && !smart_encoded
        ? html`<span>${t("compose.forced_by", { character: `\u2068${forced_by}\u2069` })}</span>`
        : nothing
    }
    ${smart_encoded ? html`<span>${t("compose.smart")}</span>` : nothing}
    ${shortened ? html`<strong>${t("compose.shortened")}</strong>` : nothing}
  `;
}

/** Return what an account counts in: a currency, credits, or "" for money of no known currency. */
export function unitOf({ balance, money }: Account): string {
  return balance?.currency ?? (money ? "" : t("figures.credits"));
}
