// Loads the library and the generation of tiles. What cannot be loaded is said to be so, and a button tries again: it is no fault of the browser.
import { panel, part, say, words } from "./panel.js";

export const LONGEST_MS = 20000;
let again;
export const sayFailed = (retry, text = words.notLoaded) => {
  again = retry;
  say(text);
  part("retry").hidden = false;
};
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

export const getJson = async (address, signal = AbortSignal.timeout(LONGEST_MS)) => {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
};
const untilLoaded = async (address) => {
  for (;;) {
    try {
      return await getJson(address);
    } catch {
      await new Promise((retry) => sayFailed(retry));
    }
  }
};
// A browser may remember that a script could not be loaded, so that only the page anew brings it.
const giveUp = (error) => {
  if (error instanceof SyntaxError) say(words.noMap);
  else sayFailed(() => location.reload());
  return new Promise(() => {}); // nothing of what follows can be done
};

say(words.loading);
const asked = import(panel.dataset.library).then(
  (module) => () => module,
  (error) => () => giveUp(error),
);
export const latest = await untilLoaded(panel.dataset.latest);
export const library = await (await asked)();
library.setWorkerUrl(new URL(panel.dataset.worker, location.href).href);

const NO_WORKER = "Worker failed to load"; // as MapLibre says it
// Tiles that failed stay away until they are asked for again by name. A style of another house that is away leaves nothing to draw on.
export const missing = new Map();
export const followTiles = (map, onFailure) => {
  let hasStyle = false;
  map.once("style.load", () => {
    hasStyle = true;
  });
  map.on("error", ({ error, sourceId, tile }) => {
    if (!hasStyle || error.message.startsWith(NO_WORKER)) return sayFailed(() => location.reload());
    if (!tile) return console.error(error);
    missing.set(`${sourceId} ${tile.tileID.key}`, { sourceId, tileID: tile.tileID.canonical });
    onFailure(sourceId);
    return map.triggerRepaint(); // it says what it has when it is idle
  });
  map.on(
    "sourcedata",
    ({ sourceId, tile }) => tile?.state === "loaded" && missing.delete(`${sourceId} ${tile.tileID.key}`),
  );
};
export const askForMissing = (map) => {
  for (const { sourceId, tileID } of missing.values()) map.refreshTiles(sourceId, [tileID]);
};
