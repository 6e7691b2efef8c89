// Lets the reader draw where to search: an area by its corners, a rectangle by two of them, a circle by its middle and edge.
// Without a mouse the middle of the map is the pointer: arrow keys move the map, Enter is a click.
import { boundsOf, ringAround } from "./geometry.js";
import { keepFocus, told } from "./form.js";
import { tell } from "./on_view_list.js";
import { offer, submitArea } from "./searching.js";
import { crossesItself, inOurWorld, isPastEdge } from "./shapes.js";
import { NOTHING } from "../map_common/layers.js";
import { library } from "../map_common/loading.js";
import { panel, part, say, words } from "../map_common/panel.js";

const MOST_CORNERS = 100;
export const drawing = { kind: "", corners: [], endedAt: -Infinity };
const RADII_M = panel.dataset.radii.split(" ").map(Number);
const NEAR_PX = 12;
const SAME_PX = 4;
const DOUBLE_MS = 500;

const drawn = (line, corners) => ({
  type: "FeatureCollection",
  features: [
    ...(line.length > 1
      ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } }]
      : []),
    ...corners.map((corner) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: corner } })),
  ],
});
const nearestRadius = (metres) =>
  RADII_M.reduce((best, radius) => (Math.abs(radius - metres) < Math.abs(best - metres) ? radius : best));
const chosenRadius = () => Number(part("radius").value);
const between = ([west, south], [east, north]) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];
const middleOfCircle = (map) => (drawing.corners.length ? new library.LngLat(...drawing.corners[0]) : map.getCenter());
const isNear = (map, corner, { x, y }, within = NEAR_PX) => {
  const there = map.project(corner);
  return Math.hypot(there.x - x, there.y - y) < within;
};
const lineTo = (map, pointer) => {
  const [first] = drawing.corners;
  const end = pointer.toArray();
  if (drawing.kind === "circle") return ringAround(...middleOfCircle(map).toArray(), chosenRadius());
  if (!first) return [];
  return drawing.kind === "rectangle" ? [...between(first, end), first] : [...drawing.corners, end];
};
// The button to take a point back is there while something is drawn, for those who have no keyboard at hand.
const showUndo = () => {
  const button = part("undo");
  const isIdle = !drawing.corners.length;
  if (isIdle) keepFocus(button);
  button.hidden = !drawing.kind;
  button.disabled = isIdle;
};
const sketch = (map, pointer = map.getCenter()) => {
  showUndo();
  map.getSource("drawn").setData(drawn(lineTo(map, pointer), drawing.corners));
};
const sayCircle = () => say(told(drawing.corners.length ? words.circleAt : words.circle, chosenRadius() / 1000));
// The field says what is drawn: the edge of a circle goes with the mouse, from one choice of the field to the next.
const followPointer = (map, { lngLat, point }) => {
  const [first] = drawing.corners;
  if (drawing.kind === "circle" && first && !isNear(map, first, point)) {
    part("radius").value = String(nearestRadius(middleOfCircle(map).distanceTo(lngLat)));
    sayCircle();
  }
  sketch(map, lngLat);
};

