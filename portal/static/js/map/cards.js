// Joins cards and points: who is looked at here is marked there.
/** @import { GlMap, Pixel, Spot } from "../types.js" */
import { around, every, given, maybe } from "../dom.js";
import { results } from "./form.js";
import { drawnSpots } from "./spots.js";
import { mark } from "../map_common/layers.js";

const REACH_PX = 8;
/** @type {(map: GlMap, at: Pixel) => Spot | null} */
export const featureAt = (map, { x, y }) => {
  if (!map.getLayer("places-points")) return null;
  const found = drawnSpots(map, [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ]);
  /** @param {Spot} feature */
  const away = (feature) => {
    const point = map.project(feature.geometry.coordinates);
    return Math.hypot(point.x - x, point.y - y);
  };
  return found.sort((a, b) => away(a) - away(b))[0] ?? null;
};

/** @param {Event} event */
const cardAt = ({ target }) => around(target, "#results article[data-lon]", HTMLElement);
/** @param {GlMap} map */
export const markCards = (map) => {
  /** @param {Event} event */
  const marked = (event) => {
    const card = cardAt(event);
    if (card) mark(map, [Number(given(card, "lon")), Number(given(card, "lat"))]);
  };
  /** @param {Event} event */
  const unmarked = (event) => cardAt(event) && mark(map, null);
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, marked);
  for (const name of ["mouseout", "focusout"]) document.addEventListener(name, unmarked);
};
/** @param {GlMap} map */
export const markPoints = (map) => {
  /** @param {number} [id] */
  const show = (id) => {
    for (const card of every(document, ".card--marked", HTMLElement)) card.classList.remove("card--marked");
    if (id) maybe(results(), `article[data-id="${id}"]`, HTMLElement)?.classList.add("card--marked");
  };
  map.on("mousemove", (event) => {
    const feature = featureAt(map, event.point);
    map.getCanvas().classList.toggle("map__canvas--pointing", Boolean(feature));
    show(feature?.properties.id);
  });
  map.on("mouseout", () => show());
};
