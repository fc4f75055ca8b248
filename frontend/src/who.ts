import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { icon } from "./icons.ts";
import { t } from "./strings.ts";
import { shared } from "./style.ts";
import type { Account, Thread } from "./types.ts";

/** Whom a conversation is with, and the way back where there is one pane. */
export class Who extends PageElement {
  static override styles = [
    shared,
    css`
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: var(--header-height, 56px);
        padding-inline: 4px 16px;
        background: var(--app-header-background-color, var(--accent));
        color: var(--app-header-text-color, #fff);
        border-block-end: 1px solid var(--line);
      }
      @container (min-width: 750px) {
        header {
          padding-inline-start: 16px;
        }
        header .back {
          display: none;
        }
      }
      .who {
        flex: 1;
        min-width: 0;
      }
      h1,
      .facts {
        margin: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      h1 {
        font-size: 18px;
        font-weight: 500;
        line-height: 1.3;
      }
      h1:focus {
        outline: none;
      }
      .facts {
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) thread: Thread | null = null;
  @property({ attribute: false }) accounts: Account[] = [];

  @property({ attribute: false }) isAdmin = false;

  override render(): TemplateResult {
    const { thread } = this;
    return html`<header>
      <button
        class="icon back"
        aria-label=${t("back")}
        @click=${() => this.tell("sms-gateway-back", {})}
      >
        ${icon("back")}
      </button>
      <div class="who">
        <h1 tabindex="-1"><bdi>${thread?.name ?? thread?.number ?? t("thread.log")}</bdi></h1>
        ${thread ? html`<div class="facts">${this.#facts(thread)}</div>` : nothing}
      </div>
      ${
        thread && this.isAdmin
          ? html`<button
              class="icon consent"
              aria-label=${t("consent.title")}
              title=${t("consent.title")}
              @click=${() => this.tell("sms-gateway-consent", {})}
            >
              ${icon(thread.consent ? "blocked" : "allowed")}
            </button>`
          : nothing
      }
    </header>`;
  }

  async focusName(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector("h1")?.focus();
  }

  #facts(thread: Thread): TemplateResult {
    const titles = this.accounts
      .filter((account) => thread.accounts.includes(account.entry_id))
      .map((account) => account.title);
    return html`${thread.name ? html`<bdi>${thread.number}</bdi>` : t("list.is_stranger")}
      <span>${titles.map((title, at) => html`${at ? ", " : "· "}<bdi>${title}</bdi>`)}</span>`;
  }
}

define("sms-gateway-who", Who);
