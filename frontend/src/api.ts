// What the page asks the integration for, over Home Assistant's connection.
import { Subscription } from "./subscription.ts";
import type {
  Block,
  Connection,
  Figures,
  Hit,
  Message,
  OverviewEvent,
  Preview,
  SearchPlaces,
  Story,
  Thread,
  ThreadEvent,
} from "./types.ts";

export interface Filters {
  account?: string;
  failed?: boolean;
  unread?: boolean;
  stranger?: boolean;
  opted_out?: boolean;
}

/** A conversation, or somebody new: a number or a recipient's name. */
export type Address = { thread_id: string } | { number: string };

export interface Draft {
  entry_id: string;
  text: string;
  channel?: string;
}

export interface Sending extends Draft {
  // The same id sends once, however often it is asked for.
  client_id: string;
  critical?: boolean;
  sender?: string;
}

export class Api {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  overview(heard: (event: OverviewEvent) => void, limit = 50): Subscription<OverviewEvent> {
    return new Subscription<OverviewEvent>(
      this.connection,
      command("overview/subscribe", { limit }),
      heard,
    );
  }

  thread(
    thread_id: string,
    heard: (event: ThreadEvent) => void,
    limit = 50,
  ): Subscription<ThreadEvent> {
    const asked = command("thread/subscribe", { thread_id, limit });
    return new Subscription<ThreadEvent>(this.connection, asked, heard);
  }

  threads(
    filters: Filters,
    before?: string | null,
    limit = 50,
  ): Promise<{ threads: Thread[]; next: string | null }> {
    return this.ask("threads/list", { ...filters, ...(before && { before }), limit });
  }

  messages(
    thread_id: string,
    place: { before: string } | { around: string },
    limit = 50,
  ): Promise<{ messages: Message[]; next: string | null }> {
    return this.ask("messages/list", { thread_id, ...place, limit });
  }

  search(
    text: string,
    where: { account?: string; thread_id?: string; before?: SearchPlaces } = {},
    limit = 50,
  ): Promise<{ hits: Hit[]; next: SearchPlaces | null }> {
    return this.ask("messages/search", { text, ...where, limit });
  }

  story(message_id: string): Promise<Story> {
    return this.ask("message/get", { message_id });
  }

  read(thread_id: string, at: string): Promise<void> {
    return this.ask("thread/read", { thread_id, at });
  }

  statistics(
    from: string,
    to: string,
    bucket: "day" | "hour" = "day",
    account?: string,
  ): Promise<{ rows: Figures[] }> {
    return this.ask("statistics", { from, to, bucket, ...(account && { account }) });
  }

  preview(draft: Draft & { critical?: boolean }, address?: Address): Promise<Preview> {
    return this.ask("preview", { ...draft, ...address });
  }

  send(sending: Sending, address: Address): Promise<{ message_id: string; thread_id: string }> {
    return this.ask("send", { ...sending, ...address });
  }

  resend(
    message_id: string,
    client_id: string,
    entry_id?: string,
  ): Promise<{ message_id: string; resend_of: string }> {
    return this.ask("resend", { message_id, client_id, ...(entry_id && { entry_id }) });
  }

  cancel(message_id: string): Promise<{ cancelled: boolean }> {
    return this.ask("cancel", { message_id });
  }

  consent(thread_id: string): Promise<{ accounts: Block[] }> {
    return this.ask("consent/get", { thread_id });
  }

  closeQuestion(question_id: string): Promise<void> {
    return this.ask("question/close", { question_id });
  }

  setConsent(
    thread_id: string,
    subscribed: boolean,
    scope: "sender" | "all",
    note: string,
    entry_id?: string,
  ): Promise<{ subscribed: boolean; scope: string }> {
    const said = { thread_id, subscribed, scope, note, ...(entry_id && { entry_id }) };
    return this.ask("consent/set", said);
  }

  /** Ask for what has no method of its own yet. */
  ask<T>(name: string, what: object = {}): Promise<T> {
    return this.connection.sendMessagePromise<T>(command(name, what));
  }
}

function command(name: string, what: object): object {
  return { type: `sms_gateway/${name}`, ...what };
}
