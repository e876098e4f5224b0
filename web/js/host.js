// Runs the engine: in the worker, or in the page where there is none. Needs `wasm_bindgen` of engine.js in scope.
// `url(name)` says where one of the page's own files is (or is a module itself).
// Replies are { kind: "loaded" }, { kind: "outputs", outputs } for each message, { kind: "waiting" } while a file has to come
// first, and { kind: "crashed", reason }.
import { fetched, otherHalf } from "./halves.js";
import { unpacked } from "./prose.js";

// How often the page hears that a file is still on its way.
const WAITING_MS = 2_000;

globalThis.kubenoriHost = (url, reply) => {
  let engine = null;
  // What waits for a file: the texts of `kubectl explain`, and the half of the engine that the first picture does not need.
  const queue = [];
  let awaited = false;
  let explained = false;
  let followed = false;
  const rest = otherHalf(wasm_bindgen.join, url("engine_rest.wasm"));
  globalThis.kubenoriRest = { ...globalThis.kubenoriRest, engine: rest.now };

  const crash = (error) => {
    engine = null;
    reply({ kind: "crashed", reason: String(error?.message ?? error) });
  };

  wasm_bindgen({ module_or_path: url("engine_bg.wasm") }).then(async () => {
    // In the page a file that is waited for in the middle of a call would stop everything else.
    const worker = typeof importScripts !== "undefined";
    if (!worker) await rest.fetch();
    engine = new wasm_bindgen.Engine();
    if (worker) engine.alone();
    reply({ kind: "loaded" });
  }).catch(crash);

  const explains = ({ line, keys, writeFile, start }) =>
    (line?.text ?? keys?.text ?? writeFile?.text ?? start?.journal ?? "").includes("explain");

  async function fetchTexts() {
    explained = true;
    const response = await fetched(url("descriptions.txt"));
    engine?.describe(unpacked(await response.text()));
  }

  // What has to come before a message: null where nothing has.
  function before(message) {
    if (!explained && explains(message)) return fetchTexts;
    const first = message.tick || (message.start && !message.start.journal);
    return first || rest.there() ? null : rest.fetch;
  }

  async function wait(file) {
    awaited = true;
    const told = setInterval(() => reply({ kind: "waiting" }), WAITING_MS);
    // Without the texts fields are explained by their types alone; the other half is asked for once more by who needs it.
    await file().catch(() => {});
    clearInterval(told);
    awaited = false;
    pump(true);
  }

  function pump(waited = false) {
    while (queue.length > 0 && engine && !awaited) {
      const file = before(queue[0]);
      if (file && !(waited && file === rest.fetch)) return wait(file);
      try {
        reply({ kind: "outputs", outputs: engine.receive(queue.shift()) });
        // The first picture is out: now comes what it did not need. If that fails, it is asked for by what needs it.
        if (!followed) rest.fetch().catch(() => {});
        followed = true;
      } catch (error) {
        // A trapped module is not to be called again: its memory is in no known state.
        crash(error);
      }
    }
  }

  return {
    receive(message) {
      queue.push(message);
      pump();
    },
  };
};
