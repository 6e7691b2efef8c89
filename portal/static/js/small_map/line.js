// Shows the line of a tour, and walks along it together with the elevation profile of the page.
/** @import { Colours, GlMap, Layer, Sample } from "../types.js" */
import { given, maybe } from "../dom.js";
import { colours, recolour } from "../map_common/colours.js";
import { mark } from "../map_common/layers.js";
import { getJson } from "../map_common/loading.js";
import { setting } from "../map_common/panel.js";
import { nearestOnLine } from "./nearest.js";

/** @type {(c: Colours) => Layer[]} */
const lineLayers = (c) => [
  {
    id: "line-rim",
    type: "line",
    source: "line",
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": c.halo, "line-width": 7 },
  },
  {
    id: "line",
    type: "line",
    source: "line",
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": c.mark, "line-width": 4 },
  },
];
/** @param {GlMap} map */
const followProfile = async (map) => {
  document.addEventListener("escale:profile", ({ detail }) =>
    mark(map, detail ? [detail.longitude, detail.latitude] : null),
  );
  const figure = maybe(document, "[data-profile]", HTMLElement);
  const url = figure ? given(figure, "profile") : "";
  /** @type {Sample[]} */
  const samples = url ? await getJson(url).catch(() => []) : []; // the profile and the line are there without it
  if (!samples.length) return;
  /** @param {number | null} metres */
  const tell = (metres) => document.dispatchEvent(new CustomEvent("escale:map-distance", { detail: metres }));
  map.on("mousemove", "line-rim", ({ lngLat }) => {
    const [metres, , longitude, latitude] = nearestOnLine(samples, lngLat);
    tell(metres);
    mark(map, [longitude, latitude]);
  });
  map.on("mouseleave", "line-rim", () => {
    tell(null);
    mark(map, null);
  });
};
/** @param {GlMap} map */
export const showLine = async (map) => {
  const data = await getJson(setting("line"));
  map.addSource("line", { type: "geojson", data });
  for (const layer of lineLayers(colours())) map.addLayer(layer, "marked");
  recolour(map, lineLayers);
  await followProfile(map);
};
