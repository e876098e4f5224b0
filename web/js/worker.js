// The engine's worker. A classic one: it works from more places than a module worker does.
// The scripts and the module are of the version that this script was asked for with.
const query = self.location.search;
importScripts(`./engine.js${query}`, `./host.js${query}`);

const host = self.kubenoriHost(new URL(`./engine_bg.wasm${query}`, self.location.href).href, (reply) => self.postMessage(reply));
self.onmessage = ({ data }) => host.receive(data);
