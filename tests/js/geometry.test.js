// Circles, frames and drawn areas, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, cornersOf, frameIn, ringAround, ringOf, wholeOrMost } from "../../portal/static/js/map/geometry.js";
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

const SEARCH = { within: "", bbox: "", lat: "", lon: "", radius: "" };

test("a search names a drawn area, a box or a circle, in this order, or no part of the world", () => {
  const box = [
    [1, 47],
    [2, 47],
    [2, 48],
    [1, 48],
    [1, 47],
  ];
  const triangle = { within: "0,0;1,0;1,1" };
  assert.deepEqual(ringOf({ ...SEARCH, bbox: "1,47,2,48" }), box);
  assert.deepEqual(ringOf({ ...SEARCH, bbox: "1,47,2,48", ...triangle }), [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ]);
  assert.deepEqual(ringOf({ ...SEARCH, lat: "47.59", lon: "1.33", radius: "10000" }), ringAround(1.33, 47.59, 10_000));
  assert.equal(ringOf({ ...SEARCH, lat: "47.59", lon: "1.33" }), null);
  assert.equal(ringOf(SEARCH), null);
});

test("an outline has all its corners, in one piece or in several", () => {
  assert.deepEqual(cornersOf({ type: "Polygon", coordinates: [SQUARE] }), SQUARE);
  assert.deepEqual(cornersOf({ type: "MultiPolygon", coordinates: [[SQUARE], [SQUARE]] }), [...SQUARE, ...SQUARE]);
});

test("what is seen is asked for in whole tiles: a small move asks for the same, never for beyond the world", () => {
  const seen = { west: 1.1, south: 47.4, east: 1.6, north: 47.7 };
  const moved = { west: 1.11, south: 47.41, east: 1.61, north: 47.71 };
  const { zoom, frame } = frameIn(seen, 9.7);
  assert.equal(zoom, 9);
  assert.equal(frame, frameIn(moved, 9.2).frame);
  const [west, south, east, north] = frame.split(",").map(Number);
  assert.ok(west <= seen.west && south <= seen.south && east >= seen.east && north >= seen.north);
  const tile = 360 / 2 ** zoom;
  assert.ok(seen.west - west < tile && east - seen.east < tile);
  const world = { west: -400, south: -89, east: 400, north: 89 };
  assert.deepEqual(frameIn(world, -1), { zoom: 0, frame: "-180.00000,-85.05113,180.00000,85.05113" });
});
