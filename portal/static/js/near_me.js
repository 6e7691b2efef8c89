// Asks the reader for their position, and only after a click; then sorts the search by distance.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-near-me]");
  if (!button) return;
  const form = button.form;
  const map = button.closest("[data-map]");
  const message = map?.querySelector("[data-map-said]") ?? form.querySelector("[data-near-me-message]");
  const say = (text) => {
    message.textContent = text;
  };
  button.disabled = true;
  say(button.dataset.waiting);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lat.value = coords.latitude.toFixed(5);
      form.elements.lon.value = coords.longitude.toFixed(5);
      form.elements.sort.value = "distance";
      // Who asks the map for what is near leaves the part of it that was searched in.
      for (const name of map ? ["bbox", "within"] : []) if (form.elements[name]) form.elements[name].value = "";
      button.disabled = false;
      form.requestSubmit();
    },
    () => {
      button.disabled = false;
      say(button.dataset.refused);
    },
    { timeout: 10000, maximumAge: 300000 },
  );
});
const reveal = () => {
  if (!("geolocation" in navigator)) return;
  for (const button of document.querySelectorAll("[data-near-me]")) button.hidden = false;
};
reveal();
document.addEventListener("htmx:afterSwap", reveal);
