// The search around the map: its form and its list.
import { part } from "../map_common/panel.js";

export const form = document.querySelector("#search-form");
export const results = () => document.querySelector("#results");
// What had the focus is about to go away: the map has it then, as no reader should have to begin at the top of the page.
export const keepFocus = (leaving) =>
  leaving.contains(document.activeElement) && part("canvas").querySelector("canvas").focus();
export const told = (text, number) => text.replace("{number}", number.toLocaleString(document.documentElement.lang));
