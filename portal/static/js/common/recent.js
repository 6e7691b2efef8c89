// Keeps the reader's last searches in this browser only, and offers them while the field is empty.
const KEY = "escale-recent";
const MOST = 6;
const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]")
      .filter((text) => typeof text === "string")
      .slice(0, MOST);
  } catch {
    return [];
  }
};
const write = (texts) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(texts));
  } catch {
    // A browser that keeps nothing is right to do so.
  }
};
const list = (field) => {
  const texts = read();
  const target = field.closest("[data-combobox]").querySelector("#suggestions");
  target.replaceChildren();
  if (texts.length) {
    const parts = field.closest("[data-combobox]").querySelector("[data-recent]").content.cloneNode(true);
    const group = parts.querySelector('[role="group"]');
    texts.forEach((text, number) => {
      const line = document.createElement("a");
      const url = new URL(field.form.action);
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
      group.append(line);
    });
    target.append(parts);
  }
  field.dispatchEvent(new CustomEvent("escale:listed", { bubbles: true }));
};
document.addEventListener("escale:empty", (event) => list(event.target));
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-forget]")) return;
  write([]);
  list(event.target.closest("[data-combobox]").querySelector("[data-suggest]"));
});
document.addEventListener("submit", (event) => {
  const text = event.target.elements?.q?.value.trim();
  if (text) write([text, ...read().filter((other) => other !== text)]);
});
