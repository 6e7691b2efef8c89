// Takes the colours of the map from the style sheet, light or dark, and changes them with the reader's choice.
import { panel } from "./panel.js";

const token = (name) => getComputedStyle(panel).getPropertyValue(`--map-${name}`).trim();
const GROUPS = ["see", "do", "nature", "eat", "stay", "events", "tours", "shop"];
export const colours = () => ({
  ...Object.fromEntries(
    [
      "ground",
      "land",
      "commune",
      "park",
      "department",
      "region",
      "name",
      "halo",
      "cluster",
      "number",
      "rim",
      "mark",
      "other",
    ].map((name) => [name, token(name)]),
  ),
  ofCategory: [
    "match",
    ["slice", ["concat", ["get", "category"], "."], 0, ["index-of", ".", ["concat", ["get", "category"], "."]]],
    ...GROUPS.flatMap((group) => [group, token(group)]),
    token("other"),
  ],
});

export const recolour = (map, layersOf) => {
  const paint = () => {
    for (const layer of layersOf(colours()))
      if (map.getLayer(layer.id))
        for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
  };
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
};
