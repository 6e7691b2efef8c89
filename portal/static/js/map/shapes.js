// Knows which drawn shapes are areas: the search takes none that crosses itself, or that lies on both sides of longitude 180.
const side = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
const isBetween = ([ax, ay], [bx, by], [cx, cy]) =>
  Math.min(ax, bx) <= cx && cx <= Math.max(ax, bx) && Math.min(ay, by) <= cy && cy <= Math.max(ay, by);
const doMeet = ([a, b], [c, d]) => {
  const [ofC, ofD, ofA, ofB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (ofC !== ofD && ofA !== ofB) return true;
  return [
    [ofC, a, b, c],
    [ofD, a, b, d],
    [ofA, c, d, a],
    [ofB, c, d, b],
  ].some(([where, from, to, corner]) => where === 0 && isBetween(from, to, corner));
};
export const crossesItself = (corners) => {
  const edges = corners.map((corner, index) => [corner, corners[(index + 1) % corners.length]]);
  const isFlat = corners.every((corner) => side(corners[0], corners[1], corner) === 0);
  const isFolded = corners.some(([x, y], index) => {
    const [before, after] = [corners.at(index - 1), corners[(index + 1) % corners.length]];
    const isBack = (before[0] - x) * (after[0] - x) + (before[1] - y) * (after[1] - y) > 0;
    return isBack && side(before, [x, y], after) === 0;
  });
  const areApart = (one, other) => other - one > 1 && other - one < edges.length - 1;
  return (
    isFlat ||
    isFolded ||
    edges.some((edge, one) => edges.some((next, other) => areApart(one, other) && doMeet(edge, next)))
  );
};
// The map shows the world again and again: an area in another one of them is moved to ours as a whole.
export const inOurWorld = (corners) => {
  const worlds = 360 * Math.floor((Math.min(...corners.map(([lon]) => lon)) + 180) / 360);
  return corners.map(([lon, lat]) => [lon - worlds, lat].map((number) => Number(number.toFixed(5)))); // as exact as the address
};
export const isPastEdge = (corners) => corners.some(([lon]) => Math.abs(lon) > 180);
