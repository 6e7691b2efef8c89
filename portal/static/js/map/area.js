// Knows the part of the world that is searched in: a box, a drawn area, a circle; all of them are fields of the form.
const EARTH_M = 6371008.8;
const CORNERS = 64;
const field = (name) => form.elements[name]?.value ?? "";
const setField = (name, value) => {
  if (!form.elements[name]) {
    if (!value) return;
    results().append(Object.assign(document.createElement("input"), { type: "hidden", name }));
  }
  form.elements[name].value = value;
};
const numbers = (text) => text.split(",").map(Number);

const ringAround = (lon, lat, metres) =>
  Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = (corner / CORNERS) * 2 * Math.PI;
    const north = (metres / EARTH_M) * Math.cos(angle);
    const east = ((metres / EARTH_M) * Math.sin(angle)) / Math.cos((lat * Math.PI) / 180);
    return [lon + (east * 180) / Math.PI, lat + (north * 180) / Math.PI];
  });
const ring = () => {
  if (field("within")) {
    const corners = field("within").split(";").map(numbers);
    return [...corners, corners[0]];
  }
  if (field("bbox")) {
    const [west, south, east, north] = numbers(field("bbox"));
    return [[west, south], [east, south], [east, north], [west, north], [west, south]];
  }
  const isCircle = field("lat") && Number(field("radius"));
  return isCircle ? ringAround(Number(field("lon")), Number(field("lat")), Number(field("radius"))) : null;
};
const here = () => (field("lat") ? [Number(field("lon")), Number(field("lat"))] : null);

// A few far away do not make the map show the whole world; who lies a little beyond the others is shown with them.
const BEYOND = 2; // as wide or as high, at most
const LEAST_DEGREES = 0.1;
const wholeOrMost = (whole, most) => {
  const sides = ([from, to]) => [0, 1].map((axis) => Math.max(to[axis] - from[axis], LEAST_DEGREES));
  const widest = sides(most).map((side) => side * BEYOND);
  return sides(whole).every((side, axis) => side <= widest[axis]) ? whole : most;
};
const boundsOf = (points, isWhole = true) => {
  const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]).sort((a, b) => a - b));
  const without = (cut) => [[lons[cut], lats[cut]], [lons.at(-1 - cut), lats.at(-1 - cut)]];
  return isWhole || points.length <= 40 ? without(0) : wholeOrMost(without(0), without(Math.floor(points.length / 50)));
};
const shapeOf = (geometry) => ({ type: "Feature", properties: {}, geometry });
let outline = null; // of the zone searched in; it comes with what is found
const areaData = () => ({
  type: "FeatureCollection",
  features: [...(ring() ? [shapeOf({ type: "LineString", coordinates: ring() })] : []), ...(outline ? [shapeOf(outline)] : [])],
});
