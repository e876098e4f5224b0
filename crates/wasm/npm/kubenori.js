// The playground without a page: a cluster and a kubectl, driven by a program. See README.md.
import load, { Engine } from "./engine.js";

let loading;

// Loads the module once. Node reads it from the package's folder, browsers and bundlers fetch it.
function loaded(wasm) {
  loading ??= (async () => {
    const address = new URL("./engine_bg.wasm", import.meta.url);
    const fromFile = wasm === undefined && address.protocol === "file:" && typeof process === "object";
    const source = fromFile ? await (await import("node:fs/promises")).readFile(address) : wasm ?? address;
    await load({ module_or_path: source });
  })();
  // A module that did not come may come the next time.
  loading.catch(() => (loading = undefined));
  return loading;
}

export class Playground {
  #engine = new Engine();
  #listeners = new Map();

  // Use `Playground.create`: the module has to be loaded first.
  constructor(message) {
    this.#hear(this.#engine.receive({ start: message }));
  }

  static async create({ scenario = "four-nodes", seed = 1, wasm } = {}) {
    await loaded(wasm);
    return new Playground({ scenario, seed, journal: null });
  }

  static async restore(journal, { wasm } = {}) {
    await loaded(wasm);
    return new Playground({ scenario: "", seed: 1, journal: String(journal) });
  }

  run(command) {
    const [code, outputs] = this.#engine.run(String(command));
    const text = (...kinds) => outputs.flatMap((output) => output.terminal?.chunks ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text).join("");
    const ran = { code, output: text("out", "err"), stdout: text("out"), stderr: text("err") };
    this.#hear(outputs);
    return ran;
  }

  apply(manifest) {
    const file = "manifest.yaml";
    this.#hear(this.#engine.receive({ writeFile: { path: `/root/${file}`, text: String(manifest) } }));
    return this.run(`kubectl apply -f ${file}`);
  }

  advance(milliseconds) {
    this.#hear(this.#engine.advance(Number(milliseconds)));
  }

  objects(kind, { namespace = "" } = {}) {
    return JSON.parse(this.#engine.objects(kind, namespace));
  }

  get journal() {
    return this.#export().text;
  }

  get stateHash() {
    return this.#export().stateHash;
  }

  on(kind, listener) {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  // Frees the memory of the cluster. It cannot be used afterwards.
  free() {
    this.#engine.free();
  }

  #export() {
    return this.#engine.receive("export").find((output) => output.journal).journal;
  }

  #hear(outputs) {
    for (const output of outputs) {
      if (output.problem) throw new Error(`${output.problem.key}: ${output.problem.detail}`);
      for (const { id, at, cause, what } of output.facts?.facts ?? []) {
        const [[kind, details]] = Object.entries(what);
        const fact = { id, at: new Date(at), cause, kind, ...details, ...(details.kind ? { objectKind: details.kind, kind } : {}) };
        for (const name of [kind, "*"]) this.#listeners.get(name)?.forEach((listener) => listener(fact));
      }
    }
  }
}
