// Runs the engine: in the worker, or in the page where there is none. Needs `wasm_bindgen` of engine.js in scope.
// `url(name)` says where one of the page's own files is (or is a module itself).
// Replies are { kind: "loaded" }, { kind: "outputs", outputs } for each message, and { kind: "crashed", reason }.

globalThis.kubenoriHost = (url, reply) => {
  let engine = null;
  // What waits while the texts of `kubectl explain` are fetched: before the first such command, not with the page.
  const queue = [];
  let texts = "none";

  const crash = (error) => {
    engine = null;
    reply({ kind: "crashed", reason: String(error?.message ?? error) });
  };

  wasm_bindgen({ module_or_path: url("engine_bg.wasm") }).then(() => {
    engine = new wasm_bindgen.Engine();
    reply({ kind: "loaded" });
  }).catch(crash);

  const explains = (message) => {
    const { line, keys, writeFile, start } = message;
    return (line?.text ?? keys?.text ?? writeFile?.text ?? start?.journal ?? "").includes("explain");
  };

  async function fetchTexts() {
    texts = "coming";
    try {
      const response = await fetch(url("descriptions.txt"));
      if (response.ok) engine?.describe(await response.text());
    } catch {
      // Without the file fields are explained by their types alone.
    }
    texts = "there";
    pump();
  }

  function pump() {
    while (queue.length > 0 && engine && texts !== "coming") {
      if (texts === "none" && explains(queue[0])) return fetchTexts();
      try {
        reply({ kind: "outputs", outputs: engine.receive(queue.shift()) });
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
