import { css, html, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { ConsentBanner } from "./consent.ts";
import { define, PageElement } from "./element.ts";
import { t } from "./strings.ts";
import { shared } from "./style.ts";
import type { Account, Thread } from "./types.ts";

/** What stands below a conversation: whether one may write, and where. */
export class Write extends PageElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        flex: none;
        background: var(--paper);
      }
      p {
        margin: 0;
        padding: 16px;
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) thread!: Thread;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) isAdmin = false;

  @query("sms-gateway-consent") private consent!: ConsentBanner | null;

  /** Show who may be written to, and why not. */
  showConsent(): void {
    this.consent?.open();
  }

  override render(): TemplateResult {
    const { hass, api, accounts, thread } = this;
    return html`<sms-gateway-consent
        .hass=${hass}
        .api=${api}
        .accounts=${accounts}
        .thread=${thread}
        .isAdmin=${this.isAdmin}
      ></sms-gateway-consent>
      ${
        thread.can_answer
          ? html`<sms-gateway-compose
              .hass=${hass}
              .api=${api}
              .accounts=${accounts}
              .thread=${thread}
            ></sms-gateway-compose>`
          : html`<p class="soft">${t("thread.no_answer")}</p>`
      }`;
  }
}

define("sms-gateway-write", Write);
