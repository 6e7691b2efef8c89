// Compresses what script/assets has built, once and as well as can be: each file gets a .br and a .gz beside it; script/assets calls it.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const FOLDERS = ["portal/static/vendor"];
const PACKED = /\.(js|mjs|css|svg|txt)$/;
const LEAST_BYTES = 500; // below it the headers weigh more

const compressions = {
  br: (data) =>
    promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  gz: (data) => promisify(gzip)(data, { level: constants.Z_BEST_COMPRESSION }),
};

for (const folder of FOLDERS) {
  for (const entry of await readdir(folder, { recursive: true })) {
    if (!PACKED.test(entry)) continue;
    const path = `${folder}/${entry}`;
    const data = await readFile(path);
    if (data.length < LEAST_BYTES) continue;
    for (const [ending, compress] of Object.entries(compressions)) {
      const packed = await compress(data);
      if (packed.length < data.length) await writeFile(`${path}.${ending}`, packed);
    }
  }
}
