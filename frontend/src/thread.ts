import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { aloud } from "./aloud.ts";
import { Conversation } from "./conversation.ts";
import { define, PageElement } from "./element.ts";
import { day, dayKey } from "./format.ts";
import { icon } from "./icons.ts";
import { ReadMark } from "./read-mark.ts";
import { Scroll } from "./scroll.ts";
import { firstUnread, grouped } from "./store.ts";
import { explain, t, tn } from "./strings.ts";
import "./story.ts";
import { shared } from "./style.ts";
import { thread } from "./thread-style.ts";
import type { Account, Message, Thread as Row } from "./types.ts";
import type { Who } from "./who.ts";
import type { Write } from "./write.ts";
import "./who.ts";
import "./write.ts";

/** One conversation: who it is with, what was written, and the place to write. */
export class Thread extends PageElement {
  static override styles = [shared, thread];

  @property({ attribute: false }) threadId = "";
  @property({ attribute: false }) messageId: string | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) isAdmin = false;
  // What the list knows, until more is.
  @property({ attribute: false }) row: Row | null = null;

  @state() private story: Message | null = null;
  @state() private error = "";
  @state() private said = "";
  // How many came in below what is shown.
  @state() private below = 0;

  @query("sms-gateway-write") private write!: Write | null;
  @query(".log") private log!: HTMLElement | null;

  #conversation: Conversation | null = null;
  // Whether somebody has just come to it.
  #isNew = false;
  #unread: string | null | undefined;
  #readMark = this.#newMark();
  #scroll = new Scroll(this, () => this.log);

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#markRead);
    this.requestUpdate("threadId");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#markRead);
    this.#conversation?.close();
    this.#conversation = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("threadId") && this.#conversation?.threadId !== this.threadId) {
      this.#conversation?.close();
      this.#unread = undefined;
      this.error = this.said = "";
      this.#readMark = this.#newMark();
      this.story = null;
      this.below = 0;
      this.#scroll.reset();
      this.#isNew = true;
      this.#conversation = new Conversation(this.api, this.threadId, this.#heard);
    }
    if (changed.has("messageId") && this.messageId) {
      void this.#show(this.messageId);
    }
  }

  override updated(): void {
    if (this.#isNew) {
      this.#isNew = false;
      void this.renderRoot.querySelector<Who>("sms-gateway-who")?.focusName();
    }
    void this.#scroll.settle().then(this.#markRead);
  }

  override render(): TemplateResult {
    const conversation = this.#conversation;
    const row = conversation?.thread ?? this.row;
    return html`<sms-gateway-who
        .thread=${row}
        .accounts=${this.accounts}
        .isAdmin=${this.isAdmin}
        @sms-gateway-consent=${() => this.write?.showConsent()}
      ></sms-gateway-who>
      ${
        conversation?.state === "closed"
          ? html`<p class="empty">${t("no_right")}</p>`
          : this.#messages(row)
      }
      ${
        conversation?.state === "open" && row
          ? html`<sms-gateway-write
              .hass=${this.hass}
              .api=${this.api}
              .accounts=${this.accounts}
              .thread=${row}
              .isAdmin=${this.isAdmin}
              @sms-gateway-sent=${this.#toEnd}
            ></sms-gateway-write>`
          : nothing
      }
      <div class="unseen" role="status">${this.said}</div>
      <sms-gateway-story
        .hass=${this.hass}
        .api=${this.api}
        .accounts=${this.accounts}
        .threadId=${this.threadId}
        .message=${this.story && this.#latest(this.story)}
        @sms-gateway-closed=${() => {
          this.story = null;
        }}
      ></sms-gateway-story>`;
  }

  #messages(row: Row | null): TemplateResult {
    const conversation = this.#conversation;
    if (!conversation || conversation.state === "loading") {
      return html`<p class="empty soft" role="status">${this.error ? "" : t("loading")}</p>
        ${this.#trouble()}`;
    }
    const shown = this.#scroll.windowed(conversation.messages);
    const days = grouped(shown, (at) => dayKey(this.hass, at));
    const items = days.flatMap(({ key, at, runs }) => [
      { key, view: html`<h2><span>${day(this.hass, at)}</span></h2>` },
      ...runs.flatMap((run) =>
        run.map((message, place) => ({
          key: message.message_id,
          view: this.#bubble(message, row, place === 0, message === shown[shown.length - 1]),
        })),
      ),
    ]);
    const hasMore = conversation.hasOlder || this.#scroll.hasOlder;
    return html`<div class="log" tabindex="0" role="log" aria-live="off"
        aria-label=${t("thread.log")} @scroll=${this.#scrolled}>
        <div class="content">
          ${
            hasMore
              ? html`<button class="outlined older" @click=${this.#older}>${t("thread.older")}</button>`
              : nothing
          }
          ${conversation.messages.length ? nothing : html`<p class="empty">${t("thread.empty")}</p>`}
          ${repeat(
            items,
            ({ key }) => key,
            ({ view }) => view,
          )}
        </div>
      </div>
      ${this.#trouble()}
      ${
        this.below || this.#isAway
          ? html`<button class="filled pill" @click=${this.#toEnd}>
              ${icon("down")} ${this.below ? tn("thread.new", this.below) : t("thread.newest")}
            </button>`
          : nothing
      }`;
  }

  #bubble(message: Message, row: Row | null, isFirst: boolean, isLast: boolean): TemplateResult {
    return html`${
      message.message_id === this.#unread
        ? html`<h2 class="unread"><span>${t("thread.unread")}</span></h2>`
        : nothing
    }<sms-gateway-bubble
        class=${isFirst ? "first" : ""}
        data-id=${message.message_id}
        .hass=${this.hass}
        .message=${message}
        .account=${this.#account(message.fallback ?? message.account)}
        .namesAccount=${(row?.accounts.length ?? 0) > 1}
        .isLast=${isLast}
        .isMarked=${message.message_id === this.messageId}
        .threadId=${this.threadId}
        @sms-gateway-story=${() => {
          this.story = message;
        }}
      ></sms-gateway-bubble>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    return this.error ? html`<p class="empty bad" role="alert">${this.error}</p>` : nothing;
  }

  get #isAway(): boolean {
    return this.#scroll.hasNewer || !!this.#conversation?.hasNewer;
  }

  #account(entryId: string): Account | null {
    return this.accounts.find((account) => account.entry_id === entryId) ?? null;
  }

  #latest(message: Message): Message {
    const all = this.#conversation?.messages ?? [];
    return all.find(({ message_id }) => message_id === message.message_id) ?? message;
  }

  #heard = (told: Message[], error?: unknown): void => {
    const conversation = this.#conversation;
    if (!conversation) {
      return;
    }
    this.error = error === undefined ? "" : explain(this.hass, error);
    if (this.#unread === undefined && conversation.state === "open") {
      const unread = conversation.thread?.unread ?? 0;
      this.#unread = unread ? firstUnread(conversation.messages, unread) : null;
    }
    if (told.length && !this.#scroll.isAtEnd) {
      this.below += told.filter((message) => message.direction === "incoming").length;
    }
    this.said = aloud(told) || this.said;
    this.requestUpdate();
  };

  #newMark(): ReadMark {
    return new ReadMark(async (until) => {
      const read = this.threadId;
      await this.api.read(read, until);
      this.changed({ read });
    });
  }

  #markRead = (): void => {
    const conversation = this.#conversation;
    const isSeen = document.visibilityState === "visible" && this.#scroll.isAtEnd;
    if (!conversation || !isSeen || this.#isAway) {
      return;
    }
    this.below = 0;
    this.#readMark.seen(conversation).catch(this.#failed);
  };

  #scrolled = (): void => {
    this.#scroll.note();
    this.#markRead();
    if (this.#scroll.isNearBegin) {
      this.#older();
    } else if (this.#scroll.isNearEnd && this.#isAway) {
      this.#load(async (conversation) => {
        if (!this.#scroll.newer(conversation.messages)) {
          await conversation.loadNewer();
          this.#scroll.newer(conversation.messages);
        }
      });
    }
  };

  #older = (): void => {
    this.#load(async (conversation) => {
      if (!this.#scroll.older(conversation.messages)) {
        await conversation.loadOlder();
        this.#scroll.older(conversation.messages);
      }
    });
  };

  async #show(messageId: string): Promise<void> {
    await this.updateComplete;
    await this.#load(async (conversation) => {
      await conversation.show(messageId);
      this.#scroll.aim(conversation.messages, messageId);
    });
  }

  #toEnd = (): void => {
    this.below = 0;
    this.#scroll.reset();
    if (this.#conversation?.hasNewer) {
      this.#conversation.showNewest();
    }
    this.requestUpdate();
  };

  async #load(load: (conversation: Conversation) => Promise<void>): Promise<void> {
    try {
      if (this.#conversation) {
        await load(this.#conversation);
      }
      this.requestUpdate();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed = (error: unknown): void => {
    this.error = explain(this.hass, error);
  };
}

define("sms-gateway-thread", Thread);
