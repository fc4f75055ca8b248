import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { icon } from "./icons.ts";
import { t } from "./strings.ts";
import { shared } from "./style.ts";

/** What concerns the whole page: no connection, an error, a newer version. */
export class Banners extends PageElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        flex: none;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 8px 16px;
        background: color-mix(in srgb, var(--warn) 20%, var(--paper));
      }
    `,
  ];

  @property({ type: Boolean }) isOffline = false;
  @property({ type: Boolean }) isOutdated = false;
  @property({ attribute: false }) error = "";

  override render(): TemplateResult {
    return html`<div role="status" ?hidden=${!this.isOffline}>
        ${this.isOffline ? html`${icon("disconnected")} ${t("offline")}` : nothing}
      </div>
      ${this.error ? html`<div class="bad" role="alert">${this.error}</div>` : nothing}
      ${
        this.isOutdated
          ? html`<div role="status">
              ${t("outdated")}
              <button class="outlined" @click=${() => location.reload()}>${t("reload")}</button>
            </div>`
          : nothing
      }`;
  }
}

define("sms-gateway-banners", Banners);
