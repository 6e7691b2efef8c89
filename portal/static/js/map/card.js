// Loads the card of a place into what opens on the map; one that does not come says so, and a button tries again.
import { LONGEST_MS } from "../map_common/loading.js";
import { panel, words } from "../map_common/panel.js";

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const cardFailed = ({ id, name }, retry) => [
  ...(name
    ? [
        element(
          "p",
          { className: "map__name" },
          element("a", { href: panel.dataset.card.replace("/0/card", `/${id}`), textContent: name }),
        ),
      ]
    : []),
  element("p", { className: "small", role: "alert", textContent: words.noCard }),
  element("button", { type: "button", className: "button button--quiet", textContent: words.again, onclick: retry }),
];
export const loadCard = (card, place, onShown) => {
  const closing = card.closest(".maplibregl-popup").querySelector(".maplibregl-popup-close-button");
  const hasFocus = () => card.parentElement.contains(document.activeElement);
  const ask = () => {
    if (card.contains(document.activeElement)) closing.focus(); // what is in the card goes away
    card.classList.remove("map__card--failed");
    card.textContent = words.loading;
    htmx
      .ajax("GET", panel.dataset.card.replace("/0/", `/${place.id}/`), {
        target: card,
        swap: "innerHTML",
        source: card,
      })
      .catch(() => {}); // told by an event
  };
  const onFailure = () => {
    const goesOn = hasFocus();
    card.classList.add("map__card--failed");
    card.replaceChildren(...cardFailed(place, ask));
    if (goesOn) card.querySelector("button").focus({ preventScroll: true });
    onShown();
  };
  card.setAttribute("hx-request", JSON.stringify({ timeout: LONGEST_MS }));
  for (const name of ["responseError", "sendError", "timeout"]) card.addEventListener(`htmx:${name}`, onFailure);
  card.addEventListener("htmx:afterSettle", () => {
    if (hasFocus()) card.querySelector("a")?.focus({ preventScroll: true }); // the button to close it comes after
    onShown();
  });
  ask();
};
