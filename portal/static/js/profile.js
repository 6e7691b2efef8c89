// Follows the pointer on an elevation profile: marks the place, says distance and height, and tells a map where that is (`escale:profile`);
// a map that is pointed at tells the profile (`escale:map-distance`, metres from the start).
for (const figure of document.querySelectorAll("[data-profile]")) {
  const drawing = figure.querySelector("svg");
  const cursor = figure.querySelector("[data-profile-cursor]");
  const said = figure.querySelector("[data-profile-said]");
  const [left, , right] = drawing.dataset.plot.split(" ").map(Number);
  const length = Number(drawing.dataset.length);
  let samples = null;

  const load = async () => {
    samples ??= fetch(figure.dataset.profile).then((answer) => (answer.ok ? answer.json() : []));
    return samples;
  };
  const show = async (metres) => {
    const known = await load();
    if (known.length === 0) return null;
    const sample = known.reduce((best, one) => (Math.abs(one[0] - metres) < Math.abs(best[0] - metres) ? one : best));
    const at = left + (sample[0] / length) * (right - left);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    cursor.setAttribute("visibility", "visible");
    const write = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    said.textContent = `${write.format(sample[0] / 1000)} km · ${write.format(Math.round(sample[1]))} m`;
    return sample;
  };
  const hide = () => {
    cursor.setAttribute("visibility", "hidden");
    said.textContent = "";
    figure.dispatchEvent(new CustomEvent("escale:profile", { bubbles: true, detail: null }));
  };

  drawing.addEventListener("pointermove", async (event) => {
    const frame = drawing.getBoundingClientRect();
    const x = ((event.clientX - frame.left) / frame.width) * drawing.viewBox.baseVal.width;
    const sample = await show(Math.min(Math.max((x - left) / (right - left), 0), 1) * length);
    if (!sample) return;
    const [distance, height, longitude, latitude] = sample;
    const detail = { distance, height, longitude, latitude };
    figure.dispatchEvent(new CustomEvent("escale:profile", { bubbles: true, detail }));
  });
  drawing.addEventListener("pointerleave", hide);
  document.addEventListener("escale:map-distance", (event) => (event.detail === null ? hide() : show(event.detail)));
}
