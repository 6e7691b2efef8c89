// Finds elements of a page, each of the kind that its caller goes on with.

/**
 * Returns the first one of a kind, null where the page has none.
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T | null}
 */
export const maybe = (within, selector, kind) => {
  const found = within.querySelector(selector);
  return found instanceof kind ? found : null;
};

/**
 * Returns the first one of a kind, which the template is sure to have written.
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export const one = (within, selector, kind) => {
  const found = maybe(within, selector, kind);
  if (!found) throw new Error(`this page has no ${selector}`);
  return found;
};

/**
 * Returns all of a kind.
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T[]}
 */
export const every = (within, selector, kind) =>
  [...within.querySelectorAll(selector)].flatMap((found) => (found instanceof kind ? [found] : []));

/**
 * Returns the nearest one of a kind around what an event is about, null where nothing is.
 * @template {Element} T
 * @param {EventTarget | null | undefined} target
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T | null}
 */
export const around = (target, selector, kind) => {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof kind ? found : null;
};

/**
 * Returns what a template has written into data-…, "" where it has written nothing.
 * @param {HTMLElement | SVGElement} element
 * @param {string} name
 */
export const given = (element, name) => element.dataset[name] ?? "";

/**
 * Returns a field of a form by its name, null where the form has none.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export const fieldOf = (form, name) =>
  /** @type {HTMLInputElement | HTMLSelectElement | RadioNodeList | null} */ (form.elements.namedItem(name));

/**
 * Says whether what has the focus is in an element.
 * @param {Node | null | undefined} element
 */
export const hasFocus = (element) => Boolean(element?.contains(document.activeElement));
