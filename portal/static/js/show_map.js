// Loads the map of a page when the reader asks for it: pages without it carry none of its bytes.
const linked = (rel, href) => {
  const link = Object.assign(document.createElement("link"), { rel, href });
  document.head.append(link);
  return link;
};
for (const panel of document.querySelectorAll("[data-small-map]")) {
  const button = panel.querySelector("[data-map-show]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    panel.querySelector("[data-map-canvas]").hidden = false;
    for (const script of [panel.dataset.script, panel.dataset.library]) linked("modulepreload", script);
    // The map takes its colours from the sheet.
    const sheet = linked("stylesheet", panel.dataset.style);
    for (const end of ["load", "error"]) sheet.addEventListener(end, () => import(panel.dataset.script));
  });
}
