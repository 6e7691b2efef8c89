// What script/assets has built, as browsers get it: each script one request, its map beside it, all text compressed.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Script } from "node:vm";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const STATIC = "portal/static";
const OURS = ["head", "common", "once", "print", "profile", "show_map", "map", "small_map", "warm_map"];
const LEAST_BYTES = 500;
const manifest = Object.keys(JSON.parse(readFileSync(`${STATIC}/manifest.json`, "utf-8")));
const textOf = (name) => readFileSync(`${STATIC}/vendor/${name}`, "utf-8");

for (const name of OURS) {
  test(`${name}.js needs no other script by name and waits for nothing at its top`, () => {
    new Script(textOf(`${name}.js`)); // a classic script may have no import, no export, no await at its top
    assert.ok(manifest.includes(`vendor/${name}.js`));
  });

  test(`${name}.js is minified, and names its source map instead of carrying it`, () => {
    const script = textOf(`${name}.js`);
    assert.ok(script.endsWith(`//# sourceMappingURL=${name}.js.map\n`));
    assert.ok(script.trimEnd().split("\n").length <= 3);
    const { sources, sourcesContent } = JSON.parse(textOf(`${name}.js.map`));
    assert.equal(sources.length, sourcesContent.length);
    assert.ok(sources.every((source) => source.startsWith("../js/")));
  });
}

test("a map carries neither the library nor the code of the other map", () => {
  for (const [name, other] of [
    ["map", "small_map"],
    ["small_map", "map"],
  ]) {
    const { sources } = JSON.parse(textOf(`${name}.js.map`));
    assert.ok(sources.includes(`../js/${name}/main.js`));
    assert.deepEqual(
      sources.filter((source) => source.startsWith(`../js/${other}/`) || source.includes("node_modules")),
      [],
    );
  }
});

test("built text and pictures of ours are compressed to what they are, the smaller way first", () => {
  const large = manifest.filter((name) => {
    const isText = /^(vendor|img)\/.*\.(js|mjs|css|svg)$/.test(name);
    return isText && readFileSync(`${STATIC}/${name}`).length >= LEAST_BYTES;
  });
  assert.ok(large.some((name) => name.startsWith("img/")) && large.includes("vendor/maplibre-gl.mjs"));
  for (const name of large) {
    const [plain, br, gz] = ["", ".br", ".gz"].map((ending) => readFileSync(`${STATIC}/${name}${ending}`));
    assert.ok(brotliDecompressSync(br).equals(plain), `${name}.br`);
    assert.ok(gunzipSync(gz).equals(plain), `${name}.gz`);
    assert.ok(br.length < gz.length && gz.length < plain.length, name);
  }
});

test("what is compressed has no fingerprint of its own", () => {
  assert.deepEqual(
    manifest.filter((name) => /\.(br|gz)$/.test(name)),
    [],
  );
});

test("style sheets are whole: each font they name is there, and nothing is imported", () => {
  for (const name of ["app.css", "map.css"]) {
    const sheet = textOf(name);
    assert.ok(!sheet.includes("@import"));
    const fonts = [...sheet.matchAll(/url\(\.\.\/\.\.\/([0-9a-f]{8})\/(vendor\/fonts\/[^)]+)\)/g)];
    assert.equal(fonts.length, name === "app.css" ? 2 : 0);
    for (const [, , font] of fonts) assert.ok(existsSync(`${STATIC}/${font}`) && manifest.includes(font));
  }
});
