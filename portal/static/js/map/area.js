// Knows the part of the world that is searched in: a box, a drawn area, a circle; all of them are fields of the form.
import { ringAround } from "./geometry.js";
import { form, results } from "./form.js";

export const field = (name) => form.elements[name]?.value ?? "";
export const setField = (name, value) => {
  if (!form.elements[name]) {
    if (!value) return;
    results().append(Object.assign(document.createElement("input"), { type: "hidden", name }));
  }
  form.elements[name].value = value;
};
const numbers = (text) => text.split(",").map(Number);

export const ring = () => {
  if (field("within")) {
    const corners = field("within").split(";").map(numbers);
    return [...corners, corners[0]];
  }
  if (field("bbox")) {
    const [west, south, east, north] = numbers(field("bbox"));
    return [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
  }
  const isCircle = field("lat") && Number(field("radius"));
  return isCircle ? ringAround(Number(field("lon")), Number(field("lat")), Number(field("radius"))) : null;
};
export const here = () => (field("lat") ? [Number(field("lon")), Number(field("lat"))] : null);

const shapeOf = (geometry) => ({ type: "Feature", properties: {}, geometry });
export const setOutline = (geometry) => {
  outline = geometry;
};
let outline = null; // of the zone searched in; it comes with what is found
export const areaData = () => ({
  type: "FeatureCollection",
  features: [
    ...(ring() ? [shapeOf({ type: "LineString", coordinates: ring() })] : []),
    ...(outline ? [shapeOf(outline)] : []),
  ],
});
