// The first script of the page where it is served as files of its own.
import { offline } from "./offline.js";
import { start } from "./start.js";

const version = document.documentElement.dataset.version;
const url = (name) => new URL(`${name}?v=${version}`, document.baseURI).href;

await start({
  url,
  // A classic worker: it works from more places than a module worker does.
  worker: () => new Worker(url("worker.js")),
}, offline(version));
