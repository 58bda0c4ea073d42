import assert from "node:assert/strict";
import { test } from "node:test";
import { forServer } from "../src/settings";

test("the server gets its own settings and none of the extension's", () => {
  const section = { model: null, hover: { enabled: true }, server: { path: "" }, languages: [], trace: {} };
  assert.deepEqual(forServer(section), { model: null, hover: { enabled: true } });
});

test("what is no section is passed on", () => {
  assert.equal(forServer(null), null);
});
