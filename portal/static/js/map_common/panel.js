// What the page says about its map, whichever it has: the one of the search, or the small one of a place, a zone or a tour.
export const panel = document.querySelector("[data-map], [data-small-map]");
export const words = JSON.parse(panel.dataset.words);
export const part = (name) => panel.querySelector(`[data-map-${name}]`);
export const say = (text) => {
  if (part("said").textContent !== text) part("said").textContent = text;
};
