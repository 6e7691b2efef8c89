// Asks the reader for their position, and only after a click; then sorts the search by distance.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-near-me]");
  if (!button || button.ariaDisabled) return;
  const form = button.form;
  const map = button.closest("[data-map]");
  const message = map?.querySelector("[data-map-said]") ?? form.querySelector("[data-near-me-message]");
  const say = (text) => {
    message.textContent = text;
  };
  button.ariaDisabled = "true"; // "disabled" would take the focus away
  say(button.dataset.waiting);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lat.value = coords.latitude.toFixed(5);
      form.elements.lon.value = coords.longitude.toFixed(5);
      form.elements.sort.value = "distance";
      // Who asks the map for what is near leaves the part of it that was searched in.
      for (const name of map ? ["bbox", "within"] : []) if (form.elements[name]) form.elements[name].value = "";
      button.ariaDisabled = null;
      keepFocus(button, map);
      form.requestSubmit();
    },
    () => {
      button.ariaDisabled = null;
      say(button.dataset.refused);
    },
    { timeout: 10000, maximumAge: 300000 },
  );
});
// The results bring another button: who was on it goes on at their heading, on the map at the map.
const keepFocus = (button, map) => {
  if (document.activeElement !== button) return;
  if (map) return map.querySelector("canvas")?.focus();
  const onceThere = ({ target }) => {
    if (target.id !== "results") return;
    document.removeEventListener("htmx:afterSettle", onceThere);
    if (document.activeElement === document.body) document.querySelector("#results h1").focus();
  };
  return document.addEventListener("htmx:afterSettle", onceThere);
};
const reveal = () => {
  if (!("geolocation" in navigator)) return;
  for (const button of document.querySelectorAll("[data-near-me]")) button.hidden = false;
};
reveal();
document.addEventListener("htmx:afterSwap", reveal);
