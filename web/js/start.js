// Starts the engine's worker and the page's module side by side, and lays out what the page's module calls.
//
// `files` says where the page's own files are: `url(name)` for one of them, `worker()` for a new worker of the engine.
import { editorHost } from "./editor-host.js";
import { EnginePort } from "./engine-port.js";
import { frame } from "./frame.js";
import { hold, otherHalf } from "./halves.js";
import { lesson } from "./lesson.js";
import { lit } from "./lit.js";
import { loader } from "./loader.js";
import { motion } from "./motion.js";
import { panes } from "./panes.js";
import { files as kept } from "./saved.js";
import { scene } from "./scene.js";
import { share } from "./share.js";

export async function start(files, offline) {
  const engine = new EnginePort(files);
  const drawer = () => import(files.url("debug.js"));
  globalThis.kubenori = {
    engine,
    editor: editorHost(() => import(files.url("editor.js")), engine),
    motion: motion(),
    canvas: { draw: async (canvas, frames) => (await import(files.url("canvas.js"))).draw(canvas, frames) },
    lesson: lesson(engine, () => import(files.url("builder.js"))),
    share: share(() => import(files.url("qr.js"))),
    saved: kept,
    frame: frame(),
    offline,
    load: loader(files.url),
    debug: () => drawer().then(({ toggle }) => toggle(engine)),
    report: (done) => drawer().then(({ copyReport }) => copyReport(engine)).then(done, () => done(false)),
  };
  scene();
  lit();
  const settle = panes();
  const page = await import(files.url("page.js"));
  const rest = otherHalf(page.join, files.url("page_rest.wasm"));
  globalThis.kubenoriRest = { ...globalThis.kubenoriRest, page: rest.now };
  hold(rest);
  // Behind the first picture comes what it did not need. If that fails, it is asked for by what needs it.
  engine.heardFirst.then(() => rest.fetch()).catch(() => {});
  await page.default({ module_or_path: files.url("page_bg.wasm") });
  settle();
}
