// Bundles, minifies and splits the browser's scripts and style sheets into portal/static/vendor; script/assets calls it.
import { build } from "esbuild";

const STATIC = "portal/static";
const VENDOR = `${STATIC}/vendor`;
const COMMON = {
  bundle: true,
  minify: true,
  sourcemap: true,
  target: "es2022",
  logLevel: "warning",
  legalComments: "none",
};

// Classic scripts: before the first paint, and deferred ones in the order of the page.
const CLASSIC = {
  head: "head/main.js",
  common: "common/main.js",
  once: "once.js",
  print: "print.js",
  profile: "profile/main.js",
  show_map: "show_map.js",
};
// Modules: each map is one request, and asked for only where there is one.
const MODULES = { map: "map/main.js", small_map: "small_map/main.js", warm_map: "warm_map.js" };

const entries = (names) =>
  Object.fromEntries(Object.entries(names).map(([name, file]) => [name, `${STATIC}/js/${file}`]));

await build({ ...COMMON, entryPoints: entries(CLASSIC), outdir: VENDOR, format: "iife" });
await build({ ...COMMON, entryPoints: entries(MODULES), outdir: VENDOR, format: "esm" });
await build({
  ...COMMON,
  sourcemap: false,
  entryPoints: { app: `${STATIC}/css/app.css`, map: `${STATIC}/css/map.css` },
  outdir: VENDOR,
  external: ["fonts/*"],
});
