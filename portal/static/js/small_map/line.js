// Shows the line of a tour, and walks along it together with the elevation profile of the page.
import { colours, recolour } from "../map_common/colours.js";
import { mark } from "../map_common/layers.js";
import { getJson } from "../map_common/loading.js";
import { panel } from "../map_common/panel.js";

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
const nearest = (samples, { lng, lat }) => {
  const narrow = Math.cos((lat * Math.PI) / 180);
  const away = ([, , lon, la]) => ((lon - lng) * narrow) ** 2 + (la - lat) ** 2;
  return samples.reduce((best, one) => (away(one) < away(best) ? one : best));
};
const followProfile = async (map) => {
  document.addEventListener("escale:profile", ({ detail }) =>
    mark(map, detail ? [detail.longitude, detail.latitude] : null),
  );
  const url = document.querySelector("[data-profile]")?.dataset.profile;
  const samples = url ? await getJson(url).catch(() => []) : []; // the profile and the line are there without it
  if (!samples.length) return;
  const tell = (metres) => document.dispatchEvent(new CustomEvent("escale:map-distance", { detail: metres }));
  map.on("mousemove", "line-rim", ({ lngLat }) => {
    const [metres, , longitude, latitude] = nearest(samples, lngLat);
    tell(metres);
    mark(map, [longitude, latitude]);
  });
  map.on("mouseleave", "line-rim", () => {
    tell(null);
    mark(map, null);
  });
};
export const showLine = async (map) => {
  const data = await getJson(panel.dataset.line);
  map.addSource("line", { type: "geojson", data });
  for (const layer of lineLayers(colours())) map.addLayer(layer, "marked");
  recolour(map, lineLayers);
  await followProfile(map);
};
