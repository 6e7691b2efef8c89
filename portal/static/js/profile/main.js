// Follows the pointer, a finger or the arrow keys on an elevation profile: marks the place, says distance and height, and tells a map where
// that is (`escale:profile`); a map that is pointed at tells the profile (`escale:map-distance`, metres from the start).
/** @import { Sample } from "../types.js" */
import { every, given, one } from "../dom.js";
import { metresAt, nearestSample, onTheWay, walkedTo, xOf } from "./walk.js";

const AGAIN_MS = 1000; // a pointer that moves on asks no server that is down a hundred times

/**
 * Returns what asks for the samples: once, and again some time after it was in vain; [] while there are none.
 * @param {string} address
 */
const samplesOf = (address) => {
  /** @type {Promise<Sample[]> | null} */
  let samples = null;
  let failedAt = -AGAIN_MS;
  return async () => {
    if (!samples && performance.now() - failedAt < AGAIN_MS) return [];
    try {
      samples ??= fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
      return await samples;
    } catch {
      samples = null; // asked for again by a later move
      failedAt = performance.now();
      return [];
    }
  };
};

/** @param {HTMLElement} figure */
const follow = (figure) => {
  const drawing = one(figure, "svg", SVGSVGElement);
  const cursor = one(figure, "[data-profile-cursor]", SVGElement);
  const said = one(figure, "[data-profile-said]", HTMLElement);
  const [left, , right] = given(drawing, "plot").split(" ").map(Number);
  const length = Number(given(drawing, "length"));
  const plot = { left, right, length };
  const write = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const load = samplesOf(given(figure, "profile"));
  /** @type {number | null} */
  let at = 0;

  /** @param {string} words */
  const say = (words) => {
    said.textContent = words;
    drawing.setAttribute("aria-valuetext", words);
  };
  /** @param {number} metres */
  const show = async (metres) => {
    at = metres;
    const known = await load();
    if (at !== metres) return null; // another move came meanwhile
    if (known.length === 0) {
      say(given(figure, "failed"));
      return null;
    }
    const sample = nearestSample(known, metres);
    for (const side of ["x1", "x2"]) cursor.setAttribute(side, String(xOf(plot, sample[0])));
    cursor.setAttribute("visibility", "visible");
    drawing.setAttribute("aria-valuenow", String(Math.round(sample[0])));
    say(`${write.format(sample[0] / 1000)} km · ${write.format(Math.round(sample[1]))} m`);
    return sample;
  };
  /** @param {{ distance: number, height: number, longitude: number, latitude: number } | null} detail */
  const tell = (detail) => figure.dispatchEvent(new CustomEvent("escale:profile", { bubbles: true, detail }));
  /** @param {number} metres */
  const showAndTell = async (metres) => {
    const sample = await show(onTheWay(metres, length));
    if (!sample) return;
    const [distance, height, longitude, latitude] = sample;
    tell({ distance, height, longitude, latitude });
  };
  const hide = () => {
    at = null;
    cursor.setAttribute("visibility", "hidden");
    said.textContent = "";
    tell(null);
  };
  /** @param {PointerEvent} event */
  const point = (event) => {
    const frame = drawing.getBoundingClientRect();
    const x = ((event.clientX - frame.left) / frame.width) * drawing.viewBox.baseVal.width;
    showAndTell(metresAt(plot, x));
  };
  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own, such as going back
    if (key === "Escape") {
      hide();
      return;
    }
    const metres = walkedTo(key, at ?? 0, length);
    if (metres === null) return;
    event.preventDefault();
    showAndTell(metres);
  };

  const slider = {
    role: "slider",
    tabindex: 0,
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(length),
    "aria-valuenow": 0,
    "aria-valuetext": `${write.format(0)} km`,
  };
  for (const [name, value] of Object.entries(slider)) drawing.setAttribute(name, String(value));
  drawing.addEventListener("pointermove", point);
  drawing.addEventListener("pointerdown", point);
  drawing.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && hide()); // a lifted finger leaves the mark to be read
  drawing.addEventListener("blur", hide);
  drawing.addEventListener("keydown", walk);
  document.addEventListener("escale:map-distance", ({ detail }) => (detail === null ? hide() : show(detail)));
};
for (const figure of every(document, "[data-profile]", HTMLElement)) follow(figure);
