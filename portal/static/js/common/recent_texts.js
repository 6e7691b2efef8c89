// Which searches a browser remembers: the last ones first, each once, a few of them.
const MOST = 6;

/**
 * Returns what was written by `write`, nothing where something else has been there.
 * @param {string | null} stored
 * @returns {string[]}
 */
export const parseTexts = (stored) => {
  try {
    const texts = JSON.parse(stored ?? "[]");
    return Array.isArray(texts) ? texts.filter((text) => typeof text === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
};

/** @type {(texts: string[], text: string) => string[]} */
export const withText = (texts, text) => [text, ...texts.filter((other) => other !== text)].slice(0, MOST);
