import assert from "node:assert/strict";
import test from "node:test";
import { axis, byDay, delays, lastDays } from "../src/plot.ts";
import type { Figures } from "../src/types.ts";

function row(start: string, account: string, sent: number): Figures {
  const rest = { failed: 0, unknown: 1, received: 2, parts: 2 * sent, cost: 0.1 };
  return { start, account, sent, delivered: sent - 1, ...rest, delays: [sent, 0, 0, 0, 1] };
}

test("the last days, over the end of a month and of winter time", () => {
  assert.deepEqual(lastDays("2026-03-01", 3), ["2026-02-27", "2026-02-28", "2026-03-01"]);
  assert.equal(new Set(lastDays("2026-11-28", 90)).size, 90);
});

test("days without anything are there, and several accounts count together", () => {
  const rows = [
    row("2026-10-25T00:00:00+02:00", "a", 3),
    row("2026-10-25T00:00:00+02:00", "b", 4),
    row("2026-10-20T00:00:00+02:00", "a", 9),
  ];
  const found = byDay(rows, lastDays("2026-10-26", 3));
  assert.deepEqual(
    found.map((day) => [day.day, day.sent, day.delivered, day.parts, day.received]),
    [
      ["2026-10-24", 0, 0, 0, 0],
      ["2026-10-25", 7, 5, 14, 4],
      ["2026-10-26", 0, 0, 0, 0],
    ],
  );
  assert.deepEqual(delays(rows), [16, 0, 0, 0, 3]);
});

test("an axis is of round numbers", () => {
  assert.deepEqual(axis(0), [0, 1]);
  assert.deepEqual(axis(4), [0, 1, 2, 3, 4]);
  assert.deepEqual(axis(7), [0, 2, 4, 6, 8]);
  assert.deepEqual(axis(0.3), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(axis(1234), [0, 500, 1000, 1500]);
});
