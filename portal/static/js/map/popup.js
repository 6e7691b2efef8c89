// Opens what is clicked or chosen: a cluster by going closer, a place by its card, which is the one of the list.
let popup;
const CLOSER = 2;
const openCluster = (map, point) => map.easeTo({ center: point, zoom: Math.min(map.getZoom() + CLOSER, 18) }, { originalEvent: new Event("chosen") });

const openPlace = (map, id, point) => {
  popup?.remove();
  const before = document.activeElement;
  const card = Object.assign(document.createElement("div"), { className: "map__card", textContent: words.loading });
  popup = new library.Popup({ maxWidth: "18rem", offset: 12 }).setLngLat(point).setDOMContent(card).addTo(map);
  const box = popup.getElement();
  box.addEventListener("keydown", (event) => event.key === "Escape" && popup.remove());
  const opened = popup;
  popup.on("close", () => {
    mark(map, null);
    if (opened === popup && box.contains(document.activeElement)) before?.focus();
  });
  mark(map, point);
  htmx.ajax("GET", panel.dataset.card.replace("/0/", `/${id}/`), { target: card, swap: "innerHTML", source: card });
};
const openFeature = (map, feature) =>
  feature.properties.count ? openCluster(map, feature.geometry.coordinates) : openPlace(map, feature.properties.id, feature.geometry.coordinates);
