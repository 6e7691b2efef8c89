// What of the places and clusters the map has drawn.
/** @import { PointLike } from "maplibre-gl" */
/** @import { GlMap, Spot } from "../types.js" */
import { shownSource } from "./form.js";

export const layersShown = () => [`${shownSource()}-clusters`, `${shownSource()}-points`];
/**
 * Returns those in a box of pixels, or all.
 * @type {(map: GlMap, box?: [PointLike, PointLike]) => Spot[]}
 */
export const drawnSpots = (map, box) => {
  const layers = { layers: layersShown() };
  const drawn = box ? map.queryRenderedFeatures(box, layers) : map.queryRenderedFeatures(layers);
  return /** @type {Spot[]} */ (/** @type {unknown} */ (drawn)); // both layers have points only
};
