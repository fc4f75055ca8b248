import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Address } from "./address.ts";
import { Api } from "./api.ts";
import "./banners.ts";
import "./compose.ts";
import "./consent.ts";
import { define, isOtherHome, PageElement } from "./element.ts";
import "./figures.ts";
import "./health.ts";
import { type Icon, icon } from "./icons.ts";
import type { List } from "./list.ts";
import "./list.ts";
import "./new.ts";
import { Overview } from "./overview.ts";
import { panel } from "./panel-style.ts";
import "./questions.ts";
import type { Route } from "./routes.ts";
import "./search.ts";
import { explain, loadStrings, t } from "./strings.ts";
import { shared } from "./style.ts";
import "./thread.ts";
import "./timeline.ts";
import { SMALLEST_KEYBOARD } from "./panel-style.ts";
import type { Hass } from "./types.ts";
import "./bubble.ts";

interface PanelInfo {
  config?: { _panel_custom?: { module_url?: string } };
}

/** The whole page: what is to be seen at an address, in one pane or two. */
export class Panel extends PageElement {
  static override styles = [shared, panel];

  @property({ attribute: false, hasChanged: isOtherHome }) override hass!: Hass;
  @property({ type: Boolean }) narrow = false;
  @property({ attribute: false }) route: { prefix: string; path: string } | null = null;
  @property({ attribute: false }) panel: PanelInfo | null = null;

  @state() private hasStrings = false;
  @state() private isOffline = false;
  @state() private error = "";

  #address = new Address(this);
  #overview: Overview | null = null;
  #shown: Route | null = null;
  #language = "";

