// Gets what a filtered search finds in the part of the world that is shown; without filters the tiles have it.
let asking;
let lastAsked = "";
const failed = { tiles: false, zones: false, found: false };
let isMisplaced = false; // where to begin could not be known
const AGAIN_MS = 5000; // as often as the portal looks whether Elasticsearch is back
let answered = { engine: "", at: 0 }; // by whom, and when, what is shown was found
const isSimple = () => answered.engine === "postgresql";
const isListSimple = () => "simple" in results().dataset;
const shownSource = () => (results().dataset.points ? "found" : "places");

// Whole tiles, so that a small move asks for nothing, and two readers ask for the same.
const frameOf = (map) => {
  const zoom = Math.max(0, Math.floor(map.getZoom()));
  const tiles = 2 ** zoom;
  const x = (lon) => ((lon + 180) / 360) * tiles;
  const y = (lat) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * tiles;
  const lon = (x) => Math.min(180, Math.max(-180, (x / tiles) * 360 - 180));
  const lat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * Math.min(tiles, Math.max(0, y))) / tiles))) * 180) / Math.PI;
  const box = map.getBounds();
  const frame = [lon(Math.floor(x(box.getWest()))), lat(Math.ceil(y(box.getSouth()))), lon(Math.ceil(x(box.getEast()))), lat(Math.floor(y(box.getNorth())))];
  return { zoom, frame: frame.map((number) => number.toFixed(5)).join(",") };
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
const hasFailed = () => (shownSource() === "places" ? failed.tiles : failed.found);
const isLoading = (map) => Boolean(asking) || !map.isSourceLoaded(shownSource());
const show = (map, found) => {
  answered = { engine: found.engine, at: performance.now() };
  map.getSource("found").setData(found);
  outline = found.area;
  map.getSource("area").setData(areaData());
};
// A few are all known from the beginning, and wherever the map goes then.
let whole = { of: "", found: NOTHING };
const isWhole = () => whole.of !== "" && whole.of === results().dataset.points;
const keepWhole = (found) => {
  const isAll = found.engine === "elasticsearch" && found.total === Number(results().dataset.total) && found.features.every((feature) => !feature.properties.count);
  whole = isAll ? { of: results().dataset.points, found } : { of: "", found: NOTHING };
};
// What the map has before it asks for anything.
const firstFound = () => {
  if (!isWhole()) return NOTHING;
  lastAsked = whole.of;
  answered = { engine: whole.found.engine, at: performance.now() };
  return whole.found;
};
const showFound = async (map) => {
  showSource(map, shownSource());
  if (shownSource() === "places") {
    asking?.abort();
    lastAsked = "";
    answered = { engine: "", at: 0 };
    outline = null;
    map.getSource("area").setData(areaData());
    return;
  }
  const seen = frameOf(map);
  // Who answered the list is part of it: when that changes, the map may have a better answer too.
  const wanted = isWhole() ? whole.of : `${results().dataset.points} ${seen.zoom} ${seen.frame} ${isListSimple()}`;
  const mayBeBetter = isSimple() && performance.now() - answered.at > AGAIN_MS;
  if (wanted === lastAsked && !mayBeBetter) return;
  lastAsked = wanted;
  failed.found = false;
  asking?.abort();
  try {
    show(map, isWhole() ? whole.found : await ask(pointsIn(seen)));
  } catch (error) {
    if (error.name === "AbortError") return; // something else is asked for
    lastAsked = "";
    failed.found = true;
    map.triggerRepaint(); // it says what it has when it is idle
  }
};

// Where to begin: the area searched in, the reader's place, what was found, or what most of what there is lies in.
const FRANCE = [[-5.2, 42.3], [8.3, 51.1]];
const whereTo = async () => {
  if (ring()) return { bounds: boundsOf(ring()) };
  if (here()) return { center: here(), zoom: 11 };
  if (results().dataset.start) {
    const found = await ask(results().dataset.start).catch((error) => {
      isMisplaced = error.name !== "AbortError";
      return NOTHING;
    });
    keepWhole(found);
    outline = found.area;
    if (found.area) return { bounds: boundsOf(found.area.coordinates.flat(2)) };
    if (found.features.length) return { bounds: boundsOf(found.features.map((feature) => feature.geometry.coordinates), false) };
  }
  const corners = ([west, south, east, north]) => [[west, south], [east, north]];
  return { bounds: latest.home.length ? wholeOrMost(corners(latest.bounds), corners(latest.home)) : FRANCE };
};
