import assert from "node:assert/strict";
import { test } from "node:test";
import type { Api } from "../src/api.ts";
import { Conversation } from "../src/conversation.ts";
import type { Message, ThreadEvent } from "../src/types.ts";
import { message, row, settled } from "./made.ts";

const THREAD = row("t", "2026-11-28T08:00:00+00:00");

/** A server with so many messages, numbered from 1. */
class Server {
  all: Message[];
  tell: (event: ThreadEvent) => void = () => undefined;

  constructor(messages: number) {
    this.all = Array.from({ length: messages }, (_, at) => made(at + 1));
  }

  api = {
    thread: (_id: string, heard: (event: ThreadEvent) => void) => {
      this.tell = heard;
      return { end: () => undefined };
    },
    messages: async (_id: string, place: { before: string } | { around: string }) => {
      if ("before" in place) {
        return this.page(this.all.filter((one) => number(one.position) < number(place.before)));
      }
      const at = this.all.findIndex((one) => one.message_id === place.around);
      const { messages, next } = this.page(this.all.slice(0, at));
      return { messages: [...this.all.slice(at, at + 50).reverse(), ...messages], next };
    },
  } as unknown as Api;

  snapshot(): void {
    this.tell({ type: "snapshot", thread: THREAD, ...this.page(this.all) });
  }

  come(...messages: Message[]): void {
    this.all.push(
      ...messages.filter((one) => !this.all.some((o) => o.message_id === one.message_id)),
    );
    this.tell({ type: "messages", thread: THREAD, messages });
  }

  page(messages: Message[]) {
    const page = messages.slice(-50).reverse();
    return { messages: page, next: page.length === 50 ? (page[49]?.position ?? null) : null };
  }
}

const made = (at: number) => message(`m${at}`, { position: `${at}.0/0/${at}` });
const number = (position: string) => Number.parseFloat(position);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `m${from + at}`);

function opened(messages: number): { server: Server; conversation: Conversation } {
  const server = new Server(messages);
  const conversation = new Conversation(server.api, "t", () => undefined);
  server.snapshot();
  return { server, conversation };
}

const ids = ({ messages }: Conversation) => messages.map(({ message_id }) => message_id);

test("older messages are put before those that are there, until there are none", async () => {
  const { conversation } = opened(120);
  assert.deepEqual(ids(conversation), range(71, 120));
  await Promise.all([conversation.loadOlder(), conversation.loadOlder()]);
  assert.deepEqual(ids(conversation), range(21, 120));
  await conversation.loadOlder();
  await conversation.loadOlder();
  assert.deepEqual(ids(conversation), range(1, 120));
  assert.equal(conversation.hasOlder, false);
});

test("a snapshot that meets what is there keeps the older ones; one that does not replaces all", async () => {
  const { server, conversation } = opened(80);
  await conversation.loadOlder();
  server.all.push(made(81));
  server.snapshot();
  assert.deepEqual(ids(conversation), range(1, 81));
  server.all.push(...range(82, 300).map((_, at) => made(82 + at)));
  server.snapshot();
  assert.deepEqual(ids(conversation), range(251, 300));
  assert.equal(conversation.hasOlder, true);
});

test("a message far back is shown with what is around it, and the way leads to the end again", async () => {
  const { server, conversation } = opened(300);
  await conversation.show("m100");
  assert.deepEqual(ids(conversation), range(50, 149));
  assert.equal(conversation.hasNewer, true);
  // What comes in meanwhile belongs to the end, which is not here; what changes here is seen.
  server.come(made(301), { ...made(100), rank: 4 });
  assert.deepEqual(ids(conversation), range(50, 149));
  assert.equal(conversation.messages.find((one) => one.message_id === "m100")?.rank, 4);
  while (conversation.hasNewer) {
    await conversation.loadNewer();
  }
  assert.deepEqual(ids(conversation), range(50, 301));
  server.come(made(302));
  assert.deepEqual(ids(conversation), range(50, 302));
});

test("a snapshot while one looks far back leaves that as it is", async () => {
  const { server, conversation } = opened(300);
  await conversation.show("m100");
  server.snapshot();
  assert.deepEqual(ids(conversation), range(50, 149));
  conversation.showNewest();
  server.snapshot();
  assert.deepEqual(ids(conversation), range(251, 300));
});

test("what is far back stays, also where it was there before the first snapshot", async () => {
  const server = new Server(300);
  const conversation = new Conversation(server.api, "t", () => undefined);
  await conversation.show("m100");
  server.snapshot();
  assert.deepEqual(ids(conversation), range(50, 149));
  assert.equal(conversation.hasNewer, true);
});

test("what is far back is shown, also where the first snapshot came while it was asked for", async () => {
  const server = new Server(300);
  const conversation = new Conversation(server.api, "t", () => undefined);
  const shown = conversation.show("m100");
  server.snapshot();
  await shown;
  assert.deepEqual(ids(conversation), range(50, 149));
});

test("what is told of a message that is older than those here leaves no gap", () => {
  const { server, conversation } = opened(120);
  server.come({ ...made(3), rank: 5 });
  assert.deepEqual(ids(conversation), range(71, 120));
});

test("the first message of an empty conversation is shown", () => {
  const { server, conversation } = opened(0);
  assert.equal(conversation.state, "open");
  server.come(made(1));
  assert.deepEqual(ids(conversation), ["m1"]);
});

test("without the right to read nothing stays", async () => {
  const { server, conversation } = opened(10);
  server.tell({ type: "closed" });
  await settled();
  assert.deepEqual(ids(conversation), []);
  assert.equal(conversation.state, "closed");
  server.snapshot();
  assert.deepEqual(ids(conversation), range(1, 10));
});
