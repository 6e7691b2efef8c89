// Begins: what the page says about the map. The files of this folder are joined into one module.
const panel = document.querySelector("[data-map]");
const form = document.querySelector("#search-form");
const words = JSON.parse(panel.dataset.words);
const results = () => document.querySelector("#results");
const part = (name) => panel.querySelector(`[data-map-${name}]`);
const say = (text) => {
  if (part("said").textContent !== text) part("said").textContent = text;
};
// What had the focus is about to go away: the map has it then, as no reader should have to begin at the top of the page.
const keepFocus = (leaving) => leaving.contains(document.activeElement) && part("canvas").querySelector("canvas").focus();
const told = (text, number) => text.replace("{number}", number.toLocaleString(document.documentElement.lang));

// A swap of the results keeps the map; a step back in the history cannot, and loads the page.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
