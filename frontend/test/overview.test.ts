import assert from "node:assert/strict";
import { test } from "node:test";
import type { Api, Filters } from "../src/api.ts";
import { Overview } from "../src/overview.ts";
import type { OverviewEvent, Thread } from "../src/types.ts";
import { row, settled } from "./made.ts";

const ROWS = [1, 2, 3, 4, 5].map((at) =>
  row(`t${at}`, `2026-11-28T08:0${at}:00+00:00`, { failed: at % 2 === 0 }),
);

function opened() {
  let tell: (event: OverviewEvent) => void = () => undefined;
  const api = {
    overview: (heard: (event: OverviewEvent) => void) => {
      tell = heard;
      return { end: () => undefined };
    },
    threads: async (filters: Filters, before?: string | null) => {
      const all = ROWS.filter((one) => !filters.failed || one.failed).reverse();
      const from = before ? Number(before) : 0;
      const next = from + 2 < all.length ? String(from + 2) : null;
      return { threads: all.slice(from, from + 2), next };
    },
  } as unknown as Api;
  const overview = new Overview(api, () => undefined);
  const snapshot = () =>
    tell({
      type: "snapshot",
      accounts: [],
      questions: [],
      is_admin: true,
      threads: ROWS.slice(3).reverse(),
      next: "2",
    });
  snapshot();
  return { overview, snapshot, tell: (event: OverviewEvent) => tell(event) };
}

const ids = (threads: Thread[] | null) => threads?.map((one) => one.thread_id);

test("more conversations come below those that are there", async () => {
  const { overview } = opened();
  assert.deepEqual(ids(overview.threads), ["t5", "t4"]);
  await overview.loadMore();
  await overview.loadMore();
  await overview.loadMore();
  assert.deepEqual(ids(overview.threads), ["t5", "t4", "t3", "t2", "t1"]);
  assert.equal(overview.hasMore, false);
});

test("with a filter those are asked for that fit, and changes come and go", async () => {
  const { overview, tell } = opened();
  overview.filter({ failed: true });
  assert.equal(overview.threads, null);
  await settled();
  assert.deepEqual(ids(overview.threads), ["t4", "t2"]);
  const now = "2026-11-28T09:00:00+00:00";
  tell({ type: "threads", threads: [row("t1", now, { failed: true })] });
  assert.deepEqual(ids(overview.threads), ["t1", "t4", "t2"]);
  tell({ type: "threads", threads: [row("t4", now, { failed: false })] });
  assert.deepEqual(ids(overview.threads), ["t1", "t2"]);
  overview.filter({});
  assert.deepEqual(ids(overview.threads)?.slice(0, 2).sort(), ["t1", "t4"]);
});

test("a snapshot asks anew for what a filter shows", async () => {
  const { overview, snapshot } = opened();
  overview.filter({ failed: true });
  await settled();
  snapshot();
  await settled();
  assert.deepEqual(ids(overview.threads), ["t4", "t2"]);
});

test("of several filters chosen quickly the last one counts", async () => {
  const { overview } = opened();
  overview.filter({ failed: true });
  overview.filter({});
  await settled();
  assert.deepEqual(ids(overview.threads), ["t5", "t4"]);
});

test("what was read here is not unread any more", () => {
  const { overview, tell } = opened();
  const unread = row("t9", "2026-11-28T09:00:00+00:00", { unread: 3 });
  tell({ type: "threads", threads: [unread] });
  overview.noteRead("t9");
  overview.noteRead("unknown");
  assert.equal(overview.find("t9")?.unread, 0);
});

test("without the right to read nothing stays", () => {
  const { overview, tell } = opened();
  tell({ type: "closed" });
  assert.deepEqual([overview.state, overview.threads], ["closed", []]);
});
