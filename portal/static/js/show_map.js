// Loads the map of a page when the reader asks for it: pages without it carry none of its bytes.
for (const panel of document.querySelectorAll("[data-small-map]")) {
  const button = panel.querySelector("[data-map-show]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    panel.querySelector("[data-map-canvas]").hidden = false;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: panel.dataset.style }));
    import(panel.dataset.script);
  });
}
