import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { define, PageElement } from "./element.ts";
import type { Account, Thread } from "./types.ts";

export class ConsentBanner extends PageElement {
  @property({ attribute: false }) thread: Thread | null = null;
  @property({ attribute: false }) accounts: Account[] = [];
  @property({ attribute: false }) isAdmin = false;

  override render(): TemplateResult {
    return html``;
  }
}

define("sms-gateway-consent", ConsentBanner);
