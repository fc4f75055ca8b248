// Where a text is written: what it would cost, why it would not go, and that it goes once.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Address } from "./api.ts";
import { cost, unitOf } from "./cost.ts";
import {
  chooseAccount,
  edited,
  keepDraft,
  nothingWritten,
  readDraft,
  sending,
  stateOf,
  type Written,
  written,
} from "./draft.ts";
import { define, PageElement } from "./element.ts";
import "./choices.ts";
import { compose } from "./compose-style.ts";
import { number } from "./format.ts";
import { grow } from "./grow.ts";
import { icon } from "./icons.ts";
import { explain, t } from "./strings.ts";
import type { Account, Preview, Thread } from "./types.ts";
import { ConnectionWatch } from "./watch.ts";

// In milliseconds: while somebody types, the server is not asked at each letter.
const PAUSE = 250;
const LINES = 6;

export class Compose extends PageElement {
  @property({ attribute: false }) thread: Thread | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  // People to write to where there is no conversation yet: numbers, or names of recipients.
  @property({ attribute: false }) to: string[] = [];
  // The account that the last message went through or came in at.
  @property({ attribute: false }) account: string | null = null;
  @state() private draft: Written = nothingWritten();
  @state() private preview: Preview | null = null;
  @state() private isOutdated = false;
  @state() private isSending = false;
  @state() private error = "";
  @query("textarea") private box?: HTMLTextAreaElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private watch = new ConnectionWatch(this);

  static override styles = [...PageElement.styles, compose];

  override willUpdate(changes: PropertyValues<this>): void {
    const before = changes.get("thread");
    const isAnother = changes.has("thread") && before?.thread_id !== this.thread?.thread_id;
    if (isAnother || !this.hasUpdated) {
      this.draft = readDraft(this.place);
      this.error = "";
      this.preview = null;
    }
    const isOther =
      (changes.has("thread") && before?.consent?.since !== this.thread?.consent?.since) ||
      (changes.has("to") && changes.get("to")?.join() !== this.to.join()) ||
      (changes.has("accounts") && stateOf(changes.get("accounts")) !== stateOf(this.accounts));
    if (isOther || isAnother) {
      this.look();
    }
  }

