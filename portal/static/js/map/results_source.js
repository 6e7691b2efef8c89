// Gets what a filtered search finds in the part of the world that is shown; without filters the tiles have it.
import { areaData, here, ring, setOutline } from "./area.js";
import { boundsOf, wholeOrMost } from "./geometry.js";
import { showSource } from "./data_layers.js";
import { results } from "./form.js";
import { NOTHING } from "../map_common/layers.js";
import { LONGEST_MS, getJson, latest, library } from "../map_common/loading.js";

let asking;
let lastAsked = "";
export const failed = { tiles: false, zones: false, found: false };
export const setMisplaced = (isTrue) => {
  isMisplaced = isTrue;
};
export let isMisplaced = false; // where to begin could not be known
const AGAIN_MS = 5000; // as often as the portal looks whether Elasticsearch is back
export let answered = { engine: "", at: 0 }; // by whom, and when, what is shown was found
export const isSimple = () => answered.engine === "postgresql";
export const isListSimple = () => "simple" in results().dataset;
export const shownSource = () => (results().dataset.points ? "found" : "places");

// Whole tiles, so that a small move asks for nothing, and two readers ask for the same.
const frameIn = (box, scale) => {
  const zoom = Math.max(0, Math.floor(scale));
  const tiles = 2 ** zoom;
  const x = (lon) => ((lon + 180) / 360) * tiles;
  const y = (lat) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * tiles;
  const lon = (column) => Math.min(180, Math.max(-180, (column / tiles) * 360 - 180));
  const lat = (row) =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * Math.min(tiles, Math.max(0, row))) / tiles))) * 180) / Math.PI;
  const frame = [
    lon(Math.floor(x(box.getWest()))),
    lat(Math.ceil(y(box.getSouth()))),
    lon(Math.ceil(x(box.getEast()))),
    lat(Math.floor(y(box.getNorth()))),
  ];
  return { zoom, frame: frame.map((number) => number.toFixed(5)).join(",") };
};
const frameOf = (map) => frameIn(map.getBounds(), map.getZoom());
// The frame of a map that is not there yet.
const TILE = 512;
export const frameAround = (bounds, { clientWidth, clientHeight }) => {
  const [from, to] = bounds.map((corner) => library.MercatorCoordinate.fromLngLat(corner));
  const [wide, high] = [clientWidth, clientHeight].map((side) => (side - 2 * FITTED.padding) / TILE);
  const scale = Math.min(FITTED.maxZoom, Math.log2(Math.min(wide / (to.x - from.x), high / (from.y - to.y))));
  const half = (side) => side / TILE / 2 ** scale / 2;
  const corner = (x, y) =>
    new library.MercatorCoordinate(
      (from.x + to.x) / 2 + x * half(clientWidth),
      (from.y + to.y) / 2 + y * half(clientHeight),
    ).toLngLat();
  return frameIn(new library.LngLatBounds(corner(-1, 1), corner(1, -1)), scale);
};
const pointsIn = ({ zoom, frame }) => {
  const address = new URL(results().dataset.points, location.href);
  address.search += `&z=${zoom}&frame=${frame}`;
  return address;
};
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
export const hasFailed = () => (shownSource() === "places" ? failed.tiles : failed.found);
export const isLoading = (map) => Boolean(asking) || !map.isSourceLoaded(shownSource());
const show = (map, found) => {
  answered = { engine: found.engine, at: performance.now() };
  map.getSource("found").setData(found);
  setOutline(found.area);
  map.getSource("area").setData(areaData());
};
// A few are all known from the beginning, and wherever the map goes then.
let whole = { of: "", found: NOTHING };
const isWhole = () => whole.of !== "" && whole.of === results().dataset.points;
const keepWhole = (found) => {
  const isAll =
    found.engine === "elasticsearch" &&
    found.total === Number(results().dataset.total) &&
    found.features.every((feature) => !feature.properties.count);
  whole = isAll ? { of: results().dataset.points, found } : { of: "", found: NOTHING };
};
// What the map has before it asks for anything.
export const firstFound = () => {
  if (!isWhole()) return NOTHING;
  lastAsked = whole.of;
  answered = { engine: whole.found.engine, at: performance.now() };
  return whole.found;
};
// Who answered the list is part of what is wanted: when that changes, the map may have a better answer too.
const wantedIn = ({ zoom, frame }) =>
  isWhole() ? whole.of : `${results().dataset.points} ${zoom} ${frame} ${isListSimple()}`;
let ahead = { wanted: "" };
export const askAhead = (seen) => {
  if (shownSource() !== "found" || isWhole()) return;
  ahead = { wanted: wantedIn(seen), answer: ask(pointsIn(seen)) };
  ahead.answer.catch(() => {}); // who wants it is told
};
const answerTo = (wanted, seen) => {
  const early = ahead.wanted === wanted && ahead.answer;
  ahead = { wanted: "" };
  if (early) return early;
  if (!isWhole()) return ask(pointsIn(seen));
  asking?.abort();
  return whole.found;
};
export const showFound = async (map) => {
  showSource(map, shownSource());
  if (shownSource() === "places") {
    asking?.abort();
    lastAsked = "";
    answered = { engine: "", at: 0 };
    setOutline(null);
    map.getSource("area").setData(areaData());
    return;
  }
  const seen = frameOf(map);
  const wanted = wantedIn(seen);
  const mayBeBetter = isSimple() && performance.now() - answered.at > AGAIN_MS;
  if (wanted === lastAsked && !mayBeBetter) return;
  lastAsked = wanted;
  failed.found = false;
  try {
    show(map, await answerTo(wanted, seen));
  } catch (error) {
    if (error.name === "AbortError") return; // something else is asked for
    lastAsked = "";
    failed.found = true;
    map.triggerRepaint(); // it says what it has when it is idle
  }
};

// Where to begin: the area searched in, the reader's place, what was found, or what most of what there is lies in.
export const FITTED = { padding: 40, maxZoom: 14 };
const FRANCE = [
  [-5.2, 42.3],
  [8.3, 51.1],
];
export const whereTo = async () => {
  if (ring()) return { bounds: boundsOf(ring()) };
  if (here()) return { center: here(), zoom: 11 };
  if (results().dataset.start) {
    const found = await ask(results().dataset.start).catch((error) => {
      isMisplaced = error.name !== "AbortError";
      return NOTHING;
    });
    keepWhole(found);
    setOutline(found.area);
    if (found.area) return { bounds: boundsOf(found.area.coordinates.flat(2)) };
    if (found.features.length)
      return {
        bounds: boundsOf(
          found.features.map((feature) => feature.geometry.coordinates),
          false,
        ),
      };
  }
  const corners = ([west, south, east, north]) => [
    [west, south],
    [east, north],
  ];
  return { bounds: latest.home.length ? wholeOrMost(corners(latest.bounds), corners(latest.home)) : FRANCE };
};
