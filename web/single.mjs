// Writes the whole page as one HTML file that works from file://: `node web/single.mjs DIST OUT.html`.
// The modules, scripts and lessons are inside, gzipped, as text; the styles and the first script are inline.
import { build } from "esbuild";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
const [dist, out] = process.argv.slice(2);
if (!dist || !out) throw new Error("usage: node web/single.mjs DIST OUT.html");

const shared = { bundle: true, minify: true, write: false, target: "es2022", charset: "utf8", logLevel: "warning" };
const bundled = async (entry, format) => (await build({ ...shared, format, entryPoints: [join(web, "js", entry)] })).outputFiles[0].text;
const text = (name) => readFile(join(dist, name), "utf8");
const modules = (await readdir(dist)).filter((name) => name.endsWith(".wasm"));
const lessons = (await readdir(join(dist, "lessons"))).map((name) => `lessons/${name}`);

// A closing tag inside a script would end it.
const inline = (script) => script.replaceAll("</script", "<\\/script");
const embedded = (name, mime, bytes) =>
  `<script type="text/plain" data-file="${name}" data-mime="${mime}">${gzipSync(bytes, { level: 9 }).toString("base64")}</script>`;

const worker = [await text("engine.js"), await text("host.js"), await bundled("worker-single.js", "iife")].join("\n");
const files = [
  embedded("worker.js", "text/javascript", worker),
  ...await Promise.all(["engine.js", "host.js", "page.js", "editor.js", "debug.js", "qr.js"].map(async (name) => embedded(name, "text/javascript", await text(name)))),
  ...await Promise.all(modules.map(async (name) => embedded(name, "application/wasm", await readFile(join(dist, name))))),
  embedded("notes.json", "application/json", await text("notes.json")),
  embedded("descriptions.txt", "text/plain", await text("descriptions.txt")),
  ...await Promise.all(lessons.map(async (name) => embedded(name, "application/json", await text(name)))),
];

const style = await text("style.css");
const start = await bundled("single.js", "esm");

// The head loses what names other files; the title, the description and the version stay.
const page = (await text("index.html"))
  .replace("<html ", '<html data-single ')
  .replace(/<link\b[^>]*>\s*/g, "")
  .replace(/<script\b[^>]*><\/script>\s*/g, "")
  .replace("</head>", () => `<link rel="icon" href="data:,">\n<style>${style}</style>\n</head>`)
  .replace("</body>", () => `${files.join("\n")}\n<script type="module">${inline(start)}</script>\n</body>`);
await writeFile(out, page);
