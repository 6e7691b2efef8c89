// Makes a search field a combobox (ARIA 1.2): arrows walk through the suggestions, Enter follows one, Escape closes the list.
// Without this file the field is a plain one. htmx fetches the list and gives up the request before.
/** @import { Step } from "./choice.js" */
import { every, given, maybe, one } from "../dom.js";
import { nextChoice, sentenceOf, stepOf } from "./choice.js";

const WAIT_MS = 90;
/** @param {HTMLInputElement} field */
const boxOf = (field) => {
  const box = field.closest("[data-combobox]");
  if (!box) throw new Error("a search field has a box around it");
  return box;
};
/** @param {HTMLInputElement} field */
const listOf = (field) => one(boxOf(field), "#suggestions", HTMLElement);
/** @param {HTMLElement} list */
const linesOf = (list) => every(list, '[role="option"]', HTMLElement);
/** @param {HTMLInputElement} field */
const chosen = (field) => maybe(listOf(field), '[aria-selected="true"]', HTMLElement);

/** @param {HTMLInputElement} field */
const close = (field) => {
  listOf(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
};
/** @param {HTMLInputElement} field */
const open = (field) => {
  const list = listOf(field);
  const said = one(boxOf(field), "[data-suggestions-said]", HTMLElement);
  const count = linesOf(list).length;
  list.hidden = count === 0;
  field.setAttribute("aria-expanded", String(count > 0));
  field.removeAttribute("aria-activedescendant");
  said.textContent = sentenceOf({ some: given(said, "some"), none: given(said, "none") }, count, field.value);
};
/** @type {(field: HTMLInputElement, step: Step) => void} */
const choose = (field, step) => {
  const lines = linesOf(listOf(field));
  if (!lines.length) return;
  const now = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
  const next = nextChoice(now, step, lines.length);
  for (const line of lines) line.setAttribute("aria-selected", "false");
  if (next === null) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  lines[next].setAttribute("aria-selected", "true");
  lines[next].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", lines[next].id);
};

let timer = 0;
/** @param {HTMLInputElement} field */
const ask = (field) => {
  clearTimeout(timer);
  if (!field.value.trim()) {
    htmx.trigger(field, "htmx:abort");
    field.dispatchEvent(new CustomEvent("escale:empty", { bubbles: true }));
    return;
  }
  timer = setTimeout(() => htmx.trigger(field, "suggest"), WAIT_MS);
};
/** @type {(field: HTMLInputElement, event: KeyboardEvent) => void} */
const onKey = (field, event) => {
  const isOpen = field.getAttribute("aria-expanded") === "true";
  const line = chosen(field);
  const step = stepOf(event.key, Boolean(line));
  if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    close(field);
  } else if (step !== null) {
    event.preventDefault();
    if (!isOpen) open(field);
    choose(field, step);
  } else if (event.key === "Enter" && isOpen && line) {
    event.preventDefault();
    line.click();
  } else if (event.key === "Tab") close(field);
};

const COMBOBOX = {
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-expanded": "false",
  "aria-controls": "suggestions",
};
const fields = () => every(document, "[data-suggest]", HTMLInputElement);
for (const field of fields()) {
  for (const [name, value] of Object.entries(COMBOBOX)) field.setAttribute(name, value);
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    ask(field);
  });
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("focus", () => !field.value.trim() && ask(field));
  field.addEventListener("keydown", (event) => onKey(field, event));
  field.form?.addEventListener("submit", () => {
    clearTimeout(timer);
    htmx.trigger(field, "htmx:abort");
    close(field);
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.detail.requestConfig?.elt;
  if (!(field instanceof HTMLInputElement) || !field.matches("[data-suggest]")) return;
  if (document.activeElement === field) open(field);
  else close(field);
});
document.addEventListener("escale:listed", ({ target }) => {
  if (target instanceof HTMLInputElement) open(target);
});
document.addEventListener("pointerdown", ({ target }) => {
  for (const field of fields()) if (!(target instanceof Node) || !boxOf(field).contains(target)) close(field);
});
