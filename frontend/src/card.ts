// The dashboard's card: the last messages of one person or of all, with a box to answer.
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Api } from "./api.ts";
import { card } from "./card-style.ts";
import "./compose.ts";
import { define, defineAgain, isOtherHome } from "./element.ts";
import { shortTime } from "./format.ts";
import { type Route, writeRoute } from "./routes.ts";
import { mergeMessages, mergeThreads } from "./store.ts";
import { loadStrings, t } from "./strings.ts";
import { shared } from "./style.ts";
import type { Subscription } from "./subscription.ts";
import type { Account, Hass, Message, OverviewEvent, Thread, ThreadEvent } from "./types.ts";

export interface CardConfig {
  type: string;
  title?: string;
  // A recipient's name; without it the last messages of all are shown.
  person?: string;
  count?: number;
}

const COUNT = 5;
const MOST = 20;
// Among so many conversations, the newest ones, a person is looked for.
const CONVERSATIONS = 100;

export class Card extends LitElement {
  @property({ attribute: false, hasChanged: isOtherHome }) hass!: Hass;
  @state() private config: CardConfig = { type: "" };
  @state() private accounts: Account[] = [];
  @state() private threads: Thread[] = [];
  @state() private messages: Message[] = [];
  @state() private isClosed = false;
  @state() private hasStrings = false;
  private api: Api | null = null;
  private language = "";
  private overview: Subscription<OverviewEvent> | null = null;
  private conversation: { id: string; told: Subscription<ThreadEvent> } | null = null;

  static override styles = [shared, card];

  static getStubConfig(): Partial<CardConfig> {
    return { count: COUNT };
  }

  static getConfigForm(): object {
    return {
      schema: [
        { name: "title", selector: { text: {} } },
        { name: "person", selector: { text: {} } },
        { name: "count", selector: { number: { min: 1, max: MOST, mode: "box" } } },
      ],
      computeLabel: ({ name }: { name: string }) =>
        t(name === "title" ? "card.heading" : `card.${name}`),
    };
  }

  setConfig(config: CardConfig): void {
    const { count } = config;
    if (count !== undefined && !(Number.isInteger(count) && count >= 1 && count <= MOST)) {
      throw new Error(`count: 1 - ${MOST}`);
    }
    this.config = config;
  }

  getCardSize(): number {
    return 2 + this.count;
  }

  getGridOptions(): object {
    return { columns: 12, min_columns: 6, rows: "auto", min_rows: 3 };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.overview?.end();
    this.overview = null;
    this.leave();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override willUpdate(): void {
    if (!this.hass) {
      return;
    }
    const { connection } = this.hass;
    if (this.api?.connection !== connection) {
      this.overview?.end();
      this.overview = null;
      this.leave();
      this.api = new Api(connection);
    }
    if (this.language !== this.hass.language) {
      void this.loadWords();
    }
    if (!this.overview && this.isConnected) {
      this.overview = this.api.overview(this.heard, CONVERSATIONS);
    }
    this.follow();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.hasStrings) {
      return nothing;
    }
    const { title, person } = this.config;
    return html`<section>
      <header><h2 dir="auto">${title || this.thread?.name || person || t("card.title")}</h2></header>
      ${this.isClosed ? html`<p>${t("card.closed")}</p>` : this.renderMessages()}
    </section>`;
  }

  private renderMessages(): TemplateResult {
    const { person, thread } = this;
    if (!person) {
      const rows = this.threads.slice(0, this.count);
      return html`<ul>
        ${rows.map((one) => this.renderRow(one, one.name ?? one.number, one.at, said(one)))}
        ${rows.length ? nothing : html`<li>${t("card.none")}</li>`}
      </ul>`;
    }
    if (!thread) {
      return html`<p>${t("card.nobody", { person })}</p>`;
    }
    const shown = this.messages.slice(-this.count);
    const last = this.messages[this.messages.length - 1];
    return html`
      <ul>
        ${shown.map((one) => {
          const name = one.direction === "incoming" ? (thread.name ?? thread.number) : "";
          return this.renderRow(thread, name, one.at, one.text, one);
        })}
      </ul>
      <sms-gateway-compose
        .hass=${this.hass}
        .api=${this.api}
        .accounts=${this.accounts}
        .thread=${thread}
        .account=${last?.account ?? null}
      ></sms-gateway-compose>
    `;
  }

  private renderRow(
    { thread_id }: Thread,
    name: string,
    at: string,
    text: string,
    message?: Message,
  ): TemplateResult {
    const where = message ? { message: message.message_id } : {};
    const state = message?.state && t(`state.${message.state}`);
    return html`<li>
      <button @click=${() => this.navigate({ view: "thread", thread: thread_id, ...where })}>
        <span class="first">
          <bdi>${name}${state ? html`<span class="soft">${state}</span>` : nothing}</bdi>
          <time class="soft" datetime=${at}>${shortTime(this.hass, at)}</time>
        </span>
        <span class="text soft">${text}</span>
      </button>
    </li>`;
  }

  private async loadWords(): Promise<void> {
    this.language = this.hass.language;
    try {
      await loadStrings(this.hass);
      this.hasStrings = true;
      this.requestUpdate();
    } catch {
      // Without a connection there are none; they are asked for again with the next change.
      this.language = "";
    }
  }

  private get count(): number {
    return this.config.count ?? COUNT;
  }

  private get person(): string {
    return this.config.person?.trim() ?? "";
  }

  private get thread(): Thread | undefined {
    const wanted = this.person.toLowerCase();
    return this.threads.find((one) => wanted !== "" && one.name?.toLowerCase() === wanted);
  }

  /** Hear of the conversation with the person that is wanted, once it is there. */
  private follow(): void {
    const id = this.thread?.thread_id;
    if (id === this.conversation?.id || !this.isConnected) {
      return;
    }
    this.leave();
    if (id && this.api) {
      this.conversation = { id, told: this.api.thread(id, this.heardThread, MOST) };
    }
  }

  private leave(): void {
    this.conversation?.told.end();
    this.conversation = null;
    this.messages = [];
  }

  private heard = (event: OverviewEvent): void => {
    this.isClosed = event.type === "closed";
    if (event.type === "snapshot") {
      this.accounts = event.accounts;
      this.threads = event.threads;
    } else if (event.type === "threads") {
      this.threads = mergeThreads(this.threads, event.threads);
    } else if (event.type === "accounts") {
      this.accounts = event.accounts;
    }
  };

  private heardThread = (event: ThreadEvent): void => {
    if (event.type === "closed") {
      this.messages = [];
    } else if (event.type !== "failed") {
      const known = event.type === "snapshot" ? [] : this.messages;
      this.messages = mergeMessages(known, event.messages).slice(-MOST);
    }
  };

  private navigate(route: Route): void {
    history.pushState(null, "", writeRoute(route));
    window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
  }
}

/** Return the last text of a conversation, with who wrote it. */
function said({ last }: Thread): string {
  const text = last?.snippet || "";
  return last?.direction === "outgoing" ? t("card.you", { text }) : text;
}

define("sms-gateway-card", Card);
void defineAgain();

interface Listed {
  type: string;
  name: string;
  description: string;
}

// Where dashboards look for the cards that can be chosen.
const dashboard = window as { customCards?: Listed[] };
dashboard.customCards = [
  ...(dashboard.customCards ?? []).filter((one) => one.type !== "sms-gateway-card"),
  {
    type: "sms-gateway-card",
    name: "SMS Gateway",
    description: "The last text messages of one person or of all, with a box to answer",
  },
];
