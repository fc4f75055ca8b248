import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { icon } from "./icons.ts";
import { t } from "./strings.ts";
import { shared } from "./style.ts";
import type { Account, Message } from "./types.ts";

/** The dialog in which a message's story is told, as long as there is one. */
export class Story extends PageElement {
  static override styles = [
    shared,
    css`
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        margin-block: -8px 8px;
        margin-inline-end: -8px;
      }
      h2 {
        margin: 0;
        font-size: 16px;
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) message: Message | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) threadId = "";
  @query("dialog") private dialog!: HTMLDialogElement;

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("message") && this.dialog.open !== !!this.message) {
      if (this.message) {
        this.dialog.showModal();
      } else {
        this.dialog.close();
      }
    }
  }

  override render(): TemplateResult {
    const close = () => this.dialog.close();
    return html`<dialog
      aria-label=${t("thread.story")}
      @close=${() => this.tell("sms-gateway-closed", {})}
    >
      <header>
        <h2>${t("thread.story")}</h2>
        <button class="icon" aria-label=${t("close")} @click=${close}>${icon("close")}</button>
      </header>
      ${
        this.message
          ? html`<sms-gateway-timeline
              .hass=${this.hass}
              .api=${this.api}
              .accounts=${this.accounts}
              .threadId=${this.threadId}
              .messageId=${this.message.message_id}
              .message=${this.message}
              @sms-gateway-navigate=${close}
            ></sms-gateway-timeline>`
          : nothing
      }
    </dialog>`;
  }
}

define("sms-gateway-story", Story);
