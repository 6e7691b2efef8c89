// Loads the library and the generation of tiles. What cannot be loaded is said to be so, and a button tries again: it is no fault of the browser.
/** @import { GlMap, Latest, Library } from "../types.js" */
import { part, say, setting, words } from "./panel.js";

export const LONGEST_MS = 20000;
/** @type {(() => void) | null} */
let again = null;
/** @type {(retry: () => void, text?: string) => void} */
export const sayFailed = (retry, text = words.notLoaded) => {
  again = retry;
  say(text);
  part("retry").hidden = false;
};
/** @type {(text: string, next: HTMLElement) => void} */
export const sayLoaded = (text, next) => {
  const hadFocus = document.activeElement === part("retry");
  part("retry").hidden = true;
  if (hadFocus) next.focus();
  say(text);
};
part("retry").addEventListener("click", () => {
  say(words.loading);
  const retry = again;
  again = null; // one at a time
  retry?.();
});

/**
 * @param {string | URL} address
 * @param {AbortSignal} [signal]
 */
export const getJson = async (address, signal = AbortSignal.timeout(LONGEST_MS)) => {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
};
/** @param {string} address */
const untilLoaded = async (address) => {
  for (;;) {
    try {
      return await getJson(address);
    } catch {
      await new Promise((retry) => sayFailed(() => retry(null)));
    }
  }
};
/**
 * Says what a failed script means. A browser may remember that one could not be loaded, so that only the page anew brings it.
 * @param {unknown} error
 * @returns {Promise<never>} never settled: nothing of what follows can be done
 */
const giveUp = (error) => {
  if (error instanceof SyntaxError) say(words.noMap);
  else sayFailed(() => location.reload());
  return new Promise(() => {});
};

/** @type {Latest} */
export let latest;
/** @type {Library} */
export let library;
// Asks for both at once, and fills `latest` and `library`: a map is made after it, and everything that draws is called after that.
export const loadLibrary = async () => {
  say(words.loading);
  const asked = import(setting("library")).then(
    (module) => () => module,
    (error) => () => giveUp(error),
  );
  latest = await untilLoaded(setting("latest"));
  library = await (await asked)();
  library.setWorkerUrl(new URL(setting("worker"), location.href).href);
};

const NO_WORKER = "Worker failed to load"; // as MapLibre says it
/** @typedef {{ z: number, x: number, y: number }} TileID */
/** @typedef {{ error: { message: string }, sourceId?: string, tile?: { tileID: { key: string, canonical: TileID } } }} Fault */
/**
 * Tiles that failed stay away until they are asked for again by name.
 * @type {Map<string, { sourceId: string, tileID: TileID }>}
 */
export const missing = new Map();
// A style of another house that is away leaves nothing to draw on.
/** @type {(map: GlMap, onFailure: (source: string) => void) => void} */
export const followTiles = (map, onFailure) => {
  let hasStyle = false;
  map.once("style.load", () => {
    hasStyle = true;
  });
  map.on("error", (event) => {
    const { error, sourceId, tile } = /** @type {Fault} */ (event);
    if (!hasStyle || error.message.startsWith(NO_WORKER)) return sayFailed(() => location.reload());
    if (!tile || !sourceId) return console.error(error);
    missing.set(`${sourceId} ${tile.tileID.key}`, { sourceId, tileID: tile.tileID.canonical });
    onFailure(sourceId);
    map.triggerRepaint(); // it says what it has when it is idle
  });
  map.on("sourcedata", ({ sourceId, tile }) => {
    if (tile?.state === "loaded") missing.delete(`${sourceId} ${tile.tileID.key}`);
  });
};
/** @param {GlMap} map */
export const askForMissing = (map) => {
  for (const { sourceId, tileID } of missing.values()) map.refreshTiles(sourceId, [tileID]);
};
