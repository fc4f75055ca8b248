// Questions that wait for an answer, and those that are over since Home Assistant was started.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { dateTime, time } from "./format.ts";
import { icon } from "./icons.ts";
import { explain, t, tn } from "./strings.ts";
import type { Account, Asked, Question } from "./types.ts";

export class Questions extends PageElement {
  @property({ attribute: false }) questions: Question[] = [];
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) isAdmin = false;
  @state() private now = Date.now();
  @state() private error = "";
  private timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    ...PageElement.styles,
    css`
      article {
        margin: 8px;
        padding: 12px;
        border: 1px solid var(--line);
        border-radius: var(--round);
        background: var(--paper);
        overflow-wrap: anywhere;
      }
      article.waiting {
        border-inline-start: 4px solid var(--accent);
      }
      h3 {
        display: flex;
        gap: 8px;
        margin: 0 0 8px;
        font-size: 1em;
        unicode-bidi: plaintext;
        white-space: pre-wrap;
      }
      p {
        margin: 0 0 4px;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li button {
        padding: 0 8px;
        margin-inline-start: -8px;
        text-align: start;
        color: var(--strong);
      }
      code {
        padding: 2px 6px;
        border-radius: 4px;
        background: var(--raised);
      }
      summary {
        padding: 12px;
        min-height: 44px;
        cursor: pointer;
      }
    `,
  ];

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("questions")) {
      this.now = Date.now();
    }
  }

  override updated(): void {
    const isCounting = this.isConnected && this.waiting.length > 0;
    if (isCounting && this.timer === undefined) {
      this.timer = setInterval(() => {
        this.now = Date.now();
      }, 1000);
    } else if (!isCounting) {
      this.stop();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render(): TemplateResult | typeof nothing {
    const { waiting } = this;
    const over = this.questions.filter((one) => one.outcome !== "waiting");
    if (!this.questions.length) {
      return nothing;
    }
    return html`<section aria-label=${t("questions.title")}>
      ${waiting.map((one) => this.renderQuestion(one))}
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${
        over.length
          ? html`<details>
              <summary class="soft">${tn("questions.over", over.length)}</summary>
              ${over.map((one) => this.renderQuestion(one))}
            </details>`
          : nothing
      }
    </section>`;
  }

  private renderQuestion(question: Question): TemplateResult {
    const { outcome, options } = question;
    return html`<article class=${outcome}>
      <h3>${icon("question")}<span>${question.text}</span></h3>
      ${
        options.length
          ? html`<p class="soft">${t("questions.options")} <bdi>${options.join(" · ")}</bdi></p>`
          : nothing
      }
      <p>${this.stateOf(question)}</p>
      <ul>
        ${question.people.map((one) => this.renderPerson(one))}
      </ul>
      ${
        outcome === "waiting" && this.isAdmin
          ? html`<button class="outlined" @click=${() => this.close(question)}>
              ${t("questions.close")}
            </button>`
          : nothing
      }
    </article>`;
  }

  private renderPerson({ name, number, thread_id, message_id, code }: Asked): TemplateResult {
    const there = { view: "thread", thread: thread_id, message: message_id } as const;
    return html`<li>
      <button @click=${() => this.navigate(there)}><bdi>${name ?? number}</bdi></button>
      ${code ? html`<span class="soft">${t("questions.code")} <code>${code}</code></span>` : nothing}
    </li>`;
  }

  private stateOf({ outcome, answer, deadline }: Question): TemplateResult | string {
    switch (outcome) {
      case "waiting":
        return t("questions.waiting", {
          at: time(this.hass, deadline),
          left: countdown(Date.parse(deadline) - this.now),
        });
      case "answered": {
        if (!answer) {
          return t("questions.answered_elsewhere");
        }
        const values = { name: answer.name ?? t("questions.somebody") };
        return html`${t("questions.answered", values)} <bdi>“${answer.text}”</bdi>
          <span class="soft">${dateTime(this.hass, answer.at)}</span>`;
      }
      default:
        return t(`questions.${outcome}`, { at: dateTime(this.hass, deadline) });
    }
  }

  private get waiting(): Question[] {
    return this.questions.filter((one) => one.outcome === "waiting");
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async close({ question_id }: Question): Promise<void> {
    try {
      await this.api.closeQuestion(question_id);
      this.error = "";
      this.changed();
    } catch (error) {
      this.error = explain(this.hass, error);
    }
  }
}

/** Return hours, minutes and seconds: 1:05:09, 4:31. */
export function countdown(milliseconds: number): string {
  const all = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((one, n) => (n ? String(one).padStart(2, "0") : String(one))).join(":");
}

define("sms-gateway-questions", Questions);
