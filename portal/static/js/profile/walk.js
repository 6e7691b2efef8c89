// Where keys and pointers lead on an elevation profile, and which of its heights is the nearest.
/** @import { Sample } from "../types.js" */

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }; // in hundredths of the way

/**
 * Returns the metres from the start that a key leads to, null for a key that leads nowhere.
 * @param {string} key
 * @param {number} at metres from the start
 * @param {number} length metres
 */
export const walkedTo = (key, at, length) => {
  if (key === "Home") return 0;
  if (key === "End") return length;
  return Object.hasOwn(STEPS, key) ? at + (STEPS[key] * length) / 100 : null;
};

/** @type {(metres: number, length: number) => number} */
export const onTheWay = (metres, length) => Math.min(Math.max(metres, 0), length);

/**
 * Returns the sample next to a place on the way.
 * @type {(samples: Sample[], metres: number) => Sample}
 */
export const nearestSample = (samples, metres) =>
  samples.reduce((best, one) => (Math.abs(one[0] - metres) < Math.abs(best[0] - metres) ? one : best));

/**
 * Where the way lies in the drawing, both in its units: `left` is the start, `right` the end.
 * @typedef {{ left: number, right: number, length: number }} Plot
 */
/** @type {(plot: Plot, metres: number) => number} */
export const xOf = ({ left, right, length }, metres) => left + (metres / length) * (right - left);
/** @type {(plot: Plot, x: number) => number} */
export const metresAt = ({ left, right, length }, x) => ((x - left) / (right - left)) * length;
