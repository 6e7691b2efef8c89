// The shapes that travel between the browser's modules, and what the page's libraries add to it.
import type { Feature, Geometry, MultiPolygon, Polygon } from "geojson";
import type htmxLibrary from "htmx.org";
import type * as MapLibre from "maplibre-gl";

export type Library = typeof MapLibre;
export type GlMap = MapLibre.Map;
export type LngLat = MapLibre.LngLat;
export type Layer = MapLibre.LayerSpecification;
export type Source = MapLibre.SourceSpecification;
export type Style = MapLibre.StyleSpecification;
export type Filter = MapLibre.FilterSpecification;
export type Colour = MapLibre.ExpressionSpecification;

/** Longitude and latitude, in degrees. */
export type Place = [number, number];
/** South-west and north-east. */
export type Bounds = [Place, Place];
/** Pixels from the upper left of the map. */
export type Pixel = { x: number; y: number };
/** Where a map is pointed at. */
export type Pointed = { lngLat: LngLat; point: Pixel };
/** Degrees. */
export type Edges = { west: number; south: number; east: number; north: number };
/** A part of the world in whole tiles, as the address of points has it. */
export type Frame = { zoom: number; frame: string };
/** Metres from the start, height in metres, longitude, latitude. */
export type Sample = [number, number, number, number];
export type Kind = "polygon" | "rectangle" | "circle";

/** One that is drawn on the map: a place, or `count` of them together. */
export type Spot = {
  type: "Feature";
  properties: { id?: number; name?: string; count?: number };
  geometry: { type: "Point"; coordinates: Place };
};
/** What a filtered search finds in a frame; `area` is the outline it searched in. */
export type Found = {
  type: "FeatureCollection";
  features: Spot[];
  total?: number;
  engine?: string;
  area?: MultiPolygon | Polygon | null;
};
/** West, south, east, north. */
export type Edge4 = [number, number, number, number];
/** The generation of tiles of now: where they are, and what part of the world is worth showing. */
export type Latest = {
  places: string;
  zones: string;
  maxzoom: number;
  bounds: Edge4 | [];
  reach: Edge4;
  home: Edge4 | [];
  sources: string[];
};
export type Colours = Record<
  | "ground"
  | "land"
  | "commune"
  | "park"
  | "department"
  | "region"
  | "name"
  | "halo"
  | "cluster"
  | "number"
  | "rim"
  | "mark"
  | "other",
  string
> & { ofCategory: Colour };
export type Shape = Feature<Geometry>;

type ProfilePoint = { distance: number; height: number; longitude: number; latitude: number };
type HtmxDetail = { target?: Element; requestConfig?: { elt?: Element } };

declare global {
  const htmx: typeof htmxLibrary;

  interface DocumentEventMap {
    "htmx:beforeSwap": CustomEvent<HtmxDetail>;
    "htmx:afterSwap": CustomEvent<HtmxDetail>;
    "htmx:afterSettle": CustomEvent<HtmxDetail>;
    "htmx:pushedIntoHistory": CustomEvent<HtmxDetail>;
    "escale:empty": CustomEvent<null>;
    "escale:listed": CustomEvent<null>;
    "escale:profile": CustomEvent<ProfilePoint | null>;
    "escale:map-distance": CustomEvent<number | null>;
  }
}