// The second click of a double one is part of the drawing that the first has ended: it neither zooms nor opens anything.
export const hasJustDrawn = () => performance.now() - drawing.endedAt < DOUBLE_MS;
const stopDrawing = (map) => {
  if (drawing.kind) drawing.endedAt = performance.now();
  drawing.kind = "";
  drawing.corners = [];
  map.getSource("drawn").setData(NOTHING);
  showUndo();
  setTimeout(() => drawing.kind || map.doubleClickZoom.enable(), DOUBLE_MS);
  map.getContainer().classList.remove("map__canvas--drawing");
  keepFocus(part("circle"));
  part("circle").hidden = true;
  for (const button of panel.querySelectorAll("[data-map-draw]")) button.setAttribute("aria-pressed", "false");
};
const searchInRing = (map, drawnCorners) => {
  const corners = inOurWorld(drawnCorners);
  if (isPastEdge(corners)) return say(words.pastEdge);
  if (crossesItself(corners)) return say(words.crossed);
  submitArea({ within: corners.map((corner) => corner.map((number) => number.toFixed(5)).join(",")).join(";") });
  return stopDrawing(map);
};
const searchInCircle = (map) => {
  const { lng, lat } = middleOfCircle(map).wrap();
  submitArea({ lon: lng.toFixed(5), lat: lat.toFixed(5), radius: String(chosenRadius()) });
  stopDrawing(map);
};
const placeCircle = (map, { lngLat, point }) => {
  const [first] = drawing.corners;
  if (first && isNear(map, first, point)) return;
  if (first) {
    followPointer(map, { lngLat, point });
    searchInCircle(map);
    return;
  }
  drawing.corners.push(lngLat.toArray());
  sayCircle();
  sketch(map);
};
export const addCorner = (map, { lngLat, point }) => {
  const { kind, corners } = drawing;
  const [first] = corners;
  if (kind === "circle") return placeCircle(map, { lngLat, point });
  if (kind === "rectangle" && first) {
    const isFlat = first.some((side, axis) => Math.abs(side - lngLat.toArray()[axis]) < 1e-4);
    return isFlat ? null : searchInRing(map, between(first, lngLat.toArray()));
  }
  const isClosed = corners.length >= 3 && isNear(map, first, point);
  if (isClosed || corners.length >= MOST_CORNERS) return searchInRing(map, corners);
  if (!first || !isNear(map, corners.at(-1), point, SAME_PX)) corners.push(lngLat.toArray());
  say(told(words.corners, corners.length));
  return sketch(map, lngLat);
};
const endByDoubleClick = (map) => {
  if (drawing.kind === "polygon" && drawing.corners.length >= 3) searchInRing(map, drawing.corners);
};
const setRadius = (map, radius) => {
  part("radius").value = String(radius);
  sayCircle();
  const around = ringAround(...middleOfCircle(map).toArray(), radius);
  const box = map.getBounds();
  if (around.every((corner) => box.contains(corner))) sketch(map);
  else map.fitBounds(boundsOf(around), { padding: 24 });
};
const begin = (map, kind, { detail }) => {
  const isAtIt = drawing.kind === kind;
  stopDrawing(map);
  if (isAtIt) return;
  drawing.kind = kind;
  panel.querySelector(`[data-map-draw="${kind}"]`).setAttribute("aria-pressed", "true");
  map.doubleClickZoom.disable();
  map.getContainer().classList.add("map__canvas--drawing");
  offer(false);
  showUndo();
  const byKeyboard = detail === 0;
  if (byKeyboard) map.getCanvas().focus();
  if (kind !== "circle") return say(words[kind]);
  part("circle").hidden = false;
  const box = map.getBounds();
  part("radius").value = String(nearestRadius(box.getNorthWest().distanceTo(box.getSouthWest()) / 3));
  sayCircle();
  return sketch(map);
};
const takeBack = (map, pointer = map.getCenter()) => {
  drawing.corners.pop();
  if (drawing.kind === "circle") sayCircle();
  else say(told(words.corners, drawing.corners.length));
  sketch(map, pointer);
};
// A finger points nowhere between two touches: the line ends at the last corner.
const takeBackByHand = (map) => {
  const last = drawing.corners.at(-2);
  takeBack(map, last ? new library.LngLat(...last) : map.getCenter());
};
// Enter twice at one place is the double click of the keyboard.
const enterCorner = (map) => {
  const { kind, corners } = drawing;
  const isTwice = kind === "polygon" && corners.length > 0 && isNear(map, corners.at(-1), middleOf(map).point, SAME_PX);
  if (!isTwice) return addCorner(map, middleOf(map));
  return corners.length >= 3 ? searchInRing(map, corners) : say(words.polygon);
};
const KEYS = {
  Enter: (map) => (drawing.kind === "circle" ? searchInCircle(map) : enterCorner(map)),
  Backspace: (map) => takeBack(map),
  "+": (map) => setRadius(map, RADII_M[Math.min(RADII_M.indexOf(chosenRadius()) + 1, RADII_M.length - 1)]),
  "-": (map) => setRadius(map, RADII_M[Math.max(RADII_M.indexOf(chosenRadius()) - 1, 0)]),
};
KEYS["="] = KEYS["+"];
const middleOf = (map) => ({ lngLat: map.getCenter(), point: map.project(map.getCenter()) });
const onKey = (map, event) => {
  if (!drawing.kind) return;
  if (event.key === "Escape") {
    event.preventDefault(); // it closes nothing else
    stopDrawing(map);
    tell(map);
  }
  const isOfCircle = !["+", "-", "="].includes(event.key) || drawing.kind === "circle";
  if (map.getCanvas() !== document.activeElement || !KEYS[event.key] || !isOfCircle) return;
  event.preventDefault();
  event.stopPropagation(); // here + and - are no zoom
  KEYS[event.key](map);
};
export const allowDrawing = (map) => {
  for (const button of panel.querySelectorAll("[data-map-draw]"))
    button.addEventListener("click", (event) => begin(map, button.dataset.mapDraw, event));
  part("radius").addEventListener("change", (event) => {
    event.stopPropagation(); // it is no filter of the form
    setRadius(map, chosenRadius());
  });
  part("undo").addEventListener("click", () => takeBackByHand(map));
  part("encircle").addEventListener("click", () => searchInCircle(map));
  map.on("dblclick", () => endByDoubleClick(map));
  map.on("mousemove", (event) => drawing.kind && followPointer(map, event));
  map.on("move", () => drawing.kind && map.getCanvas() === document.activeElement && sketch(map));
  document.addEventListener("keydown", (event) => onKey(map, event), true);
};
