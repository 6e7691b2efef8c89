// Says in words what the map shows: a list of buttons that a keyboard reaches, and a sentence for those who do not see it.
/** @import { GlMap, Spot } from "../types.js" */
import { given, hasFocus, every, maybe } from "../dom.js";
import { drawing } from "./drawing.js";
import { field, resultsHave, told } from "./form.js";
import { openFeature } from "./popup.js";
import { answered, failed, hasFailed, isListSimple, isLoading, isSimple } from "./results_source.js";
import { hasMoved, isSearched, loadAgain } from "./searching.js";
import { drawnSpots } from "./spots.js";
import { mark } from "../map_common/layers.js";
import { library, sayFailed, sayLoaded } from "../map_common/loading.js";
import { panel, part, say, words } from "../map_common/panel.js";

const LISTED = 30;
/** @type {(map: GlMap, feature: Spot) => number} */
const distance = (map, feature) => map.getCenter().distanceTo(new library.LngLat(...feature.geometry.coordinates));

/** @type {(feature: Spot) => string} */
const keyOf = ({ properties, geometry }) => String(properties.id ?? geometry.coordinates.join());
/** @param {string} key */
export const buttonOf = (key) =>
  every(part("list"), "button", HTMLButtonElement).find((button) => given(button, "key") === key) ?? null;

/** @param {GlMap} map */
const inView = (map) => {
  const box = map.getBounds();
  /** @type {Map<string, Spot>} */
  const found = new Map();
  for (const feature of drawnSpots(map)) {
    if (box.contains(feature.geometry.coordinates)) found.set(keyOf(feature), feature);
  }
  return [...found.values()];
};
/** @type {(map: GlMap, feature: Spot) => HTMLLIElement} */
const itemOf = (map, feature) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "map__item" });
  const { count, name = "" } = feature.properties;
  button.dataset.key = keyOf(feature);
  button.textContent = count ? told(words.places, count) : name;
  button.addEventListener("click", () => openFeature(map, feature));
  button.addEventListener("focus", () => mark(map, feature.geometry.coordinates));
  button.addEventListener("blur", () => mark(map, null));
  const item = document.createElement("li");
  item.append(button);
  return item;
};
/** @type {(map: GlMap, features: Spot[]) => void} */
const listSeen = (map, features) => {
  const list = part("list");
  const focused = document.activeElement;
  const focusedKey = focused instanceof HTMLElement && hasFocus(list) ? given(focused, "key") : "";
  const nearest = features
    .map((feature) => ({ feature, away: distance(map, feature) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, LISTED);
  list.replaceChildren(...nearest.map(({ feature }) => itemOf(map, feature)));
  if (!focusedKey) return;
  const next = buttonOf(focusedKey) ?? maybe(list, "button", HTMLElement);
  (next ?? maybe(panel, ".map__list summary", HTMLElement))?.focus();
};
// What the simplified search answered is said to be so. The list may have been kept from before, or be newer than the points.
const howFound = () => {
  if (!answered.engine || isSimple() === isListSimple()) return isSimple() ? ` ${words.simple}` : "";
  return ` ${isSimple() ? words.simpleMap : words.simpleList}`;
};
// Where the list has what is here, its number is the one: the map shows on purpose also what lies just outside.
/** @type {(map: GlMap, number: number) => string} */
const sentence = (map, number) => {
  const total = Number(resultsHave("total"));
  const listed = told(words.found, total);
  if (isSearched(map)) return `${listed} ${words.sorted}`;
  if (field("bbox") && !hasMoved()) return listed;
  if (!number) return total ? words.nothing : listed; // nothing anywhere is not looked for elsewhere
  return `${told(words.inView, number)} ${listed}${hasMoved() ? ` ${words.moved}` : ""}`;
};
let lastSeen = "";
/** @param {GlMap} map */
export const tell = (map) => {
  const features = inView(map);
  const number = features.reduce((sum, feature) => sum + (feature.properties.count ?? 1), 0);
  const seen = features.map(keyOf).join();
  if (seen !== lastSeen) listSeen(map, features);
  lastSeen = seen;
  if (drawing.kind) return; // what to do next is said already
  if (hasFailed()) {
    sayFailed(() => loadAgain(map));
    return;
  }
  if (isLoading(map)) {
    say(words.loading);
    return;
  }
  const whole = `${sentence(map, number)}${howFound()}`;
  if (failed.zones) sayFailed(() => loadAgain(map), `${whole} ${words.noOutlines}`);
  else sayLoaded(whole, map.getCanvas());
};
