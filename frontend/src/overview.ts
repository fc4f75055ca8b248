// All conversations and accounts, as they are told; with filters, those that are asked for.
import type { Api, Filters } from "./api.ts";
import { matches, mergeThreads } from "./store.ts";
import type { Subscription } from "./subscription.ts";
import type { Account, OverviewEvent, Question, Thread } from "./types.ts";

interface Rows {
  threads: Thread[];
  next: string | null;
}

export class Overview {
  accounts: Account[] = [];
  questions: Question[] = [];
  isAdmin = false;
  state: "loading" | "open" | "closed" = "loading";

  #all: Rows = { threads: [], next: null };
  #filtered: Rows | null = null;
  #filters: Filters = {};
  // Of several requests the latest counts.
  #asked = 0;
  #subscription: Subscription<OverviewEvent>;

  private readonly api: Api;
  private readonly changed: (error?: unknown) => void;

  constructor(api: Api, changed: (error?: unknown) => void) {
    this.api = api;
    this.changed = changed;
    this.#subscription = api.overview((event) => this.#heard(event));
  }

  close(): void {
    this.#asked += 1;
    this.#subscription.end();
  }

  /** What the list shows; null while it is asked for. */
  get threads(): Thread[] | null {
    return this.#isFiltered ? (this.#filtered?.threads ?? null) : this.#all.threads;
  }

  get hasMore(): boolean {
    return this.#shown?.next != null;
  }

  find(threadId: string): Thread | null {
    const rows = [...this.#all.threads, ...(this.#filtered?.threads ?? [])];
    return rows.find((row) => row.thread_id === threadId) ?? null;
  }

  filter(filters: Filters): void {
    if (JSON.stringify(filters) !== JSON.stringify(this.#filters)) {
      this.#filters = filters;
      this.#filtered = null;
      void this.#askFiltered();
    }
  }

  async loadMore(): Promise<void> {
    const rows = this.#shown;
    if (rows?.next == null) {
      return;
    }
    const before = rows.next;
    await this.#ask(async () => {
      const page = await this.api.threads(this.#filters, before);
      return () => {
        rows.threads = mergeThreads(page.threads, rows.threads);
        rows.next = page.next;
      };
    });
  }

  /** Somebody has read a conversation here, which nobody tells. */
  noteRead(threadId: string): void {
    const row = this.find(threadId);
    if (row?.unread) {
      this.#change([{ ...row, unread: 0 }]);
    }
  }

  get #isFiltered(): boolean {
    return Object.keys(this.#filters).length > 0;
  }

  get #shown(): Rows | null {
    return this.#isFiltered ? this.#filtered : this.#all;
  }

  #heard(event: OverviewEvent): void {
    switch (event.type) {
      case "snapshot":
        this.state = "open";
        this.accounts = event.accounts;
        this.questions = event.questions;
        this.isAdmin = event.is_admin;
        this.#all = { threads: event.threads, next: event.next };
        void this.#askFiltered();
        break;
      case "threads":
        this.#change(event.threads);
        break;
      case "accounts":
        this.accounts = event.accounts;
        break;
      case "questions":
        this.questions = event.questions;
        break;
      case "closed":
        this.state = "closed";
        this.accounts = [];
        this.questions = [];
        this.#all = { threads: [], next: null };
        this.#filtered = null;
        break;
      case "failed":
        this.changed(event.error);
        return;
    }
    this.changed();
  }

  #change(rows: Thread[]): void {
    this.#all.threads = mergeThreads(this.#all.threads, rows);
    if (this.#filtered) {
      const wanted = (row: Thread) => matches(row, this.#filters);
      this.#filtered.threads = mergeThreads(this.#filtered.threads, rows, wanted);
    }
    this.changed();
  }

  async #askFiltered(): Promise<void> {
    if (this.#isFiltered && this.state === "open") {
      await this.#ask(async () => {
        const page = await this.api.threads(this.#filters);
        return () => {
          this.#filtered = page;
        };
      });
    }
  }

  async #ask(load: () => Promise<() => void>): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const take = await load();
      if (asked === this.#asked) {
        take();
        this.changed();
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.changed(error);
      }
    }
  }
}
