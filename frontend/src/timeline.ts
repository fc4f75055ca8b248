// What became of one message: each attempt, what the gateway said, and what can be done.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { unitOf } from "./cost.ts";
import { newId } from "./draft.ts";
import { define, PageElement } from "./element.ts";
import { dateTime, number } from "./format.ts";
import { canResend, type Step, steps } from "./steps.ts";
import { explain, t } from "./strings.ts";
import type { Account, Message, Story } from "./types.ts";

export class Timeline extends PageElement {
  @property({ attribute: false }) messageId = "";
  // The message as the page has it now: when it changes, so does its story.
  @property({ attribute: false }) message: Message | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) threadId: string | null = null;
  @state() private story: Story | null = null;
  @state() private isBusy = false;
  @state() private error = "";
  private through: string | null = null;
  private clientId = newId();
  private asked = 0;

  static override styles = [
    ...PageElement.styles,
    css`
      :host {
        display: block;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        position: relative;
        padding: 0 0 12px;
        padding-inline-start: 24px;
        overflow-wrap: anywhere;
      }
      li::before {
        content: "";
        position: absolute;
        inset-block-start: 6px;
        inset-inline-start: 4px;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--accent);
      }
      li.bad::before {
        background: var(--bad);
        border-radius: 2px;
      }
      li.open::before {
        background: none;
        box-shadow: inset 0 0 0 2px var(--soft);
      }
      li:not(:last-child)::after {
        content: "";
        position: absolute;
        inset-block: 18px -4px;
        inset-inline-start: 8px;
        width: 2px;
        background: var(--line);
      }
      q {
        quotes: none;
        display: block;
        unicode-bidi: plaintext;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 16px;
        margin: 0 0 12px;
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      a {
        display: inline-block;
        min-height: 24px;
      }
    `,
  ];

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("messageId")) {
      this.story = null;
      this.error = "";
      this.clientId = newId();
      this.load();
    } else if (changes.has("message") && changes.get("message") !== this.message) {
      this.load();
    }
  }

  override render(): TemplateResult {
    const { story } = this;
    if (!story) {
      return html`<p role="status" class=${this.error ? "bad" : "soft"}>
        ${this.error || t("timeline.loading")}
      </p>`;
    }
    return html`
      <ol>
        ${steps(story).map((step) => this.renderStep(step))}
      </ol>
      ${this.renderFacts(story.message)} ${this.renderLinks(story)}
      ${this.error ? html`<p role="alert" class="bad">${this.error}</p>` : nothing}
      ${this.renderActions(story)}
    `;
  }

  private renderStep(step: Step): TemplateResult {
    const account = step.account && this.titleOf(step.account);
    const which = step.isBad ? "bad" : step.at || step.kind === "cancelled" ? "" : "open";
    const values = { account: account || "", gateway: this.gateway };
    return html`<li class=${which}>
      ${t(`timeline.step.${step.kind}`, values)}
      ${step.at ? html`<time class="soft" datetime=${step.at}>${dateTime(this.hass, step.at)}</time>` : nothing}
      ${step.said ? html`<q class="soft">${step.said}</q>` : nothing}
    </li>`;
  }

  private renderFacts(message: Message): TemplateResult {
    const account = this.account(message.account);
    const unit = account ? unitOf(account) : "";
    const price = message.cost == null ? null : number(this.hass, message.cost, unit);
    const facts: [string, string | null | undefined][] = [
      ["account", account?.title],
      ["by", message.by],
      ["tag", message.tag],
      ["parts", String(message.parts)],
      ["cost", price],
      ["from", message.sender],
      ["to", message.to],
      ["shortened", message.truncated ? t("timeline.yes") : null],
      ["incomplete", message.complete === false ? t("timeline.yes") : null],
    ];
    return html`<dl>
      ${facts
        .filter(([, value]) => value)
        .map(
          ([name, value]) =>
            html`<dt class="soft">${t(`timeline.fact.${name}`)}</dt>
              <dd dir="auto">${value}</dd>`,
        )}
    </dl>`;
  }

  private renderLinks({ message, resent }: Story): TemplateResult {
    const link = (id: string, key: string) =>
      html`<a href="#" @click=${(event: Event) => this.goTo(event, id)}>${t(key)}</a><br />`;
    return html`
      ${message.resend_of ? link(message.resend_of, "timeline.original") : nothing}
      ${resent.map((id) => link(id, "timeline.resent"))}
      ${message.answers ? link(message.answers.message_id, "timeline.answered") : nothing}
    `;
  }

  private renderActions({ message }: Story): TemplateResult | typeof nothing {
    const writable = this.accounts.filter((one) => one.can_write);
    const mine = writable.some((one) => one.entry_id === message.account);
    if (!writable.length || message.direction === "incoming") {
      return nothing;
    }
    const through = this.through ?? (mine ? message.account : writable[0]?.entry_id);
    return html`<div class="actions">
      ${
        message.can_cancel && mine
          ? html`<button class="danger" ?disabled=${this.isBusy} @click=${this.cancel}>
              ${t("timeline.cancel")}
            </button>`
          : nothing
      }
      ${
        canResend(message)
          ? html`<button
              class="outlined"
              ?disabled=${this.isBusy}
              @click=${() => this.resend(through)}
            >
              ${t("timeline.resend")}
            </button>`
          : nothing
      }
      ${
        canResend(message) && writable.length > 1
          ? html`<select
              aria-label=${t("compose.account")}
              @change=${(event: Event) => {
                this.through = (event.target as HTMLSelectElement).value;
              }}
            >
              ${writable.map(
                (one) =>
                  html`<option value=${one.entry_id} ?selected=${one.entry_id === through}>
                    ${one.title}
                  </option>`,
              )}
            </select>`
          : nothing
      }
    </div>`;
  }

  private account(entry_id: string): Account | undefined {
    return this.accounts.find((one) => one.entry_id === entry_id);
  }

  private titleOf(entry_id: string): string {
    return this.account(entry_id)?.title ?? t("timeline.other_account");
  }

  private get gateway(): string {
    const message = this.story?.message;
    return (message && this.account(message.account)?.gateway) || t("timeline.the_gateway");
  }

  private async load(): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    try {
      const story = await this.api.story(this.messageId);
      if (asked === this.asked) {
        this.story = story;
      }
    } catch (error) {
      if (asked === this.asked) {
        this.error = explain(this.hass, error);
      }
    }
  }

  private goTo(event: Event, message: string): void {
    event.preventDefault();
    if (this.threadId) {
      this.navigate({ view: "thread", thread: this.threadId, message });
    }
  }

  private cancel = (): Promise<void> =>
    this.act(async () => {
      const { cancelled } = await this.api.cancel(this.messageId);
      this.error = cancelled ? "" : t("timeline.too_late");
    });

  private resend(through: string | undefined): Promise<void> {
    return this.act(async () => {
      await this.api.resend(this.messageId, this.clientId, through);
      this.clientId = newId();
    });
  }

  private async act(does: () => Promise<void>): Promise<void> {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    this.error = "";
    try {
      await does();
      this.changed();
      await this.load();
    } catch (error) {
      this.error = explain(this.hass, error);
    } finally {
      this.isBusy = false;
    }
  }
}

define("sms-gateway-timeline", Timeline);
