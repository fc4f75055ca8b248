// Columns of figures as SVG, with the table behind them for who can't see, or wants the numbers.
import { css, html, nothing, svg, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import { axis } from "./plot.ts";
import { t } from "./strings.ts";

export interface Column {
  label: string;
  // As long as the plot's kinds.
  values: number[];
}

export interface Kind {
  name: string;
  words: string;
}

const HEIGHT = 160;
const WIDTH = 600;

export class Bars extends PageElement {
  @property({ attribute: false }) heading = "";
  @property({ attribute: false }) kinds: Kind[] = [];
  @property({ attribute: false }) columns: Column[] = [];
  @property({ attribute: false }) write: (value: number) => string = String;

  static override styles = [
    ...PageElement.styles,
    css`
      figure {
        margin: 0 0 24px;
      }
      figcaption {
        font-weight: 500;
        margin-block-end: 8px;
      }
      .plot {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 8px;
      }
      .axis {
        display: flex;
        flex-direction: column-reverse;
        justify-content: space-between;
        text-align: end;
        font-size: 0.85em;
        margin-block: -0.7em;
      }
      svg {
        width: 100%;
        height: ${HEIGHT}px;
        overflow: visible;
      }
      line {
        stroke: var(--line);
        vector-effect: non-scaling-stroke;
      }
      svg:dir(rtl) {
        transform: scaleX(-1);
      }
      .ends {
        grid-column: 2;
        display: flex;
        justify-content: space-between;
        font-size: 0.85em;
      }
      .delivered,
      .count {
        fill: var(--good);
        background: var(--good);
      }
      .unknown {
        fill: var(--soft);
        background: var(--soft);
      }
      .failed {
        fill: var(--bad);
        background: var(--bad);
      }
      .received,
      .parts,
      .cost {
        fill: var(--accent);
        background: var(--accent);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      .legend i {
        display: inline-block;
        width: 12px;
        height: 12px;
        border-radius: 2px;
        margin-inline-end: 6px;
      }
      summary {
        min-height: 44px;
        display: flex;
        align-items: center;
        cursor: pointer;
      }
      .table {
        max-height: 320px;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 4px 12px;
        border-block-end: 1px solid var(--line);
        text-align: end;
      }
      th:first-child {
        text-align: start;
        white-space: nowrap;
      }
    `,
  ];

  override render(): TemplateResult {
    const { columns, kinds } = this;
    const sums = columns.map(({ values }) => values.reduce((sum, one) => sum + one, 0));
    const marks = axis(Math.max(0, ...sums));
    const top = marks[marks.length - 1] ?? 1;
    return html`<figure>
      <figcaption>${this.heading}</figcaption>
      <div class="plot" aria-hidden="true">
        <div class="axis soft">${marks.map((mark) => html`<span>${this.write(mark)}</span>`)}</div>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
          ${marks.map((mark) => {
            const y = HEIGHT * (1 - mark / top);
            return svg`<line x1="0" x2=${WIDTH} y1=${y} y2=${y}></line>`;
          })}
          ${columns.map((column, n) => this.renderColumn(column, n, top))}
        </svg>
        <div class="ends soft">
          ${this.ends.map((label) => html`<span>${label}</span>`)}
        </div>
      </div>
      ${
        kinds.length > 1
          ? html`<ul class="legend" aria-hidden="true">
              ${kinds.map(({ name, words }) => html`<li><i class=${name}></i>${words}</li>`)}
            </ul>`
          : nothing
      }
      ${this.renderTable()}
    </figure>`;
  }

  private renderColumn({ label, values }: Column, n: number, top: number): TemplateResult {
    const slot = WIDTH / this.columns.length;
    const width = slot * 0.8;
    let y = HEIGHT;
    const words = this.kinds.map((kind, k) => `${kind.words}: ${this.write(values[k] ?? 0)}`);
    return svg`<g>
      <title>${[label, ...words].join("\n")}</title>
      <rect x=${n * slot} y="0" width=${slot} height=${HEIGHT} fill="transparent"></rect>
      ${values.map((value, k) => {
        const height = (HEIGHT * value) / top;
        y -= height;
        const x = n * slot + (slot - width) / 2;
        return value
          ? svg`<rect class=${this.kinds[k]?.name ?? ""} x=${x} y=${y} width=${width} height=${height}></rect>`
          : nothing;
      })}
    </g>`;
  }

  private renderTable(): TemplateResult {
    return html`<details>
      <summary class="soft">${t("figures.as_table")}</summary>
      <div class="table" tabindex="0" role="region" aria-label=${this.heading}>
        <table>
          <thead>
            <tr>
              <th scope="col"><span class="unseen">${this.heading}</span></th>
              ${this.kinds.map(({ words }) => html`<th scope="col">${words}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.columns.map(
              ({ label, values }) =>
                html`<tr>
                  <th scope="row">${label}</th>
                  ${values.map((value) => html`<td>${this.write(value)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  /** Few columns are named each, of many the first and the last one. */
  private get ends(): string[] {
    const labels = this.columns.map((one) => one.label);
    return labels.length <= 7 ? labels : [labels[0] ?? "", labels[labels.length - 1] ?? ""];
  }
}

define("sms-gateway-bars", Bars);
