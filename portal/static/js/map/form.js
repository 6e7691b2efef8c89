// The search around the map: its form and its list.
import { fieldOf, given, hasFocus, one } from "../dom.js";
import { focusMap } from "../map_common/panel.js";

export const form = one(document, "#search-form", HTMLFormElement);
export const results = () => one(document, "#results", HTMLElement);
/** @param {string} name */
export const resultsHave = (name) => given(results(), name);
/** @param {string} name */
export const field = (name) => fieldOf(form, name)?.value ?? "";
/** @type {(name: string, value: string) => void} */
export const setField = (name, value) => {
  const known = fieldOf(form, name);
  if (known) known.value = value;
  else if (value) results().append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
};
/**
 * What had the focus is about to go away: the map has it then, as no reader should have to begin at the top of the page.
 * @param {HTMLElement} leaving
 */
export const keepFocus = (leaving) => {
  if (hasFocus(leaving)) focusMap();
};
/** @type {(text: string, number: number) => string} */
export const told = (text, number) => text.replace("{number}", number.toLocaleString(document.documentElement.lang));
// Without filters the tiles have what is found.
export const shownSource = () => (resultsHave("points") ? "found" : "places");
