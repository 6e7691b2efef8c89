// Lets the reader draw where to search: an area by its corners, a rectangle by two of them, a circle by its middle and edge.
// Without a mouse the middle of the map is the pointer: arrow keys move the map, Enter is a click.
/** @import { GlMap, Kind, LngLat, Pixel, Place, Pointed } from "../types.js" */
/** @import { Drawing } from "./sketch.js" */
import { every, given, one } from "../dom.js";
import { boundsOf, rectangleOf, ringAround } from "./geometry.js";
import { keepFocus, told } from "./form.js";
import { tell } from "./on_view_list.js";
import { offer, submitArea } from "./searching.js";
import { crossesItself, inOurWorld, isPastEdge } from "./shapes.js";
import { isFlat, isWithin, lineTo, nearestRadius, nextRadius, sketchOf, withinOf } from "./sketch.js";
import { NOTHING, setData } from "../map_common/layers.js";
import { library } from "../map_common/loading.js";
import { panel, part, partAs, say, setting, words } from "../map_common/panel.js";

const LEAST_CORNERS = 3;
const MOST_CORNERS = 100;
/** @type {Drawing} */
export const drawing = { kind: "", corners: [] };
let endedAt = -Infinity;
const RADII_M = setting("radii").split(" ").map(Number);
const NEAR_PX = 12;
const SAME_PX = 4;
const DOUBLE_MS = 500;

const radiusField = () => partAs("radius", HTMLSelectElement);
const chosenRadius = () => Number(radiusField().value);
/** @type {(map: GlMap) => LngLat} */
const middleOfCircle = (map) => (drawing.corners.length ? new library.LngLat(...drawing.corners[0]) : map.getCenter());
/** @type {(at: LngLat) => Place} */
const placeOf = ({ lng, lat }) => [lng, lat];
/** @type {(map: GlMap, corner: Place, point: Pixel, within?: number) => boolean} */
const isNear = (map, corner, point, within = NEAR_PX) => isWithin(map.project(corner), point, within);

// The button to take a point back is there while something is drawn, for those who have no keyboard at hand.
const showUndo = () => {
  const button = partAs("undo", HTMLButtonElement);
  const isIdle = !drawing.corners.length;
  if (isIdle) keepFocus(button);
  button.hidden = !drawing.kind;
  button.disabled = isIdle;
};
/** @type {(map: GlMap, pointer?: LngLat) => void} */
const sketch = (map, pointer = map.getCenter()) => {
  showUndo();
  const circle = { middle: placeOf(middleOfCircle(map)), metres: chosenRadius() };
  setData(map, "drawn", sketchOf(lineTo(drawing, placeOf(pointer), circle), drawing.corners));
};
const sayCircle = () => say(told(drawing.corners.length ? words.circleAt : words.circle, chosenRadius() / 1000));
/**
 * The field says what is drawn: the edge of a circle goes with the mouse, from one choice of the field to the next.
 * @type {(map: GlMap, at: Pointed) => void}
 */
const followPointer = (map, { lngLat, point }) => {
  const [first] = drawing.corners;
  if (drawing.kind === "circle" && first && !isNear(map, first, point)) {
    radiusField().value = String(nearestRadius(RADII_M, middleOfCircle(map).distanceTo(lngLat)));
    sayCircle();
  }
  sketch(map, lngLat);
};
const drawButtons = () => every(panel, "[data-map-draw]", HTMLButtonElement);

