// Opens the filters on wide screens, where they stand beside the results; above them, and on narrow ones, they stay as the reader left them.
const wide = matchMedia("(min-width: 62rem)");
const all = () => document.querySelectorAll("[data-filters]");
let wasOpen = false;
const adjust = () => {
  for (const filters of all())
    if (wasOpen || (wide.matches && filters.dataset.filters === "beside")) filters.open = true;
};
adjust();
wide.addEventListener("change", adjust);
document.addEventListener("htmx:beforeSwap", () => {
  wasOpen = [...all()].some((filters) => filters.open);
});
document.addEventListener("htmx:afterSwap", adjust);

// In a tree of places a choice further down stands for the one above it, which would hold everything still; and the other way round.
const boxes = (item, where) => item.querySelectorAll(`${where} input[type=checkbox]`);
document.addEventListener(
  "change",
  ({ target }) => {
    const item = target.closest("#results .facet li");
    if (!item || !target.checked) return;
    for (const below of boxes(item, ":scope > .facet__below")) below.checked = false;
    for (let above = item.parentElement.closest(".facet li"); above; above = above.parentElement.closest(".facet li"))
      for (const own of boxes(above, ":scope > .choice")) own.checked = false;
  },
  true,
);
