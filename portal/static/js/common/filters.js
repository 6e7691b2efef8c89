// Opens the filters on wide screens, where they stand beside the results; above them, and on narrow ones, they stay as the reader left them.
import { around, every, given } from "../dom.js";

const wide = matchMedia("(min-width: 62rem)");
const all = () => every(document, "[data-filters]", HTMLDetailsElement);
let wasOpen = false;
const adjust = () => {
  for (const filters of all())
    if (wasOpen || (wide.matches && given(filters, "filters") === "beside")) filters.open = true;
};
adjust();
wide.addEventListener("change", adjust);
document.addEventListener("htmx:beforeSwap", () => {
  wasOpen = all().some((filters) => filters.open);
});
document.addEventListener("htmx:afterSwap", adjust);

// In a tree of places a choice further down stands for the one above it, which would hold everything still; and the other way round.
/** @type {(item: Element, where: string) => HTMLInputElement[]} */
const boxes = (item, where) => every(item, `${where} input[type=checkbox]`, HTMLInputElement);
/** @param {EventTarget | null | undefined} target */
const itemAround = (target) => around(target, ".facet li", HTMLLIElement);
document.addEventListener(
  "change",
  ({ target }) => {
    const item = around(target, "#results .facet li", HTMLLIElement);
    if (!item || !(target instanceof HTMLInputElement) || !target.checked) return;
    for (const below of boxes(item, ":scope > .facet__below")) below.checked = false;
    for (let above = itemAround(item.parentElement); above; above = itemAround(above.parentElement))
      for (const own of boxes(above, ":scope > .choice")) own.checked = false;
  },
  true,
);
