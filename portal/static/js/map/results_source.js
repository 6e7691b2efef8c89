// Gets what a filtered search finds in the part of the world that is shown; without filters the tiles have it.
/** @import { LngLatBounds } from "maplibre-gl" */
/** @import { Bounds, Edge4, Found, Frame, GlMap, LngLat, Place } from "../types.js" */
import { areaData, here, ring, setOutline } from "./area.js";
import { boundsOf, cornersOf, frameIn, wholeOrMost } from "./geometry.js";
import { showSource } from "./data_layers.js";
import { results, resultsHave, shownSource } from "./form.js";
import { setData } from "../map_common/layers.js";
import { LONGEST_MS, getJson, latest, library } from "../map_common/loading.js";

/** @type {AbortController | null} */
let asking = null;
let lastAsked = "";
export const failed = { tiles: false, zones: false, found: false };
/** @type {Found} */
const NONE = { type: "FeatureCollection", features: [] };
/** @param {boolean} isTrue */
export const setMisplaced = (isTrue) => {
  isMisplaced = isTrue;
};
export let isMisplaced = false; // where to begin could not be known
const AGAIN_MS = 5000; // as often as the portal looks whether Elasticsearch is back
export let answered = { engine: "", at: 0 }; // by whom, and when, what is shown was found
export const isSimple = () => answered.engine === "postgresql";
export const isListSimple = () => "simple" in results().dataset;

/** @type {(box: LngLatBounds, zoom: number) => Frame} */
const frameOf = (box, zoom) =>
  frameIn({ west: box.getWest(), south: box.getSouth(), east: box.getEast(), north: box.getNorth() }, zoom);
const TILE = 512;
/**
 * Returns the frame of a map that is not there yet.
 * @type {(bounds: Bounds, canvas: HTMLElement) => Frame}
 */
export const frameAround = (bounds, { clientWidth, clientHeight }) => {
  const [from, to] = bounds.map((corner) => library.MercatorCoordinate.fromLngLat(corner));
  const [wide, high] = [clientWidth, clientHeight].map((side) => (side - 2 * FITTED.padding) / TILE);
  const scale = Math.min(FITTED.maxZoom, Math.log2(Math.min(wide / (to.x - from.x), high / (from.y - to.y))));
  /** @param {number} side */
  const half = (side) => side / TILE / 2 ** scale / 2;
  /** @type {(x: number, y: number) => LngLat} */
  const corner = (x, y) =>
    new library.MercatorCoordinate(
      (from.x + to.x) / 2 + x * half(clientWidth),
      (from.y + to.y) / 2 + y * half(clientHeight),
    ).toLngLat();
  return frameOf(new library.LngLatBounds(corner(-1, 1), corner(1, -1)), scale);
};
/** @param {Frame} seen */
const pointsIn = ({ zoom, frame }) => {
  const address = new URL(resultsHave("points"), location.href);
  address.search += `&z=${zoom}&frame=${frame}`;
  return address;
};
/** @type {(address: string | URL) => Promise<Found>} */
const ask = async (address) => {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const clock = setTimeout(() => mine.abort(new Error("too slow")), LONGEST_MS);
  try {
    return await getJson(address, mine.signal);
  } finally {
    clearTimeout(clock);
    if (asking === mine) asking = null;
  }
};
/** @param {unknown} error */
const isGivenUp = (error) => error instanceof DOMException && error.name === "AbortError";
export const hasFailed = () => (shownSource() === "places" ? failed.tiles : failed.found);
/** @param {GlMap} map */
export const isLoading = (map) => Boolean(asking) || !map.isSourceLoaded(shownSource());
/** @type {(map: GlMap, found: Found) => void} */
const show = (map, found) => {
  answered = { engine: found.engine ?? "", at: performance.now() };
  setData(map, "found", found);
  setOutline(found.area);
  setData(map, "area", areaData());
};
// A few are all known from the beginning, and wherever the map goes then.
let whole = { of: "", found: NONE };
const isWhole = () => whole.of !== "" && whole.of === resultsHave("points");
/** @param {Found} found */
const keepWhole = (found) => {
  const isAll =
    found.engine === "elasticsearch" &&
    found.total === Number(resultsHave("total")) &&
    found.features.every((feature) => !feature.properties.count);
  whole = isAll ? { of: resultsHave("points"), found } : { of: "", found: NONE };
};
// What the map has before it asks for anything.
export const firstFound = () => {
  if (!isWhole()) return NONE;
  lastAsked = whole.of;
  answered = { engine: whole.found.engine ?? "", at: performance.now() };
  return whole.found;
};
// Who answered the list is part of what is wanted: when that changes, the map may have a better answer too.
/** @param {Frame} seen */
const wantedIn = ({ zoom, frame }) =>
  isWhole() ? whole.of : `${resultsHave("points")} ${zoom} ${frame} ${isListSimple()}`;
