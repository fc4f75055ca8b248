import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { shortTime } from "./format.ts";
import { icon } from "./icons.ts";
import { writeRoute } from "./routes.ts";
import { rows } from "./rows.ts";
import { excerpt } from "./store.ts";
import { explain, t } from "./strings.ts";
import { shared } from "./style.ts";
import type { Hit, SearchPlaces } from "./types.ts";

const PAUSE = 300;
const SHORTEST = 2;

/** Messages that have some words in them. */
export class Search extends PageElement {
  static override styles = [
    shared,
    rows,
    css`
      :host {
        display: block;
      }
      .box {
        padding: 8px 16px;
      }
      input {
        width: 100%;
      }
      p {
        padding: 8px 16px;
        margin: 0;
      }
      .more {
        display: block;
        margin: 8px auto 16px;
      }
      .snippet {
        white-space: normal;
        grid-column: snippet / marks;
      }
      mark {
        background: var(--strong);
        color: #fff;
        border-radius: 2px;
      }
    `,
  ];

  @property({ attribute: false }) text = "";
  @state() private hits: Hit[] | null = null;
  @state() private next: SearchPlaces | null = null;
  @state() private error = "";
  @state() private busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  // Of several requests the latest counts.
  #asked = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("text")) {
      clearTimeout(this.#timer);
      this.#asked += 1;
      if (this.text.trim().length >= SHORTEST) {
        this.#timer = setTimeout(() => this.#search(), this.hits ? PAUSE : 0);
      } else {
        this.hits = this.next = null;
        this.error = "";
      }
    }
  }

  override render(): TemplateResult {
    return html`<div class="box">
        <input
          type="search"
          .value=${this.text}
          maxlength="200"
          aria-label=${t("search.label")}
          placeholder=${t("search.label")}
          @input=${(event: InputEvent) =>
            this.tell("sms-gateway-search", { text: (event.target as HTMLInputElement).value })}
        />
      </div>
      <p class="soft" role="status">${this.#status()}</p>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <ul class="rows">
        ${this.hits?.map((hit) => this.#hit(hit))}
      </ul>
      ${
        this.next
          ? html`<button
              class="outlined more"
              ?disabled=${this.busy}
              @click=${() => this.#search(this.next)}
            >
              ${t("search.more")}
            </button>`
          : nothing
      }`;
  }

  #status(): string {
    if (this.busy) {
      return t("loading");
    }
    if (this.hits === null) {
      return t("search.hint");
    }
    return this.hits.length ? "" : t("search.none");
  }

  #hit({ thread_id, name, number, message }: Hit): TemplateResult {
    const { message_id } = message;
    const route = { view: "thread", thread: thread_id, message: message_id } as const;
    const pieces = excerpt(message.text, this.text);
    return html`<li>
      <a
        href=${writeRoute(route)}
        @click=${(event: MouseEvent) => {
          event.preventDefault();
          this.navigate({ ...route, search: this.text });
        }}
      >
        <span class="face" aria-hidden="true">
          ${icon(message.direction === "incoming" ? "reply" : "send")}
        </span>
        <span class="name"><bdi>${name ?? number}</bdi></span>
        <span class="at soft">${shortTime(this.hass, message.at)}</span>
        <span class="snippet soft" dir="auto">
          ${pieces.map(({ text, found }) => (found ? html`<mark>${text}</mark>` : text))}
        </span>
      </a>
    </li>`;
  }

  async #search(before: SearchPlaces | null = null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.busy = true;
    this.error = "";
    try {
      const text = this.text.trim();
      let found = await this.api.search(text, before ? { before } : {});
      // Only so many messages are looked through at a time.
      while (!found.hits.length && found.next && asked === this.#asked) {
        found = await this.api.search(text, { before: found.next });
      }
      if (asked === this.#asked) {
        this.hits = before ? [...(this.hits ?? []), ...found.hits] : found.hits;
        this.next = found.next;
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.error = explain(this.hass, error);
      }
    } finally {
      if (asked === this.#asked) {
        this.busy = false;
      }
    }
  }
}

define("sms-gateway-search", Search);