  override connectedCallback(): void {
    super.connectedCallback();
    window.visualViewport?.addEventListener("resize", this.#resized);
    this.requestUpdate("hass");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.visualViewport?.removeEventListener("resize", this.#resized);
    this.#leave();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.#address.told = this.route;
    const { connection } = this.hass;
    if (this.isConnected && this.api?.connection !== connection) {
      this.#leave();
      this.api = new Api(connection);
    }
    if (this.isConnected && !this.#overview) {
      this.isOffline = !connection.connected;
      connection.addEventListener("ready", this.#ready);
      connection.addEventListener("disconnected", this.#lost);
      this.#overview = new Overview(this.api, (error) => {
        this.error = error === undefined ? "" : explain(this.hass, error);
        this.requestUpdate();
      });
    }
    if (changed.has("hass") && this.#language !== this.hass.language) {
      void this.#loadStrings();
    }
    const { view } = this.#address.route;
    if (view === "list" || view === "thread") {
      this.#overview?.filter(this.#address.filters);
    }
  }

  override render(): TemplateResult | typeof nothing {
    const overview = this.#overview;
    if (!this.hasStrings || !overview) {
      return nothing;
    }
    const route = this.#address.route;
    return html`<div
      class="page ${route.view === "list" || route.view === "search" ? "at-list" : "at-main"}"
      @sms-gateway-navigate=${(event: CustomEvent<{ route: Route }>) => this.#address.go(event.detail.route)}
      @sms-gateway-changed=${(event: CustomEvent<{ read?: string }>) =>
        event.detail.read && overview.noteRead(event.detail.read)}
      @sms-gateway-more=${() => overview.loadMore()}
      @sms-gateway-back=${this.#address.back}
      @sms-gateway-search=${(event: CustomEvent<{ text: string }>) =>
        this.#address.go({ view: "search", search: event.detail.text }, true)}
    >
      <sms-gateway-banners
        .isOffline=${this.isOffline}
        .isOutdated=${this.#isOutdated}
        .error=${this.error}
      ></sms-gateway-banners>
      ${
        overview.state === "closed"
          ? html`${this.#header()}
              <p class="empty">${t("no_right")}</p>`
          : html`<div class="panes">
              <section class="list">${this.#header()}${this.#list(overview, route)}</section>
              <main class="main">${this.#main(overview, route)}</main>
            </div>`
      }
    </div>`;
  }

  override updated(): void {
    const { route } = this.#address;
    const left = this.#shown?.view === "thread" ? this.#shown.thread : null;
    if (left && route.view === "list") {
      void this.renderRoot.querySelector<List>("sms-gateway-list")?.focusOn(left);
    }
    this.#shown = route;
  }

  #header(): TemplateResult {
    const hasMenu =
      (this.narrow || this.hass.dockedSidebar === "always_hidden") && !this.hass.kioskMode;
    const { search, route } = this.#address;
    const there: Route =
      route.view === "thread" ? { view: "thread", thread: route.thread } : { view: "list" };
    return html`<header>
      ${
        hasMenu
          ? html`<button class="icon" aria-label=${t("menu")} @click=${this.#menu}>
              ${icon("menu")}
            </button>`
          : nothing
      }
      <h1>${t("title")}</h1>
      ${
        search === undefined
          ? this.#button("search", "search.title", { view: "search", search: "" })
          : this.#button("close", "search.close", there)
      }
      ${this.#button("figures", "figures.title", { view: "figures" })}
      ${
        this.#overview?.accounts.some((account) => account.can_write)
          ? this.#button("write", "new.title", { view: "new" })
          : nothing
      }
    </header>`;
  }

  #button(name: Icon, words: string, route: Route): TemplateResult {
    return html`<button
      class="icon"
      aria-label=${t(words)}
      title=${t(words)}
      @click=${() => this.#address.go(route)}
    >
      ${icon(name)}
    </button>`;
  }

  #list(overview: Overview, route: Route): TemplateResult {
    const { hass, api } = this;
    const selected = route.view === "thread" ? route.thread : null;
    const search = this.#address.search;
    return search !== undefined
      ? html`<div class="scroll">
          <sms-gateway-search
            .hass=${hass}
            .api=${api}
            .text=${search}
          ></sms-gateway-search>
        </div>`
      : html`<div class="scroll">
          <sms-gateway-health .hass=${hass} .accounts=${overview.accounts}></sms-gateway-health>
          <sms-gateway-questions
            .hass=${hass}
            .api=${api}
            .accounts=${overview.accounts}
            .questions=${overview.questions}
            .isAdmin=${overview.isAdmin}
          ></sms-gateway-questions>
          <sms-gateway-list
            .hass=${hass}
            .api=${api}
            .accounts=${overview.accounts}
            .threads=${overview.state === "loading" ? null : overview.threads}
            .hasMore=${overview.hasMore}
            .filters=${this.#address.filters}
            .selected=${selected}
          ></sms-gateway-list>
        </div>`;
  }

  #main(overview: Overview, route: Route): TemplateResult {
    const { hass, api } = this;
    const { accounts, isAdmin } = overview;
    switch (route.view) {
      case "thread":
        return html`<sms-gateway-thread
          .hass=${hass}
          .api=${api}
          .accounts=${accounts}
          .isAdmin=${isAdmin}
          .row=${overview.find(route.thread)}
          .threadId=${route.thread}
          .messageId=${route.message ?? null}
        ></sms-gateway-thread>`;
      case "new":
        return html`${this.#title("new.title")}
          <div class="scroll">
            <sms-gateway-new
              .hass=${hass}
              .api=${api}
              .accounts=${accounts}
              .threads=${overview.threads ?? []}
            ></sms-gateway-new>
          </div>`;
      case "figures":
        return html`${this.#title("figures.title")}
          <div class="scroll">
            <sms-gateway-figures .hass=${hass} .api=${api} .accounts=${accounts}>
            </sms-gateway-figures>
          </div>`;
      default:
        return html`<p class="empty soft">${t("choose")}</p>`;
    }
  }

  #title(words: string): TemplateResult {
    return html`<header>
      <button class="icon back" aria-label=${t("back")} @click=${this.#address.back}>${icon("back")}</button>
      <h1>${t(words)}</h1>
    </header>`;
  }

  /** Whether Home Assistant has another version of the page than the one that runs. */
  get #isOutdated(): boolean {
    const current = this.panel?.config?._panel_custom?.module_url;
    const version = (url: string) => new URL(url, location.href).searchParams.get("v");
    return !!current && version(current) !== version(import.meta.url);
  }

  #menu = (): void => {
    this.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
  };

  #resized = (): void => {
    // What a keyboard on the screen leaves of it.
    const height = window.visualViewport?.height ?? window.innerHeight;
    const isSmaller = window.innerHeight - height > SMALLEST_KEYBOARD;
    this.style.setProperty("--page-height", isSmaller ? `${height}px` : "");
    if (isSmaller) {
      window.scrollTo(0, 0);
    }
  };

  #ready = (): void => {
    this.isOffline = false;
    if (!this.hasStrings) {
      void this.#loadStrings();
    }
  };

  #lost = (): void => {
    this.isOffline = true;
  };

  #leave(): void {
    this.#overview?.close();
    this.#overview = null;
    this.api?.connection.removeEventListener("ready", this.#ready);
    this.api?.connection.removeEventListener("disconnected", this.#lost);
  }

  async #loadStrings(): Promise<void> {
    const { language } = this.hass;
    this.#language = language;
    try {
      await loadStrings(this.hass);
      this.hasStrings = true;
    } catch {
      // Without a connection there are no words yet; they are asked for when there is one.
      this.#language = "";
    }
    this.requestUpdate();
  }
}

define("sms-gateway-panel", Panel);
