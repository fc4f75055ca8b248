import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Api } from "./api.ts";
import type { Route } from "./routes.ts";
import { shared } from "./style.ts";
import type { Hass } from "./types.ts";

/** What all elements of the page have in common. */
export class PageElement extends LitElement {
  static override styles = [shared];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) api!: Api;

  navigate(route: Route): void {
    this.tell("sms-gateway-navigate", { route });
  }

  /** Tell that something was done here, and what. */
  changed(what: object = {}): void {
    this.tell("sms-gateway-changed", what);
  }

  protected tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

const defined = new Map<string, CustomElementConstructor>();

/** Define an element unless it is: the page and the card may both bring it. */
export function define(name: `sms-gateway-${string}`, element: CustomElementConstructor): void {
  defined.set(name, element);
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}

/** Define anew what was defined before Home Assistant had a registry of its own (frontend.md 1.3). */
export async function defineAgain(): Promise<void> {
  await customElements.whenDefined("home-assistant");
  for (const [name, element] of defined) {
    if (!customElements.get(name)) {
      customElements.define(name, element);
    }
  }
}

/** Home Assistant gives a new object at every change of a state: only few are of interest here. */
export function isOtherHome(one: Hass, other?: Hass): boolean {
  return (
    one?.connection !== other?.connection ||
    one.language !== other.language ||
    one.locale !== other.locale ||
    one.dockedSidebar !== other.dockedSidebar ||
    one.kioskMode !== other.kioskMode
  );
}
