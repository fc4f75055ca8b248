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
      p {
        margin: 0;
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
    // The places are there before what is said in them, so that it is read out.
    return html`<div role="status">
        ${this.isOffline ? html`<p>${icon("disconnected")} ${t("offline")}</p>` : nothing}
        ${
          this.isOutdated
            ? html`<p>
                ${t("outdated")}
                <button class="outlined" @click=${() => location.reload()}>${t("reload")}</button>
              </p>`
            : nothing
        }
      </div>
      <div role="alert">${this.error ? html`<p class="bad">${this.error}</p>` : nothing}</div>`;
  }
}

define("sms-gateway-banners", Banners);
