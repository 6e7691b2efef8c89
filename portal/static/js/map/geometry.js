// Circles and frames on the map, in degrees; nothing here knows of a page.
/** @import { MultiPolygon, Polygon } from "geojson" */
/** @import { Bounds, Edges, Frame, Place } from "../types.js" */

const EARTH_M = 6371008.8;
const CORNERS = 64;

/**
 * Returns the closed ring of points so many metres around a place.
 * @type {(lon: number, lat: number, metres: number) => Place[]}
 */
export const ringAround = (lon, lat, metres) =>
  Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = (corner / CORNERS) * 2 * Math.PI;
    const north = (metres / EARTH_M) * Math.cos(angle);
    const east = ((metres / EARTH_M) * Math.sin(angle)) / Math.cos((lat * Math.PI) / 180);
    return [lon + (east * 180) / Math.PI, lat + (north * 180) / Math.PI];
  });

/**
 * Returns the corners of a rectangle that has these two opposite each other.
 * @type {(one: Place, other: Place) => Place[]}
 */
export const rectangleOf = ([west, south], [east, north]) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];

/** @type {(text: string) => number[]} */
const numbers = (text) => text.split(",").map(Number);
/** @type {(text: string) => Place} */
const placeOf = (text) => {
  const [lon, lat] = numbers(text);
  return [lon, lat];
};
/**
 * Returns the closed ring that the fields of a search stand for, null where they name no part of the world.
 * @param {{ within: string, bbox: string, lat: string, lon: string, radius: string }} fields
 */
export const ringOf = ({ within, bbox, lat, lon, radius }) => {
  if (within) {
    const corners = within.split(";").map(placeOf);
    return [...corners, corners[0]];
  }
  if (bbox) {
    const [west, south, east, north] = numbers(bbox);
    const corners = rectangleOf([west, south], [east, north]);
    return [...corners, corners[0]];
  }
  return lat && Number(radius) ? ringAround(Number(lon), Number(lat), Number(radius)) : null;
};

/**
 * Returns every corner of an outline. A multipolygon has a level more than a polygon.
 * @type {(outline: MultiPolygon | Polygon) => number[][]}
 */
export const cornersOf = (outline) =>
  outline.type === "Polygon" ? outline.coordinates.flat() : outline.coordinates.flat(2);

// A few far away do not make the map show the whole world; who lies a little beyond the others is shown with them.
const BEYOND = 2; // as wide or as high, at most
const LEAST_DEGREES = 0.1;
/** @type {(whole: Bounds, most: Bounds) => Bounds} */
export const wholeOrMost = (whole, most) => {
  /** @param {Bounds} bounds */
  const sides = ([from, to]) => [0, 1].map((axis) => Math.max(to[axis] - from[axis], LEAST_DEGREES));
  const widest = sides(most).map((side) => side * BEYOND);
  return sides(whole).every((side, axis) => side <= widest[axis]) ? whole : most;
};
const MANY = 40; // fewer are all shown
const FAR_AWAY = 50; // one of so many, at each side
/** @type {(points: number[][], isWhole?: boolean) => Bounds} */
export const boundsOf = (points, isWhole = true) => {
  const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]).sort((a, b) => a - b));
  /** @type {(cut: number) => Bounds} */
  const without = (cut) => [
    [lons[cut], lats[cut]],
    [lons[lons.length - 1 - cut], lats[lats.length - 1 - cut]],
  ];
  if (isWhole || points.length <= MANY) return without(0);
  return wholeOrMost(without(0), without(Math.floor(points.length / FAR_AWAY)));
};

/**
 * Returns what is seen in whole tiles, so that a small move asks for nothing, and two readers ask for the same.
 * @type {(seen: Edges, scale: number) => Frame}
 */
export const frameIn = ({ west, south, east, north }, scale) => {
  const zoom = Math.max(0, Math.floor(scale));
  const tiles = 2 ** zoom;
  /** @param {number} lon */
  const column = (lon) => ((lon + 180) / 360) * tiles;
  /** @param {number} lat */
  const row = (lat) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * tiles;
  /** @param {number} at */
  const lonAt = (at) => Math.min(180, Math.max(-180, (at / tiles) * 360 - 180));
  /** @param {number} at */
  const latAt = (at) => {
    const down = Math.min(tiles, Math.max(0, at)) / tiles;
    return (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI;
  };
  const frame = [
    lonAt(Math.floor(column(west))),
    latAt(Math.ceil(row(south))),
    lonAt(Math.ceil(column(east))),
    latAt(Math.floor(row(north))),
  ];
  return { zoom, frame: frame.map((number) => number.toFixed(5)).join(",") };
};
