// Makes what wasm-bindgen wrote around the modules small, as the page's own scripts are: `node web/glue.mjs FOLDER`.
import { transform } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node web/glue.mjs FOLDER");

for (const name of ["engine.js", "page.js"]) {
  const file = join(folder, name);
  const { code } = await transform(readFileSync(file, "utf8"), { minify: true, target: "es2022", charset: "utf8" });
  writeFileSync(file, code);
}
