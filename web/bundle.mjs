// Bundles the scripts and styles of the page with esbuild. Trunk calls it after it has built both modules, and names
// the folder in TRUNK_STAGING_DIR.
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const outdir = process.env.TRUNK_STAGING_DIR ?? process.argv[2];
if (!outdir) throw new Error("usage: node web/bundle.mjs FOLDER");

const shared = { bundle: true, minify: true, outdir, target: "es2022", charset: "utf8", logLevel: "warning" };

// The page's own scripts and what is loaded later are modules; the worker's are classic scripts that are loaded by name.
await build({ ...shared, format: "esm", entryPoints: ["boot", "editor", "builder", "canvas"].map((name) => join(web, `js/${name}.js`)) });
await build({ ...shared, format: "iife", entryPoints: { worker: join(web, "js/worker.js"), host: join(web, "js/host.js") } });
await build({ ...shared, entryPoints: { style: join(web, "styles/main.css") } });
