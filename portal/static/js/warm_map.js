// Starts the worker of the map while the page is still being read: both take about as long.
// Only once its file is there: of a worker that failed before there is a map, the map would never hear.
const { href, dataset } = document.querySelector("link[data-map-worker]");
Promise.all([import(href), fetch(dataset.mapWorker)]).then(
  ([library, file]) => {
    if (!file.ok) return;
    library.setWorkerUrl(new URL(dataset.mapWorker, location.href).href);
    library.prewarm();
  },
  () => {}, // the map itself says what could not be loaded
);
