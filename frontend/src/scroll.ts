// Which messages of a long conversation are in the document, and that what one looks at stays put.
import type { LitElement, ReactiveController } from "lit";
import type { Message } from "./types.ts";

const MOST = 150;
const STEP = 50;
// In pixels.
const NEAR = 400;
const AT_END = 40;

export class Scroll implements ReactiveController {
  isAtEnd = true;
  hasOlder = false;
  hasNewer = false;

  // The message after the last one shown; null shows the end.
  #until: string | null = null;
  #anchor: { id: string; top: number } | null = null;
  #aim: string | null = null;
  #top = 0;
  // What is written in below, or a keyboard on the screen, takes of the box; letters come late.
  #sizes = new ResizeObserver(() => this.#toEnd());
  #watched: HTMLElement | null = null;

  private readonly box: () => HTMLElement | null;

  constructor(host: LitElement, box: () => HTMLElement | null) {
    this.box = box;
    host.addController(this);
  }

  get isNearBegin(): boolean {
    return (this.box()?.scrollTop ?? NEAR) < NEAR;
  }

  get isNearEnd(): boolean {
    return this.#left < NEAR;
  }

  /** Be at the end, and stay there. */
  reset(): void {
    this.isAtEnd = true;
    this.#until = this.#anchor = this.#aim = null;
  }

  /** Return those of all messages that are to be in the document. */
  windowed(messages: Message[]): Message[] {
    const end = this.#end(messages);
    const begin = Math.max(0, end - MOST);
    this.hasOlder = begin > 0;
    this.hasNewer = end < messages.length;
    return messages.slice(begin, end);
  }

  /** Show older ones of those that are there; tell whether there were any. */
  older(messages: Message[]): boolean {
    const end = this.#end(messages);
    if (end <= MOST) {
      return false;
    }
    this.#until = messages[Math.max(MOST, end - STEP)]?.message_id ?? null;
    return true;
  }

  /** Show newer ones of those that are there; tell whether there were any. */
  newer(messages: Message[]): boolean {
    const end = this.#end(messages);
    this.#until = messages[end + STEP]?.message_id ?? null;
    return end < messages.length;
  }

  /** Show a message, in the middle. */
  aim(messages: Message[], messageId: string): void {
    const at = messages.findIndex((message) => message.message_id === messageId);
    this.#until = messages[Math.max(MOST, at + MOST / 2)]?.message_id ?? null;
    this.#aim = messageId;
    this.isAtEnd = false;
  }

  /** Note where somebody has scrolled to. */
  note(): void {
    const top = this.box()?.scrollTop ?? 0;
    if (this.#left < AT_END) {
      this.isAtEnd = true;
    } else if (top < this.#top) {
      // And not that the box has become smaller, or what is in it larger.
      this.isAtEnd = false;
    }
    this.#top = top;
  }

  hostDisconnected(): void {
    this.#sizes.disconnect();
    this.#watched = null;
  }

  hostUpdate(): void {
    const box = this.box();
    if (!box || this.isAtEnd) {
      this.#anchor = null;
      return;
    }
    const top = box.getBoundingClientRect().top;
    const first = this.#bubbles.find((bubble) => bubble.getBoundingClientRect().bottom > top);
    const id = first?.dataset.id;
    this.#anchor = first && id ? { id, top: first.getBoundingClientRect().top } : null;
  }

  /** Once all is in the document, be where one was, before anything is drawn. */
  async settle(): Promise<void> {
    await Promise.all(this.#bubbles.map((bubble) => bubble.updateComplete));
    const box = this.box();
    if (!box) {
      return;
    }
    if (box !== this.#watched) {
      this.#sizes.disconnect();
      this.#sizes.observe(box);
      for (const content of box.children) {
        this.#sizes.observe(content);
      }
      this.#watched = box;
    }
    const find = (id: string) => this.#bubbles.find((bubble) => bubble.dataset.id === id);
    const aimed = this.#aim && find(this.#aim);
    if (aimed) {
      this.#aim = null;
      aimed.scrollIntoView({ block: "center" });
    } else if (this.isAtEnd) {
      this.#toEnd();
    } else if (this.#anchor) {
      const bubble = find(this.#anchor.id);
      box.scrollTop += bubble ? bubble.getBoundingClientRect().top - this.#anchor.top : 0;
    }
    this.#anchor = null;
  }

  #toEnd = (): void => {
    const box = this.box();
    if (box && this.isAtEnd && !this.hasNewer) {
      box.scrollTop = box.scrollHeight;
    }
  };

  get #left(): number {
    const box = this.box();
    return box ? box.scrollHeight - box.scrollTop - box.clientHeight : 0;
  }

  get #bubbles(): LitElement[] {
    return [...(this.box()?.querySelectorAll<LitElement>("sms-gateway-bubble") ?? [])];
  }

  #end(messages: Message[]): number {
    const at = messages.findIndex((message) => message.message_id === this.#until);
    return at < 0 ? messages.length : at;
  }
}
