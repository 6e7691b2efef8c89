// Brings the list after the map: by a button, or by itself for readers who ticked so; and the map after the list.
/** @import { GlMap } from "../types.js" */
import { areaData, here, ring } from "./area.js";
import { drawing } from "./drawing.js";
import { field, form, keepFocus, resultsHave, setField } from "./form.js";
import { tell } from "./on_view_list.js";
import { FITTED, failed, isMisplaced, setMisplaced, showFound, whereTo } from "./results_source.js";
import { setData } from "../map_common/layers.js";
import { askForMissing, missing } from "../map_common/loading.js";
import { part, partAs } from "../map_common/panel.js";

const FOLLOWS = "escale-map-follows";
const WAIT_MS = 500;
let moved = false;
let isOurs = false;
let searchedAt = ""; // where the map was
/** @param {string} where */
export const setSearchedAt = (where) => {
  searchedAt = where;
};
let wait = 0;
export const hasMoved = () => moved;
/** @param {GlMap} map */
export const whereItIs = (map) => `${map.getCenter()} ${map.getZoom()}`;
/** @param {GlMap} map */
export const isSearched = (map) =>
  field("bbox") !== "" && field("sort") === "distance" && searchedAt === whereItIs(map);
const follows = () => {
  try {
    return localStorage.getItem(FOLLOWS) === "yes";
  } catch {
    return false;
  }
};

/** @param {Record<string, string>} fields */
export const submitArea = (fields) => {
  const empty = { bbox: "", within: "", lat: "", lon: "", radius: "" };
  for (const [name, value] of Object.entries({ ...empty, ...fields, sort: "distance" })) setField(name, value);
  form.requestSubmit();
};
/** @param {GlMap} map */
const searchHere = (map) => {
  const box = map.getBounds();
  const edges = [
    Math.max(box.getWest(), -180),
    Math.max(box.getSouth(), -90),
    Math.min(box.getEast(), 180),
    Math.min(box.getNorth(), 90),
  ];
  isOurs = true;
  searchedAt = whereItIs(map);
  submitArea({ bbox: edges.map((edge) => edge.toFixed(5)).join(",") });
};
/** @param {boolean} isOffered */
export const offer = (isOffered) => {
  moved = isOffered;
  const isHidden = !isOffered || follows();
  if (isHidden) keepFocus(part("search"));
  part("search").hidden = isHidden;
};

/** @param {GlMap} map */
export const followMap = (map) => {
  const box = partAs("follow", HTMLInputElement);
  box.checked = follows();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(FOLLOWS, box.checked ? "yes" : "no");
    } catch {
      // Kept for this page only.
    }
    if (moved && box.checked) searchHere(map);
  });
  part("search").addEventListener("click", () => searchHere(map));
  map.on("moveend", (event) => {
    if (missing.size) map.once("render", () => askForTiles(map));
    showFound(map);
    if (event.originalEvent) setMisplaced(false);
    if (!event.originalEvent || drawing.kind) return;
    offer(true);
    clearTimeout(wait);
    if (box.checked) wait = setTimeout(() => searchHere(map), WAIT_MS);
  });
};
/** @param {GlMap} map */
export const followList = (map) => {
  const state = () => `${resultsHave("points")} ${ring()} ${here()}`;
  let before = state();
  let place = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "results") place = location.hash;
  });
  document.addEventListener("htmx:pushedIntoHistory", () => {
    if (place) history.replaceState(history.state, "", location.pathname + location.search + place);
  });
  document.addEventListener("htmx:afterSettle", async (event) => {
    const settled = [event.detail.target, event.target];
    if (!settled.some((element) => element instanceof Element && element.id === "results")) return;
    setData(map, "area", areaData());
    const isElsewhere = state() !== before && !isOurs;
    before = state();
    // It may have gone on while the list was on its way; a fragment has several parts, and each of them says that it has settled.
    if (isOurs || isElsewhere) offer(isOurs && searchedAt !== whereItIs(map));
    isOurs = false;
    if (isElsewhere) await goTo(map);
    await showFound(map);
    tell(map);
  });
};
/** @param {GlMap} map */
const goTo = async (map) => {
  setMisplaced(false);
  const there = await whereTo();
  if (there.bounds) map.fitBounds(there.bounds, FITTED);
  else map.easeTo(there);
};
/** @param {GlMap} map */
const askForTiles = (map) => {
  failed.tiles = failed.zones = false;
  askForMissing(map);
};
/** @param {GlMap} map */
export const loadAgain = async (map) => {
  askForTiles(map);
  if (isMisplaced) await goTo(map);
  await showFound(map);
};
