// What became of a message, step by step, from what is known of it.
import type { Message, Story } from "./types.ts";

export interface Step {
  // Which words say it: a key below `timeline.step`.
  kind: StepKind;
  // When it was, null for what is still to come.
  at: string | null;
  // What the gateway said, or the account that took over.
  said?: string | null;
  account?: string;
  isBad?: boolean;
}

export type StepKind =
  | "asked"
  | "automatic"
  | "tried"
  | "uncertain"
  | "accepted"
  | "handed_over"
  | "delivered"
  | "undelivered"
  | "rejected"
  | "expired"
  | "cancelled"
  | "waiting"
  | "report_awaited"
  | "no_report"
  | "said"
  | "received";

const FAILED: readonly string[] = ["undelivered", "rejected", "expired"];
const TAKEN: readonly string[] = ["accepted", "sent"];

/** Return what became of a message, the first thing first. */
export function steps(story: Story): Step[] {
  const { message } = story;
  return message.direction === "incoming" ? incoming(message) : outgoing(story);
}

/** Tell whether a message can be sent anew: it is over, or the gateway has it. */
export function canResend(message: Message): boolean {
  return message.direction === "outgoing" && !message.can_cancel && message.state !== "sending";
}

function incoming(message: Message): Step[] {
  const said: Step = { kind: "said", at: message.at };
  const received: Step = { kind: "received", at: message.received_at ?? message.at };
  return message.late ? [said, received] : [received];
}

function outgoing({ message, attempts, reports }: Story): Step[] {
  const state = message.state ?? "queued";
  const found: Step[] = [{ kind: message.automatic ? "automatic" : "asked", at: message.at }];
  const { fallback, accepted_at } = message;
  // Where another account took over, it is that one's gateway that has it.
  const taken = (at: string | null): Step =>
    fallback ? { kind: "handed_over", at, account: fallback } : { kind: "accepted", at };
  for (const { at, state: left, error } of attempts) {
    const isTaken = TAKEN.includes(left) || left === "delivered";
    found.push(isTaken ? taken(at) : { kind: "tried", at, said: error, isBad: true });
  }
  const isTold = found.some(({ kind }) => kind === "accepted" || kind === "handed_over");
  if (!isTold && (accepted_at || fallback)) {
    found.push(taken(accepted_at ?? null));
  }
  if (message.uncertain) {
    found.push({ kind: "uncertain", at: null });
  }
  return [...found, end(message, state, reports)];
}

function end(message: Message, state: string, reports: boolean): Step {
  if (state === "delivered") {
    return { kind: "delivered", at: message.delivered_at ?? null };
  }
  if (FAILED.includes(state)) {
    return { kind: state as StepKind, at: null, said: message.error ?? null, isBad: true };
  }
  if (state === "cancelled") {
    return { kind: "cancelled", at: null };
  }
  if (TAKEN.includes(state)) {
    return { kind: reports ? "report_awaited" : "no_report", at: null };
  }
  return { kind: "waiting", at: null, said: message.error ?? null };
}
