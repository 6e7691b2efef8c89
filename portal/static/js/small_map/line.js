// Shows the line of a tour, and walks along it together with the elevation profile of the page.
const fetched = async (url) => {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
};
const lineLayers = (c) => [
  { id: "line-rim", type: "line", source: "line", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": c.halo, "line-width": 7 } },
  { id: "line", type: "line", source: "line", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": c.mark, "line-width": 4 } },
];
const nearest = (samples, { lng, lat }) => {
  const narrow = Math.cos((lat * Math.PI) / 180);
  const away = ([, , lon, la]) => ((lon - lng) * narrow) ** 2 + (la - lat) ** 2;
  return samples.reduce((best, one) => (away(one) < away(best) ? one : best));
};
const followProfile = async (map) => {
  document.addEventListener("escale:profile", ({ detail }) => mark(map, detail ? [detail.longitude, detail.latitude] : null));
  const url = document.querySelector("[data-profile]")?.dataset.profile;
  const samples = url ? ((await fetched(url)) ?? []) : [];
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
const showLine = async (map) => {
  const data = panel.dataset.line ? await fetched(panel.dataset.line) : null;
  if (!data) return;
  map.addSource("line", { type: "geojson", data });
  for (const layer of lineLayers(colours())) map.addLayer(layer, "marked");
  recolour(map, lineLayers);
  await followProfile(map);
};
