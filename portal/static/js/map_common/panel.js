// What the page says about its map, whichever it has: the one of the search, or the small one of a place, a zone or a tour.
import { given, maybe, one } from "../dom.js";

export const panel = one(document, "[data-map], [data-small-map]", HTMLElement);
/** @param {string} name */
export const setting = (name) => given(panel, name);
/** @type {Record<string, string>} */
export const words = JSON.parse(setting("words"));
/**
 * @template {HTMLElement} T
 * @param {string} name
 * @param {new () => T} kind
 */
export const partAs = (name, kind) => one(panel, `[data-map-${name}]`, kind);
/** @param {string} name */
export const part = (name) => partAs(name, HTMLElement);
/** @param {string} text */
export const say = (text) => {
  if (part("said").textContent !== text) part("said").textContent = text;
};
// The map itself has the focus, and arrow keys move it.
export const focusMap = () => maybe(part("canvas"), "canvas", HTMLCanvasElement)?.focus();
