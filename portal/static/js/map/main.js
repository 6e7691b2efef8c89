// Puts the map on the page, and lets phones switch between list and map.
import "./history.js";
import { field } from "./area.js";
import { featureAt, markCards, markPoints } from "./cards.js";
import { followTheme, showNames, withData } from "./data_layers.js";
import { addCorner, allowDrawing, drawing, hasJustDrawn } from "./drawing.js";
import { layersShown, tell } from "./on_view_list.js";
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
import { baseStyle } from "../map_common/layers.js";
import { followTiles, library } from "../map_common/loading.js";
import { mapOptions } from "../map_common/options.js";
import { panel, part, say, words } from "../map_common/panel.js";

const stage = document.querySelector("[data-stage]");
for (const button of stage.querySelectorAll("[data-stage-show]")) {
  button.addEventListener("click", () => {
    stage.dataset.stage = button.dataset.stageShow;
    for (const other of stage.querySelectorAll("[data-stage-show]"))
      other.setAttribute("aria-pressed", String(other === button));
  });
}
panel.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("#after-map").focus();
});

const makeMap = async () => {
  const start = await whereTo();
  if (location.hash) setMisplaced(false);
  else if (start.bounds) askAhead(frameAround(start.bounds, part("canvas")));
  const map = new library.Map({
    ...mapOptions,
    container: part("canvas"),
    style: panel.dataset.base || baseStyle(),
    transformStyle: (_, style) => withData(style, firstFound()),
    validateStyle: Boolean(panel.dataset.base), // ours is valid
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
const awaitFirst = (map) => {
  const canvas = map.getCanvas();
  const reveal = () => {
    if (canvas.classList.contains("map__waiting")) showNames(map);
    canvas.classList.remove("map__waiting");
  };
  const look = () => {
    if (!map.queryRenderedFeatures({ layers: layersShown() }).length) return;
    map.off("render", look);
    performance.mark("escale-map-useful"); // for who measures (User Timing)
    reveal();
  };
  canvas.classList.add("map__waiting");
  map.on("render", look);
  map.once("idle", reveal);
  setTimeout(reveal, LONGEST_EMPTY_MS);
};
try {
  const map = await makeMap();
  // Not "load", which comes after every outline has been drawn: places are asked for at once.
  map.once("style.load", () => {
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
      if (hasJustDrawn()) return null;
      const feature = featureAt(map, event.point);
      return feature && openFeature(map, feature);
    });
    map.on("idle", () => {
      tell(map);
      if (!hasFailed() && !isLoading(map)) panel.dataset.ready = "yes";
    });
  });
} catch {
  say(words.noMap);
}
