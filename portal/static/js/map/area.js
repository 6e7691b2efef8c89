// Knows the part of the world that is searched in: a box, a drawn area, a circle; all of them are fields of the form.
/** @import { FeatureCollection, MultiPolygon, Polygon } from "geojson" */
/** @import { Place, Shape } from "../types.js" */
import { ringOf } from "./geometry.js";
import { field } from "./form.js";

export const ring = () =>
  ringOf({
    within: field("within"),
    bbox: field("bbox"),
    lat: field("lat"),
    lon: field("lon"),
    radius: field("radius"),
  });
/** @returns {Place | null} */
export const here = () => (field("lat") ? [Number(field("lon")), Number(field("lat"))] : null);

/** @typedef {MultiPolygon | Polygon | null} Outline */
/**
 * Of the zone searched in; it comes with what is found.
 * @type {Outline}
 */
let outline = null;
/** @param {Outline} [geometry] */
export const setOutline = (geometry = null) => {
  outline = geometry;
};
/** @type {(geometry: Shape["geometry"]) => Shape} */
const shapeOf = (geometry) => ({ type: "Feature", properties: {}, geometry });
/** @returns {FeatureCollection} */
export const areaData = () => {
  const line = ring();
  return {
    type: "FeatureCollection",
    features: [
      ...(line ? [shapeOf({ type: "LineString", coordinates: line })] : []),
      ...(outline ? [shapeOf(outline)] : []),
    ],
  };
};
