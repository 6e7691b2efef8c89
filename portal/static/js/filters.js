// Opens the filters on wide screens, where they stand beside the results.
const wide = matchMedia("(min-width: 62rem)");
const adjust = () => {
  for (const filters of document.querySelectorAll("[data-filters]")) if (wide.matches) filters.open = true;
};
adjust();
wide.addEventListener("change", adjust);
document.addEventListener("htmx:afterSwap", adjust);
