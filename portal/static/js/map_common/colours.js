// Takes the colours of the map from the style sheet, light or dark, and changes them with the reader's choice.
/** @import { Colour, Colours, GlMap, Layer } from "../types.js" */
import { panel } from "./panel.js";

/** @param {string} name */
const token = (name) => getComputedStyle(panel).getPropertyValue(`--map-${name}`).trim();
const GROUPS = ["see", "do", "nature", "eat", "stay", "events", "tours", "shop"];
/** @returns {Colour} */
const ofCategory = () => {
  const dotted = ["concat", ["get", "category"], "."];
  const group = ["slice", dotted, 0, ["index-of", ".", dotted]];
  const pairs = GROUPS.flatMap((name) => [name, token(name)]);
  return /** @type {Colour} */ (/** @type {unknown} */ (["match", group, ...pairs, token("other")])); // tsc counts no pairs
};
/** @returns {Colours} */
export const colours = () => ({
  ground: token("ground"),
  land: token("land"),
  commune: token("commune"),
  park: token("park"),
  department: token("department"),
  region: token("region"),
  name: token("name"),
  halo: token("halo"),
  cluster: token("cluster"),
  number: token("number"),
  rim: token("rim"),
  mark: token("mark"),
  other: token("other"),
  ofCategory: ofCategory(),
});

/**
 * Paints layers anew whenever the reader, or the reader's system, changes between light and dark.
 * @param {GlMap} map
 * @param {(c: Colours) => Layer[]} layersOf
 */
export const recolour = (map, layersOf) => {
  /** @param {Layer} layer */
  const paintLayer = ({ id, paint }) => {
    for (const [name, value] of Object.entries(paint ?? {}))
      map.setPaintProperty(id, /** @type {Parameters<GlMap["setPaintProperty"]>[1]} */ (name), value);
  };
  const paint = () => {
    for (const layer of layersOf(colours())) if (map.getLayer(layer.id)) paintLayer(layer);
  };
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
};
