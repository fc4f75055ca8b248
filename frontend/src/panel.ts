import { html, type TemplateResult } from "lit";
import { define, PageElement } from "./element.ts";

export class Panel extends PageElement {
  override render(): TemplateResult {
    return html``;
  }
}

define("sms-gateway-panel", Panel);
