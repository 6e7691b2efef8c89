// Puts the map on the page, around what the page is about.
/** @import { Bounds, Colours, Filter, GlMap, Layer, Style } from "../types.js" */
import { colours, recolour } from "../map_common/colours.js";
import {
  NOTHING,
  baseLayers,
  baseStyle,
  fontsOf,
  isKind,
  layersOfSource,
  mark,
  markedLayer,
  outlines,
  setData,
} from "../map_common/layers.js";
import {
  askForMissing,
  followTiles,
  getJson,
  latest,
  library,
  loadLibrary,
  sayFailed,
  sayLoaded,
} from "../map_common/loading.js";
import { mapOptions } from "../map_common/options.js";
import { panel, part, say, setting, words } from "../map_common/panel.js";
import { showLine } from "./line.js";

const [west, south, east, north] = setting("bounds").split(",").map(Number);
/** @type {Bounds} */
const BOUNDS = [
  [west, south],
  [east, north],
];
const BESIDE = { top: 32, right: 56, bottom: 48, left: 56 }; // what lies on the map
const isHere = /** @type {Filter} */ (["all", isKind(setting("kind")), ["==", ["get", "name"], setting("name")]]);
const ofHere = setting("outline") ? { source: "outline" } : { ...outlines, filter: isHere };
/** @type {(c: Colours) => Layer[]} */
const hereLayers = (c) => [{ id: "here", type: "line", ...ofHere, paint: { "line-color": c.mark, "line-width": 2.5 } }];
/** @param {GlMap} map */
const showOutline = async (map) => setData(map, "outline", (await getJson(setting("outline"))).area ?? NOTHING);

/**
 * What could not be loaded, by name: tiles of places and of zones, the outline and the line of what the page is about.
 * @type {Set<string>}
 */
const failed = new Set();
let awaited = 0;
/** @type {(map: GlMap, name: string, show: (map: GlMap) => Promise<void>) => Promise<void>} */
const load = async (map, name, show) => {
  awaited += 1;
  try {
    await show(map);
  } catch {
    failed.add(name);
  }
  awaited -= 1;
  map.triggerRepaint(); // it says what it has when it is idle
};
/** @type {(map: GlMap, isWanted: (name: string) => boolean) => Promise<void>} */
const loadParts = async (map, isWanted) => {
  const wanted = Object.entries({ outline: showOutline, line: showLine }).filter(
    ([name]) => setting(name) && isWanted(name),
  );
  await Promise.all(wanted.map(([name, show]) => load(map, name, show)));
};
/** @param {GlMap} map */
const loadAgain = async (map) => {
  const before = new Set(failed);
  failed.clear();
  askForMissing(map);
  await loadParts(map, (name) => before.has(name));
};
const whatFailed = () => {
  if (failed.has("places")) return words.notLoaded;
  return [failed.has("line") ? words.noLine : "", failed.has("outline") || failed.has("zones") ? words.noOutlines : ""]
    .filter(Boolean)
    .join(" ");
};
/** @param {GlMap} map */
const tell = (map) => {
  if (awaited) return;
  if (failed.size) {
    sayFailed(() => loadAgain(map), whatFailed());
    return;
  }
  sayLoaded("", map.getCanvas());
  panel.dataset.ready = "yes";
};
const hasOutline = setting("outline") || (setting("kind") && !setting("base"));
/** @type {(c: Colours, fonts: string[]) => Layer[]} */
const layersOf = (c, fonts) => [
  ...(hasOutline ? hereLayers(c) : []),
  ...layersOfSource("places", c, fonts),
  markedLayer(c),
];
/** @type {(style: Style) => Style} */
const withPlaces = (style) => ({
  ...style,
  sources: {
    places: { type: "vector", tiles: [latest.places], maxzoom: latest.maxzoom },
    marked: { type: "geojson", data: NOTHING },
    ...(setting("outline") ? { outline: { type: "geojson", data: NOTHING } } : {}),
    ...style.sources,
  },
  layers: [...style.layers, ...layersOf(colours(), fontsOf(style))],
});
/** @param {GlMap} map */
const show = async (map) => {
  const fonts = fontsOf(map.getStyle());
  recolour(map, (c) => [...(setting("base") ? [] : baseLayers(c)), ...layersOf(c, fonts)]);
  if ("point" in panel.dataset) mark(map, [west, south]);
  await loadParts(map, () => true);
};
const makeMap = () => {
  const map = new library.Map({
    ...mapOptions,
    container: part("canvas"),
    style: setting("base") || baseStyle(),
    transformStyle: (_, style) => withPlaces(style),
    validateStyle: Boolean(setting("base")), // ours is valid
    bounds: BOUNDS,
    fitBoundsOptions: { padding: BESIDE, maxZoom: 13 },
    cooperativeGestures: true,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  followTiles(map, (source) => ["places", "zones"].includes(source) && failed.add(source));
  return map;
};
const start = async () => {
  await loadLibrary();
  try {
    const map = makeMap();
    map.once("style.load", async () => {
      await show(map);
      map.on("idle", () => tell(map));
      map.triggerRepaint(); // it may have been idle already
    });
    map.getCanvas().focus();
  } catch {
    say(words.noMap);
  }
};
start();
