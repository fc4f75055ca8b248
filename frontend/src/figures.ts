// What became of the messages of some days, what they cost, and how long they were under way.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import "./bars.ts";
import type { Column, Kind } from "./bars.ts";
import { unitOf } from "./cost.ts";
import { define, PageElement } from "./element.ts";
import { number, shortDay } from "./format.ts";
import { byDay, type Day, delays, KINDS, lastDays } from "./plot.ts";
import { explain, t } from "./strings.ts";
import type { Account, Figures } from "./types.ts";

const SPANS = [7, 30, 90] as const;
const DELAYS = ["10_seconds", "minute", "10_minutes", "hour", "longer"] as const;

export class FiguresPage extends PageElement {
  @property({ attribute: false }) accounts: Account[] = [];
  @state() private span: number = 30;
  @state() private chosen = "";
  @state() private rows: Figures[] | null = null;
  @state() private error = "";
  private asked = 0;

  static override styles = [
    ...PageElement.styles,
    css`
      :host {
        display: block;
        padding: 16px;
        overflow: auto;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block-end: 16px;
      }
      button[aria-pressed="true"] {
        background: var(--strong);
        color: var(--on-accent);
      }
      .sums {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 24px;
        margin: 0 0 24px;
      }
      .sums dd {
        margin: 0;
        font-size: 1.5em;
      }
      .plots {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
        gap: 0 32px;
      }
    `,
  ];

  override willUpdate(changes: PropertyValues<this>): void {
    const ids = (accounts: Account[] = []) => accounts.map((one) => one.entry_id).join();
    if (changes.has("accounts") && ids(changes.get("accounts")) !== ids(this.accounts)) {
      this.load();
    }
  }

  override render(): TemplateResult {
    return html`
      <div class="choices">
        ${SPANS.map(
          (days) =>
            html`<button
              class="outlined"
              aria-pressed=${days === this.span}
              @click=${() => this.show(days)}
            >
              ${t("figures.days", { count: days })}
            </button>`,
        )}
        ${this.accounts.length > 1 ? this.renderAccounts() : nothing}
      </div>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${
        this.rows
          ? this.renderPlots(this.rows)
          : html`<p role="status">${t("timeline.loading")}</p>`
      }
    `;
  }

  private renderAccounts(): TemplateResult {
    return html`<select
      aria-label=${t("compose.account")}
      @change=${(event: Event) => {
        this.chosen = (event.target as HTMLSelectElement).value;
      }}
    >
      <option value="">${t("figures.all_accounts")}</option>
      ${this.accounts.map((one) => html`<option value=${one.entry_id}>${one.title}</option>`)}
    </select>`;
  }

  private renderPlots(all: Figures[]): TemplateResult {
    const rows = all.filter((row) => !this.chosen || row.account === this.chosen);
    const days = byDay(rows, lastDays(this.today, this.span));
    const kinds = KINDS.map((name) => ({ name, words: t(`figures.${name}`) }));
    return html`
      ${this.renderSums(days)}
      <div class="plots">
        ${this.bars(
          "messages",
          kinds,
          this.columns(days, (day) => KINDS.map((name) => day[name])),
        )}
        ${this.bars(
          "parts",
          [{ name: "parts", words: t("figures.parts") }],
          this.columns(days, (day) => [day.parts]),
        )}
        ${this.units(rows).map(([unit, ids]) => this.renderCost(rows, unit, ids))}
        ${this.bars(
          "delay",
          [{ name: "count", words: t("figures.delivered") }],
          delays(rows).map((count, n) => ({
            label: t(`figures.within.${DELAYS[n]}`),
            values: [count],
          })),
        )}
      </div>
    `;
  }

  private renderSums(days: Day[]): TemplateResult {
    const names = [...KINDS, "parts"] as const;
    return html`<dl class="sums">
      ${names.map((name) => {
        const sum = days.reduce((total, day) => total + day[name], 0);
        return html`<div>
          <dt class="soft">${t(`figures.${name}`)}</dt>
          <dd>${number(this.hass, sum)}</dd>
        </div>`;
      })}
    </dl>`;
  }

  /** What is paid in different units is not added up. */
  private renderCost(rows: Figures[], unit: string, ids: string[]): TemplateResult {
    const days = byDay(
      rows.filter((row) => ids.includes(row.account)),
      lastDays(this.today, this.span),
    );
    const write = (value: number) => number(this.hass, value, unit);
    const kinds = [{ name: "cost", words: t("figures.cost") }];
    return this.bars(
      "cost",
      kinds,
      this.columns(days, (day) => [day.cost]),
      write,
    );
  }

  private bars(
    key: string,
    kinds: Kind[],
    columns: Column[],
    write = (value: number) => number(this.hass, value),
  ): TemplateResult {
    return html`<sms-gateway-bars
      .heading=${t(`figures.plot.${key}`)}
      .kinds=${kinds}
      .columns=${columns}
      .write=${write}
    ></sms-gateway-bars>`;
  }

  private columns(days: Day[], values: (day: Day) => number[]): Column[] {
    return days.map((day) => ({ label: shortDay(this.hass, day.day), values: values(day) }));
  }

  /** Return the units that something was paid in, each with its accounts. */
  private units(rows: Figures[]): [string, string[]][] {
    const found = new Map<string, string[]>();
    for (const account of this.accounts) {
      const { entry_id } = account;
      if (rows.some((row) => row.account === entry_id && row.cost > 0)) {
        const unit = unitOf(account);
        found.set(unit, [...(found.get(unit) ?? []), entry_id]);
      }
    }
    return [...found];
  }

  private get today(): string {
    // The server's days, as the figures are told.
    const zone = this.hass.config.time_zone;
    const written = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    return written.format(new Date());
  }

  private show(days: number): void {
    this.span = days;
    this.load();
  }

  private async load(): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    const [first = ""] = lastDays(this.today, this.span);
    try {
      const { rows } = await this.api.statistics(first, new Date().toISOString());
      if (asked === this.asked) {
        this.rows = rows;
        this.error = "";
      }
    } catch (error) {
      this.error = explain(this.hass, error);
    }
  }
}

define("sms-gateway-figures", FiguresPage);
