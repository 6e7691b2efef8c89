// Which line of a list a key chooses next, and what a list of so many lines says of itself.

/** @typedef {number | "first" | "last"} Step */

/**
 * Returns the index of the line chosen next; beyond the ends of the list none is, and the field has the word again: null.
 * @param {number} now index of the chosen line, -1 where none is
 * @param {Step} step
 * @param {number} count
 */
export const nextChoice = (now, step, count) => {
  const next = step === "first" ? 0 : step === "last" ? count - 1 : now + step;
  return next < 0 || next >= count ? null : next;
};

/**
 * Returns where an arrow leads: into the list at the end it comes from, or one line on.
 * @param {string} key
 * @param {boolean} isChosen whether a line is chosen already
 * @returns {Step | null} null for a key that is no arrow up or down
 */
export const stepOf = (key, isChosen) => {
  if (key === "ArrowDown") return isChosen ? 1 : "first";
  if (key === "ArrowUp") return isChosen ? -1 : "last";
  return null;
};

/**
 * Returns the sentence for readers who do not see the list; nothing was looked for, nothing is said.
 * @param {{ some: string, none: string }} words
 * @param {number} count
 * @param {string} text
 */
export const sentenceOf = (words, count, text) => {
  if (count) return words.some.replace("{number}", String(count));
  return text.trim() ? words.none : "";
};
