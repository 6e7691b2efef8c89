// Starts the worker of the map while the page is still being read: both take about as long.
// Only once its file is there: of a worker that failed before there is a map, the map would never hear.
/** @import { Library } from "./types.js" */
import { given, one } from "./dom.js";

const link = one(document, "link[data-map-worker]", HTMLLinkElement);
const worker = given(link, "mapWorker");
/** @type {Promise<Library>} */
const asked = import(link.href);
Promise.all([asked, fetch(worker)]).then(
  ([library, file]) => {
    if (!file.ok) return;
    library.setWorkerUrl(new URL(worker, location.href).href);
    library.prewarm();
  },
  () => {}, // the map itself says what could not be loaded
);
