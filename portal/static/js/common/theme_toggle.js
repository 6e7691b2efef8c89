// Lets the reader switch between light and dark; the button is there only with JavaScript.
import { every } from "../dom.js";

for (const button of every(document, "[data-theme-toggle]", HTMLButtonElement)) {
  const isDark = () =>
    (document.documentElement.dataset.theme ??
      (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Kept for this page only.
    }
    show();
  });
}
