// Opens what is clicked or chosen: a cluster by going closer, a place by its card, which is the one of the list.
/** @import { Popup } from "maplibre-gl" */
/** @import { GlMap, Place, Spot } from "../types.js" */
import { given, hasFocus } from "../dom.js";
import { loadCard } from "./card.js";
import { buttonOf } from "./on_view_list.js";
import { mark } from "../map_common/layers.js";
import { library } from "../map_common/loading.js";
import { panel, words } from "../map_common/panel.js";

/** @type {Popup | null} */
let popup = null;
const CLOSER = 2;
/** @type {(map: GlMap, point: Place) => void} */
const openCluster = (map, point) =>
  map.easeTo({ center: point, zoom: Math.min(map.getZoom() + CLOSER, 18) }, { originalEvent: new Event("chosen") });

// Moves the map as little as needed for the whole card to be seen.
const EDGE = 8;
/** @type {(map: GlMap, box: HTMLElement) => void} */
const bringIn = (map, box) => {
  const frame = map.getContainer().getBoundingClientRect();
  const card = box.getBoundingClientRect();
  /** @type {(low: number, high: number) => number} */
  const over = (low, high) => (low < EDGE ? low - EDGE : high < EDGE ? EDGE - high : 0);
  /** @type {[number, number]} */
  const move = [
    over(card.left - frame.left, frame.right - card.right),
    over(card.top - frame.top, frame.bottom - card.bottom),
  ];
  if (move.some(Boolean)) map.panBy(move);
};
const OFFSET = 12;
/**
 * Returns what had the focus before, or its like: the list may have been written anew. Null where nothing had.
 * @param {Element | null} before
 */
const comeFrom = (before) => {
  if (!(before instanceof HTMLElement)) return null;
  const asked = before.isConnected ? before : buttonOf(given(before, "key"));
  return asked === document.body ? null : asked;
};
/** @type {(map: GlMap, place: Spot["properties"], point: Place) => void} */
const openPlace = (map, place, point) => {
  const last = popup;
  popup = null;
  last?.remove();
  const before = document.activeElement;
  const card = Object.assign(document.createElement("div"), { className: "map__card", textContent: words.loading });
  const opened = new library.Popup({ maxWidth: "18rem", offset: OFFSET })
    .setLngLat(point)
    .setDOMContent(card)
    .addTo(map);
  popup = opened;
  const box = opened.getElement();
  // Whoever has gone on to the buttons of the map still means the card.
  let isAsked = false;
  /** @param {KeyboardEvent} event */
  const onEscape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    isAsked = true;
    opened.remove();
  };
  panel.addEventListener("keydown", onEscape);
  popup.on("close", () => {
    panel.removeEventListener("keydown", onEscape);
    mark(map, null);
    const isLost = isAsked || document.activeElement === document.body || hasFocus(box);
    if (opened === popup && isLost) (comeFrom(before) ?? map.getCanvas()).focus();
  });
  mark(map, point);
  loadCard(card, place, () => {
    if (!box.isConnected) return; // closed meanwhile
    opened.setOffset(OFFSET); // its place depends on its size, which has changed
    bringIn(map, box);
  });
};
/** @type {(map: GlMap, feature: Spot) => void} */
export const openFeature = (map, feature) =>
  feature.properties.count
    ? openCluster(map, feature.geometry.coordinates)
    : openPlace(map, feature.properties, feature.geometry.coordinates);
