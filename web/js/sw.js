// The service worker: keeps all files of one version of the page, and answers with them. `cargo xtask build` writes the
// version and the list of files into it, so that a new build is a new worker.

const VERSION = "__VERSION__";
const FILES = "__FILES__".split(" ");
const CACHE = `kubenori ${VERSION}`;

self.addEventListener("install", (event) => {
  const requests = FILES.map((file) => new Request(`./${file}?v=${VERSION}`, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("kubenori ") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const home = new URL(self.registration.scope);
  if (request.method !== "GET" || address.origin !== home.origin || !address.pathname.startsWith(home.pathname)) return;
  const name = address.pathname.slice(home.pathname.length);
  const file = name === "" ? "index.html" : name.endsWith("/") ? `${name}index.html` : name;
  if (!FILES.includes(file)) return;
  event.respondWith(answer(file, request));
});

// A file of this version; from the network where the cache has lost it (browsers may empty caches).
async function answer(file, request) {
  const cache = await caches.open(CACHE);
  return await cache.match(`./${file}?v=${VERSION}`) ?? fetch(request);
}
