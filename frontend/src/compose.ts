import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import type { Account, Thread } from "./types.ts";

export class Compose extends PageElement {
  @property({ attribute: false }) thread: Thread | null = null;
  @property({ attribute: false }) accounts: Account[] = [];

  override render(): TemplateResult {
    return html``;
  }
}

define("sms-gateway-compose", Compose);
