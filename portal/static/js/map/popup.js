// Opens what is clicked or chosen: a cluster by going closer, a place by its card, which is the one of the list.
import { loadCard } from "./card.js";
import { buttonOf } from "./on_view_list.js";
import { mark } from "../map_common/layers.js";
import { library } from "../map_common/loading.js";
import { panel, words } from "../map_common/panel.js";

let popup;
const CLOSER = 2;
const openCluster = (map, point) =>
  map.easeTo({ center: point, zoom: Math.min(map.getZoom() + CLOSER, 18) }, { originalEvent: new Event("chosen") });

// Moves the map as little as needed for the whole card to be seen.
const EDGE = 8;
const bringIn = (map, box) => {
  const frame = map.getContainer().getBoundingClientRect();
  const card = box.getBoundingClientRect();
  const over = (low, high) => (low < EDGE ? low - EDGE : high < EDGE ? EDGE - high : 0);
  const move = [
    over(card.left - frame.left, frame.right - card.right),
    over(card.top - frame.top, frame.bottom - card.bottom),
  ];
  if (move.some(Boolean)) map.panBy(move);
};
const openPlace = (map, place, point) => {
  const last = popup;
  popup = null;
  last?.remove();
  const before = /** @type {HTMLElement} */ (document.activeElement);
  const card = Object.assign(document.createElement("div"), { className: "map__card", textContent: words.loading });
  popup = new library.Popup({ maxWidth: "18rem", offset: 12 }).setLngLat(point).setDOMContent(card).addTo(map);
  const box = popup.getElement();
  const opened = popup;
  // Whoever has gone on to the buttons of the map still means the card.
  let isAsked = false;
  const onEscape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    isAsked = true;
    opened.remove();
  };
  panel.addEventListener("keydown", onEscape);
  popup.on("close", () => {
    panel.removeEventListener("keydown", onEscape);
    mark(map, null);
    const isLost = isAsked || document.activeElement === document.body || box.contains(document.activeElement);
    const asked = before?.isConnected ? before : buttonOf(before?.dataset.key); // the list may have been written anew
    if (opened === popup && isLost) (asked && asked !== document.body ? asked : map.getCanvas()).focus();
  });
  mark(map, point);
  loadCard(card, place, () => {
    if (!box.isConnected) return; // closed meanwhile
    opened.setOffset(12); // its place depends on its size, which has changed
    bringIn(map, box);
  });
};
export const openFeature = (map, feature) =>
  feature.properties.count
    ? openCluster(map, feature.geometry.coordinates)
    : openPlace(map, feature.properties, feature.geometry.coordinates);
