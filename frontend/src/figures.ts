import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import type { Account } from "./types.ts";

export class FiguresPage extends PageElement {
  @property({ attribute: false }) accounts: Account[] = [];

  override render(): TemplateResult {
    return html``;
  }
}

define("sms-gateway-figures", FiguresPage);