  override updated(): void {
    if (this.box) {
      grow(this.box, LINES);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override focus(): void {
    this.box?.focus();
  }

  override render(): TemplateResult {
    if (this.thread && !this.thread.can_answer) {
      return html`<p class="soft">${t("compose.no_answer")}</p>`;
    }
    if (!this.chosen) {
      return html`<p class="soft">${t("compose.read_only")}</p>`;
    }
    const isAsked = Boolean(this.draft.text || this.thread) && !this.error;
    const refusal = isAsked ? this.preview?.refusal : null;
    return html`
      ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
      ${refusal ? html`<p class="refusal" id="refusal" role="status">${refusal}</p>` : nothing}
      <sms-gateway-choices
        .hass=${this.hass}
        .accounts=${this.writable}
        .chosen=${this.chosen}
        .draft=${this.draft}
        @sms-gateway-chosen=${this.picked}
      ></sms-gateway-choices>
      <form class="row" @submit=${this.submit}>
        <textarea
          rows="1"
          dir="auto"
          aria-label=${t("compose.text")}
          aria-describedby="foot refusal"
          placeholder=${t("compose.text")}
          .value=${this.draft.text}
          ?readonly=${this.isSending}
          @input=${this.typed}
          @keydown=${this.pressed}
        ></textarea>
        <button
          class="filled icon"
          aria-label=${t(this.draft.tried ? "compose.send_again" : "compose.send")}
          ?disabled=${!this.canSend}
        >
          ${icon("send")}
        </button>
      </form>
      <div id="foot" class="foot soft ${this.isOutdated ? "old" : ""}">${this.foot}</div>
    `;
  }

  private get foot(): TemplateResult | string {
    if (!this.watch.isConnected) {
      return t("compose.offline");
    }
    if (this.isSending) {
      return t("compose.sending");
    }
    const { preview } = this;
    const people = this.thread ? 1 : this.to.length;
    return preview && this.draft.text.trim() ? cost(preview, people, this.price) : "";
  }

  private price = (cost: number): string =>
    number(this.hass, cost, this.chosen && unitOf(this.chosen));

  private get place(): string {
    return this.thread?.thread_id ?? "new";
  }

  private get writable(): Account[] {
    return this.accounts.filter((one) => one.can_write);
  }

  private get chosen(): Account | undefined {
    const { draft, account, thread, writable } = this;
    return chooseAccount(writable, [draft.account, account, ...(thread?.accounts ?? [])]);
  }

  private get addresses(): Address[] {
    const { thread } = this;
    return thread ? [{ thread_id: thread.thread_id }] : this.to.map((number) => ({ number }));
  }

  private get canSend(): boolean {
    const { draft, preview } = this;
    const isRefused = Boolean(preview?.refusal) && !this.isOutdated;
    const hasAll = Boolean(draft.text.trim()) && this.addresses.length > 0;
    return hasAll && !isRefused && !this.isSending && this.watch.isConnected;
  }

  private keep(change: Partial<Written>): void {
    this.draft = edited(this.draft, change);
    keepDraft(this.place, this.draft);
    this.error = "";
    this.look();
  }

  private typed = (event: Event): void => {
    this.keep({ text: (event.target as HTMLTextAreaElement).value });
  };

  private picked = (event: CustomEvent<Partial<Written>>): void => this.keep(event.detail);

  private pressed = (event: KeyboardEvent): void => {
    // Letters are hotkeys elsewhere on the page.
    event.stopPropagation();
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.shiftKey) {
      return;
    }
    const isTouch = matchMedia("(pointer: coarse)").matches;
    if (event.ctrlKey || event.metaKey || !isTouch) {
      event.preventDefault();
      this.send();
    }
  };

  private submit = (event: Event): void => {
    event.preventDefault();
    this.send();
  };

  /** Ask anew what the text would cost, once nobody has typed for a moment. */
  private look(): void {
    this.isOutdated = this.preview !== null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    const account = this.chosen;
    if (!account || !this.watch.isConnected) {
      return;
    }
    this.asked += 1;
    const { asked, addresses } = this;
    const draft = { ...written(account, this.draft), critical: this.draft.critical };
    try {
      const preview = await this.api.preview(
        draft,
        addresses.length === 1 ? addresses[0] : undefined,
      );
      if (asked === this.asked) {
        this.preview = preview;
        this.isOutdated = false;
      }
    } catch (error) {
      if (asked === this.asked) {
        // A number that is none, for one: it is said before anything is sent.
        this.preview = { parts: 1, refusal: explain(this.hass, error) };
        this.isOutdated = false;
      }
    }
  }

  private async send(): Promise<void> {
    const account = this.chosen;
    if (!account || !this.canSend) {
      return;
    }
    this.isSending = true;
    this.error = "";
    const { place, addresses } = this;
    const draft = { ...this.draft, tried: true };
    this.draft = draft;
    keepDraft(place, draft);
    const errors: string[] = [];
    for (const address of addresses) {
      try {
        const told = await this.api.send(sending(account, draft, address), address);
        this.tell("sms-gateway-sent", { address, ...told });
      } catch (error) {
        const to = "number" in address && addresses.length > 1 ? `${address.number}: ` : "";
        errors.push(to + explain(this.hass, error));
      }
    }
    this.isSending = false;
    if (errors.length === 0) {
      keepDraft(place, nothingWritten());
    }
    if (place !== this.place) {
      return;
    }
    this.error = errors.join("\n");
    if (errors.length === 0) {
      this.draft = { ...nothingWritten(), account: draft.account };
      this.changed();
      this.look();
    }
    await this.updateComplete;
    this.focus();
  }
}

define("sms-gateway-compose", Compose);
