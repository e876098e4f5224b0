// The page starts wherever it may be put, and bothers nobody else.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, open, openAt } from "./browser.mjs";
import { serve } from "./server.mjs";

after(closeBrowser);

const via = (page) => page.evaluate(() => globalThis.kubenori.engine.via);

test("the engine answers from a worker", async () => {
  const { page, complaints, close } = await open();
  assert.equal(await via(page), "worker");
  assert.deepEqual(complaints, []);
  await close();
});

test("the engine answers from the page where workers are refused", async () => {
  const refuse = (page) => page.addInitScript(() => {
    globalThis.Worker = class { constructor() { throw new DOMException("refused", "SecurityError"); } };
  });
  const { page, complaints, close } = await open({ prepare: refuse });
  assert.equal(await via(page), "page");
  assert.deepEqual(complaints, []);
  await close();
});

test("the engine answers from the page where the worker's script does not load", async () => {
  const lose = (page) => page.route("**/worker.js*", (route) => route.fulfill({ status: 404, body: "" }));
  const { page, close } = await open({ prepare: lose, serviceWorkers: "block" });
  assert.equal(await via(page), "page");
  await close();
});

const crashing = (name, prepare) => test(`an engine that crashes ${name} is seen, and can be started again`, async () => {
  let crashes = true;
  const trap = async (page) => {
    await page.route("**/engine_bg.wasm*", (route) => (crashes ? route.fulfill({ status: 200, body: "not wasm" }) : route.continue()));
    await prepare(page);
  };
  const { page, close } = await open({ prepare: trap, ready: false, serviceWorkers: "block" });
  await page.waitForSelector('[data-engine="crashed"]');
  crashes = false;
  await page.evaluate(() => {
    globalThis.kubenori.engine.restart();
    globalThis.kubenori.engine.post({ start: { scenario: "", seed: 1, journal: null } });
  });
  await page.waitForSelector('[data-engine="ready"]');
  await close();
});

crashing("at its start", () => {});
crashing("before the page is there", (page) => page.addInitScript(() => {
  // The page's module waits for the news of the crash.
  const [heard, told] = [Promise.withResolvers(), globalThis.Worker];
  globalThis.Worker = class extends told {
    constructor(at) {
      super(at);
      this.addEventListener("message", ({ data }) => data.kind === "crashed" && heard.resolve());
    }
  };
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...given) => {
    await heard.promise;
    return instantiateStreaming(...given);
  };
}));

for (const width of [1280, 390]) {
  test(`nothing moves while the page starts, ${width} pixels wide`, async () => {
    const watch = (page) => page.addInitScript(() => {
      globalThis.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) globalThis.shifts.push([value, ...sources.map(({ node }) => node?.className ?? node?.nodeName)]);
      }).observe({ type: "layout-shift", buffered: true });
    });
    const { page, close } = await open({ prepare: watch, viewport: { width, height: 800 } });
    await page.locator(".pane.diagram").waitFor();
    await page.waitForTimeout(500);
    assert.deepEqual(await page.evaluate(() => globalThis.shifts), []);
    await close();
  });
}

test("the page works below any path", async () => {
  // A real server: what a service worker asks for passes no route of the test.
  const host = await serve("dist", { base: "/some/where/" });
  const { page, complaints, close } = await openAt(`${host.address}/some/where/`, { allowed: [host.address] });
  await page.waitForSelector('[data-engine="ready"]', { timeout: 15_000 });
  assert.equal(await page.locator("#page").count(), 1);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope), `${host.address}/some/where/`);
  assert.deepEqual(complaints, []);
  await close();
  host.close();
});

test("the lazy editor loads and edits", async () => {
  const { page, complaints, close } = await open();
  const code = page.locator(".editor .cm-content");
  await code.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("kind: Pod");
  assert.equal(await code.textContent(), "kind: Pod");
  assert.deepEqual(complaints, []);
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe has nothing to say against the ${colorScheme} page`, async () => {
    const { page, close } = await open({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]), []);
    await close();
  });
}
