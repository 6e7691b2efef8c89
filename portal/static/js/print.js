// Shows the print button, which needs JavaScript.
import { every } from "./dom.js";

for (const button of every(document, "[data-print]", HTMLButtonElement)) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
