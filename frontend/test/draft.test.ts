import assert from "node:assert/strict";
import test from "node:test";
import { edited, keepDraft, nothingWritten, readDraft, readPeople } from "../src/draft.ts";

class Memory {
  kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

test("a draft is there again, under the same id", () => {
  const place = new Memory();
  const draft = { ...nothingWritten(), text: "half a sen", critical: true };
  keepDraft("thread", draft, place);
  assert.deepEqual(readDraft("thread", place), draft);
  assert.equal(readDraft("other", place).text, "");
  keepDraft("thread", { ...draft, text: "" }, place);
  assert.equal(place.kept.size, 0);
});

test("what is in its place and is no draft is none", () => {
  for (const kept of ["", "{", "null", "7", '"text"']) {
    assert.equal(readDraft("x", { ...new Memory(), getItem: () => kept }).text, "");
  }
});

test("a place that may not be used loses nothing but the draft", () => {
  const refuse = (): never => {
    throw new Error("full");
  };
  const place = { getItem: refuse, setItem: refuse, removeItem: refuse };
  keepDraft("x", { ...nothingWritten(), text: "a" }, place);
  assert.equal(readDraft("x", place).text, "");
});

test("the same text again is the same message, another text is another one", () => {
  const draft = { ...nothingWritten(), text: "hello" };
  assert.equal(edited(draft, { text: "hello you" }).client_id, draft.client_id);
  const tried = { ...draft, tried: true };
  const other = edited(tried, { text: "hello you" });
  assert.notEqual(other.client_id, draft.client_id);
  assert.equal(other.tried, false);
});

test("people, each once", () => {
  assert.deepEqual(readPeople(" Anna, +15550100002;\nBen\n\nAnna,"), [
    "Anna",
    "+15550100002",
    "Ben",
  ]);
  assert.deepEqual(readPeople(" \n"), []);
});
