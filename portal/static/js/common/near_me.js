// Asks the reader for their position, and only after a click; then sorts the search by distance.
import { around, every, fieldOf, given, maybe, one } from "../dom.js";

const LONGEST_MS = 10_000;
const AS_OLD_AS_MS = 300_000;

// The results bring another button: who was on it goes on at their heading, on the map at the map.
/** @type {(button: HTMLButtonElement, map: HTMLElement | null) => void} */
const keepFocus = (button, map) => {
  if (document.activeElement !== button) return;
  if (map) {
    maybe(map, "canvas", HTMLCanvasElement)?.focus();
    return;
  }
  /** @param {CustomEvent} event */
  const onceThere = ({ target }) => {
    if (!(target instanceof Element) || target.id !== "results") return;
    document.removeEventListener("htmx:afterSettle", onceThere);
    if (document.activeElement === document.body) maybe(document, "#results h1", HTMLElement)?.focus();
  };
  document.addEventListener("htmx:afterSettle", onceThere);
};
/** @type {(form: HTMLFormElement, values: Record<string, string>) => void} */
const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = fieldOf(form, name);
    if (field) field.value = value;
  }
};

document.addEventListener("click", (event) => {
  const button = around(event.target, "[data-near-me]", HTMLButtonElement);
  const form = button?.form;
  if (!button || button.ariaDisabled || !form) return;
  const map = around(button, "[data-map]", HTMLElement);
  const message = map ? one(map, "[data-map-said]", HTMLElement) : one(form, "[data-near-me-message]", HTMLElement);
  button.ariaDisabled = "true"; // "disabled" would take the focus away
  message.textContent = given(button, "waiting");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      fill(form, { lat: coords.latitude.toFixed(5), lon: coords.longitude.toFixed(5), sort: "distance" });
      // Who asks the map for what is near leaves the part of it that was searched in.
      if (map) fill(form, { bbox: "", within: "" });
      button.ariaDisabled = null;
      keepFocus(button, map);
      form.requestSubmit();
    },
    () => {
      button.ariaDisabled = null;
      message.textContent = given(button, "refused");
    },
    { timeout: LONGEST_MS, maximumAge: AS_OLD_AS_MS },
  );
});
const reveal = () => {
  if (!("geolocation" in navigator)) return;
  for (const button of every(document, "[data-near-me]", HTMLButtonElement)) button.hidden = false;
};
reveal();
document.addEventListener("htmx:afterSwap", reveal);
