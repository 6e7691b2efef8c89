// Keeps the reader's last searches in this browser only, and offers them while the field is empty.
import { around, fieldOf, maybe, one } from "../dom.js";
import { parseTexts, withText } from "./recent_texts.js";

const KEY = "escale-recent";
const read = () => {
  try {
    return parseTexts(localStorage.getItem(KEY));
  } catch {
    return []; // a browser that keeps nothing is right to do so
  }
};
/** @param {string[]} texts */
const write = (texts) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(texts));
  } catch {
    // A browser that keeps nothing is right to do so.
  }
};
/** @type {(text: string, number: number, action: string) => HTMLAnchorElement} */
const lineOf = (text, number, action) => {
  const line = document.createElement("a");
  const url = new URL(action);
  url.searchParams.set("q", text);
  Object.assign(line, {
    className: "suggestions__line",
    id: `suggestion-${number}`,
    href: url.href,
    textContent: text,
    tabIndex: -1,
  });
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  return line;
};
/** @param {HTMLInputElement} field */
const list = (field) => {
  const texts = read();
  const box = around(field, "[data-combobox]", HTMLElement);
  if (!box || !field.form) return;
  const { action } = field.form;
  const target = one(box, "#suggestions", HTMLElement);
  target.replaceChildren();
  if (texts.length) {
    const parts = document.importNode(one(box, "[data-recent]", HTMLTemplateElement).content, true);
    one(parts, '[role="group"]', HTMLElement).append(...texts.map((text, number) => lineOf(text, number, action)));
    target.append(parts);
  }
  field.dispatchEvent(new CustomEvent("escale:listed", { bubbles: true }));
};
document.addEventListener("escale:empty", ({ target }) => {
  if (target instanceof HTMLInputElement) list(target);
});
document.addEventListener("click", ({ target }) => {
  if (!around(target, "[data-forget]", HTMLElement)) return;
  const box = around(target, "[data-combobox]", HTMLElement);
  const field = box && maybe(box, "[data-suggest]", HTMLInputElement);
  write([]);
  if (field) list(field);
});
document.addEventListener("submit", ({ target }) => {
  const text = target instanceof HTMLFormElement && fieldOf(target, "q")?.value.trim();
  if (text) write(withText(read(), text));
});
