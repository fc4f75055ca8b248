// A subscription that is there again by itself after a lost connection or a restart.
import type { Connection, Trouble } from "./types.ts";

// In milliseconds: while Home Assistant starts, the command may not be known yet, and whoever had no
// right to read a moment ago may have it now.
const PAUSES = [1_000, 2_000, 5_000, 10_000, 30_000];

export class Subscription<E extends { type: string }> {
  #unsubscribe: (() => Promise<void>) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  // Of several attempts the latest counts.
  #attempt = 0;
  #ended = false;

  private readonly connection: Connection;
  private readonly message: object;
  private readonly heard: (event: E | Trouble) => void;

  constructor(connection: Connection, message: object, heard: (event: E | Trouble) => void) {
    this.connection = connection;
    this.message = message;
    this.heard = heard;
    connection.addEventListener("ready", this.#begin);
    connection.addEventListener("disconnected", this.#lost);
    this.#begin();
  }

  end(): void {
    this.#ended = true;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.connection.removeEventListener("ready", this.#begin);
    this.connection.removeEventListener("disconnected", this.#lost);
    // Over a connection that has just gone there is nothing to end.
    this.#unsubscribe?.().catch(() => undefined);
    this.#unsubscribe = null;
  }

  #begin = async (): Promise<void> => {
    clearTimeout(this.#timer);
    if (!this.connection.connected) {
      return;
    }
    this.#attempt += 1;
    const attempt = this.#attempt;
    const hear = (event: E) => attempt === this.#attempt && this.#hear(event);
    try {
      const options = { resubscribe: false };
      const stop = await this.connection.subscribeMessage<E>(hear, { ...this.message }, options);
      if (attempt === this.#attempt && !this.#ended) {
        this.#unsubscribe = stop;
      } else {
        stop().catch(() => undefined);
      }
    } catch (error) {
      if (attempt === this.#attempt) {
        const code = codeOf(error);
        if (code === "unauthorized") {
          this.heard({ type: "closed" });
        } else if (code !== "unknown_command") {
          this.heard({ type: "failed", error });
        }
        this.#later();
      }
    }
  };

  #hear(event: E): void {
    this.#failures = 0;
    this.heard(event);
    if (event.type === "closed") {
      this.#unsubscribe = null;
      this.#later();
    }
  }

  #lost = (): void => {
    // What had been subscribed to went with the connection.
    this.#attempt += 1;
    this.#unsubscribe = null;
    clearTimeout(this.#timer);
  };

  #later(): void {
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#begin, pause);
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : null;
}
