// Draws: the built-in base of zones, or the style the operator named; on it places, clusters, the area searched in, and what is marked.
const FONTS = ["Liberation Sans", "Helvetica Neue", "Arial", "sans-serif"];
const NOTHING = { type: "FeatureCollection", features: [] };
const isKind = (kind) => ["==", ["get", "kind"], kind];
const outlines = { source: "zones", "source-layer": "zones" };

const baseLayers = (c) => [
  { id: "ground", type: "background", paint: { "background-color": c.ground } },
  { id: "land", type: "fill", ...outlines, paint: { "fill-color": c.land, "fill-antialias": false } },
  { id: "communes", type: "line", ...outlines, filter: isKind("commune"), paint: { "line-color": c.commune, "line-width": 0.8 } },
  { id: "parks", type: "line", ...outlines, filter: isKind("park"), paint: { "line-color": c.park, "line-width": 1.4, "line-dasharray": [4, 2] } },
  { id: "departments", type: "line", ...outlines, filter: isKind("department"), paint: { "line-color": c.department, "line-width": 1.2 } },
  { id: "regions", type: "line", ...outlines, filter: isKind("region"), paint: { "line-color": c.region, "line-width": 1.6 } },
  {
    id: "zone-names", type: "symbol", source: "zones", "source-layer": "names",
    layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": ["match", ["get", "kind"], ["region", "department"], 10.5, 11.5], "text-transform": ["match", ["get", "kind"], ["region", "department"], "uppercase", "none"], "text-letter-spacing": ["match", ["get", "kind"], ["region", "department"], 0.12, 0], "text-max-width": 9, "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 1, "text-justify": "auto", "symbol-sort-key": ["match", ["get", "kind"], "region", 0, "department", 1, "park", 2, 3] },
    paint: { "text-color": c.name, "text-halo-color": c.halo, "text-halo-width": 1.2 },
  },
];
const baseStyle = () => ({
  version: 8,
  sources: { zones: { type: "vector", tiles: [latest.zones], maxzoom: latest.maxzoom, attribution: latest.sources.length ? words.source.replace("{source}", latest.sources.join(", ")) : "" } },
  layers: baseLayers(colours()),
});

const shortened = ["case", [">=", ["get", "count"], 10000], ["concat", ["to-string", ["round", ["/", ["get", "count"], 1000]]], " k"], ["to-string", ["get", "count"]]];
const together = ["has", "count"];
const layersOfSource = (source, c, fonts) => {
  const from = source === "places" ? { source, "source-layer": "places" } : { source };
  return [
    {
      id: `${source}-points`, type: "circle", ...from, filter: ["!", together],
      paint: { "circle-color": c.ofCategory, "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 4, 10, 5, 14, 8, 18, 10], "circle-stroke-width": 1.2, "circle-stroke-color": c.rim },
    },
    {
      id: `${source}-clusters`, type: "circle", ...from, filter: together,
      paint: { "circle-color": c.cluster, "circle-opacity": 0.92, "circle-radius": ["step", ["get", "count"], 13, 10, 15, 100, 18, 1000, 22, 10000, 26], "circle-stroke-width": 2, "circle-stroke-color": c.rim },
    },
    {
      id: `${source}-numbers`, type: "symbol", ...from, filter: together,
      layout: { "text-field": shortened, "text-font": fonts, "text-size": 12, "text-allow-overlap": true, "text-padding": 8 }, // a name that would lie below the circle gives way
      paint: { "text-color": c.number },
    },
    {
      id: `${source}-names`, type: "symbol", ...from, filter: ["!", together], minzoom: 12,
      layout: { "text-field": ["get", "name"], "text-font": fonts, "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": 9, "text-padding": 6 },
      paint: { "text-color": c.name, "text-halo-color": c.halo, "text-halo-width": 1.4 },
    },
  ];
};
const markedLayer = (c) => ({ id: "marked", type: "circle", source: "marked", paint: { "circle-color": "rgba(0,0,0,0)", "circle-radius": 15, "circle-stroke-width": 4, "circle-stroke-color": c.mark } });
const dataLayers = (c, fonts) => [
  { id: "area", type: "line", source: "area", paint: { "line-color": c.mark, "line-width": 2, "line-dasharray": [3, 2] } },
  ...layersOfSource("places", c, fonts),
  ...layersOfSource("found", c, fonts),
  { id: "drawn", type: "line", source: "drawn", paint: { "line-color": c.mark, "line-width": 2.5 } },
  { id: "drawn-corners", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": c.mark, "circle-radius": 5 } },
  markedLayer(c),
];

// With a style of another house, names must be in one of the fonts it has.
const fontsOf = (style) => (panel.dataset.base ? style.layers.find((layer) => layer.layout?.["text-font"])?.layout["text-font"] ?? FONTS : FONTS);
const dataSources = (found) => ({
  places: { type: "vector", tiles: [latest.places], maxzoom: latest.maxzoom, promoteId: "id", ...(latest.bounds.length ? { bounds: latest.reach } : {}) },
  found: { type: "geojson", data: found, promoteId: "id" },
  area: { type: "geojson", data: areaData() },
  drawn: { type: "geojson", data: NOTHING },
  marked: { type: "geojson", data: NOTHING },
});
// A style with what is ours on it, from the first frame on. What comes first is asked for first: places before outlines.
const withData = (style, found) => ({
  ...style,
  sources: { ...dataSources(found), ...style.sources },
  layers: [...style.layers, ...dataLayers(colours(), fontsOf(style))],
});
const followTheme = (map) => {
  const fonts = fontsOf(map.getStyle());
  recolour(map, (c) => [...(panel.dataset.base ? [] : baseLayers(c)), ...dataLayers(c, fonts)]);
};
let isNamed = false; // names come after the first places: drawing their letters takes longer than the rest
const showSource = (map, shown) => {
  const show = (layer, isShown) => map.setLayoutProperty(layer, "visibility", isShown ? "visible" : "none");
  for (const source of ["places", "found"])
    for (const kind of ["points", "clusters", "numbers", "names"]) show(`${source}-${kind}`, source === shown && (kind !== "names" || isNamed));
  if (!panel.dataset.base) show("zone-names", isNamed);
};
const showNames = (map) => {
  isNamed = true;
  showSource(map, shownSource());
};
const mark = (map, point) => {
  const data = point ? { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: point } } : NOTHING;
  map.getSource("marked")?.setData(data);
};
