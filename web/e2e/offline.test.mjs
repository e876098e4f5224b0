// The installed page: offline after the first visit, from any path, with updates that are announced.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeBrowser, openAt } from "./browser.mjs";
import { status, type } from "./desk.mjs";
import { serve } from "./server.mjs";

// A copy of the page below a path, under the strictest policy that it promises to work with.
const base = "/courses/2026/k8s/";
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'";
let folder;
let host;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubenori-"));
  await cp("dist", folder, { recursive: true });
  host = await serve(folder, { base, headers: { "content-security-policy": policy } });
});
after(async () => {
  host.close();
  await rm(folder, { recursive: true, force: true });
  await closeBrowser();
});

const kept = (page) => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
const visit = (options) => openAt(host.address + base, { allowed: [host.address], ...options });

test("after one visit everything works without a network, lessons too", async () => {
  const { page, context, complaints, close } = await visit();
  await page.waitForSelector('[data-engine="ready"]');
  await kept(page);
  assert.deepEqual(complaints, []);
  await context.setOffline(true);
  await page.goto(`${host.address + base}?lesson=03-first-pod`);
  await page.locator(".pane.lesson h2").waitFor();
  await type(page, "kubectl run web --image=nginx");
  await status(page, "web", "Running");
  await page.locator(".editor .cm-content").waitFor();
  await page.goto(`${host.address + base}docs/`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await close();
});

test("the page can be installed", async () => {
  const { page, close } = await visit();
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel="manifest"]').href)).json());
  assert.equal(manifest.display, "standalone");
  assert.equal(manifest.start_url, "./");
  for (const { src, sizes } of manifest.icons.filter(({ type }) => type === "image/png")) {
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    assert.equal(size, sizes);
  }
  const client = await page.context().newCDPSession(page);
  const { installabilityErrors } = await client.send("Page.getInstallabilityErrors");
  // A context of its own counts as a private window, which installs nothing.
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  await close();
});

test("a new version is announced, and taken over when the reader says so", async () => {
  const { page, close } = await visit();
  await page.waitForSelector('[data-engine="ready"]');
  await kept(page);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  const old = await page.evaluate(() => document.documentElement.dataset.version);
  for (const name of ["index.html", "boot.js", "sw.js"]) {
    const file = join(folder, name);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(old, "0123456789abcdef"));
  }
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.version), old, "no mixture of two versions");
  await page.locator(".update").getByText("새 버전이 준비됐어요").waitFor();
  await page.locator(".update").getByRole("button").click();
  await page.waitForFunction(() => document.documentElement.dataset.version === "0123456789abcdef");
  await page.waitForSelector('[data-engine="ready"]');
  await close();
});
