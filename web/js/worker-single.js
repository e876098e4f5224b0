// The engine's worker in the page that is one file: engine.js and host.js stand before this in the same script, and the
// module comes as the first message.
self.onmessage = ({ data: module }) => {
  const host = self.kubenoriHost(module, (reply) => self.postMessage(reply));
  self.onmessage = ({ data }) => host.receive(data);
};
