// Compresses what browsers read as text, once and as well as can be: each file gets a .br and a .gz beside it; script/assets calls it.
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const FOLDERS = ["portal/static/vendor", "portal/static/img"];
const TEXT = /\.(js|mjs|css|svg|txt)$/;
const PACKED = /\.(br|gz)$/;
const LEAST_BYTES = 500; // below it the headers weigh more

const compressions = {
  br: (data) =>
    promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  gz: (data) => promisify(gzip)(data, { level: constants.Z_BEST_COMPRESSION }),
};

const pack = async (path) => {
  const data = await readFile(path);
  if (data.length < LEAST_BYTES) return;
  for (const [ending, compress] of Object.entries(compressions)) {
    const packed = await compress(data);
    if (packed.length < data.length) await writeFile(`${path}.${ending}`, packed);
  }
};

for (const folder of FOLDERS) {
  const paths = (await readdir(folder, { recursive: true })).map((entry) => `${folder}/${entry}`);
  // Pictures lie among their sources: of one that is gone or has become small, no older self may stay.
  for (const path of paths.filter((name) => PACKED.test(name))) await rm(path);
  for (const path of paths.filter((name) => TEXT.test(name))) await pack(path);
}
