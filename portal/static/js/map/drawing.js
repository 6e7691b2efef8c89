// Lets the reader draw where to search: an area by its corners, a circle by its middle and edge.
const MOST_CORNERS = 100;
const drawing = { kind: "", corners: [] };
const RADII_M = panel.dataset.radii.split(" ").map(Number);
const NEAR_PX = 12;

const drawn = (line, corners) => ({
  type: "FeatureCollection",
  features: [
    ...(line.length > 1 ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } }] : []),
    ...corners.map((corner) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: corner } })),
  ],
});
const nearestRadius = (metres) => RADII_M.reduce((best, radius) => (Math.abs(radius - metres) < Math.abs(best - metres) ? radius : best));
const sketch = (map, pointer) => {
  const [first] = drawing.corners;
  let line = drawing.corners;
  if (drawing.kind === "circle" && first && pointer) {
    const metres = nearestRadius(new library.LngLat(...first).distanceTo(pointer));
    line = ringAround(first[0], first[1], metres);
  } else if (pointer) line = [...line, pointer.toArray()];
  map.getSource("drawn").setData(drawn(line, drawing.corners));
};
const stopDrawing = (map) => {
  drawing.kind = "";
  drawing.corners = [];
  map.getSource("drawn").setData(NOTHING);
  map.doubleClickZoom.enable();
  map.getCanvas().classList.remove("map__canvas--drawing");
  for (const button of panel.querySelectorAll("[data-map-draw]")) button.setAttribute("aria-pressed", "false");
};
const finish = (map, pointer) => {
  const { kind, corners } = drawing;
  if (kind === "circle") {
    const [lon, lat] = corners[0];
    const radius = nearestRadius(new library.LngLat(lon, lat).distanceTo(pointer));
    submitArea({ lon: lon.toFixed(5), lat: lat.toFixed(5), radius: String(radius) });
  } else if (corners.length >= 3) submitArea({ within: corners.map((corner) => corner.map((number) => number.toFixed(5)).join(",")).join(";") });
  else return;
  stopDrawing(map);
};
const addCorner = (map, { lngLat, point }) => {
  if (drawing.kind === "circle" && drawing.corners.length === 1) return finish(map, lngLat);
  const first = drawing.corners[0] && map.project(drawing.corners[0]);
  const isClosed = first && drawing.corners.length >= 3 && Math.hypot(first.x - point.x, first.y - point.y) < NEAR_PX;
  if (!isClosed) drawing.corners.push(lngLat.toArray());
  if (isClosed || drawing.corners.length === MOST_CORNERS) return finish(map, lngLat);
  return sketch(map);
};
const allowDrawing = (map) => {
  for (const button of panel.querySelectorAll("[data-map-draw]")) {
    button.addEventListener("click", () => {
      const isAtIt = drawing.kind === button.dataset.mapDraw;
      stopDrawing(map);
      if (isAtIt) return;
      drawing.kind = button.dataset.mapDraw;
      button.setAttribute("aria-pressed", "true");
      map.doubleClickZoom.disable();
      map.getCanvas().classList.add("map__canvas--drawing");
      say(words[drawing.kind]);
    });
  }
  map.on("mousemove", (event) => drawing.kind && sketch(map, event.lngLat));
  document.addEventListener("keydown", (event) => {
    if (!drawing.kind) return;
    if (event.key === "Escape") stopDrawing(map);
    if (event.key === "Enter" && map.getCanvas() === document.activeElement) finish(map, map.getCenter());
  });
};
