// Puts the map on the page, and lets phones switch between list and map.
const stage = document.querySelector("[data-stage]");
for (const button of stage.querySelectorAll("[data-stage-show]")) {
  button.addEventListener("click", () => {
    stage.dataset.stage = button.dataset.stageShow;
    for (const other of stage.querySelectorAll("[data-stage-show]")) other.setAttribute("aria-pressed", String(other === button));
  });
}
panel.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("#after-map").focus();
});

const makeMap = async () => {
  const start = await whereTo();
  if (location.hash) isMisplaced = false;
  const map = new library.Map({
    ...mapOptions,
    container: part("canvas"),
    style: panel.dataset.base || baseStyle(),
    ...(start.bounds ? { bounds: start.bounds, fitBoundsOptions: { padding: 40, maxZoom: 14 } } : start),
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
// For who measures (User Timing): the first frame that shows places.
const noteFirst = (map) => {
  const note = () => {
    if (!map.queryRenderedFeatures({ layers: layersShown() }).length) return;
    map.off("render", note);
    performance.mark("escale-map-useful");
  };
  map.on("render", note);
};
try {
  const map = await makeMap();
  // Not "load", which comes after every outline has been drawn: places are asked for at once.
  map.once("style.load", () => {
    draw(map);
    noteFirst(map);
    if (field("bbox")) searchedAt = location.hash ? "" : whereItIs(map);
    showFound(map);
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
