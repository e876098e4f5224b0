// The engine's worker. A classic one: it works from more places than a module worker does.
// The scripts and the module are of the version that this script was asked for with.
const query = self.location.search;
importScripts(`./engine.js${query}`, `./host.js${query}`);

const versioned = (file) => new URL(`./${file}${query}`, self.location.href).href;
const host = self.kubenoriHost(versioned, (reply) => self.postMessage(reply));
self.onmessage = ({ data }) => host.receive(data);
