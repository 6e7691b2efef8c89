// Makes a search field a combobox (ARIA 1.2): arrows walk through the suggestions, Enter follows one, Escape closes the list.
// Without this file the field is a plain one. htmx fetches the list and gives up the request before.
import { nextChoice } from "./choice.js";

const WAIT_MS = 90;
const parts = (field) => {
  const box = field.closest("[data-combobox]");
  return { box, list: box.querySelector("#suggestions"), said: box.querySelector("[data-suggestions-said]") };
};
const options = (list) => [...list.querySelectorAll('[role="option"]')];

const close = (field) => {
  const { list } = parts(field);
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
};
const open = (field) => {
  const { list, said } = parts(field);
  const number = options(list).length;
  list.hidden = number === 0;
  field.setAttribute("aria-expanded", String(number > 0));
  field.removeAttribute("aria-activedescendant");
  said.textContent = number
    ? said.dataset.some.replace("{number}", number)
    : field.value.trim()
      ? said.dataset.none
      : "";
};
const choose = (field, step) => {
  const lines = options(parts(field).list);
  if (!lines.length) return;
  const now = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
  const next = nextChoice(now, step, lines.length);
  for (const line of lines) line.setAttribute("aria-selected", "false");
  if (next === null) return field.removeAttribute("aria-activedescendant");
  lines[next].setAttribute("aria-selected", "true");
  lines[next].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", lines[next].id);
};
const chosen = (field) => parts(field).list.querySelector('[aria-selected="true"]');

let timer;
const ask = (field) => {
  clearTimeout(timer);
  if (!field.value.trim()) {
    htmx.trigger(field, "htmx:abort");
    field.dispatchEvent(new CustomEvent("escale:empty", { bubbles: true }));
    return;
  }
  timer = setTimeout(() => htmx.trigger(field, "suggest"), WAIT_MS);
};
for (const field of document.querySelectorAll("[data-suggest]")) {
  const attributes = {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
  };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    ask(field);
  });
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("focus", () => !field.value.trim() && ask(field));
  field.addEventListener("keydown", (event) => {
    const isOpen = field.getAttribute("aria-expanded") === "true";
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close(field);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) open(field);
      const down = event.key === "ArrowDown";
      choose(field, chosen(field) ? (down ? 1 : -1) : down ? "first" : "last");
    } else if (event.key === "Enter" && isOpen && chosen(field)) {
      event.preventDefault();
      chosen(field).click();
    } else if (event.key === "Tab") close(field);
  });
  field.form?.addEventListener("submit", () => {
    clearTimeout(timer);
    htmx.trigger(field, "htmx:abort");
    close(field);
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.detail.requestConfig?.elt;
  if (field?.matches?.("[data-suggest]") && document.activeElement === field) open(field);
  else if (field?.matches?.("[data-suggest]")) close(field);
});
document.addEventListener("escale:listed", (event) => open(event.target));
document.addEventListener("pointerdown", (event) => {
  for (const field of document.querySelectorAll("[data-suggest]"))
    if (!parts(field).box.contains(event.target)) close(field);
});
