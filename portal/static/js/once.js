// Sends a form once: a second press while the answer is on its way would ask for what is done already.
import { every } from "./dom.js";

for (const form of every(document, "form[data-once]", HTMLFormElement)) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  addEventListener("pageshow", () => {
    isSent = false; // somebody came back to it
  });
}
