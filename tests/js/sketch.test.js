// What is seen of an area, a rectangle and a circle while they are drawn.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ringAround } from "../../portal/static/js/map/geometry.js";
import {
  isFlat,
  isWithin,
  lineTo,
  nearestRadius,
  nextRadius,
  sketchOf,
  withinOf,
} from "../../portal/static/js/map/sketch.js";

const RADII_M = [1_000, 5_000, 10_000];
const CIRCLE = { middle: [1.33, 47.59], metres: 5_000 };
const END = [2, 48];

test("an area goes on from its last corner to the pointer", () => {
  const corners = [
    [1, 47],
    [1, 48],
  ];
  assert.deepEqual(lineTo({ kind: "polygon", corners }, END, CIRCLE), [...corners, END]);
});

test("a rectangle is closed, from its first corner to the pointer", () => {
  assert.deepEqual(lineTo({ kind: "rectangle", corners: [[1, 47]] }, END, CIRCLE), [
    [1, 47],
    [2, 47],
    [2, 48],
    [1, 48],
    [1, 47],
  ]);
});

test("a circle is seen before its middle is chosen, an area is not before its first corner", () => {
  assert.deepEqual(lineTo({ kind: "circle", corners: [] }, END, CIRCLE), ringAround(1.33, 47.59, 5_000));
  assert.deepEqual(lineTo({ kind: "polygon", corners: [] }, END, CIRCLE), []);
  assert.deepEqual(lineTo({ kind: "", corners: [] }, END, CIRCLE), []);
});

test("a sketch has a line from two points on, and each corner", () => {
  const typesOf = (sketch) => sketch.features.map(({ geometry }) => geometry.type);
  assert.deepEqual(typesOf(sketchOf([END], [END])), ["Point"]);
  assert.deepEqual(typesOf(sketchOf([[1, 47], END], [[1, 47]])), ["LineString", "Point"]);
  assert.deepEqual(sketchOf([], []).features, []);
});

test("a radius is the nearest that may be chosen; keys stop at both ends", () => {
  assert.equal(nearestRadius(RADII_M, 10), 1_000);
  assert.equal(nearestRadius(RADII_M, 7_600), 10_000);
  assert.equal(nextRadius(RADII_M, 5_000, 1), 10_000);
  assert.equal(nextRadius(RADII_M, 10_000, 1), 10_000);
  assert.equal(nextRadius(RADII_M, 5_000, -1), 1_000);
  assert.equal(nextRadius(RADII_M, 1_000, -1), 1_000);
});

test("a rectangle without width or height is flat", () => {
  assert.equal(isFlat([1, 47], [1, 48]), true);
  assert.equal(isFlat([1, 47], [1.5, 47.00005]), true);
  assert.equal(isFlat([1, 47], END), false);
});

test("what is near on the screen is counted in pixels, in every direction", () => {
  assert.equal(isWithin({ x: 10, y: 10 }, { x: 13, y: 14 }, 5.1), true);
  assert.equal(isWithin({ x: 10, y: 10 }, { x: 13, y: 14 }, 5), false);
});

test("an area is written as the address of a search has it", () => {
  assert.equal(withinOf([[1.123456789, 47], END]), "1.12346,47.00000;2.00000,48.00000");
});
