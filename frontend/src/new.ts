// A text to somebody there is no conversation with yet, or to several people, to each their own.
import { css, html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import "./compose.ts";
import type { Address } from "./api.ts";
import { readPeople } from "./draft.ts";
import { define, PageElement } from "./element.ts";
import { t, tn } from "./strings.ts";
import type { Account, Thread } from "./types.ts";

type Sent = { address: Address; thread_id: string };

export class New extends PageElement {
  @property({ attribute: false }) accounts: Account[] = [];
  // Those with names are proposed.
  @property({ attribute: false }) threads: Thread[] = [];
  @state() private people: string[] = [];
  @state() private sent: { name: string; thread_id: string }[] = [];
  @query("input") private box?: HTMLInputElement;

  static override styles = [
    ...PageElement.styles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .people {
        flex: 1;
        overflow: auto;
        padding: 16px;
      }
      form {
        display: flex;
        gap: 8px;
      }
      input {
        flex: 1;
        min-width: 0;
      }
      ul {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding: 0;
      }
      li button {
        background: var(--raised);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override firstUpdated(): void {
    this.box?.focus();
  }

  override render(): TemplateResult {
    const names = new Set(this.threads.map((one) => one.name).filter(Boolean));
    return html`
      <div class="people">
        <form @submit=${this.submit}>
          <input
            list="names"
            maxlength="200"
            autocomplete="off"
            aria-label=${t("new.to")}
            placeholder=${t("new.to")}
            @keydown=${(event: Event) => event.stopPropagation()}
            @change=${this.add}
          />
          <datalist id="names">
            ${[...names].map((name) => html`<option value=${name}></option>`)}
          </datalist>
          <button class="outlined">${t("new.add")}</button>
        </form>
        <p class="soft">${t("new.about")}</p>
        <ul aria-label=${t("new.people")}>
          ${this.people.map(
            (name) =>
              html`<li>
                <button
                  aria-label=${t("new.remove", { name })}
                  @click=${() => this.takeOff(name)}
                >
                  <bdi>${name}</bdi> ✕
                </button>
              </li>`,
          )}
        </ul>
        ${this.sent.length ? this.renderSent() : nothing}
      </div>
      <sms-gateway-compose
        .hass=${this.hass}
        .api=${this.api}
        .accounts=${this.accounts}
        .to=${this.people}
        @sms-gateway-sent=${this.noteSent}
        @sms-gateway-changed=${this.goThere}
      ></sms-gateway-compose>
    `;
  }

  private renderSent(): TemplateResult {
    return html`<p role="status">${tn("new.sent", this.sent.length)}</p>
      <ul>
        ${this.sent.map(
          ({ name, thread_id }) =>
            html`<li>
              <button @click=${() => this.navigate({ view: "thread", thread: thread_id })}>
                <bdi>${name}</bdi>
              </button>
            </li>`,
        )}
      </ul>`;
  }

  private submit = (event: Event): void => {
    event.preventDefault();
    this.add();
  };

  private add = (): void => {
    const { box } = this;
    if (box) {
      this.people = [...new Set([...this.people, ...readPeople(box.value)])];
      box.value = "";
    }
  };

  private takeOff(name: string): void {
    this.people = this.people.filter((one) => one !== name);
    this.box?.focus();
  }

  /** Who has been sent to gets it no second time, whatever becomes of the others. */
  private noteSent = ({ detail }: CustomEvent<Sent>): void => {
    if ("number" in detail.address) {
      const name = detail.address.number;
      this.people = this.people.filter((one) => one !== name);
      this.sent = [...this.sent, { name, thread_id: detail.thread_id }];
    }
  };

  private goThere = (): void => {
    const [only] = this.sent;
    if (only && this.sent.length === 1) {
      this.navigate({ view: "thread", thread: only.thread_id });
    }
  };
}

define("sms-gateway-new", New);
