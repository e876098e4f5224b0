// Runs the engine: in the worker, or in the page where there is none. Needs `wasm_bindgen` of engine.js in scope.
// Replies are { kind: "loaded" }, { kind: "outputs", outputs } and { kind: "crashed", reason }.

globalThis.kubenoriHost = (wasm, reply) => {
  let engine = null;
  const crash = (error) => {
    engine = null;
    reply({ kind: "crashed", reason: String(error?.message ?? error) });
  };

  wasm_bindgen({ module_or_path: wasm }).then(() => {
    engine = new wasm_bindgen.Engine();
    reply({ kind: "loaded" });
  }).catch(crash);

  return {
    receive(message) {
      // A trapped module is not to be called again: its memory is in no known state.
      if (!engine) return;
      try {
        const outputs = engine.receive(message);
        if (outputs.length > 0) reply({ kind: "outputs", outputs });
      } catch (error) {
        crash(error);
      }
    },
  };
};
