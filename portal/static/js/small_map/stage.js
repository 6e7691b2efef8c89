// Puts the map on the page, around what the page is about.
const [west, south, east, north] = panel.dataset.bounds.split(",").map(Number);
const isHere = ["all", isKind(panel.dataset.kind ?? ""), ["==", ["get", "name"], panel.dataset.name ?? ""]];
const ofHere = panel.dataset.outline ? { source: "outline" } : { ...outlines, filter: isHere };
const hereLayers = (c) => [{ id: "here", type: "line", ...ofHere, paint: { "line-color": c.mark, "line-width": 2.5 } }];
const show = async (map) => {
  map.addSource("places", { type: "vector", tiles: [latest.places], maxzoom: latest.maxzoom });
  map.addSource("marked", { type: "geojson", data: NOTHING });
  if (panel.dataset.outline) map.addSource("outline", { type: "geojson", data: (await fetched(panel.dataset.outline))?.area ?? NOTHING });
  const hasOutline = panel.dataset.outline || (panel.dataset.kind && !panel.dataset.base);
  const layersOf = (c) => [...(hasOutline ? hereLayers(c) : []), ...layersOfSource("places", c, fontsOf(map)), markedLayer(c)];
  for (const layer of layersOf(colours())) map.addLayer(layer);
  recolour(map, (c) => [...(panel.dataset.base ? [] : baseLayers(c)), ...layersOf(c)]);
  await showLine(map);
  if ("point" in panel.dataset) mark(map, [west, south]);
};
try {
  const map = new library.Map({
    ...mapOptions,
    container: part("canvas"),
    style: panel.dataset.base || baseStyle(),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: { top: 32, right: 56, bottom: 48, left: 56 }, maxZoom: 13 }, // beside what lies on the map
    cooperativeGestures: true,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  let hasFailed = false;
  const loadAgain = () => {
    hasFailed = false;
    askForMissing(map);
  };
  followTiles(map, () => {
    hasFailed = true;
  });
  map.once("style.load", async () => {
    await show(map);
    map.on("idle", () => {
      if (hasFailed) return sayFailed(loadAgain);
      sayLoaded("", map.getCanvas());
      panel.dataset.ready = "yes";
    });
    map.triggerRepaint(); // it may have been idle already
  });
  map.getCanvas().focus();
} catch {
  say(words.noMap);
}
