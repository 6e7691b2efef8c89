// What both maps have in common: no turning, words in the reader's language, addresses of this site.
/** @import { MapOptions } from "maplibre-gl" */
import { words } from "./panel.js";

/** @type {Partial<MapOptions>} */
export const mapOptions = {
  minZoom: 1.5,
  maxZoom: 18,
  dragRotate: false,
  pitchWithRotate: false,
  touchPitch: false,
  fadeDuration: 100,
  attributionControl: { compact: true },
  locale: {
    "Map.Title": words.map,
    "NavigationControl.ZoomIn": words.zoomIn,
    "NavigationControl.ZoomOut": words.zoomOut,
    "AttributionControl.ToggleAttribution": words.attribution,
    "Popup.Close": words.close,
    "CooperativeGesturesHandler.WindowsHelpText": words.gestures,
    "CooperativeGesturesHandler.MacHelpText": words.gestures,
    "CooperativeGesturesHandler.MobileHelpText": words.twoFingers,
  },
  transformRequest: (url) => ({ url: new URL(url, location.href).href }),
};
