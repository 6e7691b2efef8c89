// Joins cards and points: who is looked at here is marked there.
import { results } from "./form.js";
import { layersShown } from "./on_view_list.js";
import { mark } from "../map_common/layers.js";

const cardAt = (event) => event.target.closest?.("#results article[data-lon]");
export const markCards = (map) => {
  const marked = (event) => {
    const card = cardAt(event);
    if (card) mark(map, [Number(card.dataset.lon), Number(card.dataset.lat)]);
  };
  const unmarked = (event) => cardAt(event) && mark(map, null);
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, marked);
  for (const name of ["mouseout", "focusout"]) document.addEventListener(name, unmarked);
};
export const markPoints = (map) => {
  const show = (id) => {
    for (const card of document.querySelectorAll(".card--marked")) card.classList.remove("card--marked");
    if (id) results().querySelector(`article[data-id="${id}"]`)?.classList.add("card--marked");
  };
  map.on("mousemove", (event) => {
    const feature = featureAt(map, event.point);
    map.getCanvas().classList.toggle("map__canvas--pointing", Boolean(feature));
    show(feature?.properties.id);
  });
  map.on("mouseout", () => show(null));
};
const REACH = 8;
export const featureAt = (map, { x, y }) => {
  if (!map.getLayer("places-points")) return null;
  const found = map.queryRenderedFeatures(
    [
      [x - REACH, y - REACH],
      [x + REACH, y + REACH],
    ],
    { layers: layersShown() },
  );
  const away = (feature) => {
    const point = map.project(feature.geometry.coordinates);
    return Math.hypot(point.x - x, point.y - y);
  };
  return found.sort((a, b) => away(a) - away(b))[0] ?? null;
};
