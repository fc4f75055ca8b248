import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { number } from "./format.ts";
import { icon } from "./icons.ts";
import { t, tn } from "./strings.ts";
import { shared } from "./style.ts";
import type { Account } from "./types.ts";

/** Each account: how it does, what is left, what waits, and what stands in the way. */
export class Health extends PageElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        border-block-end: 1px solid var(--line);
      }
      summary {
        min-height: 44px;
        padding: 10px 16px;
        cursor: pointer;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0 16px 8px;
      }
      li {
        padding-block: 6px;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: 500;
      }
      svg {
        width: 18px;
        height: 18px;
        vertical-align: text-bottom;
      }
      .facts > * {
        margin-inline-end: 12px;
      }
    `,
  ];

  @property({ attribute: false }) accounts: Account[] = [];

  override render(): TemplateResult | typeof nothing {
    if (!this.accounts.length) {
      return nothing;
    }
    const troubled = this.accounts.filter((account) => isTroubled(account));
    return html`<details ?open=${troubled.length > 0}>
      <summary>
        ${
          troubled.length
            ? html`<span class="bad">${icon("warning")}</span>
                ${tn("health.troubled", troubled.length)}`
            : tn("health.fine", this.accounts.length)
        }
      </summary>
      <ul>
        ${this.accounts.map((account) => this.#account(account))}
      </ul>
    </details>`;
  }

  #account(account: Account): TemplateResult {
    const { balance, pending, trouble } = account;
    const left = balance && number(this.hass, balance.value, balance.currency);
    return html`<li>
      <bdi class="name">${account.title}</bdi>
      <div class="facts soft">
        <span class=${isTroubled(account) ? "bad" : ""}>
          ${isTroubled(account) ? icon("warning") : nothing} ${t(`health.${account.status}`)}
        </span>
        ${
          left
            ? html`<span class=${balance?.is_low ? "bad" : ""}>
                ${t(balance.is_low ? "health.low" : "health.left", { left })}
              </span>`
            : nothing
        }
        ${pending ? html`<span>${tn("health.waiting", pending)}</span>` : nothing}
      </div>
      ${trouble ? html`<div class="bad" dir="auto">${trouble}</div>` : nothing}
    </li>`;
  }
}

function isTroubled(account: Account): boolean {
  return account.status !== "running" || account.connected === false || !!account.balance?.is_low;
}

define("sms-gateway-health", Health);
