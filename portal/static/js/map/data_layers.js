// Draws what was found: places or clusters of tiles, points of a filtered search, the area searched in, what is being drawn.
/** @import { FeatureCollection } from "geojson" */
/** @import { Colours, GlMap, Layer, Source, Style } from "../types.js" */
import { areaData } from "./area.js";
import { shownSource } from "./form.js";
import { colours, recolour } from "../map_common/colours.js";
import { NOTHING, baseLayers, fontsOf, layersOfSource, markedLayer } from "../map_common/layers.js";
import { latest } from "../map_common/loading.js";
import { setting } from "../map_common/panel.js";

/** @type {(c: Colours, fonts: string[]) => Layer[]} */
const dataLayers = (c, fonts) => [
  {
    id: "area",
    type: "line",
    source: "area",
    paint: { "line-color": c.mark, "line-width": 2, "line-dasharray": [3, 2] },
  },
  ...layersOfSource("places", c, fonts),
  ...layersOfSource("found", c, fonts),
  { id: "drawn", type: "line", source: "drawn", paint: { "line-color": c.mark, "line-width": 2.5 } },
  {
    id: "drawn-corners",
    type: "circle",
    source: "drawn",
    filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-color": c.mark, "circle-radius": 5 },
  },
  markedLayer(c),
];
/** @type {(found: FeatureCollection) => Record<string, Source>} */
const dataSources = (found) => ({
  places: {
    type: "vector",
    tiles: [latest.places],
    maxzoom: latest.maxzoom,
    promoteId: "id",
    ...(latest.bounds.length ? { bounds: latest.reach } : {}),
  },
  found: { type: "geojson", data: found, promoteId: "id" },
  area: { type: "geojson", data: areaData() },
  drawn: { type: "geojson", data: NOTHING },
  marked: { type: "geojson", data: NOTHING },
});
/**
 * Returns a style with what is ours on it, from the first frame on. What comes first is asked for first: places before outlines.
 * @type {(style: Style, found: FeatureCollection) => Style}
 */
export const withData = (style, found) => ({
  ...style,
  sources: { ...dataSources(found), ...style.sources },
  layers: [...style.layers, ...dataLayers(colours(), fontsOf(style))],
});
/** @param {GlMap} map */
export const followTheme = (map) => {
  const fonts = fontsOf(map.getStyle());
  recolour(map, (c) => [...(setting("base") ? [] : baseLayers(c)), ...dataLayers(c, fonts)]);
};

let isNamed = false; // names come after the first places: drawing their letters takes longer than the rest
/** @type {(map: GlMap, shown: string) => void} */
export const showSource = (map, shown) => {
  /** @type {(layer: string, isShown: boolean) => void} */
  const show = (layer, isShown) => map.setLayoutProperty(layer, "visibility", isShown ? "visible" : "none");
  for (const source of ["places", "found"])
    for (const kind of ["points", "clusters", "numbers", "names"])
      show(`${source}-${kind}`, source === shown && (kind !== "names" || isNamed));
  if (!setting("base")) show("zone-names", isNamed);
};
/** @param {GlMap} map */
export const showNames = (map) => {
  isNamed = true;
  showSource(map, shownSource());
};
