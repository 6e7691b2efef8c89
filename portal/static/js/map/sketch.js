// What is being drawn, as shapes: nothing here knows of a page or of a map.
/** @import { FeatureCollection } from "geojson" */
/** @import { Kind, Pixel, Place, Shape } from "../types.js" */
import { rectangleOf, ringAround } from "./geometry.js";

/** @typedef {{ kind: Kind | "", corners: Place[] }} Drawing */

/**
 * Returns the line that is seen while the pointer is at `end`; [] where nothing is begun.
 * @param {Drawing} drawing
 * @param {Place} end
 * @param {{ middle: Place, metres: number }} circle
 * @returns {Place[]}
 */
export const lineTo = ({ kind, corners }, end, { middle, metres }) => {
  if (kind === "circle") return ringAround(...middle, metres);
  if (!corners.length) return [];
  const [first] = corners;
  return kind === "rectangle" ? [...rectangleOf(first, end), first] : [...corners, end];
};

/**
 * Returns a line and its corners for the map to draw; one point is no line yet.
 * @type {(line: Place[], corners: Place[]) => FeatureCollection}
 */
export const sketchOf = (line, corners) => {
  /** @type {(geometry: Shape["geometry"]) => Shape} */
  const shapeOf = (geometry) => ({ type: "Feature", properties: {}, geometry });
  return {
    type: "FeatureCollection",
    features: [
      ...(line.length > 1 ? [shapeOf({ type: "LineString", coordinates: line })] : []),
      ...corners.map((corner) => shapeOf({ type: "Point", coordinates: corner })),
    ],
  };
};

/** @type {(one: Pixel, other: Pixel, within: number) => boolean} */
export const isWithin = (one, other, within) => Math.hypot(one.x - other.x, one.y - other.y) < within;

const FLAT_DEGREES = 1e-4;
/** @type {(one: Place, other: Place) => boolean} */
export const isFlat = (one, other) => one.some((side, axis) => Math.abs(side - other[axis]) < FLAT_DEGREES);

/** @type {(radii: number[], metres: number) => number} */
export const nearestRadius = (radii, metres) =>
  radii.reduce((best, radius) => (Math.abs(radius - metres) < Math.abs(best - metres) ? radius : best));

/**
 * Returns the next larger (1) or smaller (-1) radius that may be chosen, the same at the end of them.
 * @type {(radii: number[], radius: number, step: 1 | -1) => number}
 */
export const nextRadius = (radii, radius, step) =>
  radii[Math.min(Math.max(radii.indexOf(radius) + step, 0), radii.length - 1)];

/**
 * Returns corners as the address of a search has them.
 * @type {(corners: Place[]) => string}
 */
export const withinOf = (corners) =>
  corners.map((corner) => corner.map((number) => number.toFixed(5)).join(",")).join(";");
