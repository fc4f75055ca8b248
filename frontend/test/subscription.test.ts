import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Subscription } from "../src/subscription.ts";
import type { Connection } from "../src/types.ts";

type Event = { type: string };

/** A connection that can be lost, to a server that may not be ready. */
class Line {
  connected = true;
  refusal: object | null = null;
  tell: (event: Event) => void = () => undefined;
  asked = 0;
  ended = 0;
  #listeners: Record<string, Set<() => void>> = { ready: new Set(), disconnected: new Set() };

  addEventListener = (type: string, listener: () => void) => this.#listeners[type]?.add(listener);
  removeEventListener = (type: string, listener: () => void) =>
    this.#listeners[type]?.delete(listener);

  subscribeMessage = async (tell: (event: Event) => void) => {
    this.asked += 1;
    if (this.refusal) {
      throw this.refusal;
    }
    this.tell = tell;
    return async () => {
      this.ended += 1;
    };
  };

  lose(): void {
    this.connected = false;
    this.#fire("disconnected");
  }

  restore(): void {
    this.connected = true;
    this.#fire("ready");
  }

  #fire(type: string): void {
    for (const listener of this.#listeners[type] ?? []) {
      listener();
    }
  }
}

let line: Line;
let heard: string[];

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  line = new Line();
  heard = [];
});
afterEach(() => mock.timers.reset());

const subscribe = () =>
  new Subscription<Event>(line as unknown as Connection, {}, (event) => heard.push(event.type));
const soon = async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
  }
};

test("after a lost connection it is asked for anew, once", async () => {
  subscribe();
  await soon();
  line.tell({ type: "snapshot" });
  line.lose();
  line.restore();
  await soon();
  line.tell({ type: "snapshot" });
  assert.equal(line.asked, 2);
  // What went with the connection can't be ended.
  assert.equal(line.ended, 0);
  assert.deepEqual(heard, ["snapshot", "snapshot"]);
});

test("while Home Assistant does not know the command yet, it is tried again in silence", async () => {
  line.refusal = { code: "unknown_command" };
  subscribe();
  await soon();
  mock.timers.tick(1_000);
  await soon();
  line.refusal = null;
  mock.timers.tick(2_000);
  await soon();
  line.tell({ type: "snapshot" });
  assert.equal(line.asked, 3);
  assert.deepEqual(heard, ["snapshot"]);
});

test("without the right to read it is closed, until there is one", async () => {
  line.refusal = { code: "unauthorized" };
  subscribe();
  await soon();
  assert.deepEqual(heard, ["closed"]);
  line.refusal = null;
  mock.timers.tick(1_000);
  await soon();
  line.tell({ type: "snapshot" });
  line.tell({ type: "closed" });
  mock.timers.tick(1_000);
  await soon();
  assert.deepEqual(heard, ["closed", "snapshot", "closed"]);
  assert.equal(line.asked, 3);
});

test("what else stands in the way is told", async () => {
  line.refusal = { code: "home_assistant_error", translation_key: "unknown_thread" };
  subscribe();
  await soon();
  assert.deepEqual(heard, ["failed"]);
});

test("what is ended tells nothing more, and is ended at the server, too", async () => {
  const subscription = subscribe();
  await soon();
  subscription.end();
  line.tell({ type: "snapshot" });
  line.lose();
  line.restore();
  await soon();
  assert.deepEqual([line.asked, line.ended, heard], [1, 1, []]);
  // Ended before it had begun.
  subscribe().end();
  await soon();
  assert.deepEqual([line.asked, line.ended], [2, 2]);
});
