// How changes are put together with what is known: the same in whatever order they come.
import type { Filters } from "./api.ts";
import type { Message, Thread } from "./types.ts";

/** Compare positions ("at/direction/sequence"), the older first. */
export function comparePositions(one: string, other: string): number {
  const theirs = other.split("/").map(Number);
  for (const [place, part] of one.split("/").map(Number).entries()) {
    const difference = part - (theirs[place] ?? 0);
    if (difference) {
      return difference;
    }
  }
  return 0;
}

/** Return messages with what was told of them, the oldest first; a tick never goes back. */
export function mergeMessages(known: Message[], told: Message[]): Message[] {
  const found = new Map(known.map((message) => [message.message_id, message]));
  for (const message of told) {
    const before = found.get(message.message_id);
    if (!before || (message.rank ?? 0) >= (before.rank ?? 0)) {
      found.set(message.message_id, message);
    }
  }
  return [...found.values()].sort((a, b) => comparePositions(a.position, b.position));
}

/** Return conversations with those that changed, the newest first; `wanted` leaves others out. */
export function mergeThreads(
  known: Thread[],
  changed: Thread[],
  wanted: (row: Thread) => boolean = () => true,
): Thread[] {
  const found = new Map(known.map((row) => [row.thread_id, row]));
  for (const row of changed) {
    if (wanted(row)) {
      found.set(row.thread_id, row);
    } else {
      found.delete(row.thread_id);
    }
  }
  return [...found.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** Tell whether a list with these filters shows a conversation. */
export function matches(row: Thread, filters: Filters): boolean {
  return (
    (!filters.account || row.accounts.includes(filters.account)) &&
    (!filters.failed || row.failed) &&
    (!filters.unread || row.unread > 0) &&
    (!filters.stranger || row.stranger) &&
    (!filters.opted_out || row.consent !== null)
  );
}

export interface Day {
  key: string;
  at: string;
  // Of one sender and one account, without another one's in between.
  runs: Message[][];
}

/** Group messages, the oldest first, by day and by who wrote them. */
export function grouped(messages: Message[], dayOf: (at: string) => string): Day[] {
  const days: Day[] = [];
  let last: Message | undefined;
  for (const message of messages) {
    const key = dayOf(message.at);
    let day = days[days.length - 1];
    if (!day || day.key !== key) {
      day = { key, at: message.at, runs: [] };
      days.push(day);
      last = undefined;
    }
    const run = day.runs[day.runs.length - 1];
    if (run && last && writer(last) === writer(message)) {
      run.push(message);
    } else {
      day.runs.push([message]);
    }
    last = message;
  }
  return days;
}

function writer(message: Message): string {
  return JSON.stringify([message.direction, message.account, message.by ?? null]);
}

/** Return the first of so many unread messages that came in last, null where none is. */
export function firstUnread(messages: Message[], unread: number): string | null {
  const received = messages.filter((message) => message.direction === "incoming");
  return received.slice(-unread || received.length)[0]?.message_id ?? null;
}

export interface Piece {
  text: string;
  found: boolean;
}

/** Cut out of a text the place where words are first found, and mark them. */
export function excerpt(text: string, words: string, around = 40): Piece[] {
  const wanted = words.trim();
  const at = wanted ? text.toLocaleLowerCase().indexOf(wanted.toLocaleLowerCase()) : -1;
  if (at < 0 || text.toLocaleLowerCase().length !== text.length) {
    return [{ text: cut(text, 2 * around), found: false }];
  }
  const begin = Math.max(0, at - around);
  const end = at + wanted.length;
  return [
    { text: (begin ? "…" : "") + text.slice(begin, at), found: false },
    { text: text.slice(at, end), found: true },
    { text: cut(text.slice(end), 2 * around), found: false },
  ].filter((piece) => piece.text);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
