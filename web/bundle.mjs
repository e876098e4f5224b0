// Bundles the scripts and styles of the page with esbuild. Trunk calls it after it has built both modules, and names
// the folder in TRUNK_STAGING_DIR.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const outdir = process.env.TRUNK_STAGING_DIR ?? process.argv[2];
if (!outdir) throw new Error("usage: node web/bundle.mjs FOLDER");

const shared = { bundle: true, minify: true, outdir, target: "es2022", charset: "utf8", logLevel: "warning" };

const scripts = (...names) => Object.fromEntries(names.map((name) => [name, join(web, "js", `${name}.js`)]));

// The page's own scripts, the lazy ones, and the one for other people's pages are modules; those of the workers are
// classic scripts that are loaded by name.
await build({ ...shared, format: "esm", entryPoints: scripts("boot", "editor", "builder", "canvas", "debug", "qr", "embed") });
await build({ ...shared, format: "iife", entryPoints: scripts("worker", "host", "sw") });
await build({ ...shared, entryPoints: { style: join(web, "styles/main.css"), "docs/docs": join(web, "styles/docs.css") } });

// The notes under mistakes, without the scripts that prove them.
const notes = JSON.parse(readFileSync(join(web, "notes/notes.json"), "utf8"));
writeFileSync(join(outdir, "notes.json"), JSON.stringify(notes.map(({ script: _, ...note }) => note)));
