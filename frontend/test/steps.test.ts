import assert from "node:assert/strict";
import test from "node:test";
import { canResend, steps } from "../src/steps.ts";
import type { Message, State, Story } from "../src/types.ts";

const T = (second: number): string => `2026-11-28T12:00:0${second}+00:00`;

function story(state: State, more: Partial<Message> = {}, rest: Partial<Story> = {}): Story {
  const message: Message = {
    message_id: "m",
    account: "a",
    direction: "outgoing",
    at: T(0),
    position: "0/0/1",
    text: "hello",
    tag: null,
    parts: 1,
    state,
    ...more,
  };
  return { message, attempts: [], resent: [], reports: true, ...rest };
}

const kinds = (one: Story): string[] => steps(one).map((step) => step.kind);

test("a message that got through at the second try", () => {
  const one = story(
    "delivered",
    { accepted_at: T(3), delivered_at: T(5) },
    {
      attempts: [
        { at: T(1), state: "queued", error: "no route" },
        { at: T(3), state: "accepted", error: null },
      ],
    },
  );
  assert.deepEqual(kinds(one), ["asked", "tried", "accepted", "delivered"]);
  assert.deepEqual(
    steps(one).map((step) => step.at),
    [T(0), T(1), T(3), T(5)],
  );
  assert.equal(steps(one)[1]?.said, "no route");
});

test("what is not known is said", () => {
  assert.deepEqual(kinds(story("queued")), ["asked", "waiting"]);
  assert.deepEqual(kinds(story("accepted", { accepted_at: T(1) })), [
    "asked",
    "accepted",
    "report_awaited",
  ]);
  assert.deepEqual(kinds(story("accepted", { accepted_at: T(1) }, { reports: false })), [
    "asked",
    "accepted",
    "no_report",
  ]);
  assert.deepEqual(kinds(story("expired", { uncertain: true, automatic: true })), [
    "automatic",
    "uncertain",
    "expired",
  ]);
});

test("another account took over: its gateway has it, and no other", () => {
  const second = { fallback: "second" };
  const told = (one: Story) => steps(one).map(({ kind, at, account }) => [kind, at, account]);
  const over = [
    ["asked", T(0), undefined],
    ["handed_over", T(3), "second"],
    ["delivered", T(4), undefined],
  ];
  const delivered = { ...second, accepted_at: T(3), delivered_at: T(4) };
  assert.deepEqual(told(story("delivered", delivered)), over);
  const attempts = [{ at: T(3), state: "accepted" as const, error: null }];
  assert.deepEqual(told(story("delivered", delivered, { attempts })), over);
  assert.deepEqual(told(story("queued", second)), [
    ["asked", T(0), undefined],
    ["handed_over", null, "second"],
    ["waiting", null, undefined],
  ]);
});

test("one that came in, and one that came late", () => {
  const came = story("sent", { direction: "incoming", received_at: T(2) });
  assert.deepEqual(kinds(came), ["received"]);
  assert.deepEqual(kinds({ ...came, message: { ...came.message, late: true } }), [
    "said",
    "received",
  ]);
});

test("only what is over, or at the gateway, is sent again", () => {
  const can = (state: State, more: Partial<Message> = {}) => canResend(story(state, more).message);
  assert.equal(can("rejected"), true);
  assert.equal(can("delivered"), true);
  assert.equal(can("queued", { can_cancel: true }), false);
  assert.equal(can("sending", { can_cancel: true }), false);
  assert.equal(can("sent", { direction: "incoming" }), false);
});
