// What became of a message: a sign and a word for it, never the colour alone.
import type { Icon } from "./icons.ts";
import type { State } from "./types.ts";

export interface Tick {
  icon: Icon;
  // Below `state` in the page's words.
  word: string;
  kind: "open" | "good" | "bad" | "none";
}

const TICKS: Record<State, Tick> = {
  queued: { icon: "clock", word: "queued", kind: "open" },
  sending: { icon: "clock", word: "sending", kind: "open" },
  accepted: { icon: "tick", word: "accepted", kind: "open" },
  sent: { icon: "tick", word: "sent", kind: "open" },
  delivered: { icon: "ticks", word: "delivered", kind: "good" },
  undelivered: { icon: "failed", word: "undelivered", kind: "bad" },
  rejected: { icon: "failed", word: "rejected", kind: "bad" },
  expired: { icon: "expired", word: "expired", kind: "bad" },
  cancelled: { icon: "cancelled", word: "cancelled", kind: "none" },
};
const UNCERTAIN: Tick = { icon: "unknown", word: "uncertain", kind: "open" };
const UNTOLD: Tick = { icon: "tick", word: "untold", kind: "open" };

/** Return the tick of a message; `reports`: whether its gateway tells of deliveries. */
export function tickOf(state: State, uncertain = false, reports = true): Tick {
  const tick = TICKS[state];
  if (uncertain && (tick.kind === "bad" || state === "sending" || state === "queued")) {
    return UNCERTAIN;
  }
  return state === "accepted" && !reports ? UNTOLD : tick;
}
