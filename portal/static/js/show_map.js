// Loads the map of a page when the reader asks for it: pages without it carry none of its bytes.
import { every, given, one } from "./dom.js";

/** @type {(rel: string, href: string) => HTMLLinkElement} */
const linked = (rel, href) => {
  const link = Object.assign(document.createElement("link"), { rel, href });
  document.head.append(link);
  return link;
};
for (const panel of every(document, "[data-small-map]", HTMLElement)) {
  const button = one(panel, "[data-map-show]", HTMLButtonElement);
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    one(panel, "[data-map-canvas]", HTMLElement).hidden = false;
    for (const name of ["script", "library"]) linked("modulepreload", given(panel, name));
    // The map takes its colours from the sheet.
    const sheet = linked("stylesheet", given(panel, "style"));
    for (const end of ["load", "error"]) sheet.addEventListener(end, () => import(given(panel, "script")));
  });
}
