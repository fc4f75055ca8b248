// Messages and conversations of tests.
import type { Message, Thread } from "../src/types.ts";

export function message(message_id: string, other: Partial<Message>): Message {
  return {
    message_id,
    account: "account",
    direction: "outgoing",
    at: "2026-11-28T08:00:00+00:00",
    position: "1.0/0/1",
    text: message_id,
    tag: null,
    parts: 1,
    ...other,
  };
}

export function row(thread_id: string, at: string, other: Partial<Thread> = {}): Thread {
  return {
    thread_id,
    name: "Anna",
    number: "+4477•••001",
    can_answer: true,
    accounts: ["account"],
    at,
    last: null,
    failed: false,
    unread: 0,
    stranger: false,
    consent: null,
    ...other,
  };
}

/** Return things in an order that is another one for each seed, and always the same for one. */
export function shuffled<T>(things: readonly T[], seed: number): T[] {
  let chance = seed;
  const next = () => {
    chance = (chance * 1_103_515_245 + 12_345) % 2 ** 31;
    return chance;
  };
  return things
    .map((thing) => ({ thing, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}

/** Wait until all that is ready has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
