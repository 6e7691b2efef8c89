// Says in words what the map shows: a list of buttons that a keyboard reaches, and a sentence for those who do not see it.
import { field } from "./area.js";
import { drawing } from "./drawing.js";
import { results, told } from "./form.js";
import { openFeature } from "./popup.js";
import { answered, failed, hasFailed, isListSimple, isLoading, isSimple, shownSource } from "./results_source.js";
import { hasMoved, isSearched, loadAgain } from "./searching.js";
import { mark } from "../map_common/layers.js";
import { library, sayFailed, sayLoaded } from "../map_common/loading.js";
import { panel, part, say, words } from "../map_common/panel.js";

const LISTED = 30;
export const layersShown = () => [`${shownSource()}-clusters`, `${shownSource()}-points`];
const distance = (map, feature) => map.getCenter().distanceTo(new library.LngLat(...feature.geometry.coordinates));

const keyOf = ({ properties, geometry }) => String(properties.id ?? geometry.coordinates.join());
export const buttonOf = (key) =>
  [...part("list").querySelectorAll("button")].find((button) => button.dataset.key === key);

const inView = (map) => {
  const box = map.getBounds();
  const found = new Map();
  for (const feature of map.queryRenderedFeatures({ layers: layersShown() })) {
    if (box.contains(feature.geometry.coordinates)) found.set(keyOf(feature), feature);
  }
  return [...found.values()];
};
const listSeen = (map, features) => {
  const list = part("list");
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const hadFocus = list.contains(focused) && focused.dataset.key;
  const nearest = features
    .map((feature) => [distance(map, feature), feature])
    .sort((a, b) => a[0] - b[0])
    .slice(0, LISTED);
  list.replaceChildren(
    ...nearest.map(([, feature]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "map__item" });
      const { count, name } = feature.properties;
      button.dataset.key = keyOf(feature);
      button.textContent = count ? told(words.places, count) : name;
      button.addEventListener("click", () => openFeature(map, feature));
      button.addEventListener("focus", () => mark(map, feature.geometry.coordinates));
      button.addEventListener("blur", () => mark(map, null));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  if (hadFocus)
    (buttonOf(hadFocus) ?? list.querySelector("button") ?? panel.querySelector(".map__list summary")).focus();
};
// What the simplified search answered is said to be so. The list may have been kept from before, or be newer than the points.
const howFound = () => {
  if (!answered.engine || isSimple() === isListSimple()) return isSimple() ? ` ${words.simple}` : "";
  return ` ${isSimple() ? words.simpleMap : words.simpleList}`;
};
// Where the list has what is here, its number is the one: the map shows on purpose also what lies just outside.
const sentence = (map, number) => {
  const total = Number(results().dataset.total);
  const listed = told(words.found, total);
  if (isSearched(map)) return `${listed} ${words.sorted}`;
  if (field("bbox") && !hasMoved()) return listed;
  if (!number) return total ? words.nothing : listed; // nothing anywhere is not looked for elsewhere
  return `${told(words.inView, number)} ${listed}${hasMoved() ? ` ${words.moved}` : ""}`;
};
let lastSeen = "";
export const tell = (map) => {
  const features = inView(map);
  const number = features.reduce((sum, feature) => sum + (feature.properties.count ?? 1), 0);
  const seen = features.map(keyOf).join();
  if (seen !== lastSeen) listSeen(map, features);
  lastSeen = seen;
  if (drawing.kind) return; // what to do next is said already
  if (hasFailed()) return sayFailed(() => loadAgain(map));
  if (isLoading(map)) return say(words.loading);
  const whole = `${sentence(map, number)}${howFound()}`;
  if (failed.zones) return sayFailed(() => loadAgain(map), `${whole} ${words.noOutlines}`);
  return sayLoaded(whole, map.getCanvas());
};
