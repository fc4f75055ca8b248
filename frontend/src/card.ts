import { LitElement } from "lit";
import { define } from "./element.ts";

export class Card extends LitElement {
  setConfig(_config: object): void {}
}

define("sms-gateway-card", Card);
