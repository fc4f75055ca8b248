import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { dateTime, number, time } from "./format.ts";
import { icon } from "./icons.ts";
import { t, tn } from "./strings.ts";
import { shared } from "./style.ts";
import { tickOf } from "./ticks.ts";
import type { Account, Media, Message } from "./types.ts";

/** One message: its text, what became of it, and the way to its story. */
export class Bubble extends PageElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        margin-block: 2px;
      }
      .bubble {
        max-width: min(80%, 560px);
        padding: 6px 12px;
        border-radius: 16px;
        background: var(--paper);
        border: 1px solid var(--line);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      .outgoing {
        margin-inline-start: auto;
        background: color-mix(in srgb, var(--accent) 16%, var(--paper));
      }
      .marked {
        outline: 2px solid var(--accent);
      }
      .text {
        margin: 0;
        white-space: pre-wrap;
        unicode-bidi: plaintext;
        user-select: text;
        cursor: text;
      }
      .cancelled .text {
        text-decoration: line-through;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        width: 100%;
        min-height: 24px;
        padding: 0;
        border: 0;
        border-radius: 4px;
        font-size: 12px;
        text-align: start;
        color: var(--soft);
      }
      .foot svg {
        width: 16px;
        height: 16px;
        vertical-align: text-bottom;
      }
      .state.good {
        color: var(--text);
      }
      .state.bad,
      .why {
        color: var(--bad);
      }
      .why,
      .note {
        font-size: 12px;
        margin: 2px 0;
      }
      .quote {
        min-height: 0;
        padding: 2px 8px;
        border: 0;
        border-inline-start: 3px solid var(--accent);
        border-radius: 0;
        text-align: start;
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) message!: Message;
  @property({ attribute: false }) account: Account | null = null;
  @property({ type: Boolean }) namesAccount = false;
  @property({ type: Boolean }) isMarked = false;
  @property({ attribute: false }) threadId = "";
  // The Tab key leads to the last message, the arrows from there to the others.
  @property({ type: Boolean }) isLast = false;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".foot")?.focus();
  }

  override render(): TemplateResult {
    const { message } = this;
    const classes = ["bubble", message.direction, message.state, this.isMarked && "marked"];
    return html`<div
      class=${classes.filter(Boolean).join(" ")}
      @click=${this.#click}
      @keydown=${this.#key}
    >
      ${message.answers ? this.#quote(message.answers) : nothing}
      ${message.text ? html`<p class="text" dir="auto">${message.text}</p>` : nothing}
      ${message.media?.map((media) => this.#picture(media))}
      ${message.error ? html`<p class="why" dir="auto">${message.error}</p>` : nothing}
      ${this.#notes().map((note) => html`<p class="note soft">${note}</p>`)}
      <button class="foot" tabindex=${this.#tab} aria-haspopup="dialog" title=${dateTime(this.hass, message.at)}>
        ${this.#foot()}<span class="unseen">${t("thread.story")}</span>
      </button>
    </div>`;
  }

  #quote({ message_id, snippet }: { message_id: string; snippet: string }): TemplateResult {
    const show = (event: Event) => {
      event.stopPropagation();
      this.navigate({ view: "thread", thread: this.threadId, message: message_id });
    };
    return html`<button class="quote soft" tabindex=${this.#tab} @click=${show}>
      <span class="unseen">${t("thread.answers")}</span>
      <bdi>${snippet}</bdi>
    </button>`;
  }

  #picture({ address, media_type }: Media): TemplateResult {
    const words = t("thread.picture", { type: media_type ?? "?" });
    const stop = (event: Event) => event.stopPropagation();
    // Opened by a click alone: whoever asks for it is seen by whoever has it.
    return html`<p class="note">
      ${icon("picture")}
      ${
        /^https?:\/\//i.test(address)
          ? html`<a href=${address} tabindex=${this.#tab} target="_blank" rel="noopener noreferrer" @click=${stop}>
              ${words}
            </a>`
          : words
      }
    </p>`;
  }

  #notes(): string[] {
    const { message } = this;
    const notes = [
      message.complete === false && t("thread.incomplete"),
      message.late &&
        message.received_at &&
        t("thread.late", { at: dateTime(this.hass, message.received_at) }),
      message.truncated && t("thread.truncated"),
      message.resend_of && t("thread.resent"),
      message.automatic && t("thread.automatic"),
    ];
    return notes.filter((note) => typeof note === "string");
  }

  #foot(): TemplateResult {
    const { message, account } = this;
    const { state, uncertain, cost } = message;
    const tick = state && tickOf(state, uncertain, account?.reports);
    return html`<span>${time(this.hass, message.at)}</span>
      ${
        tick
          ? html`<span class="state ${tick.kind}">
              ${icon(tick.icon)} ${t(`state.${tick.word}`)}
            </span>`
          : nothing
      }
      ${message.by ? html`<bdi>${t("thread.by", { name: message.by })}</bdi>` : nothing}
      ${this.namesAccount && account ? html`<bdi>${account.title}</bdi>` : nothing}
      ${message.tag ? html`<bdi>#${message.tag}</bdi>` : nothing}
      ${message.parts > 1 ? html`<span>${tn("thread.parts", message.parts)}</span>` : nothing}
      ${cost != null ? html`<bdi>${this.#cost(cost)}</bdi>` : nothing}`;
  }

  #cost(cost: number): string {
    const balance = this.account?.balance;
    const currency = balance?.currency;
    return currency
      ? number(this.hass, cost, currency)
      : t("thread.credits", { cost: number(this.hass, cost) });
  }

  get #tab(): number {
    return this.isLast ? 0 : -1;
  }

  #key = (event: KeyboardEvent): void => {
    const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" } as const;
    const way = step[event.key as keyof typeof step];
    let next: Element | null = way ? this[way] : null;
    while (next && !(next instanceof Bubble)) {
      next = next[way];
    }
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };

  #click = (event: MouseEvent): void => {
    // Not at the end of choosing a piece of the text.
    if (!window.getSelection()?.toString() || event.detail === 0) {
      this.tell("sms-gateway-story", { message: this.message });
    }
  };
}

define("sms-gateway-bubble", Bubble);
