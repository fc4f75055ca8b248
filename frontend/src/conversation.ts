// The messages of the open conversation: those that are told, and those that are asked for.
import type { Api } from "./api.ts";
import { comparePositions, mergeMessages } from "./store.ts";
import type { Subscription } from "./subscription.ts";
import type { Message, Thread, ThreadEvent } from "./types.ts";

/** A conversation from its end or from a message on; more is loaded at either end. */
export class Conversation {
  thread: Thread | null = null;
  /** The oldest first, without gaps. */
  messages: Message[] = [];
  state: "loading" | "open" | "closed" = "loading";

  #older: string | null = null;
  #newest: string | null = null;
  #subscription: Subscription<ThreadEvent>;
  // What was asked for before the messages were replaced is dropped.
  #generation = 0;
  #asked = new Set<string>();

  private readonly api: Api;
  readonly threadId: string;
  private readonly changed: (told: Message[], error?: unknown) => void;

  constructor(api: Api, threadId: string, changed: (told: Message[], error?: unknown) => void) {
    this.api = api;
    this.threadId = threadId;
    this.changed = changed;
    this.#subscription = this.#subscribe();
  }

  close(): void {
    this.#subscription.end();
    this.#generation += 1;
  }

  get hasOlder(): boolean {
    return this.#older !== null;
  }

  /** Whether messages after the last one here are known to be. */
  get hasNewer(): boolean {
    const last = this.messages[this.messages.length - 1];
    return last && this.#newest ? comparePositions(last.position, this.#newest) < 0 : false;
  }

  async loadOlder(): Promise<void> {
    const before = this.#older;
    if (before !== null) {
      await this.#ask("older", { before }, (page, next) => {
        this.messages = mergeMessages(this.messages, page);
        this.#older = next;
      });
    }
  }

  async loadNewer(): Promise<void> {
    const last = this.messages[this.messages.length - 1];
    if (last && this.hasNewer) {
      await this.#ask("newer", { around: last.message_id }, (page) => {
        this.messages = mergeMessages(this.messages, page);
      });
    }
  }

  /** Have a message there, with what stands around it. */
  async show(messageId: string): Promise<void> {
    if (!this.messages.some((message) => message.message_id === messageId)) {
      await this.#ask("around", { around: messageId }, (page, next) => {
        this.messages = mergeMessages([], page);
        this.#older = next;
        this.#generation += 1;
        this.#noteNewest(page);
      });
    }
  }

  /** Be at the end again, whatever is here. */
  showNewest(): void {
    this.#generation += 1;
    this.messages = [];
    this.#subscription.end();
    this.#subscription = this.#subscribe();
  }

  #subscribe(): Subscription<ThreadEvent> {
    return this.api.thread(this.threadId, (event) => this.#heard(event));
  }

  #heard(event: ThreadEvent): void {
    if (event.type === "failed") {
      this.changed([], event.error);
      return;
    }
    if (event.type === "closed") {
      this.state = "closed";
      this.messages = [];
      this.thread = null;
      this.changed([]);
      return;
    }
    this.thread = event.thread;
    const wasOpen = this.state === "open";
    this.state = "open";
    if (event.type === "snapshot") {
      this.#join(event.messages, event.next, wasOpen);
    } else {
      this.#merge(event.messages);
    }
    this.#noteNewest(event.messages);
    this.changed(wasOpen ? event.messages : []);
  }

  /**
   * Put a snapshot to what is there, if they meet; else it is all there is, but where one looks
   * far back, which may have been asked for before the first snapshot came.
   */
  #join(messages: Message[], next: string | null, wasOpen: boolean): void {
    const page = mergeMessages([], messages);
    const [first] = page;
    const last = this.messages[this.messages.length - 1];
    if (first && last && comparePositions(first.position, last.position) <= 0) {
      this.messages = mergeMessages(this.messages, page);
    } else if (!last || (wasOpen && !this.hasNewer)) {
      this.messages = page;
      this.#older = next;
      // What was asked for before anything was here is a message far back, which is still wanted.
      this.#generation += last ? 1 : 0;
    }
  }

  #merge(told: Message[]): void {
    // With a gap before the newest, only what is here changes.
    const here = new Set(this.messages.map((message) => message.message_id));
    const hasGap = this.hasNewer;
    const oldest = this.messages[0];
    const fitting = told.filter(
      (message) =>
        here.has(message.message_id) ||
        (!hasGap && (!oldest || comparePositions(message.position, oldest.position) > 0)),
    );
    this.messages = mergeMessages(this.messages, fitting);
  }

  #noteNewest(messages: Message[]): void {
    for (const { position } of messages) {
      if (this.#newest === null || comparePositions(position, this.#newest) > 0) {
        this.#newest = position;
      }
    }
  }

  async #ask(
    what: string,
    place: { before: string } | { around: string },
    take: (page: Message[], next: string | null) => void,
  ): Promise<void> {
    if (this.#asked.has(what)) {
      return;
    }
    this.#asked.add(what);
    const generation = this.#generation;
    try {
      const { messages, next } = await this.api.messages(this.threadId, place);
      if (generation === this.#generation) {
        take(messages, next);
        this.changed([]);
      }
    } finally {
      this.#asked.delete(what);
    }
  }
}
