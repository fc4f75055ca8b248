import assert from "node:assert/strict";
import { test } from "node:test";
import { type Route, readRoute, writeRoute } from "../src/routes.ts";

const ROUTES: [string, Route][] = [
  ["/sms_gateway", { view: "list", filters: {} }],
  ["/sms_gateway?failed", { view: "list", filters: { failed: true } }],
  [
    "/sms_gateway?account=01J&unread&opted_out",
    { view: "list", filters: { account: "01J", unread: true, opted_out: true } },
  ],
  ["/sms_gateway/t/ab12", { view: "thread", thread: "ab12", filters: {} }],
  ["/sms_gateway/t/ab12/m/cd34", { view: "thread", thread: "ab12", message: "cd34", filters: {} }],
  ["/sms_gateway/t/ab12?stranger", { view: "thread", thread: "ab12", filters: { stranger: true } }],
  ["/sms_gateway/search", { view: "search" }],
  ["/sms_gateway/new", { view: "new" }],
  ["/sms_gateway/figures", { view: "figures" }],
];

for (const [address, route] of ROUTES) {
  test(`${address} is read as it is written`, () => {
    const [path = "", query] = address.replace("/sms_gateway", "").split("?");
    assert.deepEqual(readRoute(path, query && `?${query}`), route);
    assert.equal(writeRoute(route), address);
  });
}

test("an address of nothing shows the list", () => {
  for (const path of ["", "/", "/t", "/t/", "/nowhere", "/%zz"]) {
    assert.equal(readRoute(path).view, "list");
  }
});

test("what is searched for stands in no address", () => {
  assert.equal(writeRoute({ view: "search", search: "+27821234567" }), "/sms_gateway/search");
});
