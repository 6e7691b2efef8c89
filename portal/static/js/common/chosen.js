// Tells the portal which place in the list a reader opened: the words and the number, nothing else.
import { around, given } from "../dom.js";

document.addEventListener("click", (event) => {
  const results = around(event.target, "[data-chosen]", HTMLElement);
  const item = around(event.target, "[data-rank]", HTMLElement);
  if (!results || !item || !around(event.target, "a[href]", HTMLElement)) return;
  navigator.sendBeacon(`${given(results, "chosen")}&rank=${given(item, "rank")}`);
});
