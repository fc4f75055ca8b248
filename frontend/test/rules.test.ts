// What the sources must not have: texts of strangers are text, and Home Assistant's elements come
// and go.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const SOURCES = new URL("../src/", import.meta.url);
const BUILT = new URL("../../custom_components/sms_gateway/panel/www/", import.meta.url);
const files = (folder: URL, end: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .map((name): [string, string] => [name, readFileSync(new URL(name, folder), "utf8")]);

// What makes markup or code of a text.
const UNSAFE =
  /innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|unsafeCSS|unsafeStatic|\beval\b|new Function|srcdoc|DOMParser|createContextualFragment/;
// Younger than what the page is built for.
const TOO_NEW =
  /\.(toSorted|toReversed|toSpliced|findLast|findLastIndex|groupBy|replaceAll|at)\(|\.with\(|withResolvers|Temporal\.|structuredClone|Object\.hasOwn|Array\.fromAsync/;
// No request to anybody but Home Assistant, and nothing kept beyond the tab.
const OUTSIDE =
  /\bfetch\(|XMLHttpRequest|new WebSocket|sendBeacon|new Image\b|<img|<iframe|<script|@import|url\(|localStorage|document\.title|document\.cookie/;

for (const [name, source] of files(SOURCES, ".ts")) {
  test(`${name} keeps the rules`, () => {
    for (const rule of [UNSAFE, TOO_NEW, OUTSIDE]) {
      assert.doesNotMatch(source, rule);
    }
    // Of Home Assistant's elements none: what it has when a page is opened directly changes.
    assert.doesNotMatch(source, /<\/?(ha|hui|mwc|paper|wa|md)-/);
    for (const [, element] of source.matchAll(/<([a-z]+-[a-z-]+)/g)) {
      assert.match(element ?? "", /^sms-gateway-/);
    }
    assert.ok(source.split("\n").length <= 301, "too long for one look");
  });
}

test("every element that is shown is defined", () => {
  const all = files(SOURCES, ".ts").map(([, source]) => source);
  const code = all.join("\n");
  const shown = new Set([...code.matchAll(/<(sms-gateway-[a-z-]+)/g)].map(([, name]) => name));
  const defined = new Set(
    [...code.matchAll(/define\("(sms-gateway-[a-z-]+)"/g)].map(([, name]) => name),
  );
  assert.deepEqual(
    [...shown].filter((name) => !defined.has(name)),
    [],
  );
});

for (const [name, source] of files(BUILT, ".js")) {
  test(`${name} names who else's code is in it, and nobody's host`, () => {
    assert.match(source, /@license[\s\S]*BSD-3-Clause/);
    const hosts = [...source.matchAll(/https?:\/\/[\w.-]+/g)].map(([host]) => host);
    const known = ["http://www.w3.org", "https://lit.dev"];
    assert.deepEqual(
      hosts.filter((host) => !known.includes(host)),
      [],
    );
  });
}
