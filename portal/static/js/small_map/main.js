// Puts the map on the page, around what the page is about.
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
} from "../map_common/layers.js";
import { askForMissing, followTiles, getJson, latest, library, sayFailed, sayLoaded } from "../map_common/loading.js";
import { mapOptions } from "../map_common/options.js";
import { panel, part, say, words } from "../map_common/panel.js";
import { showLine } from "./line.js";

const [west, south, east, north] = panel.dataset.bounds.split(",").map(Number);
const isHere = ["all", isKind(panel.dataset.kind ?? ""), ["==", ["get", "name"], panel.dataset.name ?? ""]];
const ofHere = panel.dataset.outline ? { source: "outline" } : { ...outlines, filter: isHere };
const hereLayers = (c) => [{ id: "here", type: "line", ...ofHere, paint: { "line-color": c.mark, "line-width": 2.5 } }];
const showOutline = async (map) =>
  map.getSource("outline").setData((await getJson(panel.dataset.outline)).area ?? NOTHING);

// What could not be loaded, by name: tiles of places and of zones, the outline and the line of what the page is about.
const failed = new Set();
let awaited = 0;
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
const loadParts = async (map, isWanted) => {
  const showing = { outline: showOutline, line: showLine };
  const names = Object.keys(showing).filter((name) => panel.dataset[name] && isWanted(name));
  await Promise.all(names.map((name) => load(map, name, showing[name])));
};
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
const tell = (map) => {
  if (awaited) return;
  if (failed.size) {
    sayFailed(() => loadAgain(map), whatFailed());
    return;
  }
  sayLoaded("", map.getCanvas());
  panel.dataset.ready = "yes";
};
const hasOutline = panel.dataset.outline || (panel.dataset.kind && !panel.dataset.base);
const layersOf = (c, fonts) => [
  ...(hasOutline ? hereLayers(c) : []),
  ...layersOfSource("places", c, fonts),
  markedLayer(c),
];
const withPlaces = (style) => ({
  ...style,
  sources: {
    places: { type: "vector", tiles: [latest.places], maxzoom: latest.maxzoom },
    marked: { type: "geojson", data: NOTHING },
    ...(panel.dataset.outline ? { outline: { type: "geojson", data: NOTHING } } : {}),
    ...style.sources,
  },
  layers: [...style.layers, ...layersOf(colours(), fontsOf(style))],
});
const show = async (map) => {
  const fonts = fontsOf(map.getStyle());
  recolour(map, (c) => [...(panel.dataset.base ? [] : baseLayers(c)), ...layersOf(c, fonts)]);
  if ("point" in panel.dataset) mark(map, [west, south]);
  await loadParts(map, () => true);
};
try {
  const map = new library.Map({
    ...mapOptions,
    container: part("canvas"),
    style: panel.dataset.base || baseStyle(),
    transformStyle: (_, style) => withPlaces(style),
    validateStyle: Boolean(panel.dataset.base), // ours is valid
    bounds: [
      [west, south],
      [east, north],
    ],
    fitBoundsOptions: { padding: { top: 32, right: 56, bottom: 48, left: 56 }, maxZoom: 13 }, // beside what lies on the map
    cooperativeGestures: true,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  followTiles(map, (source) => ["places", "zones"].includes(source) && failed.add(source));
  map.once("style.load", async () => {
    await show(map);
    map.on("idle", () => tell(map));
    map.triggerRepaint(); // it may have been idle already
  });
  map.getCanvas().focus();
} catch {
  say(words.noMap);
}
