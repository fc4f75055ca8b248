import { t } from "./strings.ts";
import { tickOf } from "./ticks.ts";
import type { Message } from "./types.ts";

/** Return what who can't see is told of messages that came or changed: the last one in words. */
export function aloud(told: Message[]): string {
  const last = told[told.length - 1];
  if (!last) {
    return "";
  }
  const tick = last.state && tickOf(last.state, last.uncertain);
  const words = tick ? `${t(`state.${tick.word}`)}:` : t("thread.came");
  return `${words} ${last.text}`;
}
