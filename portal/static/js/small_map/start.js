// A map on a page of its own subject: a place, a zone, or the line of a tour. Loaded when the reader asks for it.
// The files of this folder and those of js/map that both maps need are joined into one module.
const panel = document.querySelector("[data-small-map]");
const words = JSON.parse(panel.dataset.words);
const part = (name) => panel.querySelector(`[data-map-${name}]`);
const say = (text) => {
  part("said").textContent = text;
};
