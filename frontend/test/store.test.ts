import assert from "node:assert/strict";
import { test } from "node:test";
import {
  comparePositions,
  excerpt,
  firstUnread,
  grouped,
  matches,
  mergeMessages,
  mergeThreads,
} from "../src/store.ts";
import type { Message } from "../src/types.ts";
import { message, row, shuffled } from "./made.ts";

const texts = (messages: Message[]) => messages.map(({ message_id }) => message_id);

test("positions are compared number by number", () => {
  const ordered = ["9.5/0/1", "10.25/0/1", "10.25/0/9", "10.25/0/10", "10.25/1/2", "100.0/0/1"];
  assert.deepEqual(shuffled(ordered, 7).sort(comparePositions), ordered);
});

test("messages stand in the order of their positions, each once", () => {
  const all = [1, 2, 3, 10, 11].map((at) => message(`m${at}`, { position: `${at}.0/0/${at}` }));
  const known = mergeMessages([], shuffled(all, 3));
  assert.deepEqual(texts(known), ["m1", "m2", "m3", "m10", "m11"]);
  assert.deepEqual(mergeMessages(known, all), all);
});

test("a tick never goes back", () => {
  const delivered = message("m", { state: "delivered", rank: 5 });
  const accepted = message("m", { state: "accepted", rank: 2 });
  assert.deepEqual(mergeMessages([delivered], [accepted]), [delivered]);
  assert.deepEqual(mergeMessages([accepted], [delivered]), [delivered]);
});

test("whatever the order of changes, and however often they come, the end is the same", () => {
  const changes = Array.from({ length: 60 }, (_, at) =>
    message(`m${at % 9}`, { position: `${at % 9}.0/0/1`, rank: at % 7, text: `rank ${at % 7}` }),
  );
  const expected = mergeMessages([], changes);
  for (let seed = 1; seed < 30; seed += 1) {
    let known: Message[] = [];
    for (const change of shuffled([...changes, ...changes], seed)) {
      known = mergeMessages(known, [change]);
    }
    assert.deepEqual(known, expected);
  }
});

test("conversations stand with the newest first; one that no longer fits is left out", () => {
  const known = mergeThreads(
    [],
    [row("a", "2026-11-28T08:00:00+00:00"), row("b", "2026-11-28T09:00:00.5+00:00")],
  );
  assert.deepEqual(
    known.map(({ thread_id }) => thread_id),
    ["b", "a"],
  );
  const changed = row("a", "2026-11-28T10:00:00+00:00", { failed: true });
  const all = mergeThreads(known, [changed]);
  assert.deepEqual(
    all.map(({ thread_id }) => thread_id),
    ["a", "b"],
  );
  const quiet = mergeThreads(all, [changed], (one) => matches(one, { unread: true }));
  assert.deepEqual(
    quiet.map(({ thread_id }) => thread_id),
    ["b"],
  );
});

test("filters are those of the server", () => {
  const consent = { since: "2026-11-28T08:00:00+00:00", scope: "sender" };
  const one = row("a", "2026-11-28T08:00:00+00:00", { accounts: ["x"], unread: 2, consent });
  assert.ok(matches(one, {}));
  assert.ok(matches(one, { account: "x", unread: true, opted_out: true }));
  assert.ok(!matches(one, { account: "y" }));
  assert.ok(!matches(one, { unread: true, failed: true }));
  assert.ok(!matches(one, { stranger: true }));
});

test("messages are grouped by day and by who wrote them", () => {
  const days = grouped(
    [
      message("1", { at: "2026-11-27T09:00:00Z" }),
      message("2", { at: "2026-11-27T09:01:00Z" }),
      message("3", { at: "2026-11-27T09:02:00Z", direction: "incoming" }),
      message("4", { at: "2026-11-28T09:00:00Z", direction: "incoming" }),
      message("5", { at: "2026-11-28T09:00:00Z", by: "Anna" }),
      message("6", { at: "2026-11-28T09:00:00Z", account: "other", by: "Anna" }),
    ],
    (at) => at.slice(0, 10),
  );
  const ids = days.map(({ key, runs }) => [key, runs.map(texts)]);
  assert.deepEqual(ids, [
    ["2026-11-27", [["1", "2"], ["3"]]],
    ["2026-11-28", [["4"], ["5"], ["6"]]],
  ]);
});

test("the unread ones are the last that came in", () => {
  const all = ["1", "2", "3"].map((id) => message(id, { direction: "incoming" }));
  const mixed = [all[0], message("out", {}), all[1], all[2]] as Message[];
  assert.equal(firstUnread(mixed, 2), "2");
  assert.equal(firstUnread(mixed, 9), "1");
  assert.equal(firstUnread([], 1), null);
});

test("of a long text the place is shown where the words are", () => {
  const text = `${"a".repeat(100)} The Door is open ${"b".repeat(200)}`;
  const pieces = excerpt(text, " door ");
  assert.deepEqual(
    pieces.map(({ found }) => found),
    [false, true, false],
  );
  assert.equal(pieces[1]?.text, "Door");
  assert.ok(pieces.map((piece) => piece.text).join("").length < 200);
  assert.deepEqual(excerpt("nothing here", "door"), [{ text: "nothing here", found: false }]);
  // Lower case may be longer than upper case: then nothing is marked, and nothing is cut wrongly.
  assert.deepEqual(excerpt("İİ door", "door"), [{ text: "İİ door", found: false }]);
});
