// Loads the card of a place into what opens on the map; one that does not come says so, and a button tries again.
/** @import { Spot } from "../types.js" */
import { hasFocus, maybe } from "../dom.js";
import { LONGEST_MS } from "../map_common/loading.js";
import { setting, words } from "../map_common/panel.js";

/** @type {(name: string, properties: object, ...children: Node[]) => HTMLElement} */
const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
/** @type {(place: Spot["properties"]) => HTMLElement} */
const nameOf = ({ id, name }) => {
  const href = setting("card").replace("/0/card", `/${id}`);
  return element("p", { className: "map__name" }, element("a", { href, textContent: name }));
};
/** @type {(place: Spot["properties"], retry: () => void) => HTMLElement[]} */
const cardFailed = (place, retry) => [
  ...(place.name ? [nameOf(place)] : []),
  element("p", { className: "small", role: "alert", textContent: words.noCard }),
  element("button", { type: "button", className: "button button--quiet", textContent: words.again, onclick: retry }),
];
/**
 * @param {HTMLElement} card
 * @param {Spot["properties"]} place
 * @param {() => void} onShown
 */
export const loadCard = (card, place, onShown) => {
  const popup = card.closest(".maplibregl-popup");
  const closing = popup && maybe(popup, ".maplibregl-popup-close-button", HTMLElement);
  const isFocused = () => hasFocus(card.parentElement);
  const ask = () => {
    if (hasFocus(card)) closing?.focus(); // what is in the card goes away
    card.classList.remove("map__card--failed");
    card.textContent = words.loading;
    const address = setting("card").replace("/0/", `/${place.id}/`);
    htmx.ajax("get", address, { target: card, swap: "innerHTML", source: card }).catch(() => {}); // told by an event
  };
  const onFailure = () => {
    const goesOn = isFocused();
    card.classList.add("map__card--failed");
    card.replaceChildren(...cardFailed(place, ask));
    if (goesOn) maybe(card, "button", HTMLElement)?.focus({ preventScroll: true });
    onShown();
  };
  card.setAttribute("hx-request", JSON.stringify({ timeout: LONGEST_MS }));
  for (const name of ["responseError", "sendError", "timeout"]) card.addEventListener(`htmx:${name}`, onFailure);
  card.addEventListener("htmx:afterSettle", () => {
    if (isFocused()) maybe(card, "a", HTMLElement)?.focus({ preventScroll: true }); // the button to close it comes after
    onShown();
  });
  ask();
};
