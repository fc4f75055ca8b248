// Notes until when somebody has read a conversation: what stands at its end was seen.
import type { Conversation } from "./conversation.ts";
import type { Message } from "./types.ts";

/** Return until when somebody has read who has seen all these messages, null if none came in. */
export function readUntil(messages: Message[]): string | null {
  const moments = messages
    .filter((message) => message.direction === "incoming")
    .map((message) => Date.parse(message.received_at ?? message.at));
  // The server counts in smaller pieces of a second.
  return moments.length ? new Date(Math.max(...moments) + 1).toISOString() : null;
}

export class ReadMark {
  #until = "";
  #mark: (until: string) => Promise<void>;

  constructor(mark: (until: string) => Promise<void>) {
    this.#mark = mark;
  }

  /** Note that all of a conversation was seen; the same is not noted twice. */
  async seen({ thread, messages }: Conversation): Promise<void> {
    const until = thread?.unread ? readUntil(messages) : null;
    if (until && until !== this.#until) {
      this.#until = until;
      await this.#mark(until);
    }
  }
}
