// Which searches a browser remembers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { parseTexts, withText } from "../../portal/static/js/common/recent_texts.js";

test("the last search is the first, each stands once, and six are kept", () => {
  assert.deepEqual(withText(["b", "a"], "a"), ["a", "b"]);
  assert.deepEqual(withText(["6", "5", "4", "3", "2", "1"], "7"), ["7", "6", "5", "4", "3", "2"]);
});

test("what somebody else has stored is no search", () => {
  assert.deepEqual(parseTexts('["blois", 7, null, "amboise"]'), ["blois", "amboise"]);
  for (const stored of [null, "", "{", '{"a": 1}', "null", "7", '"blois"']) assert.deepEqual(parseTexts(stored), []);
});
