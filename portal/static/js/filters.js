// Opens the filters on wide screens, where they stand beside the results; above them, and on narrow ones, they stay as the reader left them.
const wide = matchMedia("(min-width: 62rem)");
const all = () => document.querySelectorAll("[data-filters]");
let wasOpen = false;
const adjust = () => {
  for (const filters of all()) if (wasOpen || (wide.matches && filters.dataset.filters === "beside")) filters.open = true;
};
adjust();
wide.addEventListener("change", adjust);
document.addEventListener("htmx:beforeSwap", () => {
  wasOpen = [...all()].some((filters) => filters.open);
});
document.addEventListener("htmx:afterSwap", adjust);