// The second click of a double one is part of the drawing that the first has ended: it neither zooms nor opens anything.
export const hasJustDrawn = () => performance.now() - endedAt < DOUBLE_MS;
/** @param {GlMap} map */
const stopDrawing = (map) => {
  if (drawing.kind) endedAt = performance.now();
  drawing.kind = "";
  drawing.corners = [];
  setData(map, "drawn", NOTHING);
  showUndo();
  setTimeout(() => drawing.kind || map.doubleClickZoom.enable(), DOUBLE_MS);
  map.getContainer().classList.remove("map__canvas--drawing");
  keepFocus(part("circle"));
  part("circle").hidden = true;
  for (const button of drawButtons()) button.setAttribute("aria-pressed", "false");
};
/** @type {(map: GlMap, drawnCorners: Place[]) => void} */
const searchInRing = (map, drawnCorners) => {
  const corners = inOurWorld(drawnCorners);
  if (isPastEdge(corners)) return say(words.pastEdge);
  if (crossesItself(corners)) return say(words.crossed);
  submitArea({ within: withinOf(corners) });
  stopDrawing(map);
};
/** @param {GlMap} map */
const searchInCircle = (map) => {
  const { lng, lat } = middleOfCircle(map).wrap();
  submitArea({ lon: lng.toFixed(5), lat: lat.toFixed(5), radius: String(chosenRadius()) });
  stopDrawing(map);
};
/** @type {(map: GlMap, at: Pointed) => void} */
const placeCircle = (map, { lngLat, point }) => {
  const [first] = drawing.corners;
  if (first && isNear(map, first, point)) return;
  if (first) {
    followPointer(map, { lngLat, point });
    searchInCircle(map);
    return;
  }
  drawing.corners.push(placeOf(lngLat));
  sayCircle();
  sketch(map);
};
/** @type {(map: GlMap, at: Pointed) => void} */
export const addCorner = (map, { lngLat, point }) => {
  const { kind, corners } = drawing;
  const first = corners.at(0);
  const last = corners.at(-1);
  const here = placeOf(lngLat);
  if (kind === "circle") return placeCircle(map, { lngLat, point });
  if (kind === "rectangle" && first) {
    if (!isFlat(first, here)) searchInRing(map, rectangleOf(first, here));
    return;
  }
  const isClosed = first && corners.length >= LEAST_CORNERS && isNear(map, first, point);
  if (isClosed || corners.length >= MOST_CORNERS) return searchInRing(map, corners);
  if (!last || !isNear(map, last, point, SAME_PX)) corners.push(here);
  say(told(words.corners, corners.length));
  sketch(map, lngLat);
};
/** @param {GlMap} map */
const endByDoubleClick = (map) => {
  if (drawing.kind === "polygon" && drawing.corners.length >= LEAST_CORNERS) searchInRing(map, drawing.corners);
};
/** @type {(map: GlMap, radius: number) => void} */
const setRadius = (map, radius) => {
  radiusField().value = String(radius);
  sayCircle();
  const around = ringAround(...placeOf(middleOfCircle(map)), radius);
  const box = map.getBounds();
  if (around.every((corner) => box.contains(corner))) sketch(map);
  else map.fitBounds(boundsOf(around), { padding: 24 });
};
/** @type {(map: GlMap, kind: Kind, event: MouseEvent) => void} */
const begin = (map, kind, { detail }) => {
  const isAtIt = drawing.kind === kind;
  stopDrawing(map);
  if (isAtIt) return;
  drawing.kind = kind;
  one(panel, `[data-map-draw="${kind}"]`, HTMLElement).setAttribute("aria-pressed", "true");
  map.doubleClickZoom.disable();
  map.getContainer().classList.add("map__canvas--drawing");
  offer(false);
  showUndo();
  const byKeyboard = detail === 0;
  if (byKeyboard) map.getCanvas().focus();
  if (kind !== "circle") {
    say(words[kind]);
    return;
  }
  part("circle").hidden = false;
  const box = map.getBounds();
  radiusField().value = String(nearestRadius(RADII_M, box.getNorthWest().distanceTo(box.getSouthWest()) / 3));
  sayCircle();
  sketch(map);
};
/** @type {(map: GlMap, pointer?: LngLat) => void} */
const takeBack = (map, pointer = map.getCenter()) => {
  drawing.corners.pop();
  if (drawing.kind === "circle") sayCircle();
  else say(told(words.corners, drawing.corners.length));
  sketch(map, pointer);
};
// A finger points nowhere between two touches: the line ends at the last corner.
/** @param {GlMap} map */
const takeBackByHand = (map) => {
  const last = drawing.corners.at(-2);
  takeBack(map, last ? new library.LngLat(...last) : map.getCenter());
};
/** @type {(map: GlMap) => Pointed} */
const middleOf = (map) => ({ lngLat: map.getCenter(), point: map.project(map.getCenter()) });
// Enter twice at one place is the double click of the keyboard.
/** @param {GlMap} map */
const enterCorner = (map) => {
  const { kind, corners } = drawing;
  const last = corners.at(-1);
  const isTwice = kind === "polygon" && last && isNear(map, last, middleOf(map).point, SAME_PX);
  if (!isTwice) addCorner(map, middleOf(map));
  else if (corners.length >= LEAST_CORNERS) searchInRing(map, corners);
  else say(words.polygon);
};
/** @type {(map: GlMap) => void} */
const widen = (map) => setRadius(map, nextRadius(RADII_M, chosenRadius(), 1));
/** @type {Record<string, (map: GlMap) => void>} */
const KEYS = {
  Enter: (map) => (drawing.kind === "circle" ? searchInCircle(map) : enterCorner(map)),
  Backspace: (map) => takeBack(map),
  "+": widen,
  "=": widen, // the same key on many keyboards
  "-": (map) => setRadius(map, nextRadius(RADII_M, chosenRadius(), -1)),
};
/** @type {(map: GlMap, event: KeyboardEvent) => void} */
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
/** @param {GlMap} map */
export const allowDrawing = (map) => {
  for (const button of drawButtons()) {
    const kind = /** @type {Kind} */ (given(button, "mapDraw"));
    button.addEventListener("click", (event) => begin(map, kind, event));
  }
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
