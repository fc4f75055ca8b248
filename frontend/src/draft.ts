// What is being written: it outlives the element, a reload and a lost connection, but not the tab.

import type { Address, Draft, Sending } from "./api.ts";
import type { Account } from "./types.ts";

export interface Written {
  text: string;
  // One id is sent once, however often it is asked for.
  client_id: string;
  // It has been asked for, and may have been sent.
  tried: boolean;
  account: string | null;
  channel: string | null;
  sender: string;
  critical: boolean;
}

type Place = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "sms_gateway_draft_";

/** Return an id that nobody else makes; crypto.randomUUID is not there without TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function nothingWritten(): Written {
  return {
    text: "",
    client_id: newId(),
    tried: false,
    account: null,
    channel: null,
    sender: "",
    critical: false,
  };
}

/** Return what was being written somewhere. */
export function readDraft(key: string, place: Place = sessionStorage): Written {
  try {
    const kept: unknown = JSON.parse(place.getItem(PREFIX + key) ?? "null");
    return { ...nothingWritten(), ...(typeof kept === "object" && kept) };
  } catch {
    // What somebody else wrote there, or a place that may not be used.
    return nothingWritten();
  }
}

/** Keep what is being written somewhere; nothing is kept of nothing. */
export function keepDraft(key: string, draft: Written, place: Place = sessionStorage): void {
  try {
    if (draft.text) {
      place.setItem(PREFIX + key, JSON.stringify(draft));
    } else {
      place.removeItem(PREFIX + key);
    }
  } catch {
    // It is full, or may not be used: the text stays on the page.
  }
}

/** Return a draft with something changed in it: what was tried before was another message. */
export function edited(draft: Written, change: Partial<Written>): Written {
  const id = draft.tried ? { client_id: newId(), tried: false } : {};
  return { ...draft, ...id, ...change };
}

/** Return the first account that is wanted and may be written from, else any that may. */
export function chooseAccount(
  writable: readonly Account[],
  wanted: readonly (string | null)[],
): Account | undefined {
  const found = wanted.map((id) => writable.find((one) => one.entry_id === id));
  return found.find(Boolean) ?? writable[0];
}

/** Return what of some accounts says whether a text would go. */
export function stateOf(accounts: readonly Account[] = []): string {
  return accounts.map((one) => [one.entry_id, one.can_write, one.status].join()).join(";");
}

/** Return what is told of a draft while it is being written. */
export function written(account: Account, { text, channel }: Written): Draft {
  const isThere = channel !== null && account.channels.includes(channel);
  return { entry_id: account.entry_id, text, ...(isThere && { channel }) };
}

/** Return what is sent to somebody: each of several people has an id of his or her own. */
export function sending(account: Account, draft: Written, address: Address): Sending {
  const to = "number" in address ? `/${address.number.slice(0, 100)}` : "";
  const sender = draft.sender.trim();
  return {
    ...written(account, draft),
    client_id: draft.client_id + to,
    critical: draft.critical,
    ...(sender && { sender }),
  };
}

/** Return the people that somebody has written down, by number or name, each once. */
export function readPeople(written: string): string[] {
  const people = written.split(/[\n,;،、]/).map((one) => one.trim());
  return [...new Set(people.filter(Boolean))];
}
