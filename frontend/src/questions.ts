import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import type { Account } from "./types.ts";

export class Questions extends PageElement {
  @property({ attribute: false }) accounts: Account[] = [];

  override render(): TemplateResult {
    return html``;
  }
}

define("sms-gateway-questions", Questions);
