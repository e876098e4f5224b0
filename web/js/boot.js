// The first script of the page. It starts the engine's worker and the page's module side by side.
import { editorHost } from "./editor-host.js";
import { EnginePort } from "./engine-port.js";
import { lesson } from "./lesson.js";
import { motion } from "./motion.js";
import { scene } from "./scene.js";
import { loader, share } from "./share.js";

const version = document.documentElement.dataset.version;
const versioned = (file) => new URL(`${file}?v=${version}`, document.baseURI).href;

const engine = new EnginePort(versioned);
globalThis.kubenori = {
  engine,
  editor: editorHost(() => import(versioned("editor.js"))),
  motion: motion(),
  canvas: { draw: async (canvas, frames) => (await import(versioned("canvas.js"))).draw(canvas, frames) },
  lesson: lesson(engine, () => import(versioned("builder.js"))),
  share,
  load: loader(versioned),
};

scene();

const page = await import(versioned("page.js"));
await page.default({ module_or_path: versioned("page_bg.wasm") });
