import assert from "node:assert/strict";
import { test } from "node:test";
import { dateTime, dayKey, number, shortTime, time } from "../src/format.ts";
import { tickOf } from "../src/ticks.ts";
import type { Hass, State } from "../src/types.ts";

function home(language: string, locale: object = {}): Hass {
  const usual = {
    language,
    number_format: "language",
    time_format: "language",
    time_zone: "server",
  };
  return {
    language,
    locale: { ...usual, ...locale },
    config: { time_zone: "Asia/Kolkata" },
  } as unknown as Hass;
}

const AT = "2026-11-27T20:35:00+00:00";

test("times are those of the home, in the clock that was chosen", () => {
  assert.equal(time(home("de"), AT), "02:05");
  assert.equal(time(home("en"), AT).replace(/\s/g, " "), "2:05 AM");
  assert.equal(time(home("en", { time_format: "24" }), AT), "02:05");
  assert.match(time(home("de", { time_format: "12" }), AT), /2:05/);
});

test("a day begins where the home is", () => {
  assert.notEqual(dayKey(home("en"), AT), dayKey(home("en"), "2026-11-27T18:00:00+00:00"));
  assert.equal(dayKey(home("en"), AT), dayKey(home("en"), "2026-11-28T12:00:00+00:00"));
});

test("a list has the time of today, and the date of another day", () => {
  const now = new Date("2026-11-28T10:00:00+00:00");
  assert.equal(shortTime(home("de"), AT, now), "02:05");
  assert.match(shortTime(home("de"), "2026-11-01T10:00:00+00:00", now), /1\. Nov/);
  assert.match(shortTime(home("de"), "2025-11-01T10:00:00+00:00", now), /25/);
  assert.match(dateTime(home("de"), AT), /28.*2026.*02:05:00/);
});

test("numbers and amounts are written as was chosen", () => {
  assert.equal(number(home("en"), 1234.5), "1,234.5");
  assert.equal(number(home("en", { number_format: "decimal_comma" }), 1234.5), "1.234,5");
  assert.equal(number(home("en"), 0.0413, "EUR"), "€0.0413");
  assert.equal(number(home("en"), 12, "credits"), "12 credits");
});

test("each state has a sign and a word, and what is not known is said so", () => {
  const states: State[] = ["queued", "sending", "accepted", "sent", "delivered"];
  assert.deepEqual(
    states.map((state) => tickOf(state).icon),
    ["clock", "clock", "tick", "tick", "ticks"],
  );
  assert.equal(tickOf("accepted", false, false).word, "untold");
  assert.equal(tickOf("expired", true).word, "uncertain");
  assert.equal(tickOf("delivered", true).word, "delivered");
  assert.equal(tickOf("rejected").kind, "bad");
});
