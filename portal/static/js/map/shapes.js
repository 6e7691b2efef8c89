// Knows which drawn shapes are areas: the search takes none that crosses itself, or that lies on both sides of longitude 180.
/** @import { Place } from "../types.js" */

/** @type {(a: Place, b: Place, c: Place) => number} */
const side = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
/** @type {(a: Place, b: Place, c: Place) => boolean} */
const isBetween = ([ax, ay], [bx, by], [cx, cy]) =>
  Math.min(ax, bx) <= cx && cx <= Math.max(ax, bx) && Math.min(ay, by) <= cy && cy <= Math.max(ay, by);
/** @typedef {[Place, Place]} Edge */
/** @type {(one: Edge, other: Edge) => boolean} */
const doMeet = ([a, b], [c, d]) => {
  const [ofC, ofD, ofA, ofB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (ofC !== ofD && ofA !== ofB) return true;
  /** @type {[number, Place, Place, Place][]} */
  const ends = [
    [ofC, a, b, c],
    [ofD, a, b, d],
    [ofA, c, d, a],
    [ofB, c, d, b],
  ];
  return ends.some(([where, from, to, corner]) => where === 0 && isBetween(from, to, corner));
};
/** @type {(corners: Place[]) => boolean} */
export const crossesItself = (corners) => {
  /** @param {number} index */
  const after = (index) => corners[(index + 1) % corners.length];
  /** @type {(index: number) => Place} */
  const before = (index) => corners[(index + corners.length - 1) % corners.length];
  /** @type {Edge[]} */
  const edges = corners.map((corner, index) => [corner, after(index)]);
  const isFlat = corners.every((corner) => side(corners[0], corners[1], corner) === 0);
  const isFolded = corners.some(([x, y], index) => {
    const [from, to] = [before(index), after(index)];
    const isBack = (from[0] - x) * (to[0] - x) + (from[1] - y) * (to[1] - y) > 0;
    return isBack && side(from, [x, y], to) === 0;
  });
  /** @type {(one: number, other: number) => boolean} */
  const areApart = (one, other) => other - one > 1 && other - one < edges.length - 1;
  return (
    isFlat ||
    isFolded ||
    edges.some((edge, one) => edges.some((next, other) => areApart(one, other) && doMeet(edge, next)))
  );
};
// The map shows the world again and again: an area in another one of them is moved to ours as a whole.
/** @type {(corners: Place[]) => Place[]} */
export const inOurWorld = (corners) => {
  const worlds = 360 * Math.floor((Math.min(...corners.map(([lon]) => lon)) + 180) / 360);
  /** @param {number} number */
  const rounded = (number) => Number(number.toFixed(5)); // as exact as the address
  return corners.map(([lon, lat]) => [rounded(lon - worlds), rounded(lat)]);
};
/** @type {(corners: Place[]) => boolean} */
export const isPastEdge = (corners) => corners.some(([lon]) => Math.abs(lon) > 180);
