// Puts the map on the page, and lets phones switch between list and map.
/** @import { GlMap } from "../types.js" */
import { every, given, one } from "../dom.js";
import "./history.js";
import { featureAt, markCards, markPoints } from "./cards.js";
import { followTheme, showNames, withData } from "./data_layers.js";
import { addCorner, allowDrawing, drawing, hasJustDrawn } from "./drawing.js";
import { field } from "./form.js";
import { tell } from "./on_view_list.js";
import { openFeature } from "./popup.js";
import {
  FITTED,
  askAhead,
  failed,
  firstFound,
  frameAround,
  hasFailed,
  isLoading,
  setMisplaced,
  showFound,
  whereTo,
} from "./results_source.js";
import { followList, followMap, setSearchedAt, whereItIs } from "./searching.js";
import { drawnSpots } from "./spots.js";
import { baseStyle } from "../map_common/layers.js";
import { followTiles, library, loadLibrary } from "../map_common/loading.js";
import { mapOptions } from "../map_common/options.js";
import { panel, part, say, setting, words } from "../map_common/panel.js";

const stage = one(document, "[data-stage]", HTMLElement);
const switches = every(stage, "[data-stage-show]", HTMLButtonElement);
for (const button of switches) {
  button.addEventListener("click", () => {
    stage.dataset.stage = given(button, "stageShow");
    for (const other of switches) other.setAttribute("aria-pressed", String(other === button));
  });
}
one(panel, ".skip", HTMLElement).addEventListener("click", (event) => {
  event.preventDefault();
  one(document, "#after-map", HTMLElement).focus();
});

const makeMap = async () => {
  const start = await whereTo();
  if (location.hash) setMisplaced(false);
  else if (start.bounds) askAhead(frameAround(start.bounds, part("canvas")));
  const map = new library.Map({
    ...mapOptions,
    container: part("canvas"),
    style: setting("base") || baseStyle(),
    transformStyle: (_, style) => withData(style, firstFound()),
    validateStyle: Boolean(setting("base")), // ours is valid
    ...(start.bounds ? { bounds: start.bounds, fitBoundsOptions: FITTED } : start),
    hash: "map",
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  followTiles(map, (source) => {
    if (source === "places") failed.tiles = true;
    if (source === "zones") failed.zones = true;
  });
  return map;
};
// The canvas waits for its first places: where the processor draws, a frame of an empty map takes as long as one that is worth it.
const LONGEST_EMPTY_MS = 1500;
/** @param {GlMap} map */
const awaitFirst = (map) => {
  const canvas = map.getCanvas();
  const reveal = () => {
    if (canvas.classList.contains("map__waiting")) showNames(map);
    canvas.classList.remove("map__waiting");
  };
  const look = () => {
    if (!drawnSpots(map).length) return;
    map.off("render", look);
    performance.mark("escale-map-useful"); // for who measures (User Timing)
    reveal();
  };
  canvas.classList.add("map__waiting");
  map.on("render", look);
  map.once("idle", reveal);
  setTimeout(reveal, LONGEST_EMPTY_MS);
};
/** @param {GlMap} map */
const begin = (map) => {
  if (field("bbox")) setSearchedAt(location.hash ? "" : whereItIs(map));
  showFound(map);
  awaitFirst(map);
  followTheme(map);
  part("tools").hidden = false;
  followMap(map);
  followList(map);
  markCards(map);
  markPoints(map);
  allowDrawing(map);
  map.on("click", (event) => {
    if (drawing.kind) return addCorner(map, event);
    if (hasJustDrawn()) return;
    const feature = featureAt(map, event.point);
    if (feature) openFeature(map, feature);
  });
  map.on("idle", () => {
    tell(map);
    if (!hasFailed() && !isLoading(map)) panel.dataset.ready = "yes";
  });
};
const start = async () => {
  await loadLibrary();
  try {
    const map = await makeMap();
    map.once("style.load", () => begin(map)); // not "load", which comes after every outline has been drawn: places are asked for at once
  } catch {
    say(words.noMap);
  }
};
start();
