// Circles, frames and drawn areas, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, ringAround, wholeOrMost } from "../../portal/static/js/map/geometry.js";
import { crossesItself, inOurWorld, isPastEdge } from "../../portal/static/js/map/shapes.js";

const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
const EARTH_M = 6371008.8;

const metresBetween = ([lonA, latA], [lonB, latB]) => {
  const [a, b] = [latA, latB].map((degrees) => (degrees * Math.PI) / 180);
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(((lonB - lonA) * Math.PI) / 360) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(half));
};

test("a circle is closed, and as far away everywhere", () => {
  const ring = ringAround(1.33, 47.59, 10_000);
  assert.deepEqual(
    ring[0].map((number) => number.toFixed(9)),
    ring.at(-1).map((number) => number.toFixed(9)),
  );
  for (const corner of ring) assert.ok(Math.abs(metresBetween([1.33, 47.59], corner) - 10_000) < 30);
});

test("bounds hold every point of a few", () => {
  assert.deepEqual(boundsOf(SQUARE), [
    [0, 0],
    [1, 1],
  ]);
});

test("of many points one far away is left out, one a little beyond is not", () => {
  const many = Array.from({ length: 100 }, (_, number) => [number / 100, 47 + number / 100]);
  const [, [east]] = boundsOf([...many, [179, -80]], false);
  assert.ok(east < 2);
  const [, [near]] = boundsOf([...many, [1.2, 48.1]], false);
  assert.equal(near, 1.2);
});

test("the whole is shown when it is not much larger than most", () => {
  const most = [
    [0, 0],
    [1, 1],
  ];
  const whole = [
    [-0.4, 0],
    [1.4, 1],
  ];
  assert.equal(wholeOrMost(whole, most), whole);
  const world = [
    [-170, -80],
    [170, 80],
  ];
  assert.equal(wholeOrMost(world, most), most);
});

test("an area that crosses, folds or lies flat is none", () => {
  assert.equal(crossesItself(SQUARE), false);
  assert.equal(crossesItself([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), true);
  assert.equal(
    crossesItself([
      [0, 0],
      [1, 0],
      [2, 0],
    ]),
    true,
  );
  assert.equal(
    crossesItself([
      [0, 0],
      [2, 0],
      [1, 0],
      [1, 1],
    ]),
    true,
  );
});

test("an area drawn in another world is moved to ours as a whole, one over its edge is told", () => {
  const far = SQUARE.map(([lon, lat]) => [lon + 720, lat]);
  assert.deepEqual(inOurWorld(far), SQUARE);
  assert.equal(isPastEdge(inOurWorld(far)), false);
  assert.equal(
    isPastEdge([
      [179, 0],
      [181, 0],
      [181, 1],
    ]),
    true,
  );
});
