// A static server for the tests: what somebody else's host would be. It sends no policy of ours.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json",
};

// Serves a folder below `base` on a free port; `headers` go with every answer.
export async function serve(folder, { base = "/", headers = {} } = {}) {
  const server = createServer(async (request, response) => {
    // Browsers ask every origin for it.
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    let file = path.startsWith(base) ? join(folder, normalize(path.slice(base.length - 1))) : null;
    const found = file && await stat(file).catch(() => null);
    if (found?.isDirectory()) file = join(file, "index.html");
    if (!file || !await stat(file).catch(() => null)) return response.writeHead(404).end("not found");
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "cache-control": "no-cache", ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() || server.closeAllConnections() };
}
