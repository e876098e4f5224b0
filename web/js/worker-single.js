// The engine's worker in the page that is one file: engine.js and host.js stand before this in the same script, and the
// modules and the texts of `kubectl explain` (a Blob) come as the first message.
self.onmessage = ({ data: { module, rest, texts } }) => {
  const given = { "engine_bg.wasm": module, "engine_rest.wasm": rest };
  const url = (name) => given[name] ?? URL.createObjectURL(texts);
  const host = self.kubenoriHost(url, (reply) => self.postMessage(reply));
  self.onmessage = ({ data }) => host.receive(data);
};
