// Who must not be written to: since when, by which text, what lifts it; by hand, with a note.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { dateTime } from "./format.ts";
import { icon } from "./icons.ts";
import { explain, t } from "./strings.ts";
import type { Account, Block, Note, Thread } from "./types.ts";

export class ConsentBanner extends PageElement {
  @property({ attribute: false }) thread: Thread | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) isAdmin = false;
  @state() private blocks: Block[] = [];
  @state() private note = "";
  @state() private everywhere = false;
  @state() private isBusy = false;
  @state() private error = "";
  @query("dialog") private dialog?: HTMLDialogElement;
  private asked = 0;

  static override styles = [
    ...PageElement.styles,
    css`
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 8px 16px;
        background: color-mix(in srgb, var(--warn) 18%, var(--paper));
        border-block-end: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      .banner div {
        flex: 1 1 240px;
      }
      p {
        margin: 0 0 8px;
      }
      h2 {
        margin: 0 0 12px;
        font-size: 1.25em;
      }
      ul {
        margin: 0 0 16px;
        padding-inline-start: 20px;
      }
      li {
        overflow-wrap: anywhere;
      }
      bdi {
        unicode-bidi: isolate;
      }
      textarea {
        width: 100%;
      }
      label.check {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 44px;
      }
      label.check input {
        min-height: 24px;
        width: 24px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        margin-block-start: 12px;
      }
    `,
  ];

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("thread")) {
      const before = changes.get("thread");
      const isAnother = before?.thread_id !== this.thread?.thread_id;
      if (isAnother) {
        this.blocks = [];
        this.note = "";
      }
      if (isAnother || before?.consent?.since !== this.thread?.consent?.since) {
        this.load();
      }
    }
  }

  override render(): TemplateResult {
    return html`${this.thread?.consent ? this.renderBanner(this.thread.consent.since) : nothing}
    ${this.renderDialog()}`;
  }

  /** Show what is known, and for an admin the way to change it. */
  async open(): Promise<void> {
    this.error = "";
    await this.load();
    this.dialog?.showModal();
  }

  private renderBanner(since: string): TemplateResult {
    const block = this.blocks.find((one) => one.since);
    return html`<div class="banner" role="status">
      ${icon("blocked")}
      <div>
        <strong>${t("consent.since", { at: dateTime(this.hass, since) })}</strong>
        ${block ? html`${this.reason(block)} ${this.lifting(block)}` : nothing}
      </div>
      <button class="outlined" @click=${this.open}>${t("consent.more")}</button>
    </div>`;
  }

  private renderDialog(): TemplateResult {
    const isBlocked = Boolean(this.thread?.consent);
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${t("consent.title")}</h2>
      ${
        this.blocks.length
          ? html`<ul>
              ${this.blocks.map((block) => this.renderBlock(block))}
            </ul>`
          : html`<p>${t("consent.nothing")}</p>`
      }
      ${this.isAdmin ? this.renderForm(isBlocked) : nothing}
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="actions">
        <button class="outlined" @click=${() => this.dialog?.close()}>${t("consent.close")}</button>
        ${
          this.isAdmin
            ? html`<button
                class=${isBlocked ? "filled" : "outlined danger"}
                ?disabled=${this.isBusy || !this.note.trim()}
                @click=${() => this.set(isBlocked)}
              >
                ${t(isBlocked ? "consent.lift" : "consent.block")}
              </button>`
            : nothing
        }
      </div>
    </dialog>`;
  }

  private renderBlock(block: Block): TemplateResult {
    const title = this.accounts.find((one) => one.entry_id === block.account)?.title ?? "";
    return html`<li>
      <strong>${title}</strong>:
      ${
        block.since
          ? html`${t("consent.since", { at: dateTime(this.hass, block.since) })}
            ${this.reason(block)} ${this.lifting(block)}
            ${block.scope === "all" ? t("consent.everywhere") : nothing}`
          : t("consent.subscribed")
      }
      ${block.notes.map((note) => html`<br /><span class="soft">${this.written(note)}</span>`)}
    </li>`;
  }

  private renderForm(isBlocked: boolean): TemplateResult {
    return html`
      <p>${t(isBlocked ? "consent.about_lifting" : "consent.about_blocking")}</p>
      ${isBlocked ? html`<p>${t("consent.lifted_here")}</p>` : nothing}
      <label
        >${t("consent.note")}
        <textarea
          rows="2"
          maxlength="200"
          dir="auto"
          .value=${this.note}
          @input=${(event: Event) => {
            this.note = (event.target as HTMLTextAreaElement).value;
          }}
          @keydown=${(event: Event) => event.stopPropagation()}
        ></textarea>
      </label>
      ${
        this.accounts.length > 1
          ? html`<label class="check"
              ><input
                type="checkbox"
                .checked=${this.everywhere}
                @change=${(event: Event) => {
                  this.everywhere = (event.target as HTMLInputElement).checked;
                }}
              />${t("consent.for_all")}</label
            >`
          : nothing
      }
    `;
  }

  private reason({ said, notes }: Block): TemplateResult {
    if (said) {
      return html`${t("consent.by_text")} <bdi>“${said.text}”</bdi>.`;
    }
    const [note] = notes;
    return note && !note.subscribed ? html`${this.written(note)}.` : html`${t("consent.unknown")}`;
  }

  private lifting({ lift_words, keyword }: Block): string {
    if (lift_words.length) {
      return t("consent.lifted_by_words", { words: lift_words.join(", ") });
    }
    return keyword
      ? t("consent.lifted_by_keyword", { keyword })
      : t("consent.lifted_by_any_message");
  }

  private written({ at, by, subscribed, text }: Note): string {
    const values = { at: dateTime(this.hass, at), by: by ?? t("consent.somebody"), text };
    return t(subscribed ? "consent.note_lifted" : "consent.note_blocked", values);
  }

  private async load(): Promise<void> {
    this.asked += 1;
    const { asked, thread } = this;
    if (!thread) {
      return;
    }
    try {
      const { accounts } = await this.api.consent(thread.thread_id);
      if (asked === this.asked) {
        this.blocks = accounts;
      }
    } catch (error) {
      this.error = explain(this.hass, error);
    }
  }

  private async set(subscribed: boolean): Promise<void> {
    const { thread } = this;
    if (!thread || this.isBusy) {
      return;
    }
    this.isBusy = true;
    this.error = "";
    try {
      const scope = this.everywhere ? "all" : "sender";
      await this.api.setConsent(thread.thread_id, subscribed, scope, this.note.trim());
      this.note = "";
      this.dialog?.close();
      this.changed();
      await this.load();
    } catch (error) {
      this.error = explain(this.hass, error);
    } finally {
      this.isBusy = false;
    }
  }
}

define("sms-gateway-consent", ConsentBanner);
