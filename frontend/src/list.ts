import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Filters } from "./api.ts";
import { define, PageElement } from "./element.ts";
import { shortTime } from "./format.ts";
import { icon } from "./icons.ts";
import { writeRoute } from "./routes.ts";
import { rows } from "./rows.ts";
import { t, tn } from "./strings.ts";
import { shared } from "./style.ts";
import { tickOf } from "./ticks.ts";
import type { Account, Thread } from "./types.ts";

const FLAGS = ["unread", "failed", "stranger", "opted_out"] as const;

/** The conversations, the newest first, and what is left out of them. */
export class List extends PageElement {
  static override styles = [
    shared,
    rows,
    css`
      :host {
        display: block;
      }
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding: 8px 16px;
      }
      .filters button {
        min-height: 36px;
        border-radius: 18px;
        padding-inline: 12px;
      }
      .filters button[aria-pressed="true"] {
        background: var(--strong);
        color: #fff;
      }
      select {
        min-height: 36px;
        padding-block: 4px;
        max-width: 100%;
      }
      .empty {
        padding: 24px 16px;
        text-align: center;
      }
      .more {
        display: block;
        margin: 8px auto 16px;
      }
    `,
  ];

  @property({ attribute: false }) threads: Thread[] | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) filters: Filters = {};
  @property({ attribute: false }) selected: string | null = null;
  @property({ type: Boolean }) hasMore = false;
  // The row that the keyboard is at.
  @state() private at: string | null = null;

  override render(): TemplateResult {
    return html`${this.#filters()} ${this.#rows()}`;
  }

  #filters(): TemplateResult {
    const chosen = this.filters;
    return html`<div class="filters" role="group" aria-label=${t("list.filters")}>
      ${
        this.accounts.length > 1
          ? html`<select
              aria-label=${t("list.account")}
              @change=${(event: Event) =>
                this.#filter({ account: (event.target as HTMLSelectElement).value })}
            >
              <option value="" ?selected=${!chosen.account}>${t("list.all_accounts")}</option>
              ${this.accounts.map(
                ({ entry_id, title }) =>
                  html`<option value=${entry_id} ?selected=${chosen.account === entry_id}>
                    ${title}
                  </option>`,
              )}
            </select>`
          : nothing
      }
      ${FLAGS.map(
        (flag) =>
          html`<button
            class="outlined"
            aria-pressed=${chosen[flag] ? "true" : "false"}
            @click=${() => this.#filter({ [flag]: !chosen[flag] })}
          >
            ${t(`list.${flag}`)}
          </button>`,
      )}
    </div>`;
  }

  #filter(change: Filters): void {
    const filters: Filters = {};
    for (const [key, value] of Object.entries({ ...this.filters, ...change })) {
      if (value) {
        Object.assign(filters, { [key]: value });
      }
    }
    const { selected } = this;
    this.navigate(
      selected ? { view: "thread", thread: selected, filters } : { view: "list", filters },
    );
  }

  #rows(): TemplateResult {
    if (this.threads === null) {
      return html`<p class="empty soft" role="status">${t("loading")}</p>`;
    }
    if (!this.threads.length && !this.hasMore) {
      const isFiltered = Object.keys(this.filters).length > 0;
      const why = isFiltered ? "nothing" : this.accounts.length ? "empty" : "no_account";
      return html`<p class="empty soft">${t(`list.${why}`)}</p>`;
    }
    const ids = this.threads.map((row) => row.thread_id);
    const reachable = [this.at, this.selected, ids[0]].find((id) => id && ids.includes(id));
    return html`<ul class="rows" aria-label=${t("list.title")} @keydown=${this.#key}>
        ${this.threads.map((row) => this.#row(row, row.thread_id === reachable))}
      </ul>
      ${
        this.hasMore
          ? html`<button class="outlined more" @click=${() => this.tell("sms-gateway-more", {})}>
              ${t("list.more")}
            </button>`
          : nothing
      }`;
  }

  #row(row: Thread, isReachable: boolean): TemplateResult {
    const route = { view: "thread", thread: row.thread_id, filters: this.filters } as const;
    const { last } = row;
    return html`<li>
      <a
        href=${writeRoute(route)}
        tabindex=${isReachable ? 0 : -1}
        aria-current=${row.thread_id === this.selected ? "true" : "false"}
        @focus=${() => {
          this.at = row.thread_id;
        }}
        @click=${(event: MouseEvent) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            this.navigate(route);
          }
        }}
      >
        <span class="face" aria-hidden="true">
          ${row.stranger ? icon("stranger") : [...(row.name ?? "?")][0]?.toUpperCase()}
        </span>
        <span class="name"><bdi>${row.name ?? row.number}</bdi></span>
        <span class="at soft">${shortTime(this.hass, row.at)}</span>
        <span class="snippet soft">${last ? this.#last(row) : nothing}</span>
        <span class="marks">
          ${row.failed ? mark("failed", "list.has_failed", "bad") : nothing}
          ${row.consent ? mark("blocked", "list.is_opted_out", "soft") : nothing}
          ${row.stranger ? html`<span class="unseen">${t("list.is_stranger")}</span>` : nothing}
          ${
            row.unread
              ? html`<span class="badge" aria-hidden="true">${row.unread}</span>
                  <span class="unseen">${tn("list.unread_count", row.unread)}</span>`
              : nothing
          }
        </span>
      </a>
    </li>`;
  }

  #last({ last }: Thread): TemplateResult | typeof nothing {
    if (!last) {
      return nothing;
    }
    const tick = last.state ? tickOf(last.state) : null;
    return html`${tick ? mark(tick.icon, `state.${tick.word}`, tick.kind) : nothing}
      <span dir="auto">${last.snippet || (last.has_media ? t("list.picture") : "")}</span>`;
  }

  /** Be where one was: at the row of a conversation that one comes back from. */
  async focusOn(threadId: string): Promise<void> {
    this.at = threadId;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('ul.rows a[tabindex="0"]')?.focus();
  }

  #key = (event: KeyboardEvent): void => {
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>("ul.rows a")];
    const here = all.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined && all[to]) {
      event.preventDefault();
      all[to].focus();
    }
  };
}

function mark(name: Parameters<typeof icon>[0], words: string, kind: string): TemplateResult {
  return html`<span class="mark ${kind}" title=${t(words)}
    >${icon(name)}<span class="unseen">${t(words)}</span></span
  >`;
}

define("sms-gateway-list", List);
