// What keys lead to: in the list of suggestions, and on an elevation profile.
import assert from "node:assert/strict";
import { test } from "node:test";

import { nextChoice, sentenceOf, stepOf } from "../../portal/static/js/common/choice.js";
import { metresAt, nearestSample, onTheWay, walkedTo, xOf } from "../../portal/static/js/profile/walk.js";
import { nearestOnLine } from "../../portal/static/js/small_map/nearest.js";

test("arrows walk through the list and out of it at both ends", () => {
  assert.equal(nextChoice(-1, "first", 3), 0);
  assert.equal(nextChoice(-1, "last", 3), 2);
  assert.equal(nextChoice(0, 1, 3), 1);
  assert.equal(nextChoice(2, 1, 3), null);
  assert.equal(nextChoice(0, -1, 3), null);
  assert.equal(nextChoice(-1, "last", 0), null);
});

test("an arrow enters the list at the end it comes from, then goes on by one; other keys do not walk", () => {
  assert.equal(stepOf("ArrowDown", false), "first");
  assert.equal(stepOf("ArrowUp", false), "last");
  assert.equal(stepOf("ArrowDown", true), 1);
  assert.equal(stepOf("ArrowUp", true), -1);
  assert.equal(stepOf("Enter", true), null);
});

test("the list says how many it has, that it has none, and nothing where nothing was asked", () => {
  const words = { some: "{number} suggestions", none: "No suggestions" };
  assert.equal(sentenceOf(words, 3, "blois"), "3 suggestions");
  assert.equal(sentenceOf(words, 0, "xyz"), "No suggestions");
  assert.equal(sentenceOf(words, 0, "  "), "");
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

test("the drawing and the way are measured against each other, and nobody walks beyond its ends", () => {
  const plot = { left: 40, right: 640, length: 12_000 };
  assert.equal(xOf(plot, 0), 40);
  assert.equal(xOf(plot, 12_000), 640);
  assert.equal(metresAt(plot, 340), 6_000);
  assert.equal(onTheWay(metresAt(plot, 10), 12_000), 0);
  assert.equal(onTheWay(metresAt(plot, 700), 12_000), 12_000);
});

test("the nearest on a line is so in metres: degrees of longitude are shorter than those of latitude", () => {
  const east = [0, 70, 1.0013, 60];
  const north = [100, 80, 1, 60.001];
  assert.deepEqual(nearestOnLine([east, north], { lng: 1, lat: 60 }), east);
  assert.deepEqual(nearestOnLine([[0, 70, 1.0013, 0], north], { lng: 1, lat: 60.001 }), north);
});
