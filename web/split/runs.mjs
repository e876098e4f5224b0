// What runs until the first picture stands, and while nothing is asked: of the engine, and of the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { loader } from "../js/loader.js";
import { openPage } from "./document.mjs";

const SCENARIOS = ["four-nodes", "four-nodes-registry", "three-nodes", "one-node", "ha"];
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
// Frames of the page, then seconds of an idle cluster.
const TICKS = [...Array(60).fill(16.7), ...Array(90).fill(1_000)];

// Addresses at which a visitor may arrive.
const QUERIES = ["", "?lang=en", "?lesson=03-first-pod", "?embed=1"];
// How long the page waits for a picture, and how long it is let alone then.
const PATIENCE_MS = 30_000;
const ALONE_MS = 1_500;

async function engineOf(folder, module) {
  const glue = readFileSync(join(folder, "engine.js"), "utf8");
  const bindgen = vm.runInThisContext(`(() => { ${glue}; return wasm_bindgen; })()`);
  const { memory } = await bindgen({ module_or_path: module });
  return { Engine: bindgen.Engine, memory };
}

// Starts every scenario with a module; answers with its memories.
export async function runEngine(folder, module) {
  const { Engine, memory } = await engineOf(folder, module);
  for (const scenario of SCENARIOS) {
    for (const seed of SEEDS) {
      const engine = new Engine();
      engine.alone();
      engine.receive({ start: { scenario, seed, journal: null } });
      for (const elapsed of TICKS) engine.receive({ tick: { elapsed } });
      engine.free();
    }
  }
  return [memory];
}

// Opens the page with a module at every address, in a document that is not shown, beside an engine; answers with the
// memories of the pages.
export async function runPage(folder, module, engineModule) {
  const memories = [];
  for (const [at, query] of QUERIES.entries()) {
    const drawn = openPage(query);
    const { Engine } = await engineOf(folder, engineModule);
    const engine = new Engine();
    let hear = null;
    const answer = (message) => {
      const outputs = engine.receive(message);
      if (outputs.length > 0) hear?.(outputs);
    };
    globalThis.kubenori = around({
      engine: { post: (message) => setTimeout(() => answer(message)), listen: (outputs) => { hear = outputs; }, takeChanged: () => false },
      share: { take: (done) => setTimeout(() => done("none", null)) },
      load: loader((file) => `data:application/json;base64,${readFileSync(join(folder, file)).toString("base64")}`),
    });
    const page = await import(`${pathToFileURL(join(folder, "page.js"))}?${at}`);
    const { memory } = await page.default({ module_or_path: module });
    const until = performance.now() + PATIENCE_MS;
    while (!drawn.text.includes("worker01")) {
      if (performance.now() > until) throw new Error(`the page draws no cluster at ${query}`);
      await pause(20);
    }
    await pause(ALONE_MS);
    hear = null;
    memories.push(memory);
  }
  return memories;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// What the page's scripts offer it: the parts that are given, and functions that do nothing for all others.
function around(parts) {
  return new Proxy(function nothing() {}, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => "" : typeof parts[name] === "function" ? parts[name] : around(parts[name] ?? {})),
    apply: () => undefined,
  });
}