/** @type {{ wanted: string, answer: Promise<Found> } | null} */
let ahead = null;
/** @param {Frame} seen */
export const askAhead = (seen) => {
  if (shownSource() !== "found" || isWhole()) return;
  const answer = ask(pointsIn(seen));
  ahead = { wanted: wantedIn(seen), answer };
  answer.catch(() => {}); // who wants it is told
};
/** @type {(wanted: string, seen: Frame) => Promise<Found> | Found} */
const answerTo = (wanted, seen) => {
  const early = ahead?.wanted === wanted ? ahead.answer : null;
  ahead = null;
  if (early) return early;
  if (!isWhole()) return ask(pointsIn(seen));
  asking?.abort();
  return whole.found;
};
/** @param {GlMap} map */
export const showFound = async (map) => {
  showSource(map, shownSource());
  if (shownSource() === "places") {
    asking?.abort();
    lastAsked = "";
    answered = { engine: "", at: 0 };
    setOutline(null);
    setData(map, "area", areaData());
    return;
  }
  const seen = frameOf(map.getBounds(), map.getZoom());
  const wanted = wantedIn(seen);
  const mayBeBetter = isSimple() && performance.now() - answered.at > AGAIN_MS;
  if (wanted === lastAsked && !mayBeBetter) return;
  lastAsked = wanted;
  failed.found = false;
  try {
    show(map, await answerTo(wanted, seen));
  } catch (error) {
    if (isGivenUp(error)) return; // something else is asked for
    lastAsked = "";
    failed.found = true;
    map.triggerRepaint(); // it says what it has when it is idle
  }
};

// Where to begin: the area searched in, the reader's place, what was found, or what most of what there is lies in.
export const FITTED = { padding: 40, maxZoom: 14 };
/** @type {Bounds} */
const FRANCE = [
  [-5.2, 42.3],
  [8.3, 51.1],
];
/** @type {(corners: Edge4) => Bounds} */
const boundsIn = ([west, south, east, north]) => [
  [west, south],
  [east, north],
];
/** @param {Found} found */
const boundsFound = ({ area, features }) => {
  if (area) return boundsOf(cornersOf(area));
  return features.length
    ? boundsOf(
        features.map((feature) => feature.geometry.coordinates),
        false,
      )
    : null;
};
/** @typedef {{ bounds: Bounds, center?: undefined } | { bounds?: undefined, center: Place, zoom: number }} Start */
/** @returns {Promise<Start>} */
export const whereTo = async () => {
  const searched = ring();
  if (searched) return { bounds: boundsOf(searched) };
  const place = here();
  if (place) return { center: place, zoom: 11 };
  if (resultsHave("start")) {
    const found = await ask(resultsHave("start")).catch((error) => {
      isMisplaced = !isGivenUp(error);
      return NONE;
    });
    keepWhole(found);
    setOutline(found.area);
    const bounds = boundsFound(found);
    if (bounds) return { bounds };
  }
  const [all, most] = [latest.bounds, latest.home];
  return { bounds: all.length && most.length ? wholeOrMost(boundsIn(all), boundsIn(most)) : FRANCE };
};
