// The first script of the page where it is one HTML file that holds everything, opened by a double click. Its files are
// `<script type="text/plain" data-file="NAME" data-mime="TYPE">` with base64 of gzip; `web/single.mjs` writes them.
import { start } from "./start.js";

async function unpacked(element) {
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const blob = await new Response(plain).blob();
  return [element.dataset.file, new Blob([blob], { type: element.dataset.mime })];
}

const blobs = new Map(await Promise.all([...document.querySelectorAll("script[data-file]")].map(unpacked)));
const addresses = new Map([...blobs].map(([name, blob]) => [name, URL.createObjectURL(blob)]));
const url = (name) => addresses.get(name) ?? null;
const [module, rest] = await Promise.all(["engine_bg.wasm", "engine_rest.wasm"].map((name) => blobs.get(name)?.arrayBuffer()));

await start({
  url,
  worker() {
    // A worker made of a Blob may fetch nothing of a file's, so it is told its modules and its texts in the first message.
    const worker = new Worker(url("worker.js"));
    worker.postMessage({ module, rest, texts: blobs.get("descriptions.txt") });
    return worker;
  },
}, { version: document.documentElement.dataset.version, listen() {}, update() {} });
