import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Values } from "../src/strings.ts";
import { explain, loadStrings, t, tn } from "../src/strings.ts";
import type { Hass } from "../src/types.ts";

const FOLDER = new URL("../../custom_components/sms_gateway/translations/", import.meta.url);
const SOURCES = new URL("../src/", import.meta.url);

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, above = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[above + key, value]] : flat(value, `${above + key}.`),
  );
}

const texts = (language: string): Texts =>
  JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), "utf8"));
const panel = (language: string) => new Map(flat(texts(language).config_panel as Texts));
const CODE = readdirSync(SOURCES)
  .map((name) => readFileSync(new URL(name, SOURCES), "utf8"))
  .join("\n");

/** Home Assistant's frontend in a language, as far as words go. */
function home(language: string): Hass {
  const all = new Map(
    flat(texts(language)).map(([key, value]) => [`component.sms_gateway.${key}`, value]),
  );
  const localize = (key: string, values: Values = {}) =>
    (all.get(key) ?? "").replace(/{(\w+)}/g, (_, name) => String(values[name]));
  return { language, localize, loadBackendTranslation: async () => localize } as unknown as Hass;
}

test("a word stands for a number as the language has it", async () => {
  await loadStrings(home("en"));
  assert.equal(tn("thread.new", 1), "1 new message");
  assert.equal(tn("thread.new", 0), "0 new messages");
  assert.equal(tn("thread.new", 1200), "1,200 new messages");
  await loadStrings(home("fr"));
  assert.equal(tn("thread.new", 0), "0 nouveau message");
  // A form of its own in French, for which there is no text: the usual one is taken.
  assert.match(tn("thread.new", 1_000_000), /nouveaux messages$/);
  await loadStrings(home("de"));
  assert.equal(t("thread.by", { name: "Anna" }), "von Anna");
});

test("what a command is refused with is said in the user's words, or else in its own", async () => {
  const hass = home("en");
  await loadStrings(hass);
  const told = { code: "x", message: "in English", translation_domain: "sms_gateway" };
  const message = explain(hass, { ...told, translation_key: "unknown_thread" });
  assert.ok(message && message !== "in English");
  assert.equal(explain(hass, { ...told, translation_key: "no_such_key" }), "in English");
  assert.equal(explain(hass, new Error("lost")), "lost");
  assert.equal(explain(hass, 3), t("offline"));
  assert.equal(explain(hass, undefined), t("error.unknown"));
});

test("every word that is used is there", () => {
  const known = panel("en");
  const asked = [...CODE.matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key ?? "");
  const counted = [...CODE.matchAll(/\btn\(\s*"([\w.]+)"/g)].map(([, key]) => `${key}.other`);
  assert.ok(asked.length > 30);
  assert.deepEqual(
    [...asked, ...counted].filter((key) => !known.has(key)),
    [],
  );
});

test("every word that is there is used", () => {
  const built = [...CODE.matchAll(/`([\w.]+\.)\$\{/g)].map(([, begin]) => begin ?? "");
  const unused = [...panel("en").keys()].filter((key) => {
    const plain = key.replace(/\.(one|other)$/, "");
    return !CODE.includes(`"${plain}"`) && !built.some((begin) => key.startsWith(begin));
  });
  assert.deepEqual(unused, []);
});

test("each number of things has the forms that all languages have", () => {
  for (const key of panel("en").keys()) {
    if (key.endsWith(".one")) {
      assert.ok(panel("en").has(key.replace(/one$/, "other")), key);
    }
  }
});
