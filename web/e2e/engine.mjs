// The engine of the built page without a page: its module in Node, spoken to as the worker does.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const dist = new URL("../../dist/", import.meta.url);

// With both halves of the module; with the first alone, whatever needs the other fails.
export async function engine({ whole = true } = {}) {
  const file = (name) => readFile(fileURLToPath(new URL(name, dist)));
  const glue = (await file("engine.js")).toString();
  const bindgen = vm.runInThisContext(`(() => { ${glue}; return wasm_bindgen; })()`);
  await bindgen({ module_or_path: await file("engine_bg.wasm") });
  if (whole && bindgen.join) bindgen.join(await WebAssembly.compile(await file("engine_rest.wasm")));
  globalThis.kubenoriRest = {
    engine() {
      throw new Error("the other half is needed");
    },
  };
  const engine = new bindgen.Engine();
  engine.alone();
  return engine;
}

// A session with it: the engine gives each message a slice of time, so a long wait is several ticks.
export function session(engine) {
  const screen = [];
  const hear = (outputs) => {
    for (const output of outputs) {
      if (output.terminal) screen.push(...output.terminal.chunks.map((chunk) => chunk.text));
    }
    return outputs;
  };
  const send = (message) => hear(engine.receive(message));
  let now = 0;
  const clock = (outputs) => outputs.forEach((output) => (now = output.clock?.clock.now ?? now));
  return {
    send: (message) => {
      const outputs = send(message);
      clock(outputs);
      return outputs;
    },
    // Lets so many milliseconds of virtual time go by.
    wait: (milliseconds) => {
      const until = now + milliseconds;
      while (now < until) clock(send({ tick: { elapsed: until - now } }));
    },
    screen: () => screen.join(""),
  };
}
