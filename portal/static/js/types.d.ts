// What tsc cannot know: the library that is a global of every page, and that what a selector finds here are elements with the fields we use.
declare const htmx: any;

interface Found extends HTMLElement {
  [Symbol.iterator]?: any;
  href: string;
  value: string;
  checked: boolean;
  open: boolean;
  disabled: boolean;
  form: HTMLFormElement;
  action: string;
  requestSubmit(): void;
  elements: any;
  content: DocumentFragment;
  viewBox: SVGAnimatedRect;
}

// Fields of a form by their names.
interface HTMLFormControlsCollection {
  [name: string]: any;
}

interface ParentNode {
  querySelector(selectors: string): Found;
  querySelectorAll(selectors: string): NodeListOf<Found>;
}

interface Element {
  closest(selectors: string): Found;
}

// Events are listened to where they bubble up: their target is an element.
interface EventTarget {
  closest(selectors: string): Found;
  checked?: any;
  elements?: any;
  id?: any;
}

interface Event {
  readonly detail?: any;
  readonly key?: any;
  readonly altKey?: any;
  readonly ctrlKey?: any;
  readonly metaKey?: any;
  readonly clientX?: any;
  readonly pointerType?: any;
}
