// Starts the worker of the map while the page is still being read: both take about as long.
const { href, dataset } = document.querySelector("link[data-map-worker]");
import(href).then(
  (library) => {
    library.setWorkerUrl(new URL(dataset.mapWorker, location.href).href);
    library.prewarm();
  },
  () => {}, // the map itself says what could not be loaded
);
