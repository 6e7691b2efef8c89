// Follows the pointer, a finger or the arrow keys on an elevation profile: marks the place, says distance and height, and tells a map where
// that is (`escale:profile`); a map that is pointed at tells the profile (`escale:map-distance`, metres from the start).
import { nearestSample, walkedTo } from "./profile_walk.js";

const AGAIN_MS = 1000; // a pointer that moves on asks no server that is down a hundred times

for (const figure of document.querySelectorAll("[data-profile]")) {
  const drawing = figure.querySelector("svg");
  const cursor = figure.querySelector("[data-profile-cursor]");
  const said = figure.querySelector("[data-profile-said]");
  const [left, , right] = drawing.dataset.plot.split(" ").map(Number);
  const length = Number(drawing.dataset.length);
  const write = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  let samples = null;
  let at = 0;
  let failedAt = -AGAIN_MS;

  const load = async () => {
    if (!samples && performance.now() - failedAt < AGAIN_MS) return [];
    try {
      samples ??= fetch(figure.dataset.profile).then((answer) =>
        answer.ok ? answer.json() : Promise.reject(answer.status),
      );
      return await samples;
    } catch {
      samples = null; // asked for again by a later move
      failedAt = performance.now();
      return [];
    }
  };
  const say = (words) => {
    said.textContent = words;
    drawing.setAttribute("aria-valuetext", words);
  };
  const show = async (metres) => {
    at = metres;
    const known = await load();
    if (at !== metres) return null; // another move came meanwhile
    if (known.length === 0) {
      say(figure.dataset.failed);
      return null;
    }
    const sample = nearestSample(known, metres);
    const x = left + (sample[0] / length) * (right - left);
    cursor.setAttribute("x1", String(x));
    cursor.setAttribute("x2", String(x));
    cursor.setAttribute("visibility", "visible");
    drawing.setAttribute("aria-valuenow", String(Math.round(sample[0])));
    say(`${write.format(sample[0] / 1000)} km · ${write.format(Math.round(sample[1]))} m`);
    return sample;
  };
  const tell = (detail) => figure.dispatchEvent(new CustomEvent("escale:profile", { bubbles: true, detail }));
  const showAndTell = async (metres) => {
    const sample = await show(Math.min(Math.max(metres, 0), length));
    if (!sample) return;
    const [distance, height, longitude, latitude] = sample;
    tell({ distance, height, longitude, latitude });
  };
  const hide = () => {
    at = null;
    cursor.setAttribute("visibility", "hidden");
    said.textContent = "";
    tell(null);
  };
  const follow = (event) => {
    const frame = drawing.getBoundingClientRect();
    const x = ((event.clientX - frame.left) / frame.width) * drawing.viewBox.baseVal.width;
    showAndTell(((x - left) / (right - left)) * length);
  };
  const walk = (event) => {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own, such as going back
    if (key === "Escape") return hide();
    const metres = walkedTo(key, at ?? 0, length);
    if (metres === null) return;
    event.preventDefault();
    showAndTell(metres);
  };

  for (const [name, value] of Object.entries({
    role: "slider",
    tabindex: 0,
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(length),
    "aria-valuenow": 0,
  }))
    drawing.setAttribute(name, String(value));
  drawing.setAttribute("aria-valuetext", `${write.format(0)} km`);
  for (const name of ["pointermove", "pointerdown"]) drawing.addEventListener(name, follow);
  drawing.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && hide()); // a lifted finger leaves the mark to be read
  drawing.addEventListener("blur", hide);
  drawing.addEventListener("keydown", walk);
  document.addEventListener("escale:map-distance", (event) => (event.detail === null ? hide() : show(event.detail)));
}
