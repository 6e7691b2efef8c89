// Draws: the built-in base of zones, or the style the operator named; on it places, clusters, the area searched in, and what is marked.
/** @import { FeatureCollection, GeoJSON } from "geojson" */
/** @import { ExpressionSpecification, GeoJSONSource } from "maplibre-gl" */
/** @import { Colours, Filter, GlMap, Layer, Place, Style } from "../types.js" */
import { colours } from "./colours.js";
import { latest } from "./loading.js";
import { setting, words } from "./panel.js";

const FONTS = ["Liberation Sans", "Helvetica Neue", "Arial", "sans-serif"];
/** @type {FeatureCollection} */
export const NOTHING = { type: "FeatureCollection", features: [] };
/** @type {(kind: string) => Filter} */
export const isKind = (kind) => ["==", ["get", "kind"], kind];
export const outlines = { source: "zones", "source-layer": "zones" };

/** @type {(c: Colours) => Layer[]} */
export const baseLayers = (c) => [
  { id: "ground", type: "background", paint: { "background-color": c.ground } },
  { id: "land", type: "fill", ...outlines, paint: { "fill-color": c.land, "fill-antialias": false } },
  {
    id: "communes",
    type: "line",
    ...outlines,
    filter: isKind("commune"),
    paint: { "line-color": c.commune, "line-width": 0.8 },
  },
  {
    id: "parks",
    type: "line",
    ...outlines,
    filter: isKind("park"),
    paint: { "line-color": c.park, "line-width": 1.4, "line-dasharray": [4, 2] },
  },
  {
    id: "departments",
    type: "line",
    ...outlines,
    filter: isKind("department"),
    paint: { "line-color": c.department, "line-width": 1.2 },
  },
  {
    id: "regions",
    type: "line",
    ...outlines,
    filter: isKind("region"),
    paint: { "line-color": c.region, "line-width": 1.6 },
  },
  {
    id: "zone-names",
    type: "symbol",
    source: "zones",
    "source-layer": "names",
    layout: {
      "text-field": ["get", "name"],
      "text-font": FONTS,
      "text-size": ["match", ["get", "kind"], ["region", "department"], 10.5, 11.5],
      "text-transform": ["match", ["get", "kind"], ["region", "department"], "uppercase", "none"],
      "text-letter-spacing": ["match", ["get", "kind"], ["region", "department"], 0.12, 0],
      "text-max-width": 9,
      "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
      "text-radial-offset": 1,
      "text-justify": "auto",
      "symbol-sort-key": ["match", ["get", "kind"], "region", 0, "department", 1, "park", 2, 3],
    },
    paint: { "text-color": c.name, "text-halo-color": c.halo, "text-halo-width": 1.2 },
  },
];
/** @returns {Style} */
export const baseStyle = () => ({
  version: 8,
  sources: {
    zones: {
      type: "vector",
      tiles: [latest.zones],
      maxzoom: latest.maxzoom,
      attribution: latest.sources.length ? words.source.replace("{source}", latest.sources.join(", ")) : "",
    },
  },
  layers: baseLayers(colours()),
});

/** @type {Filter} */
const together = ["has", "count"];
/** @type {ExpressionSpecification} */
const shortened = [
  "case",
  [">=", ["get", "count"], 10000],
  ["concat", ["to-string", ["round", ["/", ["get", "count"], 1000]]], " k"],
  ["to-string", ["get", "count"]],
];
/** @type {(source: string, c: Colours, fonts: string[]) => Layer[]} */
export const layersOfSource = (source, c, fonts) => {
  const from = source === "places" ? { source, "source-layer": "places" } : { source };
  return [
    {
      id: `${source}-points`,
      type: "circle",
      ...from,
      filter: ["!", together],
      paint: {
        "circle-color": c.ofCategory,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 4, 10, 5, 14, 8, 18, 10],
        "circle-stroke-width": 1.2,
        "circle-stroke-color": c.rim,
      },
    },
    {
      id: `${source}-clusters`,
      type: "circle",
      ...from,
      filter: together,
      paint: {
        "circle-color": c.cluster,
        "circle-opacity": 0.92,
        "circle-radius": ["step", ["get", "count"], 13, 10, 15, 100, 18, 1000, 22, 10000, 26],
        "circle-stroke-width": 2,
        "circle-stroke-color": c.rim,
      },
    },
    {
      id: `${source}-numbers`,
      type: "symbol",
      ...from,
      filter: together,
      layout: {
        "text-field": shortened,
        "text-font": fonts,
        "text-size": 12,
        "text-allow-overlap": true,
        "text-padding": 8,
      }, // a name that would lie below the circle gives way
      paint: { "text-color": c.number },
    },
    {
      id: `${source}-names`,
      type: "symbol",
      ...from,
      filter: ["!", together],
      minzoom: 12,
      layout: {
        "text-field": ["get", "name"],
        "text-font": fonts,
        "text-size": 12,
        "text-anchor": "top",
        "text-offset": [0, 0.9],
        "text-max-width": 9,
        "text-padding": 6,
      },
      paint: { "text-color": c.name, "text-halo-color": c.halo, "text-halo-width": 1.4 },
    },
  ];
};
/** @type {(c: Colours) => Layer} */
export const markedLayer = (c) => ({
  id: "marked",
  type: "circle",
  source: "marked",
  paint: {
    "circle-color": "rgba(0,0,0,0)",
    "circle-radius": 15,
    "circle-stroke-width": 4,
    "circle-stroke-color": c.mark,
  },
});

// With a style of another house, names must be in one of the fonts it has.
/** @type {(style: Style) => string[]} */
export const fontsOf = (style) => {
  if (!setting("base")) return FONTS;
  const named = style.layers.map((layer) => (layer.type === "symbol" ? layer.layout?.["text-font"] : null));
  return /** @type {string[] | undefined} */ (named.find(Boolean)) ?? FONTS;
};
/** @type {(map: GlMap, name: string, data: GeoJSON) => void} */
export const setData = (map, name, data) => {
  /** @type {GeoJSONSource | undefined} */ (map.getSource(name))?.setData(data);
};
/** @type {(map: GlMap, point: Place | null) => void} */
export const mark = (map, point) =>
  setData(
    map,
    "marked",
    point ? { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: point } } : NOTHING,
  );
