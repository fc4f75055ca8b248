// Through which account a text goes, on which channel, from which sender, and how urgent it is.
import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Written } from "./draft.ts";
import { define, PageElement } from "./element.ts";
import { t } from "./strings.ts";
import type { Account } from "./types.ts";

export class Choices extends PageElement {
  // Those that may be written from.
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) chosen!: Account;
  @property({ attribute: false }) draft!: Written;

  static override styles = [
    ...PageElement.styles,
    css`
      summary {
        display: flex;
        align-items: center;
        min-height: 44px;
        padding: 0 8px;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      summary::before {
        content: "▸";
        margin-inline-end: 8px;
      }
      details[open] summary::before {
        content: "▾";
      }
      summary:dir(rtl)::before {
        content: "◂";
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        padding: 0 8px 12px;
      }
      label {
        display: grid;
        gap: 2px;
        max-width: 100%;
      }
      label.critical {
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: 8px;
      }
      label.critical input {
        min-height: 24px;
        width: 24px;
      }
    `,
  ];

  override render(): TemplateResult {
    const { accounts, chosen, draft } = this;
    const titles = accounts.map((one) => [one.entry_id, one.title] as const);
    const channels = chosen.channels.map((one) => [one, t(`channel.${one}`)] as const);
    return html`<details>
      <summary class="soft">${this.summary}</summary>
      <div class="choices">
        ${this.select("account", titles, chosen.entry_id)}
        ${this.select("channel", channels, draft.channel)}
        <label
          >${t("compose.sender")}
          <input
            maxlength="20"
            .value=${draft.sender}
            placeholder=${chosen.sender ?? ""}
            @change=${this.picked("sender")}
            @keydown=${(event: Event) => event.stopPropagation()}
        /></label>
        <label class="critical"
          ><input type="checkbox" .checked=${draft.critical} @change=${this.ticked} />${t(
            "compose.critical",
          )}</label
        >
      </div>
    </details>`;
  }

  private select(
    name: "account" | "channel",
    options: (readonly [string, string])[],
    selected: string | null,
  ): TemplateResult | typeof nothing {
    if (options.length < 2) {
      return nothing;
    }
    return html`<label
      >${t(`compose.${name}`)}
      <select @change=${this.picked(name)}>
        ${options.map(
          ([value, words]) =>
            html`<option value=${value} ?selected=${value === selected}>${words}</option>`,
        )}
      </select></label
    >`;
  }

  private get summary(): string {
    const through = t("compose.through", { account: this.chosen.title });
    return this.draft.critical ? `${through} · ${t("compose.critical")}` : through;
  }

  private picked =
    (name: "account" | "channel" | "sender") =>
    (event: Event): void =>
      this.tell("sms-gateway-chosen", { [name]: (event.target as HTMLSelectElement).value });

  private ticked = (event: Event): void =>
    this.tell("sms-gateway-chosen", { critical: (event.target as HTMLInputElement).checked });
}

define("sms-gateway-choices", Choices);
