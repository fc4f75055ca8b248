// What the integration tells of accounts, conversations and messages (panel/shapes.py), and the
// little of Home Assistant's frontend that is used here. Times are ISO 8601, in UTC.

export interface Balance {
  value: number;
  currency: string | null;
  is_low: boolean | null;
}

export interface Account {
  entry_id: string;
  title: string;
  gateway: string;
  sender: string | null;
  status: string;
  connected: boolean | null;
  trouble: string | null;
  pending: number;
  balance: Balance | null;
  // What is left and what a message costs are amounts in a currency, else credits.
  money: boolean;
  reports: boolean;
  receives: boolean;
  channels: string[];
  can_write: boolean;
}

export type Direction = "incoming" | "outgoing";

export type State =
  | "queued"
  | "sending"
  | "accepted"
  | "sent"
  | "delivered"
  | "undelivered"
  | "rejected"
  | "expired"
  | "cancelled";

export interface Last {
  direction: Direction;
  at: string;
  state: State | null;
  snippet: string;
  has_media: boolean;
}

export interface Consent {
  since: string;
  scope: string;
}

export interface Thread {
  thread_id: string;
  name: string | null;
  number: string;
  can_answer: boolean;
  accounts: string[];
  at: string;
  last: Last | null;
  failed: boolean;
  unread: number;
  stranger: boolean;
  consent: Consent | null;
}

export interface Media {
  address: string;
  media_type: string | null;
}

export interface Message {
  message_id: string;
  account: string;
  direction: Direction;
  at: string;
  position: string;
  text: string;
  tag: string | null;
  parts: number;
  // Of those that went out:
  state?: State;
  rank?: number;
  truncated?: boolean;
  sender?: string | null;
  by?: string | null;
  cost?: number | null;
  error?: string | null;
  attempts?: number;
  accepted_at?: string | null;
  delivered_at?: string | null;
  fallback?: string | null;
  resend_of?: string | null;
  automatic?: boolean;
  uncertain?: boolean;
  can_cancel?: boolean;
  // Of those that came in:
  to?: string;
  received_at?: string;
  answers?: { message_id: string; snippet: string } | null;
  complete?: boolean;
  late?: boolean;
  media?: Media[];
}

export interface Attempt {
  at: string;
  state: string;
  error: string | null;
}

export interface Story {
  message: Message;
  attempts: Attempt[];
  resent: string[];
  reports: boolean;
}

export interface Asked {
  thread_id: string;
  name: string | null;
  number: string;
  account: string;
  code: string | null;
  message_id: string;
}

export interface Answer {
  thread_id: string;
  name: string | null;
  text: string;
  option: string | null;
  at: string;
  message_id: string;
}

export interface Question {
  question_id: string;
  text: string;
  options: string[];
  put_at: string;
  deadline: string;
  outcome: "waiting" | "answered" | "timed_out" | "closed";
  people: Asked[];
  answer: Answer | null;
}

export interface Note {
  at: string;
  by: string | null;
  subscribed: boolean;
  scope: string;
  text: string;
}

/** How an account stands to somebody: blocked since when, and by what; notes of admins. */
export interface Block {
  account: string;
  since: string | null;
  scope: string | null;
  said: { message_id: string; text: string } | null;
  lift_words: string[];
  keyword: string | null;
  notes: Note[];
}

export interface Figures {
  start: string;
  account: string;
  sent: number;
  delivered: number;
  failed: number;
  unknown: number;
  received: number;
  parts: number;
  cost: number;
  delays: number[];
}

export interface Preview {
  parts: number;
  refusal: string | null;
  encoding?: string;
  left?: number;
  forced_by?: string | null;
  // Reckoned by what was paid lately; null where the gateway tells of no cost.
  cost?: number | null;
  shortened?: boolean;
  smart_encoded?: boolean;
}

export interface Hit {
  thread_id: string;
  name: string | null;
  number: string;
  message: Message;
}

// Where to go on at each account; null where there is nothing more.
export type SearchPlaces = Record<string, string | null>;

/** Without the right to read, or with what else stands in the way; it is tried again. */
export type Trouble = { type: "closed" } | { type: "failed"; error: unknown };

export type OverviewEvent =
  | {
      type: "snapshot";
      accounts: Account[];
      is_admin: boolean;
      questions: Question[];
      threads: Thread[];
      next: string | null;
    }
  | { type: "threads"; threads: Thread[] }
  | { type: "accounts"; accounts: Account[] }
  | { type: "questions"; questions: Question[] }
  | Trouble;

export type ThreadEvent =
  | { type: "snapshot"; thread: Thread | null; messages: Message[]; next: string | null }
  | { type: "messages"; thread: Thread | null; messages: Message[] }
  | Trouble;

export interface Locale {
  language: string;
  number_format: string;
  time_format: string;
  date_format?: string;
  first_weekday?: string;
  time_zone: string;
}

export interface Connection {
  connected: boolean;
  sendMessagePromise<T>(message: object): Promise<T>;
  subscribeMessage<T>(
    callback: (event: T) => void,
    message: object,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  addEventListener(type: ConnectionEvent, listener: () => void): void;
  removeEventListener(type: ConnectionEvent, listener: () => void): void;
}

export type ConnectionEvent = "ready" | "disconnected" | "reconnect-error";

export type Localize = (key: string, values?: Record<string, string | number>) => string;

export interface Hass {
  connection: Connection;
  connected: boolean;
  language: string;
  locale: Locale;
  config: { time_zone: string };
  user: { id: string; name: string; is_admin: boolean };
  dockedSidebar: string;
  kioskMode?: boolean;
  localize: Localize;
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
}
