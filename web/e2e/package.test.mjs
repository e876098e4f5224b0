// The package for npm, as it would be installed: the examples of its README are these tests, in Node and in Chromium.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { closeBrowser, openAt } from "./browser.mjs";
import { serve } from "./server.mjs";

const source = process.env.KUBENORI_NPM;
const run = promisify(execFile);
const readme = await readFile(join(source, "README.md"), "utf8");
const examples = [...readme.matchAll(/^## (.*)$[^]*?^```js\n([^]*?)^```$/gm)].map(([, title, code]) => ({ title, code }));
let folder;
let host;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubenori-"));
  await mkdir(join(folder, "node_modules"));
  await cp(source, join(folder, "node_modules/kubenori"), { recursive: true });
  host = await serve(folder);
});
after(async () => {
  host.close();
  await rm(folder, { recursive: true, force: true });
  await closeBrowser();
});

test("the package has all of its parts, and says how big it is", async () => {
  const { files, exports, version } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  for (const name of [...files, exports["."].default, exports["."].types]) await readFile(join(source, name));
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.notEqual(version, "0.0.0");
  assert.match(readme, /The module is \d\.\d\d MB \(brotli\)/);
  assert.ok(examples.length >= 3);
});

for (const [at, { title, code }] of examples.entries()) {
  test(`"${title}" in Node`, async () => {
    const file = join(folder, `example-${at}.mjs`);
    await writeFile(file, code);
    await run(process.execPath, [file]);
  });

  test(`"${title}" in a browser`, async () => {
    // Browsers have no assert module; a small one has what the examples use.
    await writeFile(join(folder, "assert.js"), `
      const fail = (message) => { throw new Error(message); };
      export default {
        equal: (is, should) => is === should || fail(\`\${JSON.stringify(is)} is not \${JSON.stringify(should)}\`),
        rejects: (promise, pattern) => promise.then(() => fail("it did not reject"), (error) => pattern.test(error.message) || fail(error.message)),
      };`);
    const imports = JSON.stringify({ imports: { kubenori: "./node_modules/kubenori/kubenori.js", "node:assert/strict": "./assert.js" } });
    const body = `<!doctype html><script type="importmap">${imports}</script><script type="module">${code}\ndocument.title = "done";</script>`;
    await writeFile(join(folder, `example-${at}.html`), body);
    const { page, complaints, close } = await openAt(`${host.address}/example-${at}.html`, { allowed: [host.address] });
    await page.waitForFunction(() => document.title === "done").catch(() => assert.fail(complaints.join("\n")));
    await close();
  });
}

test("the types fit what is there", async () => {
  const { Playground } = await import(join(source, "kubenori.js"));
  const types = await readFile(join(source, "kubenori.d.ts"), "utf8");
  const members = Object.getOwnPropertyNames(Playground.prototype).filter((name) => name !== "constructor");
  for (const name of [...members, "create", "restore"]) assert.match(types, new RegExp(`\\b${name}[<(:]`), name);
  const cluster = await Playground.create();
  const seen = new Set();
  cluster.on("*", ({ kind }) => seen.add(kind));
  cluster.run("kubectl run web --image=nginx");
  cluster.advance(20_000);
  for (const kind of seen) assert.match(types, new RegExp(`^ {2}${kind}: `, "m"), kind);
  assert.ok(seen.size >= 5);
  cluster.free();
});
