// What keys lead to: in the list of suggestions, and on an elevation profile.
import assert from "node:assert/strict";
import { test } from "node:test";

import { nextChoice } from "../../portal/static/js/common/choice.js";
import { nearestSample, walkedTo } from "../../portal/static/js/profile_walk.js";

test("arrows walk through the list and out of it at both ends", () => {
  assert.equal(nextChoice(-1, "first", 3), 0);
  assert.equal(nextChoice(-1, "last", 3), 2);
  assert.equal(nextChoice(0, 1, 3), 1);
  assert.equal(nextChoice(2, 1, 3), null);
  assert.equal(nextChoice(0, -1, 3), null);
  assert.equal(nextChoice(-1, "last", 0), null);
});

test("keys go a hundredth, a tenth, or to the ends of the way; others nowhere", () => {
  assert.equal(walkedTo("ArrowRight", 500, 10_000), 600);
  assert.equal(walkedTo("ArrowDown", 500, 10_000), 400);
  assert.equal(walkedTo("PageUp", 500, 10_000), 1_500);
  assert.equal(walkedTo("Home", 500, 10_000), 0);
  assert.equal(walkedTo("End", 500, 10_000), 10_000);
  assert.equal(walkedTo("a", 500, 10_000), null);
  assert.equal(walkedTo("toString", 500, 10_000), null);
});

test("the nearest sample is the one whose distance differs least", () => {
  const samples = [
    [0, 70],
    [100, 80],
    [250, 75],
  ];
  assert.deepEqual(nearestSample(samples, 120), [100, 80]);
  assert.deepEqual(nearestSample(samples, 9_000), [250, 75]);
});
