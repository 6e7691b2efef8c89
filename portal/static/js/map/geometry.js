// Circles and frames on the map, in degrees; nothing here knows of a page.
const EARTH_M = 6371008.8;
const CORNERS = 64;

// Returns the closed ring of points so many metres around a place.
export const ringAround = (lon, lat, metres) =>
  Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = (corner / CORNERS) * 2 * Math.PI;
    const north = (metres / EARTH_M) * Math.cos(angle);
    const east = ((metres / EARTH_M) * Math.sin(angle)) / Math.cos((lat * Math.PI) / 180);
    return [lon + (east * 180) / Math.PI, lat + (north * 180) / Math.PI];
  });
// A few far away do not make the map show the whole world; who lies a little beyond the others is shown with them.
const BEYOND = 2; // as wide or as high, at most
const LEAST_DEGREES = 0.1;
export const wholeOrMost = (whole, most) => {
  const sides = ([from, to]) => [0, 1].map((axis) => Math.max(to[axis] - from[axis], LEAST_DEGREES));
  const widest = sides(most).map((side) => side * BEYOND);
  return sides(whole).every((side, axis) => side <= widest[axis]) ? whole : most;
};
export const boundsOf = (points, isWhole = true) => {
  const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]).sort((a, b) => a - b));
  const without = (cut) => [
    [lons[cut], lats[cut]],
    [lons.at(-1 - cut), lats.at(-1 - cut)],
  ];
  return isWhole || points.length <= 40 ? without(0) : wholeOrMost(without(0), without(Math.floor(points.length / 50)));
};
